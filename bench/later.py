"""What happens later, measured: `python -m bench.later [--burst] [--json FILE]`, on SQLite.

The real engine over real HTTP with a fake connector: how long a letter takes from its decision to Teams, one
at a time on an idle machine and 100 at once; what 100,000 waiting rows cost, and how late a letter is among
them; how fast 50,000 due rows are drained. `--burst` (two minutes) sends 5,000 letters to one town against a
connector that enforces Teams' limits, while somebody asks a question each second.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import itertools
import json
import random
import resource
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog
from rich.console import Console
from rich.table import Table

from bot.reply import Channel
from bot.storage import Transaction
from bot.turn import Letter, Outgoing, Person, Place, post
from demo.chats import Person as Colleague
from tests.fake_teams import TOWN, FakeTeams
from tests.fake_teams.cast import person
from tests.later.limits import Limits
from tests.later.stage import Stage, dispatcher

WAITING = 100_000
DUE = 50_000
TENANTS = 20
SILENCE = 1.2
"""Seconds in which nothing is said to a town, before it hears of several things at once."""
IDLE = 20.0
"""Seconds that the idle engine is watched."""

Rows = dict[str, str]


@dataclass
class Straight:
    """A way out that takes no time and notes when each letter leaves: what is left is the engine's own."""

    left: dict[str, float]

    def channel(self, place: Place, tenant: str, leaving: Callable[[], Awaitable[None]]) -> Channel:
        return _Noting(self.left, leaving)

    async def personal(self, person: Person, place: Place) -> Place:
        return place


@dataclass
class _Noting:
    left: dict[str, float]
    leaving: Callable[[], Awaitable[None]]

    async def send(self, out: Outgoing) -> str:
        await self.leaving()
        self.left[out.text.split()[0]] = time.time()
        return "1"

    async def edit(self, activity: str, out: Outgoing) -> None:
        await self.leaving()

    async def delete(self, activity: str) -> None:
        await self.leaving()


# ------------------------------------------------------------ helpers


@asynccontextmanager
async def on_sqlite(*, connected: bool = True) -> AsyncIterator[Stage]:
    """A house of its own."""
    async with FakeTeams.open() as teams:
        with TemporaryDirectory() as folder:
            async with Stage(teams, f"sqlite:///{Path(folder)}/later.db", dispatcher).open(
                connected
            ) as stage:
                yield stage


house: Callable[..., AbstractAsyncContextManager[Stage]] = on_sqlite
"""Where the letters of these measurements live; another engine puts its own here."""


def pair(seconds: list[float], *shares: float) -> str:
    """These percentiles, in milliseconds."""
    ranked = sorted(seconds)
    found = (ranked[min(int(len(ranked) * share), len(ranked) - 1)] * 1000 for share in shares)
    return " / ".join(f"{milliseconds:.1f}" for milliseconds in found)


