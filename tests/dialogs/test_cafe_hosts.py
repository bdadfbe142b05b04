"""Hosts and admins: the sheet, walk-ins, illness, another slot, the feed, and the live edit of cafe.yaml."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.beside import Site
from bot.cafe import Cafes
from tests.dialogs.conftest import Hall, Someone
from tests.dialogs.guests import (
    FIRST,
    FIRST_SLOT,
    PROGRAMME,
    books,
    fetched,
    line_of,
    link,
    opened,
    passes,
    slots,
    written,
)
from tests.dialogs.lotsen import latest, soon
from tests.fake_teams import TOWN

TUESDAY = {"days": 1, "hours": -1, "minutes": -29}
"""From Monday, 9:30, to Tuesday, 8:01."""
LATER = "14:40–15:00 Uhr · IT-Café"


@pytest.fixture
async def hall(closed_hall: Hall) -> AsyncIterator[Hall]:
    """A town hall with an IT-Café."""
    async with opened(closed_hall):
        yield closed_hall


@pytest.fixture
def lotte(hall: Hall) -> Someone:
    """The host."""
    return hall.alone(hall.teams.cast.lotse)


@pytest.fixture
def adam(hall: Hall) -> Someone:
    """The other host, who is the admin."""
    return hall.alone(hall.teams.cast.admin)


# ---------------------------------------------------------------- the sheet


async def test_the_sheet_comes_in_the_morning_and_follows(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """Who comes and what about; a cancellation of the same day changes the card."""
    booked = await anna.presses(await books(anna), "Speichern", about="Serienbrief")
    await passes(hall, minutes=2)
    await asyncio.sleep(1.5)  # the look for hosts
    await passes(hall, **TUESDAY)
    sheet = await latest(lotte, "IT-Café: Dienstag, 24. November")
    assert "14:00–14:20 Uhr · Anna Frage · Serienbrief" in sheet.text
    await anna.presses(booked, "Absagen")
    await soon(lambda: "14:00–14:20 Uhr · frei" in str(sheet.post.card))


async def test_an_empty_day_names_the_next_one(lotte: Someone) -> None:
    """From a Monday to the Tuesday, from there past six empty days to the next Tuesday."""
    monday = await lotte.says("Mein Tag")
    assert "Ihr nächster: Dienstag, 24. November." in monday.text
    tuesday = await lotte.presses(monday, "Nächster Tag")
    assert "14:00–14:20 Uhr" in tuesday.text
    wednesday = await lotte.presses(tuesday, "Nächster Tag")
    assert "Ihr nächster: Dienstag, 1. Dezember." in wednesday.text
    assert "14:00–14:20 Uhr" in (await lotte.presses(wednesday, "Nächster Tag")).text


async def test_a_walk_in_takes_a_seat_by_one_press(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """Nobody else gets it, no name is asked; a second one finds no seat."""
    sheet = await lotte.presses(await lotte.says("Mein Tag"), "Nächster Tag")
    assert "14:00–14:20 Uhr · frei" in sheet.text
    desk = await lotte.presses(sheet, "Öffnen", slot=FIRST_SLOT)
    walked = await lotte.presses(desk, "Jemand ist so gekommen")
    assert "ein Platz ist belegt" in walked.text
    assert await slots(hall) == {FIRST_SLOT: (1, 1)}
    assert FIRST not in (await anna.says("Termin")).choices[:1]
    again = await lotte.presses(walked, "Jemand ist so gekommen")
    assert again.answer
    assert "voll" in again.answer.notice


async def test_words_of_hosts_mean_something_else_to_others(anna: Someone) -> None:
    """Who is no host and writes «krank» is not taken for one."""
    assert "Gute Besserung!" not in (await anna.says("ich bin krank")).text
    assert "IT-Café" not in (await anna.says("Mein Tag")).text


async def test_who_is_ill_is_asked_about_appointments_where_there_are_any(lotte: Someone, hall: Hall) -> None:
    """On Monday there is no café, so it is a question as anybody's; on Tuesday there is one."""
    assert "Gute Besserung!" not in (await lotte.says("ich bin krank")).text
    await passes(hall, **TUESDAY)
    assert "Gute Besserung!" in (await lotte.says("ich bin krank")).text


