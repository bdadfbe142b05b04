"""Teams' limit for a tenant (TEAMS.md 15), kept by all replicas together: each reserves its moments."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.storage import Database

GAP = 1.0 / 46
"""Seconds between two letters of a tenant. Teams allows 50 a second; the rest is for answers to people, and
for letters that bunch on their way."""
MOST = 8
"""Moments that are reserved at a time; whoever waits further back comes with the next ones."""
STALE = 0.1
"""Seconds after which a moment is past: a process that stood still reserves anew."""


@dataclass(slots=True)
class SharedPace:
    """Moments at which a letter may leave, from one row of each tenant in the database."""

    database: Database
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    now: Callable[[], float] = time.monotonic
    _towns: dict[str, _Town] = field(default_factory=dict)

    async def turn(self, tenant: str) -> None:
        """Wait until a letter to this tenant may leave. Raises StorageError where nothing can be reserved."""
        town = self._towns.setdefault(tenant, _Town())
        town.waiting += 1
        try:
            while True:
                async with town.asking:
                    moment = await self._moment(tenant, town)
                await self.sleep(max(0.0, moment - self.now()))
                if self.now() - moment < STALE:
                    return
        finally:
            town.waiting -= 1
            if not town.waiting:
                self._towns.pop(tenant, None)

    async def _moment(self, tenant: str, town: _Town) -> float:
        """The next moment that is ours, in seconds of `now`."""
        if not town.moments:
            count = min(town.waiting, MOST)
            wait = await self.database.one("later_reserve", float, tenant=tenant, seconds=count * GAP)
            first = self.now() + (wait or 0.0)
            town.moments = [first + number * GAP for number in reversed(range(count))]
        return town.moments.pop()


@dataclass(slots=True)
class _Town:
    waiting: int = 0
    """How many letters are on their way to a moment, or have one."""
    moments: list[float] = field(default_factory=list)
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)
