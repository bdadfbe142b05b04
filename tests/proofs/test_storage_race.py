"""20 seats, 1,000 people in four processes: exactly 20 get one, everybody else a clear no."""

import pytest

from .actor import PEOPLE, TOWN, opened
from .conftest import Start

SEATS = 20
PROCESSES = 4


async def winners(start: Start, url: str, way: str, rounds: int) -> list[int]:
    """How many people got a seat in each round; all 1,000 were answered."""
    database = await opened(url, serving=False)
    events = [f"event {number}" for number in range(rounds)]
    for event in events:
        await database.run("proof_add_event", TOWN, id=event, capacity=SEATS)
    await database.close()
    racers = [start("race", url, way) for _ in range(PROCESSES)]
    won = []
    for event in events:
        for racer in racers:
            assert racer.stdin is not None
            racer.stdin.write(f"{event}\n")
            racer.stdin.flush()
        answers = [racer.stdout.readline().split() for racer in racers if racer.stdout is not None]
        assert sum(int(number) for answer in answers for number in answer) == PROCESSES * PEOPLE
        won.append(sum(int(yes) for yes, _ in answers))
    return won


@pytest.mark.parametrize(
    "rounds",
    [pytest.param(20, marks=pytest.mark.proof), pytest.param(200, marks=pytest.mark.soak)],
)
async def test_twenty_seats(start: Start, url: str, rounds: int) -> None:
    """In each round exactly 20 of 1,000 get a seat."""
    assert await winners(start, url, "guarded", rounds) == [SEATS] * rounds


@pytest.mark.proof
async def test_control_unguarded(start: Start, url: str) -> None:
    """Control: who looks first and takes then oversells in the same race."""
    assert max(await winners(start, url, "unguarded", 5)) > SEATS
