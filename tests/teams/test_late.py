"""Presses that take longer than Teams waits: what was promised comes, to whom it was promised."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.cards import button, card, opens, text
from bot.turn import Channel, Dialog, Kind, Message, Outgoing, Reply
from demo.chats import Chat, Person, Post
from demo.client import Answer
from demo.faults import Fault
from tests.fake_teams import FakeTeams
from tests.teams.conftest import EdgeBot, Run

BEFORE = card(text("vorher"), actions=[button("Drück mich", "a.press"), opens("Öffne", "a.open", about="x")])
AFTER = card(text("nachher"))
DIALOG = Reply(dialog=Dialog("Titel", AFTER))
ENOUGH = 30.0


@dataclass
class Scene:
    """A card that somebody presses; the bot answers a press with `reply`, once it may."""

    run: Run
    teams: FakeTeams
    chat: Chat
    reply: Reply = field(default_factory=Reply)
    may: asyncio.Event = field(default_factory=asyncio.Event)
    post: Post = field(init=False)
    bot: EdgeBot = field(init=False)

    async def __call__(self, message: Message, channel: Channel) -> Reply:
        if message.kind is Kind.SAID:
            await channel.send(Outgoing(card=BEFORE))
            return Reply()
        await self.may.wait()
        return self.reply

    @asynccontextmanager
    async def begun(self, *, waits: float = 0.05) -> AsyncIterator[Person]:
        """The card is there. In the end every turn has come to its end."""
        asker = self.teams.cast.asker
        async with self.run(self, waits=ENOUGH) as self.bot:
            await self.bot.client.say(asker, self.chat, "hallo", mention=True)
        (self.post,) = self.chat.said_by_bot
        self.teams.connector.heard.clear()
        async with self.run(self, waits=waits) as self.bot:
            yield asker

    async def presses(self, button: str, reply: Reply, *, waits: float = 0.05) -> Answer:
        """Press, and let the bot answer afterwards, as `reply`."""
        self.reply = reply
        async with self.begun(waits=waits) as asker:
            if waits == ENOUGH:
                self.may.set()
            answer = await self.bot.client.press(asker, self.chat, self.post, button)
            self.may.set()
        return answer

    @property
    def requests(self) -> list[str]:
        """What the bot has asked of Teams since the card was there."""
        return [heard.method for heard in self.teams.connector.heard]

    def seen(self, chat: Chat) -> list[str]:
        """What the bot has said in a chat."""
        return [post.card["body"][0]["text"] if post.card else post.text for post in chat.said_by_bot]


@pytest.fixture
def alone(run: Run, fake_teams: FakeTeams) -> Scene:
    """In the asker's personal chat."""
    return Scene(run, fake_teams, fake_teams.chats.personal(fake_teams.cast.asker))


@pytest.fixture
def together(run: Run, fake_teams: FakeTeams) -> Scene:
    """In a group chat, where a colleague sees what is said."""
    asker, colleague = fake_teams.cast.asker, fake_teams.cast.colleague
    fake_teams.chats.personal(asker)
    return Scene(run, fake_teams, fake_teams.chats.group("Bauamt", asker, colleague))


async def test_a_quick_card_comes_in_the_answer(alone: Scene) -> None:
    """In time, the pressed card is replaced by the answer itself, and nothing else is sent."""
    answer = await alone.presses("Drück mich", Reply(replace=AFTER), waits=ENOUGH)
    assert answer.card == AFTER
    assert alone.requests == []


async def test_a_slow_card_is_replaced_later(alone: Scene) -> None:
    """Too late for the answer, the pressed card is replaced by an edit, and no message is added."""
    answer = await alone.presses("Drück mich", Reply(replace=AFTER, notice="ok"))
    assert (answer.status, answer.notice) == (200, "<slow>")
    assert alone.seen(alone.chat) == ["nachher"]
    assert alone.requests == ["PUT"]


@pytest.mark.parametrize(("reply", "words"), [(Reply(notice="ok"), "ok"), (Reply(), "<done>")])
async def test_a_slow_notice_is_said_later(reply: Reply, words: str, alone: Scene) -> None:
    """A line that came too late is a message, and where there was none it is said that it is done."""
    await alone.presses("Drück mich", reply)
    assert alone.seen(alone.chat) == ["vorher", words]


async def test_a_slow_failure_is_owned_up_to(alone: Scene) -> None:
    """Whoever was told to wait hears it when the bot fails after all."""

    async def failing(message: Message, channel: Channel) -> Reply:
        await alone.may.wait()
        raise RuntimeError("x")

    async with alone.run(failing, waits=0.05) as bot:
        asker = alone.teams.cast.asker
        answer = await bot.client.invoke(asker, alone.chat, "adaptiveCard/action", {})
        assert answer.notice == "<slow>"
        alone.may.set()
    assert alone.seen(alone.chat) == ["<failed>"]


