"""The shelf: a feature that exists for these tests, and a database that holds it, one for each engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage import Database, Migrations, Queries

SHELF = Path(__file__).parent / "shelf"


@pytest.fixture
def queries() -> Queries:
    """The core's queries and the shelf's."""
    return Queries.load([SHELF / "queries.sql"])


@pytest.fixture
def migrations() -> Migrations:
    """The core's tables and the shelf's."""
    return Migrations.load([SHELF / "migrations"])


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each engine."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres"))
    return f"sqlite:///{tmp_path}/town.db"


@pytest.fixture
async def database(url: str, queries: Queries, migrations: Migrations) -> AsyncIterator[Database]:
    """An open database with the shelf in it."""
    database = await Database.open(url, queries=queries, migrations=migrations)
    yield database
    await database.close()
