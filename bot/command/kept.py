"""What a command does with what is kept: with the database, beside a server that may run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

from bot.command.call import Call

if TYPE_CHECKING:
    from bot.privacy import Privacy
    from bot.settings import Settings
    from bot.storage import Database

T = TypeVar("T")


def with_kept(call: Call, work: Callable[[Settings, Database], Awaitable[T]]) -> T:
    """What comes of this work with the settings and the open database. Raises `Stop`."""
    from bot.command.kindly import kindly, settings_of

    settings = settings_of(call)

    async def at_work() -> T:
        settings.data.mkdir(parents=True, exist_ok=True)
        async with opened(settings) as database:
            return await work(settings, database)

    with kindly(call, settings):
        return asyncio.run(at_work())


@asynccontextmanager
async def opened(settings: Settings, privacy: Privacy | None = None) -> AsyncIterator[Database]:
    """The database, beside a server that may run; with the queries of `privacy` as well."""
    from bot.app import migration_folders, query_files
    from bot.storage import Database, Migrations, Queries

    queries, migrations = Queries.load(query_files()), Migrations.load(migration_folders())
    database = await Database.open(
        settings.database_url,
        queries=privacy.with_queries(queries) if privacy else queries,
        migrations=migrations,
        serving=False,
    )
    try:
        yield database
    finally:
        await database.close()
