"""Durable transactions a second on SQLite: `python bench/storage.py [SECONDS] [FOLDER]`.

A booking is what the machinery does for a press: mark its nonce, take a seat where one is left, note who
sits there, in one transaction, answered after its commit. Beside it stand the reading that opens a turn,
and the bare disk: a small append with fsync, which nothing durable can beat one by one.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Self

from rich.console import Console
from rich.table import Table

from bot.storage import Database, Migrations, Queries, Transaction, Value

ASKER: dict[str, Value] = {"tenant": "town", "person": "asker"}

TABLES = """\
-- table: bench_event
-- purpose: An event with seats.
-- retention: as long as the benchmark
--
-- table: bench_seat
-- purpose: Who sits there.
-- retention: as long as the benchmark

CREATE TABLE bench_event (
  tenant TEXT NOT NULL, id TEXT NOT NULL, capacity INTEGER NOT NULL, taken INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, id), CONSTRAINT bench_seats_left CHECK (taken <= capacity)
) {STRICT};
CREATE TABLE bench_seat (
  tenant TEXT NOT NULL, event TEXT NOT NULL, person TEXT NOT NULL,
  PRIMARY KEY (tenant, event, person),
  FOREIGN KEY (tenant, event) REFERENCES bench_event (tenant, id)
) {STRICT};
INSERT INTO bench_event (tenant, id, capacity) VALUES ('town', 'cafe', 1000000000);
"""

QUERIES = """\
-- name: bench_take_seat
-- Take a seat where one is left.
UPDATE bench_event SET taken = taken + 1
WHERE tenant = :tenant AND id = 'cafe' AND taken < capacity
RETURNING id;
-- name: bench_sit_down
-- Note who sits there.
INSERT INTO bench_seat (tenant, event, person) VALUES (:tenant, 'cafe', :guest);
"""

Once = Callable[[int], Awaitable[object]]


@dataclass
class Figures:
    """What was measured: operations a second, and the milliseconds one took."""

    rate: float
    p50: float
    p99: float

    @classmethod
    def of(cls, took: list[float], seconds: float) -> Self:
        """From the seconds each operation took, and all of them together."""
        took.sort()
        return cls(len(took) / seconds, took[len(took) // 2] * 1000, took[len(took) * 99 // 100] * 1000)

    def cells(self) -> tuple[str, str, str]:
        """As a table shows them."""
        return f"{self.rate:,.0f}", f"{self.p50:.2f}", f"{self.p99:.2f}"


def book(tx: Transaction, number: int) -> None:
    """Mark the press, take the seat, note the guest."""
    tx.one("turn_mark_seen", str, hash=f"{number:064x}", day="2026-03-01")
    if tx.one("bench_take_seat", str) is not None:
        tx.run("bench_sit_down", guest=f"{number:036}")


async def measured(once: Once, callers: int, seconds: float, numbers: "count[int]") -> Figures:
    """Let so many callers do it again and again, each waiting for its answer."""
    took: list[float] = []
    end = time.perf_counter() + seconds

    async def call() -> None:
        while (begin := time.perf_counter()) < end:
            await once(next(numbers))
            took.append(time.perf_counter() - begin)

    begin = time.perf_counter()
    await asyncio.gather(*(call() for _ in range(callers)))
    return Figures.of(took, time.perf_counter() - begin)


def disk(folder: Path, seconds: float) -> Figures:
    """Append 4 KB and wait for the disk, again and again."""
    took: list[float] = []
    with (folder / "disk").open("wb", buffering=0) as file:
        end = time.perf_counter() + seconds
        while (begin := time.perf_counter()) < end:
            file.write(bytes(4096))
            os.fsync(file.fileno())
            took.append(time.perf_counter() - begin)
    return Figures.of(took, sum(took))


async def main(seconds: float, folder: Path) -> None:
    """Measure and print."""
    feature = folder / "bench" / "migrations"
    feature.mkdir(parents=True)
    (feature / "001.sql").write_text(TABLES)
    (feature.parent / "queries.sql").write_text(QUERIES)
    database = await Database.open(
        f"sqlite:///{folder}/bench.db",
        queries=Queries.load([feature.parent / "queries.sql"]),
        migrations=Migrations.load([feature]),
    )

    async def booking(number: int) -> None:
        await database.transact(book, bound=ASKER, number=number)

    async def opening(number: int) -> None:
        await database.one("turn_opening", dict, ASKER, activity_hash=f"{number:064x}", nonce_hash=None)

    numbers = count()
    table = Table("what", "callers", "a second", "p50 ms", "p99 ms", title="Storage, SQLite, durable")
    for name, once in (("booking", booking), ("opening of a turn (reads)", opening)):
        for callers in (1, 32):
            figures = await measured(once, callers, seconds, numbers)
            table.add_row(name, str(callers), *figures.cells())
    table.add_row("bare disk: append, fsync", "1", *disk(folder, seconds).cells())
    await database.close()
    Console().print(table)


if __name__ == "__main__":
    given = sys.argv[1:]
    with tempfile.TemporaryDirectory(dir=given[1] if len(given) > 1 else None) as scratch:
        asyncio.run(main(float(given[0]) if given else 3.0, Path(scratch)))
