"""Book a human hour in three taps: the journey of guests, over real HTTP, on both engines."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from dialogs.cafe.forms import Page
from tests.dialogs.conftest import Hall, Seen, Someone
from tests.dialogs.guests import (
    EVENT,
    FIRST,
    FIRST_SLOT,
    PROGRAMME,
    books,
    fetched,
    guest,
    line_of,
    link,
    opened,
    passes,
    slots,
)
from tests.dialogs.lotsen import latest, soon
from tests.fake_teams import TOWN


@pytest.fixture
async def hall(closed_hall: Hall) -> AsyncIterator[Hall]:
    """A town hall with an IT-Café of one-to-one slots and an event."""
    async with opened(closed_hall, PROGRAMME + EVENT):
        yield closed_hall


# ---------------------------------------------------------------- booking


async def test_three_taps(anna: Someone, hall: Hall) -> None:
    """The word, a time, done: when, where, with whom; and a row with a reminder stands behind it."""
    offered = await anna.says("IT-Café")
    assert offered.title == "Freie Termine"
    assert "**Dienstag, 24. November**" in offered.text
    assert FIRST in offered.choices
    assert "10:00–11:30 Uhr · E-Akte für Einsteiger · 12 frei" in offered.choices
    booked = await anna.presses(offered, FIRST)
    assert booked.title == "Ihr Termin steht: IT-Café"
    assert "**Dienstag, 24. November, 14:00–14:20 Uhr**" in booked.text
    assert "Ort: Rathaus, Raum 112" in booked.text
    assert "Für Sie da: Lotte Lotsin" in booked.text
    assert "Für wen: Alle Beschäftigten" in booked.text
    assert await slots(hall) == {FIRST_SLOT: (1, 1)}
    noted = await anna.presses(booked, "Speichern", about="Serienbrief")
    assert "Worum es geht: Serienbrief" in noted.text


async def test_offered_after_an_unhelpful_answer(anna: Someone) -> None:
    """Who was not helped is one press away from a person's time."""
    form = await anna.presses(await anna.says("passwort vergessen"), "Hat nicht geholfen")
    assert (await anna.presses(form, "Termin im IT-Café")).title == "Freie Termine"


@pytest.mark.parametrize("word", ["termin", "It Cafe", "Sprechstunde", "Appointment", "einen Termin!"])
async def test_found_by_many_words(anna: Someone, word: str) -> None:
    """However one says it; in English in English."""
    assert (await anna.says(word)).title in ("Freie Termine", "Free appointments")


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("wann ist it cafe", "Freie Termine"),
        ("ich brauche einen termin im it cafe", "Freie Termine"),
        ("termin it cafe buchen morgen", "Freie Termine"),
        ("Hallo, wann ist denn das nächste IT-Café?", "Freie Termine"),
        ("ich hätte gern morgen um halb drei einen termin im it-café", "Freie Termine"),
        ("nächsten Donnerstag, 9:20 Uhr, Termin?", "Freie Termine"),
        ("Meinen Termin auf Donnerstag verschieben", "Meine Termine"),
        ("Ist morgen noch ein Termin frei?", "Freie Termine"),
        ("Wie bekomme ich einen Termin im IT-Café?", "Freie Termine"),
        ("I can't make my appointment", "My appointments"),
        ("Could I have an appointment on Tuesday at 2 pm?", "Free appointments"),
        ("could i book a slot on tuesday at 2 pm", "Free appointments"),
        ("it cafe absagen", "Meine Termine"),
        ("Ich kann morgen doch nicht ins IT-Café kommen", "Meine Termine"),
        ("wann ist mein termin im it-café", "Meine Termine"),
        ("I can't come to the IT café tomorrow", "My appointments"),
    ],
)
async def test_a_whole_sentence_leads_to_booking(anna: Someone, sentence: str, title: str) -> None:
    """Whoever says in a sentence that they want a slot, or no more, needs no further word."""
    assert (await anna.says(sentence)).title == title


