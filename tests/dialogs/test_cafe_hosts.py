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
    opened,
    passes,
    slots,
    written,
)
from tests.dialogs.lotsen import latest, soon

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


async def test_ill_and_called_off(anna: Someone, lotte: Someone, hall: Hall) -> None:
    """Every guest gets three other slots; the words come along with the press."""
    await anna.presses(await books(anna), "Speichern", about="Serienbrief")
    sheet = await lotte.presses(await lotte.says("Mein Tag"), "Nächster Tag")
    ill = await lotte.presses(sheet, "Ich bin krank …")
    assert "Gäste und Wartende: 1" in ill.text
    gone = await lotte.presses(ill, "Absagen, neue Zeiten anbieten")
    assert "Gäste, denen ich andere Zeiten anbiete: 1" in gone.text
    told = await latest(anna, "Ihr Termin fällt leider aus")
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
    assert "Übergeben: 3 Termine" in given.text
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
    await adam.presses(asked, "Übernehmen")
    told = await latest(anna, "Ihr Termin fällt leider aus")
    assert "**Mittwoch, 25. November**" in told.text


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
    shown = await kemal.presses(await kemal.says("Termin"), "Mehr zeigen", full="true")
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
