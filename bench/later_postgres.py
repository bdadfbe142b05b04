"""What happens later, measured on PostgreSQL: `python -m bench.later_postgres [--json FILE] [FOLDER]`.

The same as `bench.later` measures on SQLite, with one replica; the server's own CPU is in the idle figure.
"100 at once" are in 20 towns, as on SQLite, and in 100 towns.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from rich.console import Console
from rich.table import Table

from bench import later
from tests.fake_teams import FakeTeams
from tests.later.stage import Stage, jobs
from tests.postgres import MISSING, Cluster, programs

LEASE = 120.0
DUE = 20_000
"""Rows that are drained, in 100 towns: in 20 their limit would be measured, not the engine."""
TICKS = os.sysconf("SC_CLK_TCK")


def houses(cluster: Cluster) -> Callable[..., AbstractAsyncContextManager[Stage]]:
    """What makes a house on a database of its own."""

    @asynccontextmanager
    async def house(*, connected: bool = True) -> AsyncIterator[Stage]:
        url = cluster.fresh()
        async with FakeTeams.open() as teams, Stage(teams, url, jobs(url, LEASE)).open(connected) as stage:
            yield stage

    return house


def server_time(cluster: Cluster) -> float:
    """Seconds of CPU that all processes of the server have used; those that ended count with their parent."""
    first = int((cluster.folder / "data" / "postmaster.pid").read_text("ascii").split("\n")[0])
    children = Path(f"/proc/{first}/task/{first}/children").read_text("ascii").split()
    used = 0
    for process in (first, *map(int, children)):
        fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
        used += sum(map(int, fields[11:15] if process == first else fields[11:13]))
    return used / TICKS


async def idle(cluster: Cluster) -> later.Rows:
    """What 100,000 waiting rows cost the bot and the server together."""
    async with later.house(connected=False) as stage:
        await later.fill(stage, later.WAITING, days=9)
        cluster.execute("SELECT 1")
        async with stage.engine.connected(later.Straight({})):
            await asyncio.sleep(5)
            bot, server = time.process_time(), server_time(cluster)
            await asyncio.sleep(later.IDLE)
            bot, server = time.process_time() - bot, server_time(cluster) - server
    return {
        f"{later.WAITING:,} waiting rows: idle CPU, bot / server": (
            f"{bot / later.IDLE:.2%} / {server / later.IDLE:.2%}"
        )
    }


async def measured(cluster: Cluster) -> later.Rows:
    """All of it, one after the other."""
    later.DUE = DUE
    later.house = houses(cluster)
    rows = await later.wake_up() | await later.at_once()
    towns, later.TENANTS = later.TENANTS, 100
    rows |= {f"{name}, in 100 towns": figure for name, figure in (await later.at_once()).items()}
    rows |= await later.drain()
    later.TENANTS = towns
    return rows | await idle(cluster) | await later.waiting()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path)
    parser.add_argument("folder", type=Path, nargs="?")
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("error"))
    console = Console()
    if (found := programs()) is None:
        console.print(f"{MISSING}: nothing was measured.", style="red")
        return
    with TemporaryDirectory(dir=given.folder) as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as somebody else
        with Cluster.open(found, Path(folder)) as cluster:
            rows = asyncio.run(measured(cluster))
    table = Table("what", "figure", title="What happens later, PostgreSQL")
    for name, figure in rows.items():
        table.add_row(name, figure)
    console.print(table)
    if given.json:
        given.json.write_text(json.dumps(rows, indent=2))


if __name__ == "__main__":
    main()
