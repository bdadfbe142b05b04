"""Writing to the Sorgenbox in Teams: what is shown, what is kept, and who is never named."""

from __future__ import annotations

import asyncio
import gc
import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import fields
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.concern.confided import Confided
from bot.concern.file import NAME, ConcernFile
from bot.concern.flood import MOST
from bot.concern.rules import RELEASED_AT, moment
from bot.message import Message, Person, Place
from bot.turn import Turn
from demo.client import Answer, buttons
from dialogs.concern.dialog import dialog
from dialogs.concern.rules import Writing
from tests.concern.sample import box_of, fill, store_of
from tests.dialogs.conftest import Hall, Seen, Someone, closed_hall, database
from tests.fake_teams import TOWN

__all__ = ["closed_hall", "database"]
READERS = frozenset({"00000003-0000-4000-8000-000000000000", "00000004-0000-4000-8000-000000000000"})
ON = {"concern_readers": READERS, "app_tenant": TOWN}
SORGE = "Die neue Software macht mir das Leben schwer"


@pytest.fixture
async def hall(closed_hall: Hall) -> AsyncIterator[Hall]:
    """A town hall with a Sorgenbox."""
    async with closed_hall.open(**ON):
        yield closed_hall


@pytest.fixture
def anna(hall: Hall) -> Someone:
    """The asker, alone with the bot."""
    return hall.alone(hall.teams.cast.asker)


def words_of(answer: Answer) -> str:
    """Everything that can be read in a window."""
    return "\n".join(str(piece) for piece in strings(answer.card)) or answer.notice


