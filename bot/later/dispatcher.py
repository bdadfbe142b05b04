"""The engine for SQLite: one process, woken by each commit that posts, by the clock, and each second.

It never holds more than the letters in hand: which lanes can go on stands in an index, whatever waits.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.later.carrier import Carrier, report
from bot.later.desk import Head, Hold
from bot.later.engine import TICK
from bot.later.sweeper import Sweeper
from bot.reply import Post
from bot.storage import StorageError, Transaction

AT_ONCE = 64
"""Letters in hand."""
AT_ONCE_IN_TENANT = 24
"""The same in one tenant, so that the burst of one town keeps no other waiting."""
LEAP = timedelta(seconds=5)
"""A clock that goes back by more than that was set."""
GRACE = 10.0
"""Seconds that letters in hand get when the bot stops."""

log = structlog.get_logger("bot.later")


@dataclass(frozen=True, slots=True)
class Town:
    """A tenant with a free lane, and when the first of them can go on."""

    tenant: str
    wake_at: datetime


@dataclass(slots=True)
class Dispatcher:
    """See `bot.later.engine.Engine`."""

    carrier: Carrier
    sweeper: Sweeper
    clock: Callable[[], datetime]
    _letters: asyncio.Event = field(default_factory=asyncio.Event)
    _rows: asyncio.Event = field(default_factory=asyncio.Event)
    _in_hand: dict[asyncio.Task[None], Hold] = field(default_factory=dict)
    _astray: bool = True
    """Whether lanes may be held that are not in hand: by a dead process, or by a commit nobody heard of."""

    def posted(self, tx: Transaction, lane: str, due: datetime) -> None:
        """Look at the letter as soon as it is there for sure."""
        tx.afterwards(self._letters.set)

    def wake(self) -> None:
        """Look at everything at once."""
        self._letters.set()
        self._rows.set()

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._sweep(), name="later-sweep")
            both.create_task(self._dispatch(), name="later-dispatch")

    @contextlib.asynccontextmanager
    async def connected(self, post: Post) -> AsyncIterator[None]:
        """Letters leave by this way, as long as the block lasts; those in hand come to their end in it."""
        self.carrier.post = post
        self._letters.set()
        try:
            yield
        finally:
            await self._put_down()

    # ------------------------------------------------------------ letters

    async def _dispatch(self) -> None:
        seen: datetime | None = None
        while True:
            self._letters.clear()
            pause = TICK
            try:
                if self._astray:
                    await self._adopt()
                if seen is None or self.clock() < seen - LEAP:
                    await self._hurry()
                seen = self.clock()
                if self.carrier.post is not None:
                    pause = await self._begin()
            except StorageError as error:
                self._astray = True
                report(error)
            await rung(self._letters, pause)

    async def _adopt(self) -> None:
        """Free what is held and not in hand: there is one process only, so nobody else is at work there."""
        ours = set(self._in_hand.values())
        for hold in await self.carrier.database.all("later_held_lanes", Hold):
            if hold not in ours:
                await self.carrier.free(hold)
        self._astray = False

    async def _hurry(self) -> None:
        """Try everything at once: after a start, and where the clock went back."""
        now = self.clock()
        await self.carrier.database.run("later_hurry", now=now)
        await self.carrier.database.run("later_look_everywhere", now=now)

    async def _begin(self) -> float:
        """Take in hand what can go now; seconds until the next letter can."""
        pause = TICK
        in_towns = Counter(hold.tenant for hold in self._in_hand.values())
        towns = await self.carrier.database.all("later_tenants", Town)
        for town in sorted(towns, key=lambda town: town.wake_at):
            ahead = (town.wake_at - self.clock()).total_seconds()
            most = min(AT_ONCE - len(self._in_hand), AT_ONCE_IN_TENANT - in_towns[town.tenant])
            if ahead > 0:
                pause = min(pause, ahead)
            elif most > 0:
                for hold, head in await self.carrier.take(town.tenant, most):
                    self._take_in_hand(hold, head)
        return pause

    def _take_in_hand(self, hold: Hold, head: Head) -> None:
        self._keep_in_hand(hold, self.carrier.work(hold, head))

    def _keep_in_hand(self, hold: Hold, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work, name="later-letter")
        self._in_hand[task] = hold
        task.add_done_callback(self._out_of_hand)

    def _out_of_hand(self, task: asyncio.Task[None]) -> None:
        del self._in_hand[task]
        self._letters.set()
        if not task.cancelled() and (error := task.exception()):
            log.error("letter_failed", error=type(error).__name__)

    async def _put_down(self) -> None:
        """Take nothing more in hand, and let what is there come to its end within a grace time."""
        self.carrier.post = None
        if self._in_hand:
            _, unfinished = await asyncio.wait(list(self._in_hand), timeout=GRACE)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)

    # ------------------------------------------------------------ the features' own rows

    async def _sweep(self) -> None:
        while True:
            self._rows.clear()
            pause = TICK
            try:
                if next_due := await self.sweeper.sweep():
                    ahead = (next_due - self.clock()).total_seconds()
                    pause = min(TICK, ahead) if ahead > 0 else TICK  # a row that failed is still due
            except StorageError as error:
                report(error)
            await rung(self._rows, pause)


async def rung(bell: asyncio.Event, pause: float) -> None:
    """Wait for the bell, but no longer than so many seconds."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(pause):
            await bell.wait()