async def test_a_slow_press_that_speaks_for_itself(run: Run, fake_teams: FakeTeams) -> None:
    """What the turn has sent itself was the answer: nothing is said on top of it."""
    may, asker = asyncio.Event(), fake_teams.cast.asker
    chat = fake_teams.chats.personal(asker)

    async def speaking(message: Message, channel: Channel) -> Reply:
        await may.wait()
        await channel.send(Outgoing(text="endlich"))
        return Reply(notice="endlich")

    async with run(speaking, waits=0.05) as bot:
        await bot.client.invoke(asker, chat, "adaptiveCard/action", {})
        may.set()
    assert [post.text for post in chat.said_by_bot] == ["endlich"]


async def test_a_slow_answer_to_a_card_unknown(run: Run, fake_teams: FakeTeams) -> None:
    """Where Teams doesn't say which message was pressed, the new card is a message of its own."""
    may, asker = asyncio.Event(), fake_teams.cast.asker
    chat = fake_teams.chats.personal(asker)

    async def replacing(message: Message, channel: Channel) -> Reply:
        await may.wait()
        return Reply(replace=AFTER)

    async with run(replacing, waits=0.05) as bot:
        await bot.client.invoke(asker, chat, "adaptiveCard/action", {})
        may.set()
    assert [post.card for post in chat.said_by_bot] == [AFTER]


@pytest.mark.parametrize("reply", [Reply(notice="ok"), Reply(replace=AFTER, private=True, notice="ok")])
async def test_what_is_for_one_is_not_told_to_all(reply: Reply, together: Scene) -> None:
    """Where others see the card, what only the presser was to see comes into their personal chat."""
    await together.presses("Drück mich", reply)
    assert together.seen(together.chat) == ["vorher"]
    personal = together.teams.chats.personal(together.teams.cast.asker)
    assert together.seen(personal) == ["nachher" if reply.replace else "ok"]


async def test_what_the_turn_has_replaced_for_all(together: Scene) -> None:
    """Where others see the card, the turn itself replaces it for everyone; the edge adds nothing."""
    await together.presses("Drück mich", Reply(replace=AFTER))
    assert together.requests == []


async def test_a_slow_unknown_invoke_in_a_group(together: Scene) -> None:
    """An invoke that nobody knows is never answered to everyone, late or in time."""
    together.reply = Reply(notice="kenne ich nicht")
    async with together.begun() as asker:
        await together.bot.client.invoke(asker, together.chat, "tab/fetch", {})
        together.may.set()
        answer = await together.bot.client.invoke(asker, together.chat, "tab/fetch", {})
    assert (answer.status, answer.notice) == (200, "kenne ich nicht")
    assert together.seen(together.chat) == ["vorher"]
    assert together.seen(together.teams.chats.personal(together.teams.cast.asker)) == ["kenne ich nicht"]


async def test_a_slow_dialog_is_opened_by_one_more_press(alone: Scene) -> None:
    """A dialog that is too late leaves nothing in the chat: its button asks again, by the same press."""
    alone.reply = DIALOG
    async with alone.begun() as asker:
        first = await alone.bot.client.press(asker, alone.chat, alone.post, "Öffne")
        assert first.card is not None
        alone.may.set()
        again: dict[str, Any] = first.card["actions"][0]["data"]
        second = await alone.bot.client.submit(asker, alone.chat, again)
    assert second.card == AFTER
    assert [(asked.action, asked.form) for asked in alone.bot.asked] == [("a.open", {"about": "x"})] * 2
    assert alone.requests == []


@pytest.mark.parametrize("reply", [DIALOG, Reply(notice="Ihre Quittung: 1234")])
async def test_what_was_sent_in_a_dialog_never_comes_into_the_chat(reply: Reply, alone: Scene) -> None:
    """The answer to a form is shown inside the dialog or not at all: a receipt is nothing for a chat."""
    alone.reply = reply
    async with alone.begun() as asker:
        await alone.bot.client.submit(asker, alone.chat, {"lotse": "a.send"})
        alone.may.set()
    assert alone.seen(alone.chat) == ["vorher"]
    assert alone.requests == []


async def test_a_slow_search_is_typed_again(alone: Scene) -> None:
    """A search that is too late promises nothing that could not come."""
    async with alone.begun() as asker:
        answer = await alone.bot.client.search(asker, alone.chat, "drucker")
        alone.may.set()
    assert answer.body["composeExtension"]["text"] == "<slow_search>"
    assert alone.requests == []


async def test_a_late_answer_that_cannot_be_sent(alone: Scene) -> None:
    """Where Teams doesn't take it either, the log says so, and nothing more is tried."""
    alone.teams.connector.faults.add(Fault(403, "MessageWritesBlocked", method="PUT"))
    with capture_logs() as logged:
        await alone.presses("Drück mich", Reply(replace=AFTER))
    lost = [line for line in logged if line["event"] == "late_answer_not_sent"]
    assert [line["error"] for line in lost] == ["Blocked"]
    assert alone.requests == ["PUT"]
