"""A world in one thread, where a seed decides everything: time, Teams, the database, when the process dies.

Real SQL on a real file, the real dispatcher, carrier and sweeper; only time is made up, so that an hour takes
no time and the same seed gives the same story, event for event.
"""

from __future__ import annotations

import asyncio
import random
import selectors
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from bot.app import text_files
from bot.delivery import Seal
from bot.later.carrier import Carrier
from bot.later.declared import Declarations
from bot.later.dispatcher import Dispatcher
from bot.later.outbox import Outbox
from bot.later.sweeper import Sweeper
from bot.reply import Channel
from bot.storage import Database, DatabaseAway, Queries, Transaction, Value
from bot.storage.connection import SqliteSession
from bot.storage.engine import Hint, Session
from bot.texts import Texts
from bot.turn import Letter, Outgoing, Person, Place, Town, post
from bot.unsent import NoToken, OutcomeUnknown, Throttled, Unreachable
from tests.later.stage import MONDAY, feature

R = TypeVar("R")
MARK = "Zur Sicherheit noch einmal"
TENANT = "town"
PEOPLE = 6
TEXTS = Texts.load(text_files())


class Leaping(selectors.DefaultSelector):
    """Where others wait, time leaps."""

    now = 0.0

    def select(self, timeout: float | None = None) -> Any:
        """Nothing ever comes from outside."""
        assert timeout is not None, "everybody waits for nothing"
        self.now += timeout
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop whose seconds pass by themselves."""

    def __init__(self) -> None:
        self.leaping = Leaping()
        super().__init__(self.leaping)

    def time(self) -> float:
        """Seconds since the world began."""
        return self.leaping.now


@dataclass
class World:
    """What the seed decides, and what happened."""

    seed: int
    calm: bool = False
    """From some moment on nothing goes wrong any more."""
    skew: timedelta = timedelta()
    story: list[str] = field(default_factory=list)
    posted: dict[str, tuple[str, bool]] = field(default_factory=dict)
    """Each letter: whom it is for, and whether it may go once more."""
    chats: dict[str, list[str]] = field(default_factory=dict)
    flying: Counter[str] = field(default_factory=Counter)
    crowded: bool = False
    """Whether two letters of a conversation were ever on their way at once."""
    listed: dict[str, str] = field(default_factory=dict)
    moved: Counter[str] = field(default_factory=Counter)
    quiet: bool = True
    """Whether everything came to its end."""
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def happens(self, share: float) -> bool:
        """Whether something goes wrong now."""
        return self.chance.random() < share and not self.calm

    def clock(self) -> datetime:
        """The machine's clock, which leaps at times."""
        return MONDAY + timedelta(seconds=asyncio.get_running_loop().time()) + self.skew

    def note(self, event: str) -> None:
        """Write it into the story."""
        self.story.append(f"{asyncio.get_running_loop().time():.6f} {event}")

    # -------------------------------------------------------- the verdict

    def read(self, letter: str) -> tuple[int, int]:
        """How often a letter was read unmarked, and marked."""
        texts = [text for chat in self.chats.values() for text in chat if _name(text) == letter]
        marked = sum(MARK in text for text in texts)
        return len(texts) - marked, marked

    @property
    def lost(self) -> list[str]:
        """Letters that nobody read and no list names."""
        return [name for name in self.posted if self.read(name) == (0, 0) and name not in self.listed]

    @property
    def doubled(self) -> list[str]:
        """Letters that are there twice in a way that is not allowed."""
        return [
            name
            for name, (_, once_more) in self.posted.items()
            if self.read(name)[0] > 1 or self.read(name)[1] > int(once_more)
        ]

    @property
    def disordered(self) -> list[str]:
        """People who read a letter before one that was posted earlier."""
        wrong = []
        for person, chat in self.chats.items():
            numbers = [int(_name(text)[1:]) for text in chat if _name(text)[0] == "n"]
            firsts = list(dict.fromkeys(numbers))
            if firsts != sorted(firsts):
                wrong.append(person)
        return wrong


def _name(text: str) -> str:
    return text.rsplit("\n", 1)[-1].split()[0]


# ------------------------------------------------------------ the parts that fail


@dataclass
class FailingEngine:
    """SQLite, in the caller's own thread; away at times, before a commit or in the very moment of it."""

    session: SqliteSession
    world: World
    away = ""

    async def transact(
        self, work: Callable[[Session], R], *, reads: bool, afterwards: Iterable[Hint] = ()
    ) -> R:
        """See `bot.storage.engine.Engine`."""
        await asyncio.sleep(self.world.chance.uniform(0.0001, 0.01))
        if self.world.happens(0.04):
            self.world.note("database away")
            raise DatabaseAway
        self.session.control("BEGIN IMMEDIATE")
        try:
            result = work(self.session)
        except BaseException:
            self.session.control("ROLLBACK")
            raise
        if not reads and self.world.happens(0.02):
            self.session.control("ROLLBACK")
            self.world.note("commit failed")
            raise DatabaseAway
        self.session.control("COMMIT")
        for hint in afterwards:
            hint()
        if not reads and self.world.happens(0.02):
            self.world.note("commit unheard")
            raise DatabaseAway
        return result

    async def export(self, work: Callable[[Session], R]) -> R:
        """Not used here."""
        return await self.transact(work, reads=True)

    async def close(self) -> None:
        """Let go of the file."""
        self.session.close()