async def test_ill_and_called_off(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """Every guest gets three other slots; the words come along with the press."""
    await anna.presses(await books(anna), "Speichern", about="Serienbrief")
    sheet = await lotte.presses(await lotte.says("Mein Tag"), "Nächster Tag")
    ill = await lotte.presses(sheet, "Ich bin krank …")
    assert "Menschen, die gebucht haben oder warten: 1" in ill.text
    gone = await lotte.presses(ill, "Absagen, neue Zeiten anbieten")
    assert "Gäste, denen ich andere Zeiten anbiete: 1" in gone.text
    told = await latest(anna, "Ihr Termin fällt leider aus: IT-Café", "24. November, 14:00–14:20 Uhr")
    times = [one for one in told.choices if "Uhr" in one]
    assert len(times) == 3
    assert "**Dienstag, 1. Dezember**" in told.text
    moved = await anna.presses(told, times[0])
    assert "Worum es geht: Serienbrief" in moved.text
    assert await line_of(hall) == []


async def test_ill_and_handed_over(anna: Someone, lotte: Someone, adam: Someone, hall: Hall) -> None:
    """A colleague stands in: the guest keeps the slot and knows who comes, the colleague has the sheet."""
    await books(anna)
    sheet = await lotte.presses(await lotte.says("Mein Tag"), "Nächster Tag")
    given = await lotte.presses(await lotte.presses(sheet, "Ich bin krank …"), "Adam Admin übernimmt")
    assert "Übergebene Termine: 3." in given.text
    told = await latest(anna, "Für Sie da ist jetzt jemand anderes")
    assert "Für Sie da: Adam Admin" in told.text
    assert "14:00–14:20 Uhr · Anna Frage" in (await latest(adam, "IT-Café: Dienstag")).text


async def test_add_and_close_a_slot(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """What a host adds can be booked at once, and what they close can't."""
    form = await lotte.presses(await lotte.says("Mein Tag"), "Termin dazu …")
    added = await lotte.presses(form, "Anlegen", cafe="it-cafe", day="2026-11-25", time="16:00")
    assert "Der Termin ist angelegt." in added.text
    booked = await books(anna, "16:00–16:20 Uhr · IT-Café")
    assert "Mittwoch, 25. November, 16:00–16:20 Uhr" in booked.text
    day = await lotte.says("Mein Tag")
    for _ in range(2):
        day = await lotte.presses(day, "Nächster Tag")
    assert "16:00–16:20 Uhr · Anna Frage" in day.text
    desk = await lotte.presses(day, "Öffnen", slot="it-cafe@20261125T1500Z")
    await lotte.presses(desk, "Termin schließen")
    await latest(anna, "Ihr Termin fällt leider aus")
    assert "16:00–16:20 Uhr · IT-Café" not in (await anna.says("Termin")).choices


async def test_a_slot_that_takes_place_again_can_be_booked_by_who_lost_it(
    anna: Someone, lotte: Someone, hall: Hall
) -> None:
    """Closed by mistake and added again: the same press as for everybody, and the words are still there."""
    await anna.presses(await books(anna), "Speichern", about="Serienbrief")
    day = await lotte.presses(await lotte.says("Mein Tag"), "Nächster Tag")
    await lotte.presses(await lotte.presses(day, "Öffnen", slot=FIRST_SLOT), "Termin schließen")
    await latest(anna, "Ihr Termin fällt leider aus")
    form = await lotte.presses(await lotte.says("Mein Tag"), "Termin dazu …")
    await lotte.presses(form, "Anlegen", cafe="it-cafe", day="2026-11-24", time="14:00")
    booked = await books(anna)
    assert booked.title == "Ihr Termin steht: IT-Café"
    assert "Worum es geht: Serienbrief" in booked.text
    assert await slots(hall) == {FIRST_SLOT: (1, 1)}


async def test_who_had_lost_a_slot_has_no_claim_to_it(
    anna: Someone, kemal: Someone, lotte: Someone, hall: Hall
) -> None:
    """It takes place again, and somebody was quicker: who had been there can wait, like everybody."""
    await books(anna)
    day = await lotte.presses(await lotte.says("Mein Tag"), "Nächster Tag")
    await lotte.presses(await lotte.presses(day, "Öffnen", slot=FIRST_SLOT), "Termin schließen")
    await latest(anna, "Ihr Termin fällt leider aus")
    form = await lotte.presses(await lotte.says("Mein Tag"), "Termin dazu …")
    await lotte.presses(form, "Anlegen", cafe="it-cafe", day="2026-11-24", time="14:00")
    listed = await anna.says("IT-Café")
    await books(kemal)
    assert (await anna.presses(listed, FIRST)).title == "Jemand war schneller"
    assert await line_of(hall) == [("Kemal Kollege", "booked")]


@pytest.mark.parametrize("time", ["14:00", "14:10", "14:50"])
async def test_a_host_is_not_booked_twice_at_a_time(lotte: Someone, hall: Hall, time: str) -> None:
    """A slot that lies over one of theirs is not added."""
    form = await lotte.presses(await lotte.says("Mein Tag"), "Termin dazu …")
    told = await lotte.presses(form, "Anlegen", cafe="it-cafe", day="2026-11-24", time=time)
    assert "Zu dieser Zeit gibt es schon einen Termin." in told.text
    assert await slots(hall) == {}


# ---------------------------------------------------------------- the feed


async def test_a_feed_has_times_and_topics_and_no_names(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """Whoever has the address reads it; revoked, or made anew, the old one leads nowhere."""
    await anna.presses(await books(anna), "Speichern", about="E-Akte, ich bin Anna Frage")
    shown = await lotte.presses(await lotte.says("Mein Tag"), "Kalender-Abo")
    made = await lotte.presses(shown, "Neue Adresse")
    url = made.text.split("http")[1].split(".ics")[0].replace("\\", "")
    status, headers, body = await fetched(hall, f"http{url}.ics")
    assert (status, headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert b"IT-Caf\xc3\xa9 (1/1)" in body
    assert b"DESCRIPTION:E-Akte\r\n" in body
    assert b"Anna" not in body
    await lotte.presses(made, "Abo beenden")
    assert (await fetched(hall, f"http{url}.ics"))[0] == 404
    assert (await fetched(hall, f"{hall.bot.house.get(Site).url}/cafe/feed/{'0' * 40}.ics"))[0] == 404


async def test_the_feed_of_who_is_no_host_any_more_leads_nowhere(lotte: Someone, hall: Hall) -> None:
    """Without anybody having to think of it; the town's file says who is a host."""
    shown = await lotte.presses(await lotte.says("Mein Tag"), "Kalender-Abo")
    made = await lotte.presses(shown, "Neue Adresse")
    url = "http" + made.text.split("http")[1].split(".ics")[0].replace("\\", "") + ".ics"
    assert (await fetched(hall, url))[0] == 200
    await taken_in(hall, PROGRAMME.replace("      - {{name: Lotte Lotsin, id: {lotte}}}\n", ""))
    assert (await fetched(hall, url))[0] == 404


# ---------------------------------------------------------------- the live edit


async def test_an_edit_that_strands_nobody_is_taken_in(anna: Someone, hall: Hall) -> None:
    """Within seconds, without anybody being asked."""
    written(hall, PROGRAMME.replace("14:00", "13:00"))

    async with asyncio.timeout(20):
        while "13:00–13:20 Uhr · IT-Café" not in (await anna.says("Termin")).choices:
            await asyncio.sleep(0.2)


async def test_an_edit_that_strands_bookings_is_shown_first(anna: Someone, adam: Someone, hall: Hall) -> None:
    """Until the admin says yes all stays as it is; then the guest gets three other slots."""
    await books(anna)
    written(hall, PROGRAMME.replace("dienstag", "mittwoch"))
    asked = await latest(adam, "würde Termine streichen", "Dienstag, 24. November, 14:00–14:20 Uhr")
    assert FIRST_SLOT in await slots(hall)
    assert "24. November" in (await anna.says("Meine Termine")).text
    taken = await adam.presses(asked, "Übernehmen")
    assert taken.title == "Eine Änderung an cafe.yaml hat Termine gestrichen"
    told = await latest(anna, "Ihr Termin fällt leider aus")
    assert "**Mittwoch, 25. November**" in told.text


async def test_an_edit_that_is_left_says_that_nothing_changes(
    anna: Someone, adam: Someone, hall: Hall
) -> None:
    """In the heading, too."""
    await books(anna)
    written(hall, PROGRAMME.replace("dienstag", "mittwoch"))
    left = await adam.presses(await latest(adam, "würde Termine streichen"), "Beim alten Stand bleiben")
    assert left.title == "Eine Änderung an cafe.yaml wurde nicht übernommen"
    assert "24. November" in (await anna.says("Meine Termine")).text


async def taken_in(hall: Hall, programme: str) -> None:
    """Save it, and wait until it is in use and all that is written down fits it."""
    written(hall, programme)
    cafes = hall.bot.house.get(Cafes)
    before = cafes.in_use.digest
    await soon(lambda: cafes.in_use.digest != before and cafes.fitted == cafes.in_use.digest)


async def test_an_edit_that_is_taken_back_gives_the_slot_back(
    anna: Someone, kemal: Someone, adam: Someone, hall: Hall
) -> None:
    """Who had lost it and who had not can book it again."""
    await books(anna)
    written(hall, PROGRAMME.replace("dienstag", "mittwoch"))
    await adam.presses(await latest(adam, "würde Termine streichen"), "Übernehmen")
    await latest(anna, "Ihr Termin fällt leider aus")
    assert await line_of(hall) == []
    await taken_in(hall, PROGRAMME)
    assert FIRST in (await kemal.says("Termin")).choices
    assert (await books(anna)).title == "Ihr Termin steht: IT-Café"
    assert await line_of(hall) == [("Anna Frage", "booked")]


async def test_an_edit_of_the_hosts_holds_for_slots_that_are_booked(
    anna: Someone, lotte: Someone, adam: Someone, hall: Hall
) -> None:
    """The new host has the guest on the sheet, the old one has not, and the guest reads who is there."""
    await books(anna)
    rule = 'to: "15:00"'
    await taken_in(hall, PROGRAMME.replace(rule, f"{rule}, host: Adam Admin"))
    sheets = [await one.presses(await one.says("Mein Tag"), "Nächster Tag") for one in (adam, lotte)]
    assert ["Anna Frage" in sheet.text for sheet in sheets] == [True, False]
    mine = await anna.says("Meine Termine")
    assert "Für Sie da: Adam Admin" in (await anna.presses(mine, mine.choices[0])).text


async def test_a_longer_slot_is_a_new_state_of_the_calendar_entry(anna: Someone, hall: Hall) -> None:
    """SEQUENCE grows with it, so that a calendar takes the new end in."""
    booked = await books(anna)
    before = await fetched(hall, link(booked, "Kalenderdatei"))
    await taken_in(hall, PROGRAMME.replace("    topics:", "    minutes: 30\n    topics:"))
    after = await fetched(hall, link(booked, "Kalenderdatei"))
    assert (b"SEQUENCE:0" in before[2], b"T142000" in before[2]) == (True, True)
    assert (b"SEQUENCE:1" in after[2], b"T143000" in after[2]) == (True, True)


async def test_a_cafe_that_goes_strands_what_its_hosts_added(
    anna: Someone, lotte: Someone, adam: Someone, hall: Hall
) -> None:
    """It has nobody who would be there: admins read from when to when, and the guest is told."""
    form = await lotte.presses(await lotte.says("Mein Tag"), "Termin dazu …")
    await lotte.presses(form, "Anlegen", cafe="it-cafe", day="2026-11-25", time="16:00")
    await books(anna, "16:00–16:20 Uhr · IT-Café")
    written(hall, PROGRAMME.replace("id: it-cafe", "id: anderes"))
    asked = await latest(adam, "würde Termine streichen", "Mittwoch, 25. November, 16:00–16:20 Uhr")
    await adam.presses(asked, "Übernehmen")
    await latest(anna, "Ihr Termin fällt leider aus")


async def test_admins_hear_of_a_broken_file_and_what_to_write(closed_hall: Hall) -> None:
    """In Teams, with file and line, as of a broken FAQ."""
    adam = closed_hall.alone(closed_hall.teams.cast.admin)
    async with opened(closed_hall, tenants=[TOWN]):
        written(closed_hall, PROGRAMME.replace("dienstag", "diensttag"))
        told = await latest(adam, "cafe.yaml, Zeile")
        assert "„diensttag“ ist kein Wochentag." in told.text


async def test_a_broken_file_changes_nothing(anna: Someone, hall: Hall) -> None:
    """The last good state goes on."""
    written(hall, PROGRAMME.replace("dienstag", "diensttag"))
    await asyncio.sleep(1.5)
    assert FIRST in (await anna.says("Termin")).choices
    assert hall.bot.house.get(Cafes).faults[0].kind == "weekday"


async def test_fewer_seats_strand_nobody_and_more_go_to_the_line(
    anna: Someone, kemal: Someone, hall: Hall
) -> None:
    """A second seat is offered to who waits."""
    await books(anna)
    shown = await kemal.presses(await kemal.says("Termin"), "Anzeigen", only="!")
    await kemal.presses(shown, f"{FIRST} · ausgebucht, Warteliste")
    written(hall, PROGRAMME.replace("    topics:", "    seats: 2\n    topics:"))
    await latest(kemal, "Ein Platz ist für Sie frei")
    assert (await slots(hall))[FIRST_SLOT] == (2, 2)
    written(hall)
    await asyncio.sleep(2.2)
    assert (await slots(hall))[FIRST_SLOT] == (2, 2)


async def test_a_restart_takes_in_nothing_unseen(closed_hall: Hall) -> None:
    """What was saved while the bot was down waits for the admin as well, and the line goes on."""
    anna = closed_hall.alone(closed_hall.teams.cast.asker)
    adam = closed_hall.alone(closed_hall.teams.cast.admin)
    async with opened(closed_hall):
        await books(anna)
    async with opened(closed_hall, PROGRAMME.replace("dienstag", "mittwoch")):
        await soon(lambda: "würde Termine streichen" in str([post.card for post in adam.chat.said_by_bot]))
        assert FIRST.partition(" · ")[0] in (await anna.says("Meine Termine")).text
        assert await line_of(closed_hall) == [("Anna Frage", "booked")]
