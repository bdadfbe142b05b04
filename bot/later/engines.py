"""Which engine makes things happen: the dispatcher on SQLite, its several-replica form on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.later.carrier import Carrier
from bot.later.dispatcher import Dispatcher
from bot.later.engine import Engine
from bot.later.sweeper import Sweeper
from bot.storage import Database, DriverMissing
from bot.storage.database import is_server


async def prepare(url: str, database: Database) -> None:
    """Make or bring up the engine's own tables, where it needs some.

    Raises DriverMissing, SchemaTooNew, MigrationBroken, DatabaseAway.
    """
    if is_server(url):
        try:
            from bot.later import jobs_schema
        except ImportError as missing:
            raise DriverMissing(f"({missing.name})") from missing
        await jobs_schema.ensure(database)


def engine_for(url: str, carrier: Carrier, sweeper: Sweeper, clock: Callable[[], datetime]) -> Engine:
    """The engine for this database, which `prepare` has seen."""
    if not is_server(url):
        return Dispatcher(carrier, sweeper, clock)
    from bot.later.jobs import Jobs  # its packages come with the extra `postgres` only

    return Jobs(carrier, sweeper, clock, address=url)