@pytest.mark.parametrize(
    "sentence",
    [
        "Was ist das IT-Café?",
        "wo ist das it cafe",
        "kaffee kochen",
        "Wie trage ich einen Termin in Outlook ein?",
        "Ein Bürger möchte einen Termin",
        "Ich habe morgen einen Termin",
        "Am Dienstag habe ich einen Termin",
        "I have an appointment today",
        "Der Termin ist morgen um 10",
        "Wie mache ich einen Termin?",
        "Wie kann ich einen Termin verschieben?",
        "How do I cancel an appointment?",
    ],
)
async def test_other_sentences_are_left_to_the_faq(anna: Someone, sentence: str) -> None:
    """What the café is, and where, the FAQ knows."""
    assert (await anna.says(sentence)).title not in ("Freie Termine", "Meine Termine")


async def test_where_others_read_along_the_faq_answers(hall: Hall) -> None:
    """A sentence about the café is a question there as any other; the answer leads to a private word."""
    group = hall.in_group(hall.teams.cast.asker)
    answer = await group.says("wann ist it cafe", mention=True)
    assert "Was ist das" in answer.title
    sent = await group.presses(answer, "Termin im IT-Café")
    assert "unter uns" in sent.title


async def test_the_help_names_what_this_town_has(anna: Someone, hall: Hall) -> None:
    """The café, and how to get at one's appointments; no Sorgenbox and no Lotsen where there are none."""
    told = (await anna.says("Hilfe")).text
    assert "**IT-Café**: einen Termin" in told
    assert "**Meine Termine**" in told
    assert "Sorgenbox" not in told
    group = hall.in_group(hall.teams.cast.asker)
    assert "Meine Termine" not in (await group.says("Hilfe", mention=True)).text


async def test_the_answer_about_the_cafe_leads_to_booking(anna: Someone) -> None:
    """The FAQ's entry has a button for it, besides the usual ones."""
    answer = await anna.says("Was ist das IT-Café?")
    assert len(answer.choices) <= 6
    assert (await anna.presses(answer, "Termin im IT-Café")).title == "Freie Termine"


def times(seen: Seen) -> list[str]:
    """The slots on a card that can be pressed."""
    return [one for one in seen.choices if "Uhr ·" in one]


async def test_more_and_one_kind_only(anna: Someone) -> None:
    """Five at a time, nearest first; an event alone. The button does what stands above it."""
    first = await anna.says("Termin")
    second = await anna.presses(first, "Anzeigen")
    assert len(times(first)) == len(times(second)) == 5
    assert "8. Dezember" in second.text
    assert "8. Dezember" not in first.text
    only = await anna.presses(await anna.says("Termin"), "Anzeigen", only="einstieg")
    assert times(only) == ["10:00–11:30 Uhr · E-Akte für Einsteiger · 12 frei"]
    assert "Die ersten Schritte, gemeinsam." in only.text
    assert "Für wen: Wer neu anfängt" in only.text
    every = await anna.presses(only, "Anzeigen", only="*")
    assert times(every) == times(first)


async def test_the_last_page_leads_back_to_the_first(anna: Someone) -> None:
    """It says so; what is chosen begins at its own first page, and cards that were sent before go on."""
    seen = first = await anna.says("Termin")
    pages = []
    while ways(seen)[0] == ("+", "Spätere Zeiten"):
        seen = await anna.presses(seen, "Anzeigen")
        pages.append(times(seen))
    assert len(pages) > 1
    assert ways(seen) == [
        ("+", "Zurück zum Anfang"),
        ("it-cafe", "Nur: IT-Café"),
        ("einstieg", "Nur: E-Akte für Einsteiger"),
    ]
    again = await anna.presses(seen, "Anzeigen")
    assert times(again) == times(first)
    chosen = await anna.presses(await anna.presses(again, "Anzeigen"), "Anzeigen", only="it-cafe")
    assert times(chosen)[0] == FIRST
    assert ("*", "Alles, was frei ist") in ways(chosen)
    ticked = Page(page=3, cafe="einstieg", only="einstieg", full=False)
    assert ticked.next() == Page(page=4, cafe="einstieg")
    assert ticked.model_copy(update={"full": True}).next() == Page(cafe="einstieg", was_full=True)


