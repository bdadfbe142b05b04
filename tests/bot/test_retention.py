"""Retention: one job, by what each table promises; it catches up, and nobody can put it off."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.app import migration_folders, query_files
from bot.retention import due, expire, keep_lean, lifetimes
from bot.storage import Database, Migrations, Queries, StorageError
from tests.storage.filling import Filling

MIGRATIONS = Migrations.load(migration_folders())
TODAY = date(2026, 11, 23)
LIFETIMES = lifetimes(MIGRATIONS)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each engine."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres"))
    return f"sqlite:///{tmp_path}/town.db"


@asynccontextmanager
async def opened(url: str, *, serving: bool = True) -> AsyncIterator[Database]:
    queries = Filling(MIGRATIONS).with_queries(Queries.load(query_files()))
    database = await Database.open(url, queries=queries, migrations=MIGRATIONS, serving=serving)
    try:
        yield database
    finally:
        await database.close()


async def mark(database: Database, hash_: str, day: date) -> None:
    """A row that lives seven days."""
    await database.run("turn_mark_seen", {"tenant": "town"}, hash=hash_, day=day)


async def marks(database: Database) -> set[str]:
    return {str(row["hash"]) for row in await database.all("dump_turn_seen", dict)}


async def test_a_row_goes_after_its_days_and_not_before(url: str) -> None:
    """Seven days are seven days: the eighth is one too many, also after weeks of standing still."""
    async with opened(url) as database:
        for age in (0, 7, 8, 400):
            await mark(database, f"age {age}", TODAY - timedelta(days=age))
        assert await expire(database, MIGRATIONS, TODAY) == 2
        assert await marks(database) == {"age 0", "age 7"}
        assert await expire(database, MIGRATIONS, TODAY) == 0


async def test_every_table_with_days_has_its_query_and_it_deletes_by_day(url: str) -> None:
    """Each is asked with the first day that stays; none is forgotten. What still runs stays."""
    asked = dict(due(MIGRATIONS, TODAY))
    assert asked.keys() == {f"{table}_expire" for table in LIFETIMES}
    assert asked["turn_seen_expire"] == date(2026, 11, 16)
    filling = Filling(MIGRATIONS)
    async with opened(url) as database:
        await filling.fill(database, "town", "anna")
        assert all((await filling.everything(database)).values())
        for query in asked:
            await database.run(query, before="~")  # sorts after every text that is a day
        left = await filling.everything(database)
    assert LIFETIMES
    promises = MIGRATIONS.promises()
    assert not {name for name in LIFETIMES if left[name] and "closed" not in promises[name].retention}


async def test_replicas_that_do_it_at_once_are_one_that_did_it(url: str) -> None:
    """Each row goes once, and nobody fails."""
    async with opened(url) as one, opened(url, serving=False) as two, opened(url, serving=False) as three:
        for number in range(50):
            await mark(one, f"old {number}", TODAY - timedelta(days=30))
        await mark(one, "young", TODAY)
        gone = await asyncio.gather(*(expire(each, MIGRATIONS, TODAY) for each in (one, two, three)))
        assert sum(gone) == 50
        assert await marks(one) == {"young"}


class Refusing(Database):
    """A database in which one query fails."""

    def __init__(self, database: Database, fails: Callable[[str], bool]) -> None:
        super().__init__(database._engine, database._queries)
        self.fails = fails

    async def run(self, query: str, /, bound: object = None, **params: object) -> int:
        if self.fails(query):
            raise StorageError
        return await super().run(query, **params)  # type: ignore[arg-type]  # passed on as it came


async def test_a_table_that_cant_be_cleaned_keeps_no_other_from_it(tmp_path: Path) -> None:
    """The others are cleaned, and the fault is told."""
    async with opened(f"sqlite:///{tmp_path}/town.db") as database:
        await mark(database, "old", TODAY - timedelta(days=30))
        first = next(iter(due(MIGRATIONS, TODAY)))[0]
        broken = Refusing(database, lambda query: query not in (first, "turn_seen_expire"))
        with pytest.raises(StorageError):
            await expire(broken, MIGRATIONS, TODAY)
        assert await marks(database) == set()


@asynccontextmanager
async def chore(database: Database, clock: Callable[[], datetime]) -> AsyncIterator[None]:
    """The job as the bot runs it, with a look every few milliseconds."""
    task = asyncio.create_task(keep_lean(database, MIGRATIONS, clock, look=0.01))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.01)


async def test_the_job_runs_at_each_start_once_a_day_and_again_after_a_failure(tmp_path: Path) -> None:
    """A restart can't put it off, a bad hour costs an hour; its log names figures only."""
    now = datetime(2026, 11, 23, 23, 59, tzinfo=UTC)
    failures = 2

    def fails(query: str) -> bool:
        nonlocal failures
        failures -= query == "turn_seen_expire"
        return query == "turn_seen_expire" and failures >= 0

    async with opened(f"sqlite:///{tmp_path}/town.db") as database:
        await mark(database, "old", TODAY - timedelta(days=8))
        await mark(database, "tomorrow", TODAY - timedelta(days=7))
        with capture_logs() as logs:

            def done() -> list[int]:
                return [entry["rows"] for entry in logs if entry["event"] == "retention_done"]

            async with chore(Refusing(database, fails), lambda: now):
                await until(lambda: bool(done()))
                assert [entry["event"] for entry in logs][:3] == ["retention_failed"] * 2 + ["retention_done"]
                assert await marks(database) == {"tomorrow"}
                now += timedelta(minutes=2)
                await until(lambda: len(done()) == 2)
                assert await marks(database) == set()
            await mark(database, "old again", TODAY - timedelta(days=30))
            async with chore(database, lambda: now):
                await until(lambda: len(done()) == 3)
                assert await marks(database) == set()
    assert done() == [1, 1, 1]
