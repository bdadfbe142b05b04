"""The Sorgenbox where this process owns its file: one thread has it, others wait for its answer."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from bot.concern import rules
from bot.concern.desk import Desk, Published
from bot.concern.file import NAME, ConcernFile
from bot.concern.keeping import NONE, Full, Keeping, Standing, as_set, log
from bot.concern.rules import Concern
from bot.concern.store import Store
from bot.settings import Settings
from bot.storage import DatabaseAway, StorageError

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]

PACE = 0.5
"""Seconds that opening a receipt takes, whether there is such a concern or not; guessing is thus slow."""

PAUSE = timedelta(minutes=1)
"""Between two attempts to truncate a log that somebody was reading."""


@dataclass(slots=True)
class Box(Keeping):
    """A part of the house. Without readers there is none: it is `there` only with two of them."""

    path: Path
    sleep: Sleep = asyncio.sleep
    _file: ConcernFile | None = None
    _settled: datetime | None = None
    """The last attempt."""
    _thread: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="lotse-concern"), repr=False
    )

    @classmethod
    def of(cls, settings: Settings) -> Box:
        """As IT has set it."""
        return cls(settings.data / NAME, **as_set(settings))

    # ------------------------------------------------------------ work

    async def store(self, work: Callable[[Store], T]) -> T:
        """Let this be done by the thread. Raises StorageErrors; DatabaseAway where the file isn't ours."""
        return await self._do(lambda file: work(Store(file)))

    async def desk(self, work: Callable[[Desk], T]) -> T:
        """The same for readers' work."""
        return await self._do(lambda file: work(Desk(file)))

    async def opened(self, work: Callable[[Store], T]) -> T:
        """The same for what a receipt opens. It takes PACE at least, whatever is found."""
        pace = asyncio.ensure_future(self.sleep(PACE))
        try:
            return await self.store(work)
        finally:
            await pace

    async def put(self, nonce: str, concern: Concern, day: date) -> str:
        """See `Keeping.put`."""
        return await self.store(lambda store: store.put(nonce, concern, day))

    async def again(self, nonce: str, concern: Concern) -> str:
        """See `Keeping.again`."""
        receipt = await self.store(lambda store: store.again(nonce, concern))
        if receipt is None:
            raise Full("(today)")
        return receipt

    async def published(self) -> list[Published]:
        """See `Keeping.published`."""
        return await self.desk(Desk.published)

    async def told(self, day: date) -> None:
        """See `Keeping.told`."""
        with contextlib.suppress(StorageError):
            await self.store(lambda store: store.told(day))

    async def standing(self) -> Standing:
        """How far the releases are. Raises StorageErrors."""
        return await self.store(lambda store: Standing(store.looked(), store.untold()))

    async def close(self) -> None:
        """Let go of the file."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._close)
        self._thread.shutdown()

    async def _standing(self, moment: date, now: datetime) -> Standing | None:
        """Open the file where it is not open, and release what is ripe."""
        await self._settle(now)
        if moment == self._looked:
            return None
        looked = await self.store(Store.looked)
        if looked is None or rules.missed(looked, moment):
            released = await self.store(lambda store: store.release(moment))
            log.info("concerns_released", rows=released)
            self._tell_faults()
        return await self.standing()

    async def _settle(self, now: datetime) -> None:
        """Truncate the log once who read beside at the release has ended; each attempt may wait for them."""
        unsettled = self._file is not None and not self._file.settled
        if unsettled and not (self._settled and self._settled <= now < self._settled + PAUSE):
            self._settled = now
            await self._do(ConcernFile.settle)

    # ------------------------------------------------------------ what follows runs in the thread

    async def _do(self, work: Callable[[ConcernFile], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._done, work)

    def _done(self, work: Callable[[ConcernFile], T]) -> T:
        if not self.there:
            raise DatabaseAway(NONE)
        if self._file is None:
            self._file = ConcernFile.open(self.path)
        try:
            return work(self._file)
        except DatabaseAway:
            self._close()  # whatever it was: the next one opens it afresh
            raise

    def _close(self) -> None:
        if self._file is not None:
            file, self._file = self._file, None
            try:
                file.close()
            except StorageError:
                self.faults["not_closed"] += 1