async def test_who_presses_a_time_is_not_asked_what_to_show(anna: Someone) -> None:
    """The form belongs to its own button: a time that is pressed takes nothing of it along."""
    seen = await anna.says("Termin")
    lines = [piece["selectAction"] for piece in seen.card["body"] if "selectAction" in piece]
    assert [line["associatedInputs"] for line in lines] == ["none"] * 5
    assert "associatedInputs" not in seen.card["actions"][0]


def ways(seen: Seen) -> list[tuple[str, str]]:
    """What the card offers to show next."""
    (field,) = [piece for piece in seen.card["body"] if piece.get("id") == "only"]
    return [(one["value"], one["title"]) for one in field["choices"]]


async def test_move_keeps_the_words_and_the_calendar_entry(anna: Someone, hall: Hall) -> None:
    """The old seat is free at once; UID stays, SEQUENCE grows."""
    booked = await anna.presses(await books(anna), "Speichern", about="Serienbrief")
    before = await fetched(hall, link(booked, "Kalenderdatei"))
    moved = await anna.presses(await anna.presses(booked, "Verschieben"), "14:40–15:00 Uhr · IT-Café")
    assert "14:40–15:00 Uhr" in moved.text
    assert "Worum es geht: Serienbrief" in moved.text
    after = await fetched(hall, link(moved, "Kalenderdatei"))
    assert await slots(hall) == {FIRST_SLOT: (0, 1), "it-cafe@20261124T1340Z": (1, 1)}
    for line in before[2].decode().splitlines():
        assert line in after[2].decode() or line.startswith(("SEQUENCE:0", "DTSTART;", "DTEND;"))
    assert "SEQUENCE:1" in after[2].decode()


async def test_a_page_of_slots_says_what_a_press_does(anna: Someone, kemal: Someone) -> None:
    """It books, moves the appointment, or puts on the waiting list."""
    assert "bucht sie" in (await kemal.says("Termin")).text
    assert "verschiebt Ihren Termin dorthin" in (await anna.presses(await books(anna), "Verschieben")).text
    full = await kemal.presses(await kemal.says("Termin"), "Anzeigen", only="!")
    assert full.title == "Ausgebuchte Termine"
    assert "auf ihre Warteliste" in full.text


async def test_mine_and_cancel(anna: Someone, hall: Hall) -> None:
    """One's own appointments, and one press gives the seat back."""
    await books(anna)
    mine = await anna.says("Meine Termine")
    line = "Dienstag, 24. November, 14:00–14:20 Uhr · IT-Café · gebucht"
    shown = await anna.presses(mine, line)
    gone = await anna.presses(shown, "Absagen")
    assert gone.title == "Abgesagt, danke fürs Bescheidsagen"
    assert await slots(hall) == {FIRST_SLOT: (0, 1)}
    assert "keinen Termin" in (await anna.says("Meine Termine")).text


async def test_mine_goes_on_to_the_next_page(closed_hall: Hall) -> None:
    """Whoever has more than five reaches each of them."""
    async with opened(closed_hall, PROGRAMME.replace("    topics:", "    at_once: 6\n    topics:")):
        anna = closed_hall.alone(closed_hall.teams.cast.asker)
        for _ in range(6):
            shown = await anna.says("Termin")
            await anna.presses(shown, shown.choices[0])
        first = await anna.says("Meine Termine")
        second = await anna.presses(first, "Mehr zeigen")
        lines = [[one for one in page.choices if "gebucht" in one] for page in (first, second)]
        assert [len(one) for one in lines] == [5, 1]
        assert not set(lines[0]) & set(lines[1])
        assert "Mehr zeigen" not in second.choices
        again = await anna.presses(second, "Zurück zum Anfang")
        assert [one for one in again.choices if "gebucht" in one] == lines[0]


async def test_not_more_than_allowed_at_once(anna: Someone) -> None:
    """Two here, so that everybody gets a turn; said kindly."""
    for line in (FIRST, "14:20–14:40 Uhr · IT-Café"):
        await books(anna, line)
    seen = await books(anna, "14:40–15:00 Uhr · IT-Café")
    assert seen.answer
    assert "Mehr als 2 Termine" in seen.answer.notice


