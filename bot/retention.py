"""What has lived its time is deleted: each table's migration says how long that is, one job does it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from bot.storage import Database, Migrations

_DAYS = re.compile(r"(\d+) days\b")


def lifetimes(migrations: Migrations) -> Mapping[str, int]:
    """Tables whose rows live a number of days: {"turn_seen": 7}. Others end with a person's wish."""
    promises = migrations.promises().values()
    return {promise.table: int(found[1]) for promise in promises if (found := _DAYS.match(promise.retention))}


def due(migrations: Migrations, today: date) -> Iterator[tuple[str, date]]:
    """The named query of each such table, and the first day that stays."""
    for table, days in lifetimes(migrations).items():
        yield f"{table}_expire", today - timedelta(days=days)


async def expire(database: Database, migrations: Migrations, today: date) -> int:
    """Delete what has lived its time, in every tenant; the number of rows that went."""
    return sum([await database.run(query, before=before) for query, before in due(migrations, today)])