def strings(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from strings(value)
    elif isinstance(node, list):
        for value in node:
            yield from strings(value)


async def opens(someone: Someone, button: str = "Vertraulich schreiben") -> tuple[Seen, Answer]:
    """Say «Sorge», and open the window."""
    seen = await someone.says("Sorge")
    before = len(someone.chat.posts)
    answer = await someone.hall.teams.client.press(someone.person, someone.chat, seen.post, button)
    assert len(someone.chat.posts) == before, "a window's answer came into the chat"
    return seen, answer


async def sends(someone: Someone, window: Answer, **inputs: Any) -> Answer:
    """Fill in the window and send it."""
    (button,) = buttons(window.card)
    given = {"topic": "change", "words": SORGE, "answer": "true", **inputs}
    before = len(someone.chat.posts)
    answer = await someone.hall.teams.client.submit(someone.person, someone.chat, {**button["data"], **given})
    assert answer.status == 200
    assert len(someone.chat.posts) == before, "a window's answer came into the chat"
    return answer


def receipt_in(answer: Answer) -> str:
    """The receipt that the window shows."""
    return next(one for one in strings(answer.card) if one.count("-") == 4 and len(one) == 24)


async def kept(hall: Hall) -> int:
    """How many texts wait in the Sorgenbox."""
    return await box_of(hall.bot).store(
        lambda store: store.file.within(lambda tx: tx.one("concern_staged_count", int)) or 0
    )


async def test_the_card_says_what_is_stored_before_anything_is_written(anna: Someone) -> None:
    """Four lines: stored, not stored, what others could see, the way."""
    seen = await anna.says("Sorge")
    for words in (
        "Wir speichern weder, wer Sie sind, noch wann genau Sie geschrieben haben.",
        "Microsoft und Ihre IT könnten technisch sehen, dass Sie das Formular benutzt haben.",
        "180 Tagen",
    ):
        assert words in seen.text
    assert seen.choices == ["Vertraulich schreiben", "Sorgen & Antworten"]


async def test_without_a_page_no_wish_for_a_reply_is_stored(anna: Someone) -> None:
    """There is nowhere to read one, so nobody is asked for it, and the card names no such thing."""
    seen, window = await opens(anna)
    assert "Antwort möchten" not in seen.text
    assert "Antwort" not in words_of(window)


async def test_the_help_names_the_sorgenbox(anna: Someone) -> None:
    """Where the town has one."""
    assert "**Sorgenbox**: sagen, was Sie bedrückt" in (await anna.says("Hilfe")).text


async def test_a_reader_is_told_the_way_to_read(anna: Someone, hall: Hall) -> None:
    """And nobody else: to them the words mean the Sorgenbox."""
    told = await hall.alone(hall.teams.cast.lotse).says("Sorgenbox lesen")
    assert told.title == "Sie lesen die Sorgenbox"
    assert "lotse concern read" in told.text
    assert "hört zu" in (await anna.says("Sorgenbox lesen")).title


async def test_a_reader_who_can_sign_in_is_led_to_the_page(closed_hall: Hall) -> None:
    """By a button, on which nothing lets anybody in."""
    page = {"concern_desk": "https://lotse.example.org", "concern_listen": "127.0.0.1:0"}
    async with closed_hall.open(**ON, **page) as hall:
        told = await hall.alone(hall.teams.cast.lotse).says("Sorgenbox lesen")
        assert '"https://lotse.example.org/lesen"' in json.dumps(told.card)


async def test_where_there_is_a_page_both_ways_are_shown(closed_hall: Hall) -> None:
    """Its address stands on the card, and the window shows the receipt that opens it."""
    page = {"concern_domain": "sorge.example.org", "concern_listen": "127.0.0.1:0"}
    async with closed_hall.open(**ON, **page) as hall:
        anna = hall.alone(hall.teams.cast.asker)
        seen, window = await opens(anna)
        assert "Ohne Anmeldung schreiben" in seen.choices
        assert "Zwei Wege" in seen.text
        shown = await sends(anna, window)
        found = await box_of(hall.bot).store(lambda store: store.thread(receipt_in(shown)))
    assert found is not None
    assert found.messages[0].words == SORGE


async def test_without_readers_nothing_of_it_is_shown(closed_hall: Hall) -> None:
    """No button leads to a box that nobody reads; who listens in confidence is told instead."""
    async with closed_hall.open() as hall:
        seen = await hall.alone(hall.teams.cast.asker).says("Sorge")
    assert "hört man Ihnen vertraulich zu" in seen.text
    assert seen.choices == ["Was kann ich fragen?"]


async def test_it_is_kept_and_thanked_in_the_window_alone(anna: Someone) -> None:
    """The chat shows the card of before, and not a word more."""
    _, window = await opens(anna)
    shown = await sends(anna, window)
    assert "Danke, dass Sie das sagen." in words_of(shown)
    assert await kept(anna.hall) == 1


async def test_each_window_has_a_number_of_its_own_that_no_card_in_the_chat_has(anna: Someone) -> None:
    """Who reads the chat and knows a text can't make the receipt; two windows are two concerns."""
    seen, first = await opens(anna)
    button = "Vertraulich schreiben"
    second = await anna.hall.teams.client.press(anna.person, anna.chat, seen.post, button)
    numbers = [set(re.findall(r"\b[0-9a-f]{32}\b", json.dumps(one))) for one in (first.card, second.card)]
    assert [len(one) for one in numbers] == [1, 1], "the control: a window has one"
    assert not numbers[0] & numbers[1]
    assert not [one for one in numbers[0] | numbers[1] if one in json.dumps(seen.post.body)]
    for window in (first, second):
        await sends(anna, window)
    assert await kept(anna.hall) == 2


async def test_sent_twice_it_is_there_once(anna: Someone) -> None:
    """Teams delivers again what took long; both see the same."""
    _, window = await opens(anna)
    first, second = await sends(anna, window), await sends(anna, window)
    assert "Danke" in words_of(first)
    assert "Danke" in words_of(second)
    assert await kept(anna.hall) == 1


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("Frau Meier lacht über mich", "ein Name"),
        ("Seit dem 12.03. geht nichts", "eine Zahl"),
        ("Das betrifft nur ich und sonst keinen", "nur auf einen Menschen"),
        ("Da fließt Schmiergeld", "Meldestelle"),
        ("Ich will nicht mehr leben", "0800 1110111"),
    ],
)
async def test_a_gentle_word_before_it_is_sent(anna: Someone, words: str, hint: str) -> None:
    """Nothing is kept yet; the text is still in the form; and it may go as it is."""
    _, window = await opens(anna)
    warned = await sends(anna, window, words=words)
    assert hint in words_of(warned)
    assert words in words_of(warned)
    assert await kept(anna.hall) == 0
    assert "Danke" in words_of(await sends(anna, warned, words=words))
    assert await kept(anna.hall) == 1


