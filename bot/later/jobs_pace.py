"""Teams' limit for a tenant (TEAMS.md 15), kept by all replicas together: each reserves its moments.

The moments of a town lie on an even course, `GAP` apart; it stands in one row, by the database's clock. What
was left empty of it right before a moment is reserved, a second at most, may be caught up on: moments of the
next so many seconds may leave at once. So five letters to a town that was silent wait for nothing.

No second has more letters than the even course has moments, 48. No letter leaves after its moment, so
those that leave within [a, a + 1) have moments from a on. Take the last of these. Where it leaves at its
moment, all of them lie within [a, a + 1). Where it leaves ahead, that was allowed at a time t < a + 1, when
of the seconds from t - 1 to the next free moment e were empty, and it lies before t + e. So all of them lie
within (t - 1, t + e), of which e seconds are empty: one is left. Which replica reserves, and what is asked
for in the middle of that, changes nothing of it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.later.together import Together
from bot.storage import Database, Transaction, Value

GAP = 1.0 / 47.7
"""Seconds between two letters of a tenant: 5 % under Teams' 50 a second, for answers and for jitter."""
MOST = 24
"""Moments that are reserved at a time: as many letters of a town as a replica has in hand."""
START = 0.1
"""The share of an empty second that stays empty: what leaves at once may be late by as much."""
LEAD = 0.03
"""Seconds before its moment in which a letter is begun, so that it leaves on time."""
STALE = 0.1
"""Seconds after which a moment is past: a process that stood still reserves anew."""
FARTHEST = 60.0
"""Seconds; a course that is reserved for longer was written before the database's clock was set back."""


@dataclass(frozen=True, slots=True)
class Course:
    """What is reserved for a town, in seconds from now."""

    wait: float
    """When it begins."""
    ahead: float
    """Moments before that may leave at once."""


class Moment(NamedTuple):
    """When a letter may leave, in seconds of `SharedPace.now`."""

    opens: float
    ends: float
    """Its place on the even course; not after it."""


@dataclass(slots=True)
class SharedPace:
    """Moments at which a letter may leave, from one row of each tenant in the database."""

    database: Database
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    now: Callable[[], float] = time.monotonic
    _towns: dict[str, _Town] = field(default_factory=dict)
    _reserving: Together[_Town, list[Moment]] = field(init=False)

    def __post_init__(self) -> None:
        self._reserving = Together(self._reserve)

    @asynccontextmanager
    async def turn(self, tenant: str) -> AsyncIterator[None]:
        """Wait until a letter to this tenant is to be begun; when the block is left, it may leave.

        Raises StorageError where nothing can be reserved.
        """
        moment = await self._reserved(tenant)
        yield
        if (early := moment.opens - self.now()) > 0:
            await self.sleep(early)

    async def _reserved(self, tenant: str) -> Moment:
        """A moment of ours that is about to come."""
        while True:
            moment = await self._next(tenant)
            if (early := moment.opens - LEAD - self.now()) > 0:
                await self.sleep(early)
            if self.now() - moment.ends < STALE:
                return moment

    async def _next(self, tenant: str) -> Moment:
        town = self._towns.setdefault(tenant, _Town(tenant))
        town.asking += 1
        try:
            async with town.one_by_one:
                if not town.moments:
                    town.moments = await self._reserving.join(town)
                return town.moments.pop()
        finally:
            town.asking -= 1
            if not town.asking:  # then nothing that was reserved is left, unless somebody gave up
                self._towns.pop(tenant, None)

    async def _reserve(self, towns: Sequence[_Town]) -> list[list[Moment]]:
        """For each of these towns as many moments as letters look for one, the last one first."""
        counts = {town.tenant: min(max(town.asking, 1), MOST) for town in towns}

        def reserved(tx: Transaction) -> dict[str, list[Moment]]:
            courses = reserve(tx, counts)
            now = self.now()  # here: the commit takes its time
            return {tenant: moments(course, counts[tenant], now) for tenant, course in courses.items()}

        found = await self.database.transact(reserved)
        return [found[town.tenant] for town in towns]


def reserve(tx: Transaction, counts: Mapping[str, int]) -> dict[str, Course]:
    """Reserve so many moments of each of these towns; in a transaction."""
    tx.fleeting()  # what a crash takes back is past, or nearly so, by the time the server is back
    tenants = sorted(counts)  # one order: no two lock each other out
    each: list[dict[str, Value]] = [
        {"tenant": tenant, "seconds": counts[tenant] * GAP, "start": START} for tenant in tenants
    ]
    courses = [found[0] for found in tx.all_each("later_reserve", Course, each)]
    if any(course.wait > FARTHEST for course in courses):
        tx.run_each("later_unreserve", [{"tenant": tenant, "farthest": FARTHEST} for tenant in tenants])
        courses = [found[0] for found in tx.all_each("later_reserve", Course, each)]
    return dict(zip(tenants, courses, strict=True))


def moments(course: Course, count: int, now: float) -> list[Moment]:
    """So many moments of a course that was reserved just now, the last one first."""
    ends = [now + course.wait + number * GAP for number in reversed(range(count))]
    return [Moment(now if end < now + course.ahead else end, end) for end in ends]


@dataclass(slots=True)
class _Town:
    tenant: str
    asking: int = 0
    """How many letters look for a moment."""
    moments: list[Moment] = field(default_factory=list)
    """Those that are reserved and nobody's yet, the last one first."""
    one_by_one: asyncio.Lock = field(default_factory=asyncio.Lock)
