"""A town hall: the whole bot on a Teams of its own, over real HTTP, with real storage and the starter FAQ."""

from __future__ import annotations

import functools
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import cards
from bot.app import running, text_files
from bot.pilot import Bot
from bot.settings import STARTER, Settings
from bot.teams import Teams
from bot.texts import Texts
from demo.chats import Chat, Post
from demo.chats import Person as Colleague
from demo.client import Answer, buttons, find_button
from faq import Shelf
from tests.fake_teams import TOWN, FakeTeams, serving
from tests.postgres import Cluster


@functools.cache
def starter() -> Shelf:
    """The starter FAQ, read once for all tests: nobody writes into it."""
    return Shelf([STARTER])


MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


@dataclass
class Someone:
    """A person of the cast in one conversation."""

    hall: Hall
    person: Colleague
    chat: Chat
    thread: str = ""

    async def says(self, text: str, *, mention: bool = False, **more: Any) -> Seen:
        """Write to the bot; what it says to that."""
        before = self._seen()
        answer = await self.hall.teams.client.say(
            self.person, self.chat, text, mention=mention, thread=self.thread, **more
        )
        assert answer.status == 200
        return Seen(self, [post for post in self._said() if post.id not in before])

    async def presses(self, seen: Seen | Post, button: str, **inputs: Any) -> Seen:
        """Press a button by its title; the card as it is now, and what the bot says to that."""
        post = seen.post if isinstance(seen, Seen) else seen
        before = self._seen()
        answer = await self.hall.teams.client.press(self.person, self.chat, post, button, inputs)
        assert answer.status == 200
        new = [post for post in self._said() if post.id not in before]
        return Seen(self, new or [post], answer)

    async def forges(self, seen: Seen, button: str, **data: Any) -> str:
        """Press a button of a card, maybe somebody else's, with other data; what they are told."""
        action = dict(find_button(seen.card, button))
        action["data"] = {**action["data"], **data}
        answer = await self.hall.teams.client.press(self.person, self.chat, seen.post, action, data)
        return str(answer.body)

    async def edits(self, text: str) -> Seen:
        """Change the last message they wrote."""
        await self.hall.teams.client.edit(self.person, self.chat, self.wrote, text)
        return Seen(self, self._said())

    async def deletes(self) -> None:
        """Delete the last message they wrote."""
        await self.hall.teams.client.delete(self.person, self.chat, self.wrote)

    async def installs(self) -> Seen:
        """Add the bot, as Teams tells it: by two events."""
        before = self._seen()
        await self.hall.teams.client.install(self.person, self.chat)
        return Seen(self, [post for post in self._said() if post.id not in before])

    @property
    def wrote(self) -> Post:
        """Their last message."""
        return [p for p in self.chat.posts.values() if p.author == self.person.account and not p.deleted][-1]

    def _said(self) -> list[Post]:
        return self.chat.said_by_bot

    def _seen(self) -> set[str]:
        return {post.id for post in self._said()}


@dataclass
class Seen:
    """What a person sees after they did something."""

    by: Someone
    posts: list[Post]
    answer: Answer | None = None
    _shown: list[tuple[str, Mapping[str, Any] | None]] = field(init=False)

    def __post_init__(self) -> None:
        """Keep it as it looked at that moment: a post may change later."""
        person = self.by.person
        self._shown = [(str(post.body.get("text") or ""), post.seen_by(person)) for post in self.posts]

    @property
    def post(self) -> Post:
        """The last message of the bot."""
        return self.posts[-1]

    @property
    def card(self) -> Mapping[str, Any]:
        """The last card, as this person saw it."""
        card = self._shown[-1][1]
        assert card is not None
        return card

    @property
    def text(self) -> str:
        """Everything readable, line by line."""
        lines = []
        for text, card in self._shown:
            lines += [text, *(p["text"] for p in cards.pieces(card or {}) if p["type"] == "TextBlock")]
        return "\n".join(lines).strip()

    @property
    def title(self) -> str:
        """The first line of the last card."""
        return next(str(p["text"]) for p in cards.pieces(self.card) if p["type"] == "TextBlock")

    @property
    def choices(self) -> list[str]:
        """The titles of everything that can be pressed."""
        return [action["title"] for action in buttons(self.card)]


@dataclass
class Clock:
    """A clock that the test sets."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def go(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


@dataclass
class Hall:
    """The town hall: a Teams, a bot, its data, and everyone in it."""

    teams: FakeTeams
    folder: Path
    database: str = ""
    """The address; empty: a file in the folder."""
    clock: Clock = field(default_factory=Clock)
    bot: Bot = field(init=False)

    @asynccontextmanager
    async def open(self, **settings: Any) -> AsyncIterator[Hall]:
        """Run the bot on this folder; open it again for a restart."""
        given: dict[str, Any] = {"home": self.folder, "database": self.database}
        asked = Settings(**given | settings)
        edge = self.teams.edge()
        texts = Texts.load(text_files(), asked.own_texts)
        shelf = None if (self.folder / "faq").exists() else starter()
        async with running(asked, texts, self.clock, shelf) as self.bot:
            host = Teams(edge, self.bot.answer, words=lambda notice, message: notice)
            await host.start()
            try:
                async with self.bot.later.connected(host.post), serving(host.routes()) as url:
                    self.teams.connect(url)
                    yield self
            finally:
                await host.close()

    def owns(self, *names: str) -> Path:
        """Give the town a FAQ of its own, with these files of the starter; its folder."""
        folder = self.folder / "faq"
        folder.mkdir()
        for name in names:
            shutil.copy(STARTER / name, folder / name)
        return folder

    def alone(self, person: Colleague) -> Someone:
        """This person in their own chat with the bot."""
        return Someone(self, person, self.teams.chats.personal(person))

    def in_group(self, person: Colleague) -> Someone:
        """This person in the group chat of the four."""
        cast = self.teams.cast
        return Someone(self, person, self.teams.chats.group("Vierer", cast.asker, cast.colleague, cast.lotse))

    def in_channel(self, person: Colleague) -> Someone:
        """This person in a channel."""
        cast = self.teams.cast
        return Someone(self, person, self.teams.chats.channel("Rathaus", cast.asker, cast.colleague))

    async def rows(self, query: str) -> list[dict[str, Any]]:
        """What a named query of the authors' lists says."""
        return await self.bot.database.all(query, dict, {"tenant": TOWN})


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.again)])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of the town hall's database: every conversation is held on both engines."""
    if request.param == "sqlite":
        yield ""
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    url = cluster.shared("house")  # made by the first bot, and emptied after each
    yield url
    cluster.empty(url)


@pytest.fixture
def closed_hall(fake_teams: FakeTeams, tmp_path: Path, database: str) -> Hall:
    """A town hall before its bot is started."""
    return Hall(fake_teams, tmp_path, database)


@pytest.fixture
async def hall(closed_hall: Hall) -> AsyncIterator[Hall]:
    """A town hall with a running bot."""
    async with closed_hall.open():
        yield closed_hall


@pytest.fixture
def anna(hall: Hall) -> Someone:
    """The asker, alone with the bot."""
    return hall.alone(hall.teams.cast.asker)


@pytest.fixture
def kemal(hall: Hall) -> Someone:
    """A colleague, alone with the bot."""
    return hall.alone(hall.teams.cast.colleague)
