"""VTIMEZONE: what a zone's clocks do, told to calendars in a form that Outlook takes. Knows icalendar.

Changes of the clocks that follow a rule (the last Sunday in March) are told as that rule, others one by one.
RFC 5545, 3.6.5: the onset is written as the clock before the change shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
FIRST = 2010
"""The year in which a told zone begins."""
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Change:
    """The clocks change at that moment; a zone whose clocks never do has one, at its beginning."""

    onset: datetime
    """As the clock before the change shows it, naive."""
    before: timedelta
    after: timedelta
    name: str
    summer: bool

    @property
    def kind(self) -> tuple[bool, timedelta, timedelta, str]:
        """Changes of one kind may follow one rule."""
        return self.summer, self.before, self.after, self.name


@lru_cache(maxsize=64)
def timezone(zone: ZoneInfo, last: int) -> Timezone:
    """The VTIMEZONE of a zone, good until the end of the year `last`.

    It begins long ago, since some calendars keep the first one that they saw under a name.
    """
    made = Timezone()
    made.add("tzid", zone.key)
    changes = sorted(_changes(zone, FIRST, last), key=lambda one: (*one.kind, one.onset))
    for _, same in groupby(changes, key=lambda one: one.kind):
        made.add_component(_told([*same]))
    return made


def _changes(zone: ZoneInfo, first: int, last: int) -> Iterator[Change]:
    day, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    found = 0
    while day < end:
        if _offset(day, zone) != _offset(day + DAY, zone):
            found += 1
            yield _change(_exactly(day, zone), zone)
        day += DAY
    if not found:
        yield _change(datetime(first, 1, 1, tzinfo=UTC), zone)


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _exactly(day: datetime, zone: ZoneInfo) -> datetime:
    """The first minute within the day after `day` that has the new offset."""
    low, high = day, day + DAY
    while high - low > MINUTE:
        middle = low + (high - low) // 2 // MINUTE * MINUTE
        low, high = (middle, high) if _offset(middle, zone) == _offset(day, zone) else (low, middle)
    return high


def _change(moment: datetime, zone: ZoneInfo) -> Change:
    before, local = _offset(moment - MINUTE, zone), moment.astimezone(zone)
    onset = (moment + before).replace(tzinfo=None)
    return Change(onset, before, _offset(moment, zone), local.tzname() or "", bool(local.dst()))


def _told(changes: list[Change]) -> TimezoneStandard | TimezoneDaylight:
    first = changes[0]
    told = TimezoneDaylight() if first.summer else TimezoneStandard()
    told.add("dtstart", first.onset)
    told.add("tzoffsetfrom", first.before)
    told.add("tzoffsetto", first.after)
    told.add("tzname", first.name)
    rules = {_rule(change.onset) for change in changes}
    if len(changes) > 1 and len(rules) == 1:
        month, weekday, _ = rules.pop()
        told.add("rrule", {"freq": "yearly", "bymonth": month, "byday": weekday})
    elif len(changes) > 1:
        told.add("rdate", [change.onset for change in changes[1:]])
    return told


def _rule(onset: datetime) -> tuple[int, str, object]:
    """Month, and which weekday of it, as RRULE has them: (3, "-1SU", …)."""
    last = (onset + timedelta(days=7)).month != onset.month
    nth = -1 if last else (onset.day - 1) // 7 + 1
    return onset.month, f"{nth}{WEEKDAYS[onset.weekday()]}", onset.time()
