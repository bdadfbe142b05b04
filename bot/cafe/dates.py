"""When a café is open: rules that repeat as RFC 5545's do, in plain fields. Pure.

`every: tuesday` is FREQ=WEEKLY;BYDAY=TU, `weeks: 2` its INTERVAL, `of_month: last` is
FREQ=MONTHLY;BYDAY=-1TU, `starting` is DTSTART, `until` is UNTIL, `except` are EXDATEs. Hours are those of the
town's clock. What that clock skips or shows twice is read as RFC 5545, 3.3.5 says: a time that does not exist
with the offset before the gap, one that comes twice as the first of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.hours import holiday

LAST = -1


@dataclass(frozen=True, slots=True)
class Break:
    """Days without any café, such as school holidays; both ends are part of it."""

    first: date
    last: date
    name: str = ""


@dataclass(frozen=True, slots=True)
class Off:
    """When rules pause: the public holidays of a Land, and the town's breaks."""

    land: str = ""
    breaks: tuple[Break, ...] = ()

    def on_break(self, day: date) -> bool:
        """Whether a break covers the day."""
        return any(one.first <= day <= one.last for one in self.breaks)


@dataclass(frozen=True, slots=True)
class Dates:
    """One rule: on which days, and from when to when."""

    opens: time
    closes: time
    weekday: int | None = None
    """0 is Monday; None: on the single day `on`."""
    on: date | None = None
    starting: date | None = None
    until: date | None = None
    weeks: int = 1
    """Every how many weeks, counted from that of `starting`."""
    of_month: int | None = None
    """Which of that weekday in a month: 1 to 4, or LAST."""
    leaving_out: frozenset[date] = frozenset()
    on_holidays: bool = False
    """Whether it takes place on public holidays as well."""
    in_breaks: bool = False
    host: str | None = None
    """The name of who is there; None: the café's first."""

    def days(self, first: date, last: date, off: Off) -> Iterator[date]:
        """The days within [first, last] on which it takes place."""
        day = first
        while day <= last:
            if self.names(day) and not self._pauses(day, off):
                yield day
            day += timedelta(days=1)

    def windows(
        self, first: datetime, last: datetime, zone: ZoneInfo, off: Off
    ) -> Iterator[tuple[datetime, datetime]]:
        """From when to when it is open, in UTC, on each of its days around [first, last]."""
        for day in self.days(first.astimezone(zone).date(), last.astimezone(zone).date(), off):
            yield moment(day, self.opens, zone), moment(day, self.closes, zone)

    def names(self, day: date) -> bool:
        """Whether it takes place on that day where no holiday and no break is in the way."""
        return self._repeats_on(day) and day not in self.leaving_out

    def _repeats_on(self, day: date) -> bool:
        if self.weekday is None:
            return day == self.on
        if day.weekday() != self.weekday or not _within(day, self.starting, self.until):
            return False
        if self.of_month is not None:
            return _is_nth(day, self.of_month)
        weeks = (_monday(day) - _monday(self.starting)).days // 7 if self.starting else 0
        return weeks % self.weeks == 0

    def _pauses(self, day: date, off: Off) -> bool:
        if not self.in_breaks and off.on_break(day):
            return True
        return not self.on_holidays and bool(holiday(day, off.land))


def moment(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, at which a clock of that zone shows this; see above for what it skips."""
    return datetime.combine(day, wall, zone).astimezone(UTC)


def _within(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _is_nth(day: date, nth: int) -> bool:
    if nth == LAST:
        return (day + timedelta(days=7)).month != day.month
    return (day.day - 1) // 7 + 1 == nth
