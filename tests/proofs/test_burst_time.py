"""How long a burst takes: the real dispatcher, on a file, with Teams' limits kept, in a time that is made up.

Commits and requests take their time, the loop is late at random; a machine's load changes nothing of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.app import HERE, text_files
from bot.delivery import Seal
from bot.later.carrier import Carrier
from bot.later.declared import Declarations
from bot.later.dispatcher import Dispatcher
from bot.later.outbox import Outbox
from bot.later.sweeper import Sweeper
from bot.reply import Channel
from bot.storage import Database, Queries, Transaction
from bot.storage.connection import SqliteSession
from bot.storage.dialect import SQLITE
from bot.teams import lanes
from bot.texts import Texts
from bot.turn import Letter, Outgoing, Person, Place, Town, post
from bot.unsent import Throttled
from tests.later.simulation import FailingEngine, VirtualLoop, World
from tests.later.stage import MONDAY, VISIT, feature, opened

TENANT = "town"
LIMIT = 50
"""Requests a second that Teams takes of a tenant."""
SERVICE = {"service_url": "https://teams.invalid/", "bot": "28:b"}


@dataclass
class Way:
    """A Teams that answers after a while, behind the real limiter."""

    world: World
    lanes: lanes.Lanes
    left: list[float] = field(default_factory=list)

    def channel(self, place: Place, tenant: str, leaving: Callable[[], Awaitable[None]]) -> Channel:
        """See `bot.turn.Post`."""
        return _Chat(self, place.id, tenant, leaving)

    async def personal(self, person: Person, place: Place) -> Place:
        """Everybody's chat is known."""
        raise AssertionError(person)


@dataclass(frozen=True)
class _Chat:
    way: Way
    id: str
    tenant: str
    leaving: Callable[[], Awaitable[None]]

    async def send(self, out: Outgoing) -> str:
        turn = await self.way.lanes.pace_behind(self.id, self.tenant, 0.3)
        if turn.wait:
            raise Throttled(retry_after=turn.wait)
        await self.leaving()
        self.way.lanes.left(self.id, self.tenant, turn)
        self.way.left.append(asyncio.get_running_loop().time())
        await asyncio.sleep(self.way.world.chance.uniform(0.02, 0.25))
        return "1"

    async def edit(self, activity: str, out: Outgoing) -> None:
        """Nothing is edited here."""

    async def delete(self, activity: str) -> None:
        """Nothing is deleted here."""


def burst(path: Path, letters: int, late: float) -> list[float]:
    """When each of so many letters leaves, one to each person; the loop is late by up to `late` seconds."""
    world = World(seed=letters, calm=True)
    asyncio.run(_fill(path, letters))
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return sorted(runner.run(_burst(world, path, late)))


async def _fill(path: Path, letters: int) -> None:
    database = await opened(f"sqlite:///{path}")

    def body(tx: Transaction) -> None:
        for one in range(letters):
            told = {"account": f"29:{one}", "chat": f"a:{one}", "language": "de", "zone": ""}
            tx.bound = {**tx.bound, "person": f"{one}"}
            tx.run("later_meet", **told, **SERVICE, day=tx.now.date())
            post(tx, Letter("visit.told", to=f"{one}", form={"id": "n"}))

    await database.transact(body, bound={"tenant": TENANT, "now": MONDAY})
    await database.close()


async def _burst(world: World, path: Path, late: float) -> list[float]:
    async def sleep(seconds: float) -> None:
        await asyncio.sleep(seconds + world.chance.uniform(0, late))

    files = [folder / "queries.sql" for folder in (HERE / "storage", HERE / "later", VISIT)]
    database = Database(FailingEngine(SqliteSession(path), world), Queries.load(files).spoken(SQLITE))
    declared = Declarations.of([feature()])
    texts = Texts.load(text_files())
    way = Way(world, lanes.Lanes(sleep, asyncio.get_running_loop().time))
    carrier = Carrier(database, declared, Seal(b"salt" * 8), texts, Town, {}, world.clock)
    engine = Dispatcher(carrier, Sweeper(database, declared.dues, world.clock), world.clock)
    database.parts[Outbox] = Outbox(engine)
    running = asyncio.create_task(engine.run())
    async with engine.connected(way):
        while await database.one("visit_waiting", int):
            await asyncio.sleep(1)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await database.close()
    return way.left


def longest_share(left: list[float]) -> float:
    """The time it took, of the time that the limit asks for."""
    return (left[-1] - left[0]) / (len(left) / LIMIT)


@pytest.mark.parametrize(
    "letters", [pytest.param(1_000, marks=pytest.mark.proof), pytest.param(5_000, marks=pytest.mark.soak)]
)
def test_a_burst_takes_little_more_than_the_limit_asks(tmp_path: Path, letters: int) -> None:
    """At most 105 % of the theoretical time, and no second ever has more than the limit."""
    left = burst(tmp_path / "later.db", letters, late=0.015)
    assert len(left) == letters
    assert longest_share(left) <= 1.05
    assert all(later - first >= 1.0 for first, later in zip(left, left[LIMIT:], strict=False))


@pytest.mark.proof
def test_without_the_catch_up_it_takes_longer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: where no standstill is made up for, each lateness adds to the next."""
    monkeypatch.setattr(lanes, "CATCH_UP", 0.0)
    assert longest_share(burst(tmp_path / "later.db", 1_000, late=0.015)) > 1.05
