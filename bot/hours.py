"""When a town hall works: its hours by weekday, its time zone, and the public holidays of its Land.

Deadlines are counted in working time. Everything is computed on the wall clock of the town and returned in
UTC, so that a day on which the clocks change has the hours that its people live through.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

BERLIN = ZoneInfo("Europe/Berlin")

LANDS: Mapping[str, str] = {
    "BB": "Brandenburg",
    "BE": "Berlin",
    "BW": "Baden-Württemberg",
    "BY": "Bayern",
    "HB": "Bremen",
    "HE": "Hessen",
    "HH": "Hamburg",
    "MV": "Mecklenburg-Vorpommern",
    "NI": "Niedersachsen",
    "NW": "Nordrhein-Westfalen",
    "RP": "Rheinland-Pfalz",
    "SH": "Schleswig-Holstein",
    "SL": "Saarland",
    "SN": "Sachsen",
    "ST": "Sachsen-Anhalt",
    "TH": "Thüringen",
}
"""The federal states by the letters of ISO 3166-2:DE."""

FARTHEST = 400
"""Days that are searched for an open hour; a house that is closed for longer has none."""

Day = tuple[tuple[time, time], ...]
"""The open hours of one weekday, in order, on the wall clock."""

_MORNING_AND_AFTERNOON: Day = ((time(8), time(16)),)
_FRIDAY: Day = ((time(8), time(12, 30)),)
USUAL: tuple[Day, ...] = (*[_MORNING_AND_AFTERNOON] * 4, _FRIDAY, (), ())
"""Monday to Thursday eight to four, Friday until half past twelve: where a town says nothing else."""


class NeverOpen(ValueError):
    """These hours hold no open minute within the days that are searched."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The working hours of one house, or of one person."""

    week: tuple[Day, ...] = USUAL
    """Seven days, Monday first."""
    zone: ZoneInfo = BERLIN
    land: str = ""
    """A key of `LANDS`; empty counts the holidays that all of Germany has."""
    closed: frozenset[date] = frozenset()
    """Single days on which the house is closed as well."""

    def works_on(self, day: date) -> bool:
        """Whether anybody works on that day at all."""
        return bool(self.week[day.weekday()]) and day not in self.closed and not holiday(day, self.land)

    def spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """The open spans of that day of the town, in UTC and in order; none on a day off."""
        if not self.works_on(day):
            return []
        return [(self._moment(day, start), self._moment(day, end)) for start, end in self.week[day.weekday()]]

    def after(self, moment: datetime, work: timedelta) -> datetime:
        """The moment, in UTC, at which so much working time has passed since `moment`.

        With no work at all it is `moment` itself where the house is open, else the next opening. Raises
        NeverOpen.
        """
        left = work
        for start, end in self._from(moment):
            begins = max(start, moment.astimezone(UTC))
            if left < end - begins or (left == end - begins and left):
                return begins + left
            left -= end - begins
        raise NeverOpen

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two moments; none where `end` is not after `start`."""
        total = timedelta()
        day = self.day(start)
        while day <= self.day(end):
            for opens, closes in self.spans(day):
                total += max(min(closes, end) - max(opens, start), timedelta())
            day += timedelta(days=1)
        return total

    def day(self, moment: datetime) -> date:
        """The day of the town at that moment."""
        return moment.astimezone(self.zone).date()

    def _from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The spans that are not over at that moment, nearest first."""
        first = self.day(moment)
        for offset in range(FARTHEST):
            yield from (span for span in self.spans(first + timedelta(days=offset)) if span[1] > moment)

    def _moment(self, day: date, wall: time) -> datetime:
        return datetime.combine(day, wall, self.zone).astimezone(UTC)


def holiday(day: date, land: str = "") -> str:
    """The public holiday's German name, "" on any other day; raises KeyError for a Land that isn't one.

    Source: the `holidays` package, which follows the laws of the Länder.
    """
    if land:
        LANDS[land]
    return _calendar(land).get(day) or ""


def warm(land: str = "") -> None:
    """Load a Land's calendar, in any thread, so that the first look at it doesn't have to.

    That takes 0.2 s of CPU, since the package reads its calendars of all countries; a year takes 0.1 ms then,
    and is left to the first look: a calendar that two threads fill at once would tell half of it.
    """
    _calendar(land)


@lru_cache(maxsize=len(LANDS) + 1)
def _calendar(land: str) -> holidays.HolidayBase:
    return holidays.country_holidays("DE", subdiv=land or None, language="de")