async def test_a_text_that_was_edited_after_a_hint_is_asked_about_again(anna: Someone) -> None:
    """Seen is only what was told; the same hint is not shown twice, which is the control."""
    _, window = await opens(anna)
    warned = await sends(anna, window, words="Frau Meier lacht über mich")
    again = await sends(anna, warned, words="Frau Meier lacht, das ist illegal")
    assert "Meldestelle" in words_of(again)
    assert await kept(anna.hall) == 0
    assert "Danke" in words_of(await sends(anna, again, words="Herr Huber lacht, das ist illegal"))


async def test_a_plain_text_is_not_held_up(anna: Someone) -> None:
    """The control of the hints."""
    _, window = await opens(anna)
    assert "Danke" in words_of(await sends(anna, window, words="Mir wird das alles zu viel."))


async def test_where_the_box_is_away_the_text_stays_in_the_form(closed_hall: Hall) -> None:
    """Another process owns the file: it is said, nothing is kept, and once it is free all is well."""
    other = ConcernFile.open(closed_hall.folder / NAME)
    async with closed_hall.open(**ON) as hall:
        anna = hall.alone(hall.teams.cast.asker)
        _, window = await opens(anna)
        answer = await sends(anna, window)
        assert "nicht erreichbar" in words_of(answer)
        assert SORGE in words_of(answer)
        other.close()
        assert "Danke" in words_of(await sends(anna, answer))


async def test_one_person_cannot_fill_the_box(anna: Someone, hall: Hall) -> None:
    """After five texts it says so, and keeps what was written in the form; a colleague may still write."""
    for number in range(5):
        _, window = await opens(anna)
        assert "Danke" in words_of(await sends(anna, window, words=f"Mir ist das zu viel, Teil {number}"))
    assert "Danke" in words_of(await sends(anna, window, words="Mir ist das zu viel, Teil 4"))
    assert await kept(hall) == 5, "the last one, pressed twice, has been answered twice and kept once"
    _, window = await opens(anna)
    assert "morgen" in words_of(await sends(anna, window))
    kemal = hall.alone(hall.teams.cast.colleague)
    _, window = await opens(kemal)
    assert "Danke" in words_of(await sends(kemal, window))


async def test_where_no_more_is_taken_help_is_told_all_the_same(anna: Someone, hall: Hall) -> None:
    """Nothing is kept, but who may be in danger is not only sent away until tomorrow."""
    for _ in range(MOST):
        hall.bot.box.flood.count(hall.bot.box.day(hall.clock()))
    _, window = await opens(anna)
    words = "Ich will nicht mehr leben"
    warned = await sends(anna, window, words=words)
    assert "0800 1110111" in words_of(warned)
    assert "morgen" in words_of(await sends(anna, warned, words=words))
    assert await kept(hall) == 0


async def test_readers_are_told_at_the_release_and_not_a_word_of_it(anna: Someone, hall: Hall) -> None:
    """Three texts; at seven next morning both readers get a card that names neither words nor number."""
    lotte, adam = hall.alone(hall.teams.cast.lotse), hall.alone(hall.teams.cast.admin)
    for reader in (lotte, adam):
        await reader.says("Hallo")
    for number in range(3):
        _, window = await opens(anna)
        await sends(anna, window, words=f"{SORGE}, Teil {number}")
    hall.clock.go(hours=24 - 9.5 + RELEASED_AT.hour)
    for reader in (lotte, adam):
        post = await heard(reader)
        assert "Sorgenbox" in json.dumps(post.body, ensure_ascii=False)
        assert SORGE not in json.dumps(post.body, ensure_ascii=False)
        assert "lotse concern read" in json.dumps(post.body)  # nothing else leads to the page here


