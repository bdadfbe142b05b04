"""What a command does with what is kept: with the database, beside a server that may run."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from bot.command.call import Call

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.storage import Database

T = TypeVar("T")


def with_kept(call: Call, work: Callable[[Settings, Database], Awaitable[T]]) -> T:
    """What comes of this work with the settings and the open database. Raises `Stop`."""
    from bot.app import migration_folders, query_files
    from bot.command.kindly import kindly, settings_of
    from bot.storage import Database, Migrations, Queries

    settings = settings_of(call)

    async def opened() -> T:
        settings.data.mkdir(parents=True, exist_ok=True)
        queries, migrations = Queries.load(query_files()), Migrations.load(migration_folders())
        database = await Database.open(
            settings.database_url, queries=queries, migrations=migrations, serving=False
        )
        try:
            return await work(settings, database)
        finally:
            await database.close()

    with kindly(call, settings):
        return asyncio.run(opened())
