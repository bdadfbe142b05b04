"""The last seat: 1,000 people in four processes; one gets it, all others an answer and a place in line."""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dialogs.cafe.rules import Guest, Known, State
from tests.proofs.cafe_actor import PEOPLE, bound, opened, slot_of
from tests.proofs.conftest import processes

PROCESSES = 4
KILLS = 4
MOST_KILLS = 16
"""Kills, where the first ones all came too early or too late."""
ACTOR = Path(__file__).with_name("cafe_actor.py")
Race = Callable[[str, str], subprocess.Popen[str]]


@dataclass(frozen=True)
class Round:
    """How one ended."""

    won: int
    booked: int
    waiting: int
    taken: int
    slowest: float
    """Of a hundred bookings, in milliseconds."""


@pytest.fixture
def race() -> Iterator[Race]:
    """Start a racer; it has said "ready" when it comes back."""
    with processes(ACTOR) as run:
        yield run


async def raced(race: Race, url: str, way: str, rounds: int) -> list[Round]:
    """Each round is a slot of its own."""
    database = await opened(url)
    racers = [race(url, way) for _ in range(PROCESSES)]
    found = []
    for week in range(rounds):
        for racer in racers:
            begins(racer, week)
        answers = [racer.stdout.readline().split() for racer in racers if racer.stdout is not None]
        assert sum(int(won) + int(lost) for won, lost, _ in answers) == PROCESSES * PEOPLE
        guests = await database.all("cafe_guests", Guest, bound(""), slot=slot_of(week).id)
        known = await database.one("cafe_known_slot", Known, bound(""), slot=slot_of(week).id)
        assert known
        booked = sum(guest.state is State.BOOKED for guest in guests)
        waiting = sum(guest.state is State.WAITING for guest in guests)
        won, slowest = sum(int(one[0]) for one in answers), max(float(one[2]) for one in answers)
        found.append(Round(won, booked, waiting, known.taken, slowest))
    await database.close()
    return found


@pytest.mark.parametrize(
    "rounds", [pytest.param(5, marks=pytest.mark.proof), pytest.param(200, marks=pytest.mark.soak)]
)
async def test_the_last_seat(race: Race, url: str, rounds: int) -> None:
    """One winner in each round, and 999 places in line, each given once."""
    found = await raced(race, url, "guarded", rounds)
    assert [(one.won, one.booked, one.taken) for one in found] == [(1, 1, 1)] * rounds
    assert all(one.waiting == PROCESSES * PEOPLE - 1 for one in found)
    sys.stdout.write(f"p99 ms: {sorted(one.slowest for one in found)}\n")


def begins(racer: subprocess.Popen[str], week: int) -> None:
    """Call out the slot of a week."""
    assert racer.stdin is not None
    racer.stdin.write(f"{week}\n")
    racer.stdin.flush()


@pytest.mark.proof
async def test_kill_9_in_the_middle_of_the_race(race: Race, url: str) -> None:
    """Whoever dies with half its people served leaves one winner, one seat taken, and an unbroken line.

    A kill counts where it met its victim in the middle: some of its people are written down, others not.
    """
    database, chance, met = await opened(url), random.Random(7), 0
    survivor = race(url, "guarded")
    for week in range(MOST_KILLS):
        if met and week >= KILLS:
            break
        victim, slot = race(url, "guarded"), slot_of(week)
        for racer in (survivor, victim):
            begins(racer, week)
        await asyncio.sleep(0.02 * 50 ** chance.random())  # 20 ms to a second, as often short as long
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        assert survivor.stdout is not None
        won, lost, _ = (await asyncio.to_thread(survivor.stdout.readline)).split()
        guests = await database.all("cafe_guests", Guest, bound(""), slot=slot.id)
        known = await database.one("cafe_known_slot", Known, bound(""), slot=slot.id)
        assert known
        assert known.taken == sum(guest.state is State.BOOKED for guest in guests) == 1
        there = [guest for guest in guests if guest.person.split()[0] == str(survivor.pid)]
        assert len(there) == int(won) + int(lost) == PEOPLE
        assert [guest.line for guest in guests] == sorted(guest.line for guest in guests)
        met += PEOPLE < len(guests) < 2 * PEOPLE
    await database.close()
    assert met


@pytest.mark.proof
async def test_control_unguarded(race: Race, url: str) -> None:
    """Control: who looks first and takes then oversells in the same race."""
    assert max(one.booked for one in await raced(race, url, "unguarded", 5)) > 1
