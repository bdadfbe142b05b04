"""A small house for letters: a feature of its own, a database, an engine, and a Teams over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from bot import cards
from bot.app import HERE, text_files
from bot.delivery import Seal
from bot.later import book
from bot.later.carrier import Carrier
from bot.later.declared import Declarations, Declared
from bot.later.dispatcher import Dispatcher
from bot.later.engine import Engine
from bot.later.engines import prepare
from bot.later.jobs import Jobs
from bot.later.outbox import Outbox
from bot.later.sweeper import Sweeper
from bot.message import Kind, Message, Person, Place, Scope
from bot.storage import Database, Migrations, Queries, Transaction, Value
from bot.teams import Teams
from bot.texts import Texts
from bot.turn import Channel, Letter, Outgoing, Post, Reply, Sending, Town, Why, post
from demo.chats import Chat
from demo.chats import Person as Colleague
from tests.fake_teams import TOWN, FakeTeams

VISIT = Path(__file__).parent / "visit"
NOBODY = "127.0.0.1:9"
"""Where nobody listens."""
MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


@dataclass
class Clock:
    """The machine's clock, with leaps; by default it starts on a Monday morning."""

    ahead: timedelta = field(default_factory=lambda: MONDAY - datetime.now(UTC))

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def leap(self, **by: float) -> None:
        """Let time pass at once, or go back."""
        self.ahead += timedelta(**by)


# ------------------------------------------------------------ the feature


class Visit(BaseModel):
    """Which visit a letter is about."""

    id: str


@dataclass(frozen=True)
class DueVisit:
    """A visit whose time has come."""

    tenant: str
    id: str
    person: str


def feature() -> Declared:
    """A feature that tells of visits."""
    dialog = Declared()

    @dialog.letter("visit.told", form=Visit)
    async def told(sending: Sending) -> Outgoing | None:
        if await sending.db.one("visit_state", str, id=sending.form.id) == "over":
            return None
        return Outgoing(text=f"{sending.form.id} {sending.language}")

    @dialog.letter("visit.card", form=Visit)
    async def card(sending: Sending) -> Outgoing:
        shown = cards.card(cards.text(sending.form.id), actions=[cards.button("Gut", "visit.good")])
        return Outgoing(card=shown, summary=sending.form.id)

    @dialog.letter("visit.broken")
    async def broken(sending: Sending) -> Outgoing:
        raise LookupError("no words")

    @dialog.unsent("visit.told")
    def other_way(tx: Transaction, form: Visit, why: Why) -> None:
        if form.id == "bad":
            raise LookupError("no other way")
        tx.run("visit_note", id=form.id, why=why)

    @dialog.due("visit_due", into=DueVisit)
    def remind(tx: Transaction, row: DueVisit) -> None:
        if row.id.startswith("bad"):
            raise LookupError(row.id)
        if not row.id.startswith("stuck") and tx.run("visit_remind", id=row.id):
            post(tx, Letter("visit.told", to=row.person, form={"id": row.id}, once_more=False))

    return dialog


# ------------------------------------------------------------ the house


