"""What is larger than Teams takes gets smaller, and loses what matters least."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.cards import button, card, text, text_input
from bot.teams.fitting import LARGEST, LEAST, encoded, fitted, shorter, shorter_reply
from bot.turn import Channel, Dialog, Message, Outgoing, Preview, Reply
from tests.fake_teams import FakeTeams
from tests.teams.conftest import Run

LONG = "Schöne Größe für Füße. " * 2_000
FIELD = text_input("words", "Wort", error="Fehlt")
PRESS = button("Ja", "a.b", about=text("x" * (LEAST + 50)))
HUGE = card(text("Kurz"), text(LONG), FIELD, actions=[PRESS])
HOPELESS = card(text("Kurz"), actions=[button("Ja", "a.b", heavy="ä" * LARGEST)])
SMALL = card(text("Kurz"), actions=[button("Ja", "a.b")])


def size(body: Any) -> int:
    """Bytes on the wire."""
    return len(encoded(body))


def words(made: Any) -> list[str]:
    """The texts of a card."""
    return [piece["text"] for piece in made["body"] if piece["type"] == "TextBlock"]


def test_only_the_longest_texts_are_cut() -> None:
    """A card that is too large keeps its short texts, its inputs and its buttons, and fills its room."""
    less = fitted(HUGE)
    assert less is not None
    short, long = words(less)
    assert short == "Kurz"
    assert LONG.startswith(long.removesuffix("…"))
    assert long.endswith("…")
    assert less["body"][2] == FIELD
    assert less["actions"] == HUGE["actions"]
    assert 0.9 * LARGEST < size(less) < LARGEST


def test_what_a_button_sends_is_never_cut() -> None:
    """Data stays as it is, also where it looks like a long text of the card."""
    many = fitted(card(*[PRESS["data"]["about"]] * 130, actions=[PRESS]))
    assert many is not None
    assert many["body"][0] != PRESS["data"]["about"]
    assert many["actions"] == [PRESS]


def test_a_card_that_fits_stays() -> None:
    """Nothing is done to what Teams takes."""
    assert fitted(SMALL) is SMALL


def test_a_card_that_is_large_for_another_reason() -> None:
    """Where its texts aren't what makes it large, there is no smaller one."""
    assert fitted(HOPELESS) is None


@given(
    st.lists(st.text(max_size=300).map(lambda part: part * 40), max_size=8),
    st.integers(min_value=2_000, max_value=LARGEST),
)
def test_a_cut_card_fits(texts: list[str], room: int) -> None:
    """Whatever is written in it, the result fits its room, and no text of LEAST characters was touched."""
    made = card(*map(text, texts))
    less = fitted(made, room)
    if less is None:
        assert size(card(*(text(part[:LEAST]) for part in texts))) > room - len(texts) * 10
        return
    assert size(less) <= room
    for before, after in zip(texts, words(less), strict=True):
        assert after == before or len(before) > LEAST


def test_less_and_less_of_a_message() -> None:
    """First the card gets shorter, then its words stand alone; a text has nothing shorter."""
    assert list(shorter(Outgoing(card=HUGE, text="Lang", summary="Kurz"))) == [
        Outgoing(card=fitted(HUGE), text="Lang", summary="Kurz"),
        Outgoing(text="Lang"),
    ]
    assert list(shorter(Outgoing(card=SMALL, summary="Kurz"))) == [Outgoing(text="Kurz")]
    assert list(shorter(Outgoing(card=HOPELESS))) == []
    assert list(shorter(Outgoing(text="Lang"))) == []


def test_less_of_a_reply() -> None:
    """Cards and dialogs are cut; what can't be is left out, and for a dialog there is a word."""
    assert shorter_reply(Reply(replace=HUGE), "sorry") == Reply(replace=fitted(HUGE))
    assert shorter_reply(Reply(replace=HOPELESS, notice="ok"), "sorry") == Reply(notice="ok")
    shown = shorter_reply(Reply(dialog=Dialog("Titel", HUGE)), "sorry").dialog
    assert shown == Dialog("Titel", fitted(HUGE) or {})
    assert shorter_reply(Reply(dialog=Dialog("Titel", HOPELESS)), "sorry") == Reply(notice="sorry")


def test_less_of_a_search() -> None:
    """The first hits stay whole, as many as there is room for; one that fills it alone is cut."""
    nine = [Preview(f"Treffer {number}", "Zeile", card(text("ä" * 2_000))) for number in range(9)]
    kept = shorter_reply(Reply(results=tuple(nine)), "sorry").results
    assert kept == tuple(nine[:5])
    alone = shorter_reply(Reply(results=(Preview("Groß", "Zeile", HUGE), *nine)), "sorry").results
    assert alone is not None
    assert [hit.title for hit in alone] == ["Groß"]
    assert shorter_reply(Reply(results=(Preview("Groß", "Zeile", HOPELESS),)), "sorry").results == ()


INVOKES = {
    "adaptiveCard/action": Reply(replace=HUGE),
    "task/fetch": Reply(dialog=Dialog("Titel", HUGE)),
    "task/submit": Reply(dialog=Dialog("Titel", HUGE)),
    "composeExtension/query": Reply(results=tuple(Preview("T", "Z", HUGE) for _ in range(3))),
}


@pytest.mark.parametrize("name", INVOKES)
async def test_no_answer_is_larger_than_teams_takes(name: str, run: Run, fake_teams: FakeTeams) -> None:
    """Whatever was invoked, the answer fits, shows the card in short, and the log tells of it."""
    asker = fake_teams.cast.asker

    async def show(message: Message, channel: Channel) -> Reply:
        return INVOKES[name]

    with capture_logs() as logged:
        async with run(show) as bot:
            answer = await bot.client.invoke(asker, fake_teams.chats.personal(asker), name, {})
    assert answer.status == 200
    assert size(answer.body) <= LARGEST
    assert "Schöne Größe" in json.dumps(answer.body, ensure_ascii=False)
    assert [line["event"] for line in logged if line["log_level"] == "warning"] == ["answer_too_large"]


async def test_a_message_keeps_its_card_in_short(run: Run, fake_teams: FakeTeams) -> None:
    """A card that is too large is sent with less text and all its buttons, and so is a late one."""
    asker = fake_teams.cast.asker
    chat = fake_teams.chats.personal(asker)

    async def show(message: Message, channel: Channel) -> Reply:
        if message.waits:
            await asyncio.sleep(0.1)
            return Reply(replace=HUGE)
        await channel.send(Outgoing(card=HUGE, summary="Kurz"))
        return Reply()

    async with run(show, waits=0.05) as bot:
        await bot.client.say(asker, chat, "hallo")
        await bot.client.invoke(asker, chat, "adaptiveCard/action", {})
    assert [post.card for post in chat.said_by_bot] == [fitted(HUGE)] * 2


async def test_an_answer_that_is_no_json(run: Run, fake_teams: FakeTeams) -> None:
    """A card that can't be written is a bug of ours: a 200 with a kind line, and a log line."""
    asker = fake_teams.cast.asker

    async def show(message: Message, channel: Channel) -> Reply:
        return Reply(replace=card(text("x"), actions=[button("Ja", "a.b", odd=object())]))

    with capture_logs() as logged:
        async with run(show) as bot:
            chat = fake_teams.chats.personal(asker)
            answer = await bot.client.invoke(asker, chat, "adaptiveCard/action", {})
    assert (answer.status, answer.notice) == (200, "<failed>")
    assert [line["event"] for line in logged if line["log_level"] == "error"] == ["answer_not_json"]
