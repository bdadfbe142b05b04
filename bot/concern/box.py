"""The Sorgenbox as the rest of the house sees it: one thread owns the file, others wait for its answer."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import structlog

from bot.concern import rules
from bot.concern.desk import Desk
from bot.concern.file import NAME, ConcernFile
from bot.concern.flood import Flood
from bot.concern.store import Store
from bot.settings import Settings
from bot.storage import DatabaseAway, StorageError

T = TypeVar("T")
Sleep = Callable[[float], Awaitable[None]]

PACE = 0.5
"""Seconds that opening a receipt takes, whether there is such a concern or not; guessing is thus slow."""
log = structlog.get_logger("bot.concern")


@dataclass(slots=True)
class Box:
    """A part of the house. Without readers there is none: it is `there` only with two of them."""

    path: Path
    readers: frozenset[str] = frozenset()
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Berlin"))
    url: str = ""
    """Where the page without a sign-in is reached: `https://sorge.musterstadt.example`; "" nowhere."""
    desk_url: str = ""
    """Where readers reach their page from elsewhere, and sign in: `https://lotse.musterstadt.example`."""
    tenants: frozenset[str] = frozenset()
    """Where readers may be met."""
    sleep: Sleep = asyncio.sleep
    flood: Flood = field(default_factory=Flood)
    faults: Counter[str] = field(default_factory=Counter)
    """What failed since the last release moment: told only then, since the log keeps times."""
    _file: ConcernFile | None = None
    _looked: date | None = None
    """The last release moment at which nothing was left to do."""
    _away: bool = False
    """Whether the log has been told that the file can't be had."""
    _thread: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="lotse-concern"), repr=False
    )

    @classmethod
    def of(cls, settings: Settings) -> Box:
        """As IT has set it."""
        return cls(
            settings.data / NAME,
            settings.concern_readers,
            ZoneInfo(settings.zone),
            f"https://{settings.concern_domain}" if settings.concern_domain else "",
            settings.concern_url.rstrip("/"),
            settings.allowed_tenants,
        )

    @property
    def there(self) -> bool:
        """Whether the town has a Sorgenbox."""
        return len(self.readers) >= rules.SMALLEST

    def day(self, now: datetime) -> date:
        """The town's day."""
        return now.astimezone(self.zone).date()

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

    async def look(self, now: datetime) -> date | None:
        """Open the file where it is not open, and release what is ripe at a release moment.

        The day of a release that the readers don't know of yet, at each look until they were `told`.
        """
        moment = rules.moment(now, self.zone)
        if not self.there or moment == self._looked:
            return None
        try:
            looked = await self.store(Store.looked)
            late = looked is None or looked < moment
            released = await self.store(lambda store: store.release(moment)) if late else 0
            untold = await self.store(Store.untold)
        except StorageError as error:
            if not self._away:
                log.warning("concerns_away", error=type(error).__name__)
            self._away = True
            return None
        self._away = False
        if late:
            log.info("concerns_released", rows=released)
            for fault, times in self.faults.items():
                log.warning("concerns_refused", error=fault, lost=times)
            self.faults.clear()
        if untold is None:
            self._looked = moment
        return untold

    async def told(self) -> None:
        """The readers have been told of every release; while the file is away, they are told once more."""
        with contextlib.suppress(StorageError):
            await self.store(Store.told)

    async def close(self) -> None:
        """Let go of the file."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._close)
        self._thread.shutdown()

    # ------------------------------------------------------------ what follows runs in the thread

    async def _do(self, work: Callable[[ConcernFile], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._done, work)

    def _done(self, work: Callable[[ConcernFile], T]) -> T:
        if not self.there:
            raise DatabaseAway("(there is no Sorgenbox)")
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
