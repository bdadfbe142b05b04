"""The whole house on each engine: every table, every named query, and who uses it."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.app import migration_folders, query_files
from bot.privacy import Privacy
from bot.retention import due
from bot.storage import Database, Migrations, Queries
from dialogs import DIALOGS
from tests.beneath import rows

ROOT = Path(__file__).parents[2]
FOR_AUTHORS = {"answer_ratings", "escalation_answered"}
"""What the bot keeps for the FAQ's authors, and only tests read so far."""
NAMED_BY_RULE = ("_next",)
"""Ends of names that the machinery makes of others: `cafe_due` has its `cafe_due_next`."""


@pytest.fixture
def migrations() -> Migrations:
    """All of them."""
    return Migrations.load(migration_folders())


@pytest.fixture
def queries(migrations: Migrations) -> Queries:
    """All of them, with those that are made of the schema."""
    return Privacy.of(migrations, DIALOGS).with_queries(Queries.load(query_files()))


def unused(names: set[str], code: str) -> set[str]:
    """The names that `code` doesn't hold as a word in quotes."""
    return names - set(re.findall(r"[\"']([a-z][a-z0-9_]+)[\"']", code))


async def test_every_query_is_prepared(database: Database, queries: Queries) -> None:
    """Each engine understands every statement: it was prepared when the database was opened."""
    assert {"turn_opening", "answer_keep_question"} <= {query.name for query in queries}
    assert await database.one("installation_fact", str, name="salt") is None


def test_every_query_is_used(migrations: Migrations) -> None:
    """A statement that nobody runs is not kept."""
    assert unused({"cafe_add", "cafe_gone"}, 'tx.run("cafe_add", id=1)') == {"cafe_gone"}
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for part in ("bot", "dialogs")
        for path in (ROOT / part).rglob("*.py")
    )
    names = {query.name for query in Queries.load(query_files())}
    expiring = {name for name, _ in due(migrations, date(2026, 3, 1))}
    assert expiring <= names
    idle = {name for name in unused(names - expiring, code) if not name.endswith(NAMED_BY_RULE)}
    assert idle == FOR_AUTHORS


async def test_columns_on_postgres(postgres: str, queries: Queries, migrations: Migrations) -> None:
    """Text sorts by its bytes, whole numbers have 64 bits, and there is no type that SQLite lacks."""
    await (await Database.open(postgres, queries=queries, migrations=migrations)).close()
    found = rows(
        postgres,
        "SELECT table_name, column_name, data_type, collation_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name <> '_migrations'",
    )
    kinds = {(kind, collation) for _, _, kind, collation in found}
    assert len(found) > 20
    assert kinds <= {("text", "C"), ("bigint", None), ("double precision", None), ("bytea", None)}
