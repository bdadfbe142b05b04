"""The order within a conversation, and Teams' speed limits (TEAMS.md 15)."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

CONVERSATION_LIMITS = ((7, 1.0), (8, 2.0), (60, 30.0), (1_800, 3_600.0))
"""At most so many requests in so many seconds to one conversation."""
TENANT_LIMITS = ((50, 1.0),)
"""The same for all conversations of one tenant together."""
IDLE = 10_000
"""Conversations that are remembered at least; of the others the oldest idle ones are forgotten."""


class Pace:
    """Counts requests within moving windows."""

    def __init__(self, limits: tuple[tuple[int, float], ...]) -> None:
        self._limits = limits
        self._times: list[float] = []

    def step(self, now: float) -> float:
        """Reserve the next place that keeps every limit, and return the seconds to wait for it.

        `now` is in seconds of any clock that never goes back.
        """
        moment = max([now, *self._times[-1:]])
        for most, seconds in self._limits:
            if len(self._times) >= most:
                moment = max(moment, self._times[-most] + seconds)
        longest = max(seconds for _, seconds in self._limits)
        del self._times[: bisect_right(self._times, now - longest)]
        self._times.append(moment)
        return moment - now

    def undo(self) -> None:
        """Give back the place that was reserved last."""
        self._times.pop()

    def idle(self, now: float) -> bool:
        """Whether nothing within the windows is remembered."""
        longest = max(seconds for _, seconds in self._limits)
        return not self._times or self._times[-1] <= now - longest


@dataclass(slots=True)
class _Lane:
    pace: Pace
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    riders: int = 0


class Lanes:
    """One request at a time in each conversation, in the order in which they came, and none too early."""

    def __init__(self, sleep: Callable[[float], Awaitable[None]], now: Callable[[], float]) -> None:
        self._sleep = sleep
        self._now = now
        self._lanes: OrderedDict[str, _Lane] = OrderedDict()
        self._tenants: dict[str, Pace] = {}

    @asynccontextmanager
    async def ride(self, conversation: str) -> AsyncIterator[None]:
        """Hold the conversation: whoever comes later waits until this one is through."""
        lane = self._lane(conversation)
        lane.riders += 1
        try:
            async with lane.lock:
                yield
        finally:
            lane.riders -= 1

    async def pace(self, conversation: str, tenant: str, patience: float) -> float:
        """Wait until the next request is allowed. Returns 0, or the seconds to wait where that is too long.

        Where it is too long nothing is waited and nothing is counted.
        """
        paces = [self._lane(conversation).pace]
        if tenant:
            paces.append(self._tenants.setdefault(tenant, Pace(TENANT_LIMITS)))
        wait = max([pace.step(self._now()) for pace in paces])
        if wait > patience:
            for pace in paces:
                pace.undo()
            return wait
        if wait > 0:
            await self._sleep(wait)
        return 0.0

    @property
    def known(self) -> int:
        """How many conversations are remembered."""
        return len(self._lanes)

    def _lane(self, conversation: str) -> _Lane:
        lane = self._lanes.get(conversation)
        if lane is None:
            lane = self._lanes[conversation] = _Lane(Pace(CONVERSATION_LIMITS))
            self._forget()
        self._lanes.move_to_end(conversation)
        return lane

    def _forget(self) -> None:
        """Let go of conversations that have been quiet for so long that no limit remembers them."""
        while len(self._lanes) > IDLE:
            name, oldest = next(iter(self._lanes.items()))
            if oldest.riders or not oldest.pace.idle(self._now()):
                return
            del self._lanes[name]
