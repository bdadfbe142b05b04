"""Teams' speed limits, by the numbers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.teams.lanes import CONVERSATION_LIMITS, IDLE, Lanes, Pace


def moments(asked: list[float]) -> list[float]:
    """When requests may be made that are asked for at these moments."""
    pace = Pace(CONVERSATION_LIMITS)
    return [moment + pace.step(moment) for moment in asked]


def test_a_burst_is_spread() -> None:
    """Of nine at once seven go now, the eighth after one second, the ninth after two."""
    assert moments([0.0] * 9) == [0.0] * 7 + [1.0, 2.0]


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
    assert slept == [1.0]
    await lanes.pace("a:x", "another", 10.0)
    assert slept == [1.0]


async def test_too_long_a_wait_is_told_and_not_counted() -> None:
    """Who would wait longer than it has hears how long, and takes nobody's place."""

    async def sleep(seconds: float) -> None:
        raise AssertionError(seconds)

    lanes = Lanes(sleep, lambda: 100.0)
    for _ in range(7):
        await lanes.pace("a:1", "", 0.5)
    assert [await lanes.pace("a:1", "", 0.5) for _ in range(3)] == [1.0] * 3


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