async def test_a_crash_between_release_and_notice_loses_no_notice(closed_hall: Hall) -> None:
    """What is told follows from what readers don't know yet. Told before the crash, it is told no more."""
    async with closed_hall.open(**ON) as hall:
        readers = [hall.alone(one) for one in (hall.teams.cast.lotse, hall.teams.cast.admin)]
        for reader in readers:
            await reader.says("Hallo")
    day = moment(closed_hall.clock.now, ZoneInfo("Europe/Berlin"))
    with store_of(closed_hall.folder) as store:
        fill(store, "Eins", "Zwei", "Drei")
        assert store.release(day) == 3
    async with closed_hall.open(**ON, concern_desk="https://lotse.example.org") as hall:
        for reader in readers:
            post = await heard(reader)
            assert "https://lotse.example.org/lesen" in json.dumps(post.body)
        assert await hall.bot.box.look(hall.clock.now) is None
    for reader in readers:
        assert len([post for post in reader.chat.said_by_bot if "Neues" in post.text]) == 1


async def test_readers_whom_the_bot_never_met_hear_of_it_later(closed_hall: Hall) -> None:
    """Nobody could be told in the morning: the first of them who says hello is told then."""
    day = moment(closed_hall.clock.now, ZoneInfo("Europe/Berlin"))
    with store_of(closed_hall.folder) as store:
        fill(store, "Eins", "Zwei", "Drei")
        assert store.release(day) == 3
    async with closed_hall.open(**ON) as hall:
        await asyncio.sleep(0.3)  # some looks
        lotte = hall.alone(hall.teams.cast.lotse)
        await lotte.says("Hallo")
        await heard(lotte)


async def heard(reader: Someone) -> Any:
    """The next message of the bot that comes by itself."""
    async with asyncio.timeout(20):
        while not (found := [p for p in reader.chat.said_by_bot if "Neues" in p.text]):
            await asyncio.sleep(0.1)
    return found[-1]


# ---------------------------------------------------------------- who is never named


def reachable(root: object, most: int = 200_000) -> Iterator[object]:
    """Every object that can be reached from this one, code and types left out."""
    seen, waiting = {id(root)}, [root]
    while waiting and len(seen) < most:
        one = waiting.pop()
        yield one
        for other in gc.get_referents(one):
            if id(other) not in seen and not isinstance(other, type) and not callable(other):
                seen.add(id(other))
                waiting.append(other)


async def test_no_handler_reaches_a_person(anna: Someone, monkeypatch: pytest.MonkeyPatch) -> None:
    """At run time nothing of the activity can be reached from what a handler is given."""
    met: list[Confided[Writing]] = []

    async def spy(told: Confided[Writing]) -> Any:
        met.append(told)
        return await plain(told)

    plain = dialog.confidences["concern.send"].handler
    _, window = await opens(anna)
    seen_by = anna.hall.bot.confiding.confidences["concern.send"]
    monkeypatch.setitem(
        dict_of(anna.hall.bot.confiding.confidences), "concern.send", type(seen_by)(spy, seen_by.form)
    )
    await sends(anna, window)
    (told,) = met
    found = list(reachable(told))
    canaries = (anna.person.id, anna.person.account, anna.person.name, anna.chat.id)
    assert SORGE in found, "the control: its words can be reached"
    assert not [one for one in found if isinstance(one, str) and one in canaries]
    assert not [one for one in found if isinstance(one, Message | Person | Place | Turn)]


def dict_of(mapping: Any) -> dict[str, Any]:
    assert isinstance(mapping, dict)
    return mapping


def test_what_a_handler_is_given_has_no_field_for_anybody() -> None:
    """The list is closed: a new field is a decision."""
    assert [field.name for field in fields(Confided)] == [
        *("form", "nonce", "day", "language", "texts", "box", "full")
    ]
    assert set(Writing.model_fields) == {"topic", "words", "answer", "seen", "unsure"}