# ---------------------------------------------------------------- reminders and afterwards


async def test_reminded_the_day_before_and_the_hour_before(anna: Someone, hall: Hall) -> None:
    """Each once; «Ich komme nicht» is one press, and the seat is free."""
    await books(anna)
    await passes(hall, hours=4, minutes=31)  # Monday, 14:01
    await latest(anna, "Bald ist es so weit: IT-Café")
    said = len(anna.chat.said_by_bot)
    await passes(hall, hours=23)  # Tuesday, 13:01
    await soon(lambda: len(anna.chat.said_by_bot) == said + 1)
    reminder = await latest(anna, "Bald ist es so weit: IT-Café")
    await anna.presses(reminder, "Ich komme nicht")
    assert await slots(hall) == {FIRST_SLOT: (0, 1)}


async def test_asked_afterwards_and_forgotten(anna: Someone, hall: Hall) -> None:
    """Nameless; with the answer the booking is gone, and five topics of a kind reach the authors."""
    await books(anna)
    await passes(hall, days=1, hours=5)
    asked = await latest(anna, "Hat es geholfen?")
    thanked = await anna.presses(asked, "Ja, hat geholfen", topic="E-Akte")
    assert "Schön" in thanked.text
    assert await line_of(hall) == []
    bound = {"tenant": TOWN}
    assert await hall.bot.database.all("cafe_topics", dict, bound, least=1) == [
        {"cafe": "it-cafe", "topic": "E-Akte", "times": 1}
    ]
    assert await hall.bot.database.all("cafe_topics", dict, bound, least=5) == []


async def test_a_booking_leaves_after_its_window(anna: Someone, hall: Hall) -> None:
    """Who doesn't answer is forgotten three days later."""
    await books(anna)
    await passes(hall, days=1, hours=5)
    await latest(anna, "Hat es geholfen?")
    await passes(hall, days=3, minutes=1)

    async def kept() -> bool:
        own = await hall.bot.database.one(
            "cafe_own", dict, {"tenant": TOWN}, slot=FIRST_SLOT, guest=anna.person.id
        )
        return own is not None

    async with asyncio.timeout(20):
        while await kept():
            await asyncio.sleep(0.05)


# ---------------------------------------------------------------- the line


async def test_full_wait_offer_accept(anna: Someone, kemal: Someone, hall: Hall) -> None:
    """Who comes second waits; when the first cancels, the seat is held for them, and taken by one press."""
    offered = await kemal.says("Termin")
    booked = await books(anna)
    full = await kemal.presses(offered, FIRST)
    assert full.title == "Jemand war schneller"
    waiting = await kemal.presses(full, "Auf die Warteliste")
    assert waiting.title == "Sie stehen auf Platz 1 der Warteliste"
    await anna.presses(booked, "Absagen")
    offer = await latest(kemal, "Ein Platz ist für Sie frei", "Ich halte ihn für Sie bis heute um ")
    assert await slots(hall) == {FIRST_SLOT: (1, 1)}
    taken = await kemal.presses(offer, "Ja, ich komme")
    assert taken.title == "Ihr Termin steht: IT-Café"
    assert await line_of(hall) == [("Kemal Kollege", "booked")]


async def test_who_comes_late_is_told_how_many_wait_already(
    anna: Someone, kemal: Someone, hall: Hall
) -> None:
    """Before they decide to join them."""
    third = guest(hall, 1)
    second, last = await kemal.says("Termin"), await third.says("Termin")
    await books(anna)
    full = await kemal.presses(second, FIRST)
    assert "wären Sie Nummer 1" in full.text
    await kemal.presses(full, "Auf die Warteliste")
    full = await third.presses(last, FIRST)
    assert "wären Sie Nummer 2" in full.text
    waiting = await third.presses(full, "Auf die Warteliste")
    assert waiting.title == "Sie stehen auf Platz 2 der Warteliste"


