"""Durable transactions a second on both engines: `python -m bench.storage [SECONDS] [FOLDER]`.

Beside ours stand SQLAlchemy with aiosqlite and with asyncpg on the same tables and statements, the reading
that opens a turn, and the bare disk: a small append with fsync, which nothing durable can beat one by one.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Self

from rich.console import Console
from rich.table import Table

from bench.booking import ASKER, Once, alchemy, book, ours
from tests.postgres import Cluster, programs

CALLERS = (1, 32)


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


async def measured(once: Once, callers: int, seconds: float, numbers: "count[int]") -> Figures:
    """Let so many callers do it again and again, each waiting for its answer; a tenth is warming up."""
    took: list[float] = []
    begin = time.perf_counter() + seconds / 10
    end = begin + seconds

    async def call() -> None:
        while (begun := time.perf_counter()) < end:
            await once(next(numbers))
            if begun > begin:
                took.append(time.perf_counter() - begun)

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


@asynccontextmanager
async def candidates(url: str, folder: Path) -> AsyncIterator[dict[str, Once]]:
    """What is measured on this database, by name."""
    async with ours(url, folder) as database, alchemy(url) as other:

        async def booking(number: int) -> None:
            await database.transact(book, bound=ASKER, number=number)

        async def opening(number: int) -> None:
            await database.one("turn_opening", dict, ASKER, activity_hash=f"{number:064x}", nonce_hash=None)

        driver = "asyncpg" if url.startswith("postgresql") else "aiosqlite"
        yield {"booking": booking, f"booking, SQLAlchemy + {driver}": other, "opening of a turn": opening}


async def compared(table: Table, engine: str, url: str, folder: Path, seconds: float) -> None:
    """Measure all of it on one database, one after the other."""
    numbers = count()
    async with candidates(url, folder) as found:
        for name, once in found.items():
            for callers in CALLERS:
                figures = await measured(once, callers, seconds, numbers)
                table.add_row(engine, name, str(callers), *figures.cells())


async def main(seconds: float, folder: Path) -> None:
    """Measure and print."""
    console = Console()
    table = Table("engine", "what", "callers", "a second", "p50 ms", "p99 ms", title="Storage, durable")
    await compared(table, "SQLite", f"sqlite:///{folder}/bench.db", folder, seconds)
    if (found := programs()) is None:
        console.print("PostgreSQL is not installed here: half was not measured.", style="red")
    else:
        with Cluster.open(found, folder) as cluster:
            await compared(table, "PostgreSQL", cluster.fresh(), folder, seconds)
    table.add_row("the disk", "append, fsync", "1", *disk(folder, seconds).cells())
    console.print(table)


if __name__ == "__main__":
    given = sys.argv[1:]
    with tempfile.TemporaryDirectory(dir=given[1] if len(given) > 1 else None) as scratch:
        Path(scratch).chmod(0o755)  # PostgreSQL runs as somebody else
        asyncio.run(main(float(given[0]) if given else 3.0, Path(scratch)))
