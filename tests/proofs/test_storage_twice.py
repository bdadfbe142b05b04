"""Operations delivered one to five times, shuffled, with the same and with new activity ids: one effect each.

Teams delivers again what it believes lost, sometimes under a new activity id; the nonce of the card is what
stays. Two replicas take the deliveries on PostgreSQL.
"""

import asyncio
import hashlib
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.delivery import mark
from bot.storage import Database, Transaction
from bot.turn import AlreadyDone

from .actor import TOWN, opened

AT_ONCE = 64


@dataclass(frozen=True)
class Delivery:
    """One press, as it arrives."""

    operation: str
    activity: str


def deliveries(operations: int, chance: random.Random) -> list[Delivery]:
    """Each operation one to five times, its repeats under the same or another activity id; all shuffled."""
    arriving = []
    for number in range(operations):
        first = Delivery(f"{number}", f"{number}")
        arriving.append(first)
        arriving += [
            first if chance.random() < 0.5 else Delivery(first.operation, f"{number}-{again}")
            for again in range(chance.randrange(5))
        ]
    chance.shuffle(arriving)
    return arriving


def press(tx: Transaction, operation: str, *, marked: bool) -> None:
    """What `Turn.transact` does with a press: the marks first, the effect in the same commit."""
    if marked and not (mark(tx, "activity_hash") and mark(tx, "nonce_hash")):
        raise AlreadyDone
    tx.run("proof_have_effect", id=operation)


async def effects(url: str, operations: int, *, marked: bool) -> tuple[int, Counter[str], int]:
    """How many deliveries there were, how often each operation had its effect, how many heard a no."""
    replicas = [
        await opened(url, serving=not number) for number in range(1 if url.startswith("sqlite") else 2)
    ]
    arriving = deliveries(operations, random.Random(20261122))
    refused = 0

    async def take(replica: Database, waiting: Iterator[Delivery]) -> None:
        nonlocal refused
        for delivery in waiting:
            known = {
                "day": "2026-11-22",
                "activity_hash": hashlib.sha256(f"activity {delivery.activity}".encode()).hexdigest(),
                "nonce_hash": hashlib.sha256(f"nonce {delivery.operation}".encode()).hexdigest(),
            }
            try:
                await replica.transact(press, bound=TOWN | known, operation=delivery.operation, marked=marked)
            except AlreadyDone:
                refused += 1

    waiting = iter(arriving)
    await asyncio.gather(*(take(replicas[number % len(replicas)], waiting) for number in range(AT_ONCE)))
    found = await replicas[0].all("proof_effects", dict, TOWN)
    for replica in replicas:
        await replica.close()
    return len(arriving), Counter({str(row["id"]): int(row["times"]) for row in found}), refused


@pytest.mark.parametrize(
    "operations",
    [pytest.param(5_000, marks=pytest.mark.proof), pytest.param(100_000, marks=pytest.mark.soak)],
)
async def test_one_effect_each(url: str, operations: int) -> None:
    """Every operation has its effect exactly once, and every other delivery hears that it was done."""
    delivered, times, refused = await effects(url, operations, marked=True)
    assert delivered > 2.5 * operations
    assert times == Counter(f"{number}" for number in range(operations))
    assert refused == delivered - operations


@pytest.mark.proof
async def test_control_without_marks(url: str) -> None:
    """Control: without the marks operations have their effect again and again."""
    _, times, _ = await effects(url, 200, marked=False)
    assert max(times.values()) > 1
