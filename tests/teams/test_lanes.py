"""Teams' speed limits, by the numbers."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.teams.lanes import CONVERSATION_LIMITS, IDLE, MARGIN, UNASKED_GAP, Lanes, Pace, Turn


def moments(asked: list[float]) -> list[float]:
    """When requests may be made that are asked for at these moments."""
    pace = Pace(CONVERSATION_LIMITS)
    return [moment + pace.step(moment) for moment in asked]


def test_a_burst_is_spread() -> None:
    """Of nine at once seven go now, the eighth after one second and a bit, the ninth after two."""
    assert moments([0.0] * 9) == [0.0] * 7 + [1.0 * MARGIN, 2.0 * MARGIN]


def test_who_goes_slowly_never_waits() -> None:
    """One every two seconds, for ten minutes, is never held up."""
    asked = [2.0 * number for number in range(300)]
    assert moments(asked) == asked


@given(st.lists(st.floats(0, 50), min_size=1, max_size=150))
def test_no_window_ever_holds_too_many(gaps: list[float]) -> None:
    """Whenever requests come, no window of Teams' holds more than it may, and their order is kept."""
    asked = [sum(gaps[: number + 1]) for number in range(len(gaps))]
    made = moments(asked)
    assert made == sorted(made)
    assert all(moment >= wish for moment, wish in zip(made, asked, strict=True))
    for most, seconds in CONVERSATION_LIMITS:
        for first, later in zip(made, made[most:], strict=False):
            assert later - first >= seconds - 1e-6


async def test_a_tenant_has_a_limit_of_its_own() -> None:
    """Of 51 requests to 51 conversations of one tenant one has to wait; another tenant doesn't."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    lanes = Lanes(sleep, lambda: 100.0)
    for number in range(51):
        assert await lanes.pace(f"a:{number}", "town", 10.0) == 0.0
    assert slept == [pytest.approx(MARGIN)]
    await lanes.pace("a:x", "another", 10.0)
    assert slept == [pytest.approx(MARGIN)]


async def test_too_long_a_wait_is_told_and_not_counted() -> None:
    """Who would wait longer than it has hears how long, and takes nobody's place."""

    async def sleep(seconds: float) -> None:
        raise AssertionError(seconds)

    lanes = Lanes(sleep, lambda: 100.0)
    for _ in range(7):
        await lanes.pace("a:1", "", 0.5)
    assert [await lanes.pace("a:1", "", 0.5) for _ in range(3)] == [pytest.approx(MARGIN)] * 3


async def test_quiet_conversations_are_forgotten() -> None:
    """Memory doesn't grow with everyone who ever wrote."""
    now = 0.0

    async def sleep(seconds: float) -> None:
        raise AssertionError(seconds)

    lanes = Lanes(sleep, lambda: now)
    for number in range(3 * IDLE):
        now += 1.0
        await lanes.pace(str(number), "", 0.0)
    assert lanes.known <= IDLE


class Course:
    """A clock that moves when somebody sleeps by it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waiting: list[tuple[float, asyncio.Future[None]]] = []

    async def sleep(self, seconds: float) -> None:
        done = asyncio.get_running_loop().create_future()
        self.waiting.append((self.now + seconds, done))
        await done

    async def run(self, *works: Coroutine[Any, Any, None]) -> None:
        """Let time pass whenever everybody sleeps, until all is done."""
        tasks = [asyncio.ensure_future(work) for work in works]
        while not all(task.done() for task in tasks):
            for _ in range(50):
                await asyncio.sleep(0)
            if self.waiting:
                self.waiting.sort(key=lambda entry: entry[0])
                self.now, done = self.waiting.pop(0)
                done.set_result(None)
        await asyncio.gather(*tasks)


async def test_a_burst_that_nobody_waits_for_takes_the_tenants_time_and_no_more() -> None:
    """500 letters take 500 gaps, evenly, and no window of the tenant ever holds too many."""
    course = Course()
    lanes = Lanes(course.sleep, lambda: course.now)
    went: list[float] = []

    async def letter(number: int) -> None:
        assert (await lanes.pace_behind(f"a:{number}", "town", 0.3)).wait == 0.0
        went.append(course.now)

    await course.run(*(letter(number) for number in range(500)))
    assert went[-1] <= 499 * UNASKED_GAP + 1e-6
    assert UNASKED_GAP * 50 <= 1.05
    assert all(later - first >= 1.0 for first, later in zip(went, went[50:], strict=False))


async def test_an_answer_goes_before_a_burst() -> None:
    """In the middle of 1,000 letters an answer to a person waits for one gap at most."""
    course = Course()
    lanes = Lanes(course.sleep, lambda: course.now)
    waited: list[float] = []

    async def letter(number: int) -> None:
        await lanes.pace_behind(f"a:{number}", "town", 0.3)

    async def answers() -> None:
        for number in range(20):
            await course.sleep(0.9)
            asked = course.now
            await lanes.pace(f"b:{number}", "town", 10.0)
            waited.append(course.now - asked)

    await course.run(answers(), *(letter(number) for number in range(1_000)))
    assert max(waited) <= 2 * UNASKED_GAP


async def test_a_full_conversation_is_told_and_waits_elsewhere() -> None:
    """The eighth letter in a second is not waited for here: it hears when to come again."""
    lanes = Lanes(Course().sleep, lambda: 100.0)
    for _ in range(7):
        lanes._lane("a:1").pace.step(100.0)
    assert (await lanes.pace_behind("a:1", "town", 0.3)).wait == pytest.approx(MARGIN)


async def test_what_leaves_late_counts_from_then() -> None:
    """A letter whose commit takes a while leaves later than its turn: the windows follow."""
    course = Course()
    lanes = Lanes(course.sleep, lambda: course.now)
    for _ in range(7):
        turn = await lanes.pace_behind("a:1", "", 9.0) if course.now else await _late(course, lanes)
        course.now += 0.03
    assert turn.moment > 0
    assert lanes._lane("a:1").pace.ahead(course.now) == pytest.approx(0.5 + MARGIN - course.now)


async def _late(course: Course, lanes: Lanes) -> Turn:
    """The first letter: its turn comes at once, and it leaves half a second later."""
    turn = await lanes.pace_behind("a:1", "", 9.0)
    course.now += 0.5
    lanes.left("a:1", "", turn)
    return turn