async def test_an_offer_expires_and_goes_to_the_next(anna: Someone, kemal: Someone, hall: Hall) -> None:
    """The line keeps its order, also over a restart; who let it pass is told, and everybody at the end."""
    third = guest(hall, 1)
    booked = await books(anna)
    for someone in (kemal, third):
        shown = await someone.says("Termin")
        shown = await someone.presses(shown, "Anzeigen", only="!")
        await someone.presses(shown, f"{FIRST} · ausgebucht, Warteliste")
    assert await line_of(hall) == [
        ("Anna Frage", "booked"),
        ("Kemal Kollege", "waiting"),
        ("Gast 1", "waiting"),
    ]
    await anna.presses(booked, "Absagen")
    offer = await latest(kemal, "Ein Platz ist für Sie frei")
    await passes(hall, hours=5)
    await latest(third, "Ein Platz ist für Sie frei")
    await latest(kemal, "Der Platz ist weitergegeben")
    late = await kemal.presses(offer, "Ja, ich komme")
    assert late.answer
    assert "weitergegeben" in late.answer.notice
    assert await line_of(hall) == [("Gast 1", "offered")]
    await passes(hall, days=1)
    await latest(third, "Der Platz ist weitergegeben")
    assert await slots(hall) == {FIRST_SLOT: (0, 1)}


async def test_waiting_in_vain_is_told(anna: Someone, kemal: Someone, hall: Hall) -> None:
    """Half an hour before it begins nobody waits any more, and everybody knows."""
    await books(anna)
    shown = await kemal.presses(await kemal.says("Termin"), "Anzeigen", only="!")
    await kemal.presses(shown, f"{FIRST} · ausgebucht, Warteliste")
    await passes(hall, days=1, hours=4, minutes=5)
    await latest(kemal, "Leider ist kein Platz frei geworden", "14:00–14:20 Uhr")


# ---------------------------------------------------------------- privacy, places, tongues


async def test_whoever_deletes_their_data_gives_the_seat_to_the_line(
    anna: Someone, kemal: Someone, hall: Hall
) -> None:
    """It is said before and after, and the next one gets it."""
    await books(anna)
    shown = await kemal.presses(await kemal.says("Termin"), "Anzeigen", only="!")
    await kemal.presses(shown, f"{FIRST} · ausgebucht, Warteliste")
    sure = await anna.presses(await anna.says("Meine Daten"), "Alles löschen …")
    assert "Termine im IT-Café und Plätze auf Wartelisten: 1" in sure.text
    gone = await anna.presses(sure, "Zurücknehmen und löschen")
    assert "Das habe ich für Sie zurückgenommen" in gone.text
    assert "Termine im IT-Café und Plätze auf Wartelisten: 1. Das ist abgesagt" in gone.text
    await latest(kemal, "Ein Platz ist für Sie frei")


async def test_a_booking_is_shown_in_words_and_the_rest_behind_a_button(anna: Someone) -> None:
    """When it is and how it stands; the calendar's numbers are one press away, and nothing is missing."""
    await books(anna)
    shown = await anna.says("Meine Daten")
    assert "- Termin: 24.11.2026, 14:00\n" in shown.text
    assert "- Stand: gebucht\n" in shown.text
    assert "Kalendereintrag" not in shown.text
    behind = await anna.presses(shown, "Technisches zeigen")
    assert re.search(r"- Name des Kalendereintrags: [0-9a-f]{32}\n", behind.text)
    assert "- Auf der Warteliste seit (Mikrosekunden): 0\n" in behind.text
    assert "- Termin:" not in behind.text


async def test_nobody_books_where_others_read_along(hall: Hall) -> None:
    """A group is led to the personal chat."""
    seen = await hall.in_group(hall.teams.cast.asker).says("Termin", mention=True)
    assert seen.title == "Ihren Termin machen wir unter uns aus"


async def test_a_guest_elsewhere_reads_their_own_time(hall: Hall) -> None:
    """Times are in the reader's zone, and say so."""
    anna = hall.alone(hall.teams.cast.asker)
    anna.person = replace(anna.person, zone="Europe/Lisbon", locale="en-GB")
    seen = await anna.says("appointment")
    assert "13:00–13:20 (Lisbon time) · IT Café" in seen.choices
