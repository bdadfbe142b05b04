"""The quarterly report: how much came about what, with small groups withheld. Pure.

Two lists are shown, topics and weeks, and never the table between them. In each list what is below five is
withheld, zero included; then the next smallest too, until the withheld add up to five at least. So no group
under five is shown, nor is one left over when everything that is shown is subtracted. A quarter is counted
once, when it is over: no two reports differ by a few.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Self

from bot.concern.rules import Topic, week

SMALL = 5
"""Groups below that are not shown."""


@dataclass(frozen=True, slots=True)
class Count:
    """Concerns of a topic in a week, and how many of them have a reply."""

    topic: Topic
    week: str
    came: int
    answered: int


@dataclass(frozen=True, slots=True)
class Report:
    """What leadership gets; None is what is withheld."""

    quarter: str
    total: int | None
    answered: int | None
    topics: Mapping[str, int | None]
    weeks: Mapping[str, int | None]

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        """The report again."""
        return cls(**plain)


def made(quarter: str, counts: Iterable[Count]) -> Report:
    """The report of these counts."""
    found = list(counts)
    total, answered = sum(one.came for one in found), sum(one.answered for one in found)
    topics = {topic.value: sum(one.came for one in found if one.topic == topic) for topic in Topic}
    weeks = {name: sum(one.came for one in found if one.week == name) for name in every_week(quarter)}
    parts = withheld({"answered": answered, "open": total - answered})
    shown = total if total >= SMALL else None
    return Report(quarter, shown, parts["answered"], withheld(topics), withheld(weeks))


def withheld(groups: Mapping[str, int]) -> dict[str, int | None]:
    """The same groups; None for the small ones, and for as many more as it takes to hide them."""
    hidden = {name for name, size in groups.items() if size < SMALL}
    rising = sorted(groups, key=lambda name: groups[name])
    while hidden and len(hidden) < len(groups) and sum(groups[name] for name in hidden) < SMALL:
        hidden.add(next(name for name in rising if name not in hidden))
    return {name: None if name in hidden else size for name, size in groups.items()}


# ---------------------------------------------------------------- quarters


def quarter_of(day: date) -> str:
    """The quarter of a day's ISO week, which is that of its Thursday: `2026-Q4`."""
    thursday = day + timedelta(days=3 - day.weekday())
    return f"{thursday.year}-Q{(thursday.month + 2) // 3}"


def before(day: date) -> str:
    """The last quarter that is over on this day."""
    return quarter_of(_first_day(quarter_of(day)) - timedelta(days=7))


def weeks(quarter: str) -> tuple[str, str]:
    """The first and the last ISO week of a quarter."""
    every = every_week(quarter)
    return every[0], every[-1]


def every_week(quarter: str) -> list[str]:
    """The ISO weeks of a quarter, 12 to 14 of them."""
    day, found = _first_day(quarter), []
    while quarter_of(day) == quarter:
        found.append(week(day))
        day += timedelta(days=7)
    return found


def _first_day(quarter: str) -> date:
    """The Monday of its first week."""
    first = date(int(quarter[:4]), 3 * int(quarter[6:]) - 2, 1)
    monday = first - timedelta(days=first.weekday())
    return monday if quarter_of(monday) == quarter else monday + timedelta(days=7)
