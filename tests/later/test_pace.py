"""The shared pace in a time that is made up: the database's statement, and what each replica makes of it."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app import HERE
from bot.later.jobs_pace import FARTHEST, GAP, MOST, START, Moment, moments, reserve
from bot.storage import Migrations, Queries, Transaction
from bot.storage.dialect import SQLITE
from bot.storage.engine import Result, Step
from bot.storage.queries import Query
from bot.storage.values import Stored

LATER = HERE / "later"
TOWN = "town"
LIMIT = 50
"""Letters a second that Teams takes of a tenant."""
EVEN = 48
"""The most moments of the even course within a second."""
BY_ITS_CLOCK = replace(SQLITE, tokens={**SQLITE.tokens, "CLOCK": "clock()"})
EMPTY = "later_pace.ahead_until, MIN(clock() - later_pace.free_at, 1.0)"
"""What of the last second is empty, as the statement has it for what may leave ahead."""


@dataclass
class Server:
    """The row of a town, and the clock that it is kept by."""

    queries: Queries
    now: float = 1_000.0
    database: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(":memory:"))
    connection = None

    def __post_init__(self) -> None:
        self.database.create_function("clock", 0, lambda: self.now)
        steps = [step for step in Migrations.load([LATER / "migrations"]) if step.feature == "later"]
        for step in steps:
            for sql in step.statements:
                self.database.execute(BY_ITS_CLOCK.say_step(sql))

    def execute(self, query: Query, values: Mapping[str, Stored]) -> Result:
        """See `bot.storage.engine.Session`."""
        cursor = self.database.execute(query.sql, dict(values))
        columns = tuple(column[0] for column in cursor.description or ())
        return Result(columns, cursor.fetchall(), cursor.rowcount)

    def execute_all(self, steps: Sequence[Step]) -> list[Result]:
        """See `bot.storage.engine.Session`."""
        return [self.execute(query, values) for query, values in steps]

    def fleeting(self) -> None:
        """See `bot.storage.engine.Session`."""

    def reserved(self, count: int, now: float | None = None) -> list[Moment]:
        """As many moments of the town, for a replica whose clock shows `now`; the first one first."""
        tx = Transaction(self.queries, self, {}, {}, [])
        found = moments(reserve(tx, {TOWN: count})[TOWN], count, self.now if now is None else now)
        return found[::-1]


def queries(*, always: bool = False) -> Queries:
    """The statements; `always` is the control: whatever was empty, a second may be caught up on."""
    spoken = Queries.load([LATER / "queries.sql"]).spoken(BY_ITS_CLOCK)
    if not always:
        return spoken
    return Queries(
        replace(query, sql=query.sql.replace(EMPTY, "later_pace.ahead_until, 1.0")) for query in spoken
    )


@contextmanager
def server(*, always: bool = False) -> Iterator[Server]:
    """A server of its own."""
    one = Server(queries(always=always))
    try:
        yield one
    finally:
        one.database.close()


def densest(left: Sequence[float]) -> int:
    """The most that left within a second."""
    ranked = sorted(left)
    return max((bisect_left(ranked, at + 1.0) - number for number, at in enumerate(ranked)), default=0)


PAUSES = st.one_of(
    st.just(0.0), st.floats(0.0, 0.2), st.floats(0.0, 2.5), st.sampled_from([0.5, 0.9, 1.0, START, 1.1])
)


@st.composite
def asked(draw: st.DrawFn) -> list[tuple[float, int, float]]:
    """Seconds until a replica asks, for how many moments, and when in its time each of its letters leaves."""
    once = st.tuples(PAUSES, st.integers(1, MOST), st.sampled_from([0.0, 0.0, 0.3, 1.0]))
    return draw(st.lists(once, min_size=1, max_size=40))


def went(server: Server, wishes: Sequence[tuple[float, int, float]]) -> list[float]:
    """When each letter leaves, by the server's clock; each replica has a clock of its own."""
    left = list[float]()
    for replica, (pause, count, share) in enumerate(wishes):
        server.now += pause
        skew = replica % 3 * 777.0
        for opens, ends in server.reserved(count, server.now + skew):
            assert server.now <= opens - skew + 1e-6
            assert opens <= ends
            left.append(opens + share * (ends - opens) - skew)
    return left


@given(asked(), st.floats(0.0, 0.03))
@settings(deadline=None)
def test_no_second_has_too_many(wishes: list[tuple[float, int, float]], late: float) -> None:
    """Whenever replicas ask, and wherever between its opening and its end a letter leaves."""
    with server() as one:
        left = went(one, wishes)
        assert densest(left) <= EVEN
        assert densest([at + late * (number % 2) for number, at in enumerate(left)]) <= LIMIT


def test_where_nothing_need_be_empty_there_are_too_many() -> None:
    """The control: the same statement, without looking at what was empty."""
    wishes = [(0.0, MOST, 0.0)] * 4
    with server() as one, server(always=True) as other:
        assert densest(went(one, wishes)) <= EVEN
        assert densest(went(other, wishes)) > LIMIT


@pytest.mark.parametrize("pause", [1.0, 60.0, 0.2])
def test_five_letters_after_a_silence_leave_at_once(pause: float) -> None:
    """Also where it was short: what was left empty is caught up on."""
    with server() as one:
        one.reserved(5)
        one.now += 5.0
        for _ in range(20):
            first, *others = one.reserved(5)
            assert first.opens == one.now
            assert all(moment.opens == one.now for moment in others)
            one.now += max(pause, 0.2) + 5 * GAP


def test_fifty_letters_take_a_second() -> None:
    """What doesn't fit into the second after a silence goes on evenly; nothing of the course is wasted."""
    with server() as one:
        found = [moment for _ in range(10) for moment in one.reserved(MOST)]
        at_once = [moment for moment in found if moment.opens == one.now]
        assert len(at_once) == EVEN
        assert all(moment.opens == moment.ends for moment in found[EVEN:])
        assert found[-1].ends - one.now == pytest.approx(START + (len(found) - 1) * GAP)


def test_a_clock_that_is_set_back_keeps_nobody_waiting() -> None:
    """What was reserved by the clock of tomorrow counts no more."""
    with server() as one:
        one.reserved(5)
        one.now -= 86_400.0
        assert one.reserved(1)[0].opens == one.now
        one.now += 2 * FARTHEST
        assert one.reserved(1)[0].opens == one.now
