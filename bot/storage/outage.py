"""A time in which the database is away: told to the log once when it begins and once when it ends."""

import time
from dataclasses import dataclass

import structlog

from bot.storage.errors import DatabaseAway, StorageError

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0  # seconds; nobody waits longer for a database that is there again
CALM = 60.0  # seconds after an outage in which the next one is still the same to the pauses
log = structlog.get_logger("bot")


@dataclass(slots=True)
class Outage:
    """Why the database is away, and when to look for it again. One thread uses it."""

    fault: StorageError | None = None
    """What was met last; None while all is well."""
    refused: int = 0
    """Works that were refused since it began."""
    _began: float = 0.0
    _ended: float = -CALM
    _pause: float = FIRST_PAUSE
    _next: float = 0.0

    def met(self, fault: BaseException, refused: int = 0) -> StorageError:
        """Note that so many works were refused for `fault`; give it as those who wait shall see it."""
        known = fault if isinstance(fault, StorageError) else DatabaseAway(f"(its writer failed: {fault!r})")
        if self.fault is None:
            log.warning("database_away", error=type(fault).__name__)
            self._began, self.refused = time.monotonic(), 0
            if self._began - self._ended > CALM:
                self._pause = FIRST_PAUSE
            self._next = self._began + self._pause
        self.fault = known
        self.refused += refused
        return known

    def looked(self) -> None:
        """It was looked for in vain: the next look comes after twice the time."""
        self._pause = min(2 * self._pause, LONGEST_PAUSE)
        self._next = time.monotonic() + self._pause

    def over(self) -> None:
        """Note that the database takes what it is given; nothing happens where it always did."""
        if self.fault is not None:
            self._ended = time.monotonic()
            log.info("database_back", seconds=round(self._ended - self._began, 1), lost=self.refused)
        self.fault = None

    @property
    def wait(self) -> float:
        """Seconds until the next look, 0 when it is due."""
        return max(0.0, self._next - time.monotonic())
