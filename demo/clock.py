"""The clock of the demo: the machine's, but for the days that somebody has leapt forward."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


def system_time() -> datetime:
    """Now, aware, UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Clock:
    """Call it for the time. It can only be moved forward, as time does."""

    ahead: timedelta = timedelta()
    machine: Callable[[], datetime] = field(default=system_time)

    def __call__(self) -> datetime:
        """The time in this Teams, aware, UTC."""
        return self.machine() + self.ahead

    def forward(self, by: timedelta) -> None:
        """Leap. Raises ValueError for a leap back, or one that leaves the calendar."""
        if by < timedelta():
            raise ValueError("time goes forward only")
        try:
            _ = self.machine() + self.ahead + by
        except OverflowError as error:
            raise ValueError("that is beyond the calendar") from error
        self.ahead += by
