"""Two rules of one café that give a slot at the same time. Pure.

Guests see one slot then, with the host of the first rule: a slot is known by its café and its beginning.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from itertools import combinations

from bot.cafe.dates import Dates
from bot.cafe.programme import Cafe

SPAN = 4 * 366
"""Days that are searched: every eleventh and every twelfth week meet within 132 weeks."""
SOME_DAY = date(2026, 1, 1)
"""Where the search begins for rules that name no day themselves."""


@dataclass(frozen=True, slots=True)
class Clash:
    """The rules of these two numbers, counted from 0, both have a slot at that time of some day."""

    first: int
    second: int
    at: time


def clashes(cafe: Cafe) -> Iterator[Clash]:
    """The first rule that each one clashes with, if any."""
    told: set[int] = set()
    for (first, one), (second, other) in combinations(enumerate(cafe.dates), 2):
        both = starts(one, cafe.minutes) & starts(other, cafe.minutes)
        if both and second not in told and _meet(one, other):
            told.add(second)
            yield Clash(first, second, min(both))


def starts(rule: Dates, minutes: int) -> set[time]:
    """When the slots of a rule begin, on the town's clock."""
    opens, closes = _minute(rule.opens), _minute(rule.closes)
    return {time(*divmod(at, 60)) for at in range(opens, closes - minutes + 1, minutes)}


def _minute(wall: time) -> int:
    return wall.hour * 60 + wall.minute


def _meet(one: Dates, other: Dates) -> bool:
    """Whether both take place on some day, as far as that can be told without the holidays of a Land."""
    if single := one.on or other.on:
        alike = (one.on_holidays, one.in_breaks) == (other.on_holidays, other.in_breaks)
        return alike and one.names(single) and other.names(single)  # else the day makes up for one off
    if one.weekday is None or one.weekday != other.weekday:
        return False
    first = max((rule.starting for rule in (one, other) if rule.starting), default=None)
    last = min((rule.until for rule in (one, other) if rule.until), default=None)
    begin = (first or SOME_DAY).toordinal()
    if last and not first:
        begin = max(last.toordinal() - SPAN, 1)
    begin += (one.weekday - date.fromordinal(begin).weekday()) % 7
    end = min((last or date.max).toordinal(), begin + SPAN)
    days = map(date.fromordinal, range(begin, end + 1, 7))
    return any(one.names(day) and other.names(day) for day in days)