def memory() -> int:
    """The most megabytes that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


async def fill(stage: Stage, letters: int, **due: float) -> None:
    """So many letters to 5,000 people in several towns, due so long after now."""
    towns = [f"town {number:02}" for number in range(TENANTS)]
    at = stage.clock() + timedelta(**due)
    for town in towns:
        numbers = range(letters // TENANTS)

        def body(tx: Transaction, numbers: range = numbers, town: str = town) -> None:
            for one in range(250):
                told = {"account": f"29:{one}", "chat": f"a:{one}", "language": "de", "zone": ""}
                place = {"service_url": "https://teams.invalid/", "bot": "28:b"}
                tx.bound = {**tx.bound, "person": f"{one}"}
                tx.run("later_meet", **told, **place, day=tx.now.date())
            for number in numbers:
                post(tx, Letter("visit.told", to=f"{number % 250}", form={"id": f"w{number}"}, due=at))

        await stage.do(body, town)


async def decide(stage: Stage, town: str, **letter: Any) -> None:
    """A decision of a turn, which posts a letter."""
    await stage.do(lambda tx: post(tx, Letter("visit.told", **letter)), town)


# ------------------------------------------------------------ what is measured


async def wake_up() -> Rows:
    """From the decision to the chat: one at a time, and 100 at once."""
    people = [person(f"Anna {number}", number + 100) for number in range(100)]
    async with house() as stage:
        for one in people:
            await stage.meet(one)
        single = [await arrival(stage, people[number % 100], f"s{number}") for number in range(200)]
        many: list[float] = []
        for turn in range(5):
            await asyncio.sleep(2.5)
            everyone = (arrival(stage, one, f"m{turn}-{at}") for at, one in enumerate(people))
            many += await asyncio.gather(*everyone)
    return {
        "decision to chat, one at a time, p50 / p99 ms": pair(single, 0.5, 0.99),
        "100 at once in one town (its limit is 50 a second), p50 / p95 ms": (pair(many, 0.5, 0.95)),
    }


async def arrival(stage: Stage, one: Colleague, name: str) -> float:
    """Seconds from the decision until it stands in the chat."""
    with stage.teams.chats.listen() as changes:
        began = time.perf_counter()
        await stage.post(one, name)
        async for change in changes:
            if change.post.text.startswith(name):
                return time.perf_counter() - began
    raise AssertionError(name)


async def at_once() -> Rows:
    """100 decisions at the same moment, in so many towns that were silent: from decision to leaving."""
    left: dict[str, float] = {}
    took: list[float] = []
    async with house(connected=False) as stage:
        await fill(stage, 0)
        gc.collect()
        gc.freeze()  # as `lotse serve` does once it is ready
        async with stage.engine.connected(Straight(left)):
            for turn in range(20):
                began = time.time()
                names = [f"x{turn}-{number}" for number in range(100)]
                await asyncio.gather(
                    *(
                        decide(stage, f"town {at % TENANTS:02}", to=f"{at}", form={"id": name})
                        for at, name in enumerate(names)
                    )
                )
                await stage.settled()
                took += [left[name] - began for name in names]
                await asyncio.sleep(SILENCE)
    return {"decision to send, 100 at once, p50 / p95 ms": pair(took, 0.5, 0.95)}


async def waiting() -> Rows:
    """What waiting costs, and how late a letter is among so many."""
    left: dict[str, float] = {}
    async with house(connected=False) as stage:
        await fill(stage, WAITING, days=9)
        async with stage.engine.connected(Straight(left)):
            await asyncio.sleep(2)
            began = time.process_time()
            await asyncio.sleep(IDLE)
            busy = (time.process_time() - began) / IDLE
            chance, due = random.Random(7), {}
            for number in range(200):
                at = stage.clock() + timedelta(seconds=chance.uniform(0.5, 8))
                due[f"l{number}"] = (at - stage.clock.ahead).timestamp()
                await decide(stage, "town 00", to=f"{number}", form={"id": f"l{number}"}, due=at)
            await stage.until("visit_waiting", WAITING, 30)
        late = [left[name] - at for name, at in due.items()]
    return {
        f"{WAITING:,} waiting rows: idle CPU": f"{busy:.2%}",
        "lateness among them, p50 / p99 ms": pair(late, 0.5, 0.99),
        "most memory, MB": str(memory()),
    }


async def drain() -> Rows:
    """How fast due letters leave, where Teams takes no time."""
    async with house(connected=False) as stage:
        await fill(stage, DUE, hours=-1)
        before, began = memory(), time.perf_counter()
        async with stage.engine.connected(Straight({})):
            await stage.settled(300)
        took = time.perf_counter() - began
    return {
        f"{DUE:,} due rows drained, a second": f"{DUE / took:,.0f}",
        "memory that it took, MB": str(memory() - before),
    }


async def burst(letters: int = 5_000) -> Rows:
    """A whole town hears something, while its people ask questions."""
    async with house() as stage:
        limits = Limits(chats=stage.teams.chats)
        stage.teams.connector.faults = limits
        people = [person(f"Anna {number}", number + 100) for number in range(letters)]
        for one in people:
            await stage.meet(one)

        def body(tx: Transaction) -> None:
            for one in people:
                post(tx, Letter("visit.told", to=one.id, form={"id": "n"}))

        began = time.perf_counter()
        await stage.do(body)
        answers = asyncio.create_task(answering(stage))
        await stage.settled(letters * 0.1 + 30)
        took = time.perf_counter() - began
        answers.cancel()
        (waited,) = await asyncio.gather(answers, return_exceptions=True)
        assert isinstance(waited, list)
    return {
        f"{letters:,} letters to one town, seconds (theory)": f"{took:.1f} ({letters / 50:.1f})",
        "refused for their speed": str(limits.refused),
        "an answer to a person meanwhile, p50 / max ms": pair(waited, 0.5, 1),
    }


async def answering(stage: Stage) -> list[float]:
    """What answers to people wait meanwhile, in seconds; ends by cancellation."""
    waited: list[float] = []
    for number in itertools.count(1):
        one = person("Frage", number % 9 + 50)
        place = Place(stage.teams.chats.personal(one).id, service_url=stage.teams.service_url)
        try:
            await asyncio.sleep(1)
            began = time.perf_counter()
            await stage.host.channel(place, TOWN).send(Outgoing(text="Antwort"))
            waited.append(time.perf_counter() - began)
        except asyncio.CancelledError:
            return waited
    raise AssertionError


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--burst", action="store_true")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("error"))
    rows: Rows = {}
    for part in (wake_up, at_once, waiting, drain, *((burst,) if given.burst else ())):
        rows |= await part()
    table = Table("what", "figure", title="What happens later, SQLite")
    for name, figure in rows.items():
        table.add_row(name, figure)
    Console().print(table)
    if given.json:
        given.json.write_text(json.dumps(rows, indent=2))


if __name__ == "__main__":
    asyncio.run(main())
