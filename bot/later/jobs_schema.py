"""procrastinate's tables: made and kept up with the library, under the lock of our own migrations.

How far they are stands as a comment on its first table, so that it goes with every dump and every restore.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from procrastinate.schema import SchemaManager

from bot.storage import Database, MigrationBroken, SchemaTooNew, Transaction
from bot.storage.postgres.upgrade import LOCK

FOUND = """
SELECT obj_description(oid, 'pg_class') FROM pg_class
WHERE relname = 'procrastinate_jobs' AND relnamespace = current_schema()::regnamespace
"""
WAIT = f"SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock({LOCK})"


async def ensure(database: Database) -> None:
    """Make the tables, or bring them to what this library needs; several replicas may do so at once.

    Raises SchemaTooNew where a newer library was here, MigrationBroken where somebody else made them, and
    the StorageError for what the server refuses.
    """
    await database.transact(bring_up, known=steps())


def steps() -> list[Path]:
    """The library's own migrations; their names sort by its versions."""
    return sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql"))


def bring_up(tx: Transaction, known: list[Path]) -> None:
    """Apply what is missing; all or nothing, in this transaction."""
    if not _missing(tx.connection, known):
        return
    tx.connection.execute(WAIT)
    for script in _missing(tx.connection, known):  # another replica may have been quicker
        tx.connection.execute(script)
    tx.connection.execute(f"COMMENT ON TABLE procrastinate_jobs IS '{known[-1].stem}'")


def _missing(connection: Any, known: list[Path]) -> list[str]:
    """The scripts that are to be applied, in their order."""
    found = connection.execute(FOUND).fetchone()
    if found is None:
        return [SchemaManager.get_schema()]
    (reached,) = found
    if reached is None:
        raise MigrationBroken(
            "(procrastinate_jobs was made by somebody else; the database must be the bot's own)"
        )
    if reached > known[-1].stem:
        raise SchemaTooNew(f"(procrastinate {reached})")
    return [step.read_text(encoding="utf-8") for step in known if step.stem > reached]
