"""kill -9 in a stream of bookings: what was called done is there, and nothing is there by half."""

import random
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from .actor import TOWN, opened
from .conftest import Start


@dataclass
class Damage:
    """What the crashes left, over all rounds."""

    done: int = 0
    lost: int = 0
    halves: int = 0


async def crash(start: Start, tmp_path: Path, way: str, rounds: int) -> Damage:
    """Kill the booking process at a random moment in each round; compare what it said with what is left."""
    chance = random.Random(20260301)
    url = f"sqlite:///{tmp_path}/town.db"
    done: set[str] = set()
    for _ in range(rounds):
        process = start("stream", url, way)
        killing = threading.Timer(chance.uniform(0.02, 0.25), process.kill)
        killing.start()
        assert process.stdout is not None
        done.update(line.strip() for line in process.stdout if line.endswith("\n"))
        process.wait()
        killing.join()
    database = await opened(url, serving=True)
    booked = set(await database.all("proof_bookings", str, TOWN))
    told = set(await database.all("proof_told", str, TOWN))
    await database.close()
    return Damage(len(done), len(done - booked), len(booked ^ told))


@pytest.mark.parametrize(
    "rounds",
    [pytest.param(25, marks=pytest.mark.proof), pytest.param(500, marks=pytest.mark.soak)],
)
async def test_nothing_lost(start: Start, tmp_path: Path, rounds: int) -> None:
    """After every kill -9 all that was acknowledged is there, and each decision has its outbox row."""
    damage = await crash(start, tmp_path, "whole", rounds)
    assert damage.done > 100 * rounds
    assert (damage.lost, damage.halves) == (0, 0)


@pytest.mark.proof
async def test_control_early(start: Start, tmp_path: Path) -> None:
    """Control: who says "done" before the commit loses bookings in the same crashes."""
    assert (await crash(start, tmp_path, "early", 10)).lost > 0


@pytest.mark.proof
async def test_control_apart(start: Start, tmp_path: Path) -> None:
    """Control: who decides and tells in two transactions leaves halves in the same crashes."""
    assert (await crash(start, tmp_path, "apart", 10)).halves > 0
