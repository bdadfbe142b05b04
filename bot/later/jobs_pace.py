"""Teams' limit for a tenant (TEAMS.md 15), kept by all replicas together: each reserves its moments."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.later.together import Together
from bot.storage import Database, Transaction, Value

GAP = 1.0 / 47.7
"""Seconds between two letters of a tenant: 5 % under Teams' 50 a second, for answers and for jitter."""
MOST = 8
"""Moments that are reserved at a time; whoever waits further back comes with the next ones."""
LEAD = 0.03
"""Seconds before its moment in which a letter is begun, so that it leaves on time."""
STALE = 0.1
"""Seconds after which a moment is past: a process that stood still reserves anew."""


@dataclass(slots=True)
class SharedPace:
    """Moments at which a letter may leave, from one row of each tenant in the database."""

    database: Database
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    now: Callable[[], float] = time.monotonic
    _towns: dict[str, _Town] = field(default_factory=dict)
    _reserving: Together[tuple[str, float], float] = field(init=False)

    def __post_init__(self) -> None:
        self._reserving = Together(self._reserve)

    @asynccontextmanager
    async def turn(self, tenant: str) -> AsyncIterator[None]:
        """Wait until a letter to this tenant is to be begun; when the block is left, it may leave.

        Raises StorageError where nothing can be reserved.
        """
        moment = await self._reserved(tenant)
        yield
        if (early := moment - self.now()) > 0:
            await self.sleep(early)

    async def _reserved(self, tenant: str) -> float:
        """A moment of ours that is about to come, in seconds of `now`."""
        town = self._towns.setdefault(tenant, _Town())
        town.waiting += 1
        try:
            while True:
                async with town.asking:
                    moment = await self._next(tenant, town)
                if (early := moment - LEAD - self.now()) > 0:
                    await self.sleep(early)
                if self.now() - moment < STALE:
                    return moment
        finally:
            town.waiting -= 1
            if not town.waiting:
                self._towns.pop(tenant, None)

    async def _next(self, tenant: str, town: _Town) -> float:
        if not town.moments:
            count = min(town.waiting, MOST)
            first = await self._reserving.join((tenant, count * GAP))
            town.moments = [first + number * GAP for number in reversed(range(count))]
        return town.moments.pop()

    async def _reserve(self, wanted: Sequence[tuple[str, float]]) -> list[float]:
        """When the seconds that each of these towns wants begin, in seconds of `now`."""
        ranked = sorted(
            range(len(wanted)), key=lambda at: wanted[at]
        )  # one order: no two lock each other out
        each: list[dict[str, Value]] = [{"tenant": wanted[at][0], "seconds": wanted[at][1]} for at in ranked]

        def reserve(tx: Transaction) -> list[list[float]]:
            return tx.all_each("later_reserve", float, each)

        waits = await self.database.transact(reserve)
        now = self.now()
        return [now + wait for _, (wait,) in sorted(zip(ranked, waits, strict=True))]


@dataclass(slots=True)
class _Town:
    waiting: int = 0
    """How many letters look for a moment, or wait for theirs."""
    moments: list[float] = field(default_factory=list)
    """Those that are reserved and nobody's yet, the latest first."""
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)
