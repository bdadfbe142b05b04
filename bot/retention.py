"""What has lived its time is deleted: each table's migration says how long that is, one job does it.

The job is a plain deletion by day, so it needs no memory: after weeks of standing still one run catches up,
and several replicas that do it at once are one that did it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta

import structlog

from bot.storage import Database, Migrations, StorageError

DAYS = re.compile(r"(\d+) days\b")
LOOK = 3600.0
"""Seconds between two looks at the clock. Far below a day: what failed is tried again within the hour, and
neither a restart nor a machine that slept can put the day's run off."""

log = structlog.get_logger("bot")


def lifetimes(migrations: Migrations) -> Mapping[str, int]:
    """Tables whose rows live a number of days: {"turn_seen": 7}. Others end with a person's wish."""
    promises = migrations.promises().values()
    return {promise.table: int(found[1]) for promise in promises if (found := DAYS.match(promise.retention))}


def due(migrations: Migrations, today: date) -> Iterator[tuple[str, date]]:
    """The named query of each such table, and the first day that stays."""
    for table, days in lifetimes(migrations).items():
        yield f"{table}_expire", today - timedelta(days=days)


async def expire(database: Database, migrations: Migrations, today: date) -> int:
    """Delete what has lived its time, in every tenant; the number of rows that went.

    A table that can't be cleaned keeps no other from it; the first StorageError is raised in the end.
    """
    rows, faults = 0, []
    for query, before in due(migrations, today):
        try:
            rows += await database.run(query, before=before)
        except StorageError as fault:
            faults.append(fault)
    if faults:
        raise faults[0]
    return rows


async def keep_lean(
    database: Database, migrations: Migrations, clock: Callable[[], datetime], look: float = LOOK
) -> None:
    """Delete once a day, and at every start, what has lived its time; for ever."""
    done: date | None = None
    while True:
        today = clock().date()
        if today != done:
            try:
                rows = await expire(database, migrations, today)
                await database.forget_copies(today)
                log.info("retention_done", rows=rows)
                done = today
            except Exception as error:  # whatever it was: the next look tries again
                log.error("retention_failed", error=type(error).__name__)
        await asyncio.sleep(look)