@dataclass(frozen=True)
class FailingPost:
    """A Teams that throttles, refuses, hangs up and forgets to answer."""

    world: World

    def channel(self, place: Place, tenant: str, leaving: Callable[[], Awaitable[None]]) -> Channel:
        """See `bot.turn.Post`."""
        return FailingChannel(self.world, place.id, leaving)

    async def personal(self, person: Person, place: Place) -> Place:
        """Everybody's chat is known."""
        raise AssertionError(person)


@dataclass(frozen=True)
class FailingChannel:
    """One conversation of it."""

    world: World
    chat: str
    leaving: Callable[[], Awaitable[None]]

    async def send(self, out: Outgoing) -> str:
        """See `bot.turn.Channel`."""
        world = self.world
        world.flying[self.chat] += 1
        world.crowded = world.crowded or world.flying[self.chat] > 1
        try:
            return await self._send(out)
        finally:
            world.flying[self.chat] -= 1

    async def _send(self, out: Outgoing) -> str:
        world = self.world
        if world.happens(0.05):
            raise Throttled(retry_after=world.chance.uniform(0.1, 3.0))
        await self.leaving()
        await asyncio.sleep(world.chance.uniform(0.01, 0.5))
        if world.happens(0.15):
            fact = world.chance.choice(
                [Throttled(429, retry_after=2.0), Throttled(412), Unreachable(), NoToken()]
            )
            world.note(f"{_name(out.text)} {fact}")
            raise fact
        if world.happens(0.08):
            world.note(f"{_name(out.text)} lost on its way")
            raise OutcomeUnknown(502)
        world.chats.setdefault(self.chat, []).append(out.text)
        world.note(f"{_name(out.text)} read{' again' if MARK in out.text else ''}")
        await asyncio.sleep(world.chance.uniform(0.01, 0.3))
        if world.happens(0.08):
            world.note(f"{_name(out.text)} unheard of")
            raise OutcomeUnknown(504)
        return f"activity {len(world.story)}"

    async def edit(self, activity: str, out: Outgoing) -> None:
        """Nothing is edited here."""

    async def delete(self, activity: str) -> None:
        """Nothing is deleted here."""


# ------------------------------------------------------------ the story


def lived(seed: int, url: str, queries: Queries, letters: int) -> World:
    """A world from its beginning until everything has come to its end, or an hour of calm was not enough."""
    world = World(seed)
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(_live(world, Path(url.removeprefix("sqlite:///")), queries, letters))
    return world


async def _live(world: World, path: Path, queries: Queries, letters: int) -> None:
    database = Database(FailingEngine(SqliteSession(path), world), queries)
    living = _Life(world, database)
    await living.begin()
    for number in range(letters):
        await asyncio.sleep(world.chance.uniform(0.0, 0.4))
        await living.decide(number)
        if world.happens(0.04):
            await living.die()
        if world.happens(0.03):
            world.skew += timedelta(minutes=world.chance.choice([-90, -5, 5, 90, 1_500]))
            world.note(f"clock leaps to {world.skew}")
    world.calm = True
    world.quiet = await living.comes_to_rest()
    await living.die()
    for row in await database.all("visit_letters", dict, {"tenant": TENANT}):
        world.listed[str(row["form"]).split('"')[3]] = str(row["state"])
    await database.close()


@dataclass
class _Life:
    """The process: it decides, dies, and comes back."""

    world: World
    database: Database
    running: asyncio.Task[None] | None = None
    dispatcher: Dispatcher = field(init=False)

    async def begin(self) -> None:
        world, declared = self.world, Declarations.of([feature()])
        carrier = Carrier(self.database, declared, Seal(b"salt" * 8), TEXTS, Town, {}, world.clock)
        carrier.chance = world.chance
        carrier.post = FailingPost(world)
        self.dispatcher = Dispatcher(carrier, Sweeper(self.database, declared.dues, world.clock), world.clock)
        self.database.parts[Outbox] = Outbox(self.dispatcher)
        self.running = asyncio.create_task(self.dispatcher.run())

    async def die(self) -> None:
        """As by kill -9: nothing comes to its end. Then a new process, unless it is over."""
        self.world.note("dies")
        tasks = [task for task in (self.running, *self.dispatcher._in_hand) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if not self.world.calm:
            await self.begin()

    async def decide(self, number: int) -> None:
        """A turn: a letter now, or a visit whose reminder comes in time; its person hears a yes, or a no."""
        world = self.world
        who = f"p{world.chance.randrange(PEOPLE)}"
        once_more, later = world.chance.random() < 0.5, world.chance.random() < 0.3
        name = f"{'d' if later else 'n'}{number}"
        due = world.clock() + timedelta(seconds=world.chance.uniform(0, 30))

        def body(tx: Transaction) -> None:
            if later:
                tx.run("visit_add", id=name, person=who, due_at=due)
            else:
                letter = Letter("visit.told", to=who, form={"id": name}, once_more=once_more, expires=_NEVER)
                post(tx, letter)

        bound: dict[str, Value] = {"tenant": TENANT, "person": who, "now": world.clock()}
        try:
            await self.database.transact(body, bound=bound)
        except DatabaseAway:
            return  # the person hears that it could not be kept
        world.posted[name] = (who, once_more and not later)

    async def comes_to_rest(self) -> bool:
        """Whether nothing is waiting any more, a few days later at most."""
        for _ in range(3_000):
            await asyncio.sleep(60)
            self.dispatcher.wake()
            waiting = await self.database.one("visit_waiting", int)
            if not waiting and not await self.database.one("visit_open", int):
                return True
        return False


_NEVER = MONDAY + timedelta(days=3_000)