@dataclass
class Stage:
    """Everything that a test of letters needs. `open` runs it; open it again for a restart."""

    teams: FakeTeams
    url: str
    build: Callable[[Carrier, Sweeper, Clock], Engine]
    clock: Clock = field(default_factory=Clock)
    database: Database = field(init=False)
    carrier: Carrier = field(init=False)
    engine: Engine = field(init=False)
    host: Teams = field(init=False)
    running: asyncio.Task[None] = field(init=False)

    @asynccontextmanager
    async def open(self, connected: bool = True) -> AsyncIterator[Stage]:
        """The house at work."""
        self.database = await opened(self.url)
        declared = Declarations.of([feature()])
        texts = Texts.load(text_files())
        self.carrier = Carrier(self.database, declared, Seal(b"salt" * 8), texts, Town, {}, self.clock)
        self.engine = self.build(self.carrier, Sweeper(self.database, declared.dues, self.clock), self.clock)
        self.database.parts[Outbox] = Outbox(self.engine)
        hosts = frozenset({self.teams.url.removeprefix("http://"), NOBODY})
        self.host = Teams(self.teams.edge(service_hosts=hosts), silent, words=lambda notice, message: notice)
        await self.host.start()
        self.running = asyncio.create_task(self.engine.run())
        try:
            if connected:
                async with self.engine.connected(self.host.post):
                    yield self
            else:
                yield self
        finally:
            self.running.cancel()
            await asyncio.gather(self.running, return_exceptions=True)
            await self.host.close()
            await self.database.close()

    # -------------------------------------------------------- acting

    async def do(self, body: Callable[[Transaction], Any], tenant: str = TOWN) -> Any:
        """Run a transaction as a turn would."""
        bound: dict[str, Value] = {"tenant": tenant, "person": "", "now": self.clock()}
        return await self.database.transact(body, bound=bound)

    async def post(self, person: Colleague, visit: str, **more: Any) -> None:
        """Post a letter about a visit."""
        letter = Letter(**{"action": "visit.told", "to": person.id, "form": {"id": visit}} | more)
        await self.do(lambda tx: post(tx, letter), person.tenant)

    async def meet(self, person: Colleague, *, chat: bool = True, service_url: str = "", **more: Any) -> Chat:
        """Let a person write to the bot, or only be known without a chat."""
        found = self.teams.chats.personal(person)
        message = Message(
            id="",
            kind=Kind.SAID,
            person=Person(person.tenant, person.id, person.account),
            place=Place(
                found.id if chat else "",
                Scope.PERSONAL,
                service_url or self.teams.service_url,
                self.teams.connector.bot,
            ),
            **{"locale": "de-DE", "zone": "Europe/Berlin"} | more,
        )
        bound: dict[str, Value] = {"tenant": person.tenant, "person": person.id, "now": self.clock()}
        await self.database.transact(book.meet, bound=bound, message=message)
        return found

    # -------------------------------------------------------- looking

    async def settled(self, seconds: float = 10.0) -> None:
        """Wait until no letter is waiting."""
        await self.until("visit_waiting", 0, seconds)

    async def until(self, query: str, wanted: int, seconds: float = 10.0) -> None:
        """Wait until a query gives that number."""
        async with asyncio.timeout(seconds):
            while await self.database.one(query, int) != wanted:
                await asyncio.sleep(0.01)

    async def letters(self) -> list[dict[str, Any]]:
        """Every letter that is still there."""
        return await self.database.all("visit_letters", dict, {"tenant": TOWN})

    async def notes(self) -> list[tuple[str, str]]:
        """What the feature learned of letters that did not arrive."""
        rows = await self.database.all("visit_notes", dict, {"tenant": TOWN})
        return [(row["id"], row["why"]) for row in rows]

    def said(self, person: Colleague) -> list[str]:
        """What a person reads in their chat."""
        return [post.text for post in self.teams.chats.personal(person).said_by_bot]


async def silent(message: Message, channel: Any) -> Reply:
    """A bot that nobody writes to."""
    return Reply()


async def opened(url: str) -> Database:
    """A database with the machinery's tables and the feature's."""
    machinery = [HERE / "storage", HERE / "later", VISIT]
    database = await Database.open(
        url,
        queries=Queries.load([folder / "queries.sql" for folder in machinery]),
        migrations=Migrations.load([folder / "migrations" for folder in machinery]),
    )
    await prepare(url, database)
    return database


@dataclass(frozen=True)
class Dying:
    """A way out on which the process dies in the moment in which a letter leaves."""

    post: Post

    def channel(self, place: Place, tenant: str, leaving: Callable[[], Awaitable[None]]) -> Channel:
        async def dying() -> None:
            await leaving()
            raise asyncio.CancelledError

        return self.post.channel(place, tenant, dying)

    async def personal(self, person: Person, place: Place) -> Place:
        return await self.post.personal(person, place)


def dispatcher(carrier: Carrier, sweeper: Sweeper, clock: Clock) -> Engine:
    """The engine for SQLite."""
    return Dispatcher(carrier, sweeper, clock)


def jobs(url: str, lease: float = 1.0) -> Callable[[Carrier, Sweeper, Clock], Engine]:
    """The engine for PostgreSQL; whoever is silent for so many seconds is dead."""
    return lambda carrier, sweeper, clock: Jobs(carrier, sweeper, clock, address=url, lease=lease)
