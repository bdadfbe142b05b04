"""The order within a conversation, and Teams' speed limits (TEAMS.md 15)."""

from __future__ import annotations

import asyncio
from bisect import bisect_right, insort
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

CONVERSATION_LIMITS = ((7, 1.0), (8, 2.0), (60, 30.0), (1_800, 3_600.0))
"""At most so many requests in so many seconds to one conversation."""
TENANT_LIMITS = ((50, 1.0),)
"""The same for all conversations of one tenant together."""
MARGIN = 1.02
"""Windows are taken for that much longer than they are: what left in time may arrive early or late."""
UNASKED_GAP = 0.02 * MARGIN
"""Seconds between two requests of a tenant that nobody waits for: all of its limit, evenly, so that an
answer to a person finds room within a blink in the middle of a burst."""
CATCH_UP = 10 * UNASKED_GAP
"""Seconds of a standstill that are made up for afterwards."""
IDLE = 10_000
"""Conversations that are remembered at least; of the others the oldest idle ones are forgotten."""


class Pace:
    """Counts requests within moving windows."""

    def __init__(self, limits: tuple[tuple[int, float], ...]) -> None:
        self._limits = tuple((most, seconds * MARGIN) for most, seconds in limits)
        self._times: list[float] = []

    def step(self, now: float) -> float:
        """Reserve the next place that keeps every limit, and return the seconds to wait for it.

        `now` is in seconds of any clock that never goes back.
        """
        moment = now + self.ahead(now)
        longest = max(seconds for _, seconds in self._limits)
        del self._times[: bisect_right(self._times, now - longest)]
        self._times.append(moment)
        return moment - now

    def ahead(self, now: float) -> float:
        """Seconds until the next place, which is not reserved."""
        moment = max([now, *self._times[-1:]])
        for most, seconds in self._limits:
            if len(self._times) >= most:
                moment = max(moment, self._times[-most] + seconds)
        return moment - now

    def correct(self, reserved: float, actual: float) -> None:
        """What was reserved for one moment happened later."""
        at = bisect_right(self._times, reserved) - 1
        if at >= 0 and actual > self._times[at] == reserved:
            del self._times[at]
            insort(self._times, actual)

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


@dataclass(slots=True)
class _Town:
    pace: Pace
    behind: asyncio.Lock = field(default_factory=asyncio.Lock)
    next_behind: float = 0.0
    """When the next request that nobody waits for may go, on an even course."""


class Turn(NamedTuple):
    """When a request may go that nobody waits for."""

    wait: float
    """Seconds to come again after, 0 where its turn has come."""
    moment: float


class Lanes:
    """One request at a time in each conversation, in the order in which they came, and none too early."""

    def __init__(self, sleep: Callable[[float], Awaitable[None]], now: Callable[[], float]) -> None:
        self._sleep = sleep
        self._now = now
        self._lanes: OrderedDict[str, _Lane] = OrderedDict()
        self._tenants: dict[str, _Town] = {}

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
            paces.append(self._town(tenant).pace)
        wait = max([pace.step(self._now()) for pace in paces])
        if wait > patience:
            for pace in paces:
                pace.undo()
            return wait
        if wait > 0:
            await self._sleep(wait)
        return 0.0

    async def pace_behind(self, conversation: str, tenant: str, patience: float) -> Turn:
        """The same for what nobody waits for: it comes after all that somebody waits for.

        `patience` is for the conversation's limit; one after the other of a tenant waits for the tenant's.
        """
        town = self._town(tenant)
        own = self._lane(conversation).pace
        if (wait := own.ahead(self._now())) > patience:
            return Turn(wait, 0.0)
        async with town.behind:
            await self._pause(max(town.next_behind - self._now(), 0.0))
            while (wait := max(pace.ahead(self._now()) for pace in (own, town.pace))) > 0:
                await self._pause(wait)
            town.next_behind = max(town.next_behind, self._now() - CATCH_UP) + UNASKED_GAP
            moment = self._now()
            for pace in (own, town.pace):
                pace.step(moment)
        return Turn(0.0, moment)

    def left(self, conversation: str, tenant: str, turn: Turn) -> None:
        """It leaves only now: something took its time since its turn had come."""
        for pace in (self._lane(conversation).pace, self._town(tenant).pace):
            pace.correct(turn.moment, self._now())

    async def _pause(self, seconds: float) -> None:
        if seconds > 0:
            await self._sleep(seconds)

    def _town(self, tenant: str) -> _Town:
        return self._tenants.setdefault(tenant, _Town(Pace(TENANT_LIMITS)))

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
