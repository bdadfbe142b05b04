"""A house of 500: no group under five is shown, nor can one be worked out from any two reports."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations, product

import pytest

from bot.concern import report
from bot.concern.report import SMALL, Count, Report
from bot.concern.rules import Topic
from bot.concern.rules import week as week_of

QUARTERS = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")
Cell = tuple[str, str]


def house(seed: int, quarter: str, people: int = 500) -> list[Count]:
    """What 500 people wrote in a quarter: most of them nothing, about some topics far more than others."""
    chance = random.Random(f"{seed} {quarter}")
    weeks, cells = report.every_week(quarter), dict[Cell, list[int]]()
    busy = [chance.random() ** 2 for _ in weeks]
    known = [chance.random() ** 3 for _ in Topic]
    share = chance.choice((0.01, 0.05, 0.2, 0.6))
    for _ in range(people):
        if chance.random() < share:
            where = chance.choices([*Topic], known)[0], chance.choices(weeks, busy)[0]
            count = cells.setdefault(where, [0, 0])
            count[0] += 1
            count[1] += chance.random() < 0.5
    return [Count(Topic(topic), week, *counts) for (topic, week), counts in cells.items()]


def figures(made: Report) -> Iterator[tuple[frozenset[Cell], int]]:
    """Every figure of a report, and which cells of the table it counts."""
    weeks = [*made.weeks]
    if made.total is not None:
        yield frozenset(product([one.value for one in Topic], weeks)), made.total
    for topic, size in made.topics.items():
        if size is not None:
            yield frozenset((topic, week) for week in weeks), size
    for week, size in made.weeks.items():
        if size is not None:
            yield frozenset((topic.value, week) for topic in Topic), size


def told(made: Report) -> list[str]:
    """What somebody can work out: a group under five, shown or left over by subtraction."""
    found = [f"shown: {size}" for _, size in figures(made) if size < SMALL]
    for name, groups in (("topics", made.topics), ("weeks", made.weeks)):
        if made.total is None:
            continue
        left = [one for one in remainders(groups, made.total) if one < SMALL]
        found += [f"{name}: {one} are left" for one in left]
    if made.answered is not None and made.total is not None and made.total - made.answered < SMALL:
        found.append("unanswered")
    found += [f"{a} and {b} are forced" for a, b in forced(made)]
    return found


def remainders(groups: Mapping[str, int | None], total: int) -> Iterator[int]:
    """What is left of the total when everything shown is taken away, where something is withheld."""
    shown = [size for size in groups.values() if size is not None]
    if len(shown) < len(groups):
        yield total - sum(shown)


def forced(made: Report) -> Iterator[Cell]:
    """Cells of the table that nobody shows, but whose size the two lists force (Fréchet's bounds)."""
    if made.total is None:
        return
    for (topic, a), (week, b) in product(made.topics.items(), made.weeks.items()):
        if a is not None and b is not None:
            least, most = max(0, a + b - made.total), min(a, b)
            if least == most < SMALL:
                yield topic, week


def without_small(groups: Mapping[str, int]) -> dict[str, int | None]:
    return {name: size if size >= SMALL else None for name, size in groups.items()}


def naive(quarter: str, counts: list[Count]) -> Report:
    """The control: small groups are left out, and nothing else is."""
    made = report.made(quarter, counts)
    topics = {one.value: sum(c.came for c in counts if c.topic == one) for one in Topic}
    weeks = {one: sum(c.came for c in counts if c.week == one) for one in made.weeks}
    return Report(quarter, sum(topics.values()), made.answered, without_small(topics), without_small(weeks))


@pytest.mark.proof
def test_no_group_under_five_is_shown_or_left_over() -> None:
    """1,000 years of the house, each quarter with every figure of its report."""
    for seed, quarter in product(range(1_000), QUARTERS):
        assert told(report.made(quarter, house(seed, quarter))) == []


@pytest.mark.proof
def test_leaving_out_the_small_groups_alone_would_not_do() -> None:
    """The control: then a group that is alone can be worked out."""
    assert any(told(naive(quarter, house(seed, quarter))) for seed, quarter in product(range(50), QUARTERS))


@pytest.mark.proof
def test_no_two_reports_count_the_same_week() -> None:
    """So none can be subtracted from another; and every week is in one."""
    every = {quarter: report.every_week(quarter) for year in range(2026, 2036) for quarter in quarters(year)}
    for one, other in combinations(every.values(), 2):
        assert not set(one) & set(other)
    day, weeks = date(2026, 1, 5), {name for found in every.values() for name in found}
    while day < date(2035, 12, 1):
        assert week_of(day) in weeks
        assert report.quarter_of(day) in every
        day += timedelta(days=7)


def quarters(year: int) -> list[str]:
    return [f"{year}-Q{number}" for number in (1, 2, 3, 4)]
