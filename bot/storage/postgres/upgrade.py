"""Migrations on PostgreSQL: one transaction under an advisory lock, so several replicas may start at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from bot.storage.errors import MigrationBroken, SchemaTooNew
from bot.storage.migrations import Migration, Migrations
from bot.storage.postgres.faults import storage_error

LOCK = int.from_bytes(b"Lotse", "big")
RECORD = """
CREATE TABLE IF NOT EXISTS _migrations (
  feature TEXT NOT NULL, number TEXT NOT NULL, applied TIMESTAMPTZ NOT NULL DEFAULT now(),
  PRIMARY KEY (feature, number)
)
"""
PATIENT = (
    "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0;"
    " SET LOCAL idle_in_transaction_session_timeout = 0"  # while the copy is made
)
FOREIGN_KEYS = """
SELECT conrelid::bigint, conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
"""

Connection = psycopg.Connection[Any]
Step = tuple[str, str]


@dataclass(frozen=True)
class ForeignKey:
    """A rule between two tables, as the catalogue has it."""

    table: int
    """The oid of its table, which a new name doesn't change."""
    table_name: str
    name: str
    rule: str


def is_current(connection: Connection, migrations: Migrations) -> bool:
    """Tell whether nothing is left to apply; raise SchemaTooNew where more was applied than is known."""
    known = {(step.feature, step.number) for step in migrations}
    applied = _applied(connection)
    if newer := sorted(applied - known):
        raise SchemaTooNew(f"({', '.join(' '.join(step) for step in newer)})")
    return applied == known


def upgrade(connection: Connection, migrations: Migrations, keep: Callable[[int], object]) -> None:
    """Apply what is missing, all or nothing; wait as long as another replica does it.

    A database that holds something is kept first, by `keep(steps applied so far)`. Foreign keys rest
    meanwhile, as they do on SQLite, and are checked as a whole before the commit. Raises SchemaTooNew,
    MigrationBroken, psycopg.Error, and what `keep` raises.
    """
    with connection.transaction():
        connection.execute(PATIENT)
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        connection.execute(RECORD)  # first: it sees to it that what another replica made is seen here
        if is_current(connection, migrations):  # that one was quicker
            return
        done = _applied(connection)
        if done:
            keep(len(done))
        resting: list[ForeignKey] = []
        for step in migrations:
            if (step.feature, step.number) not in done:
                resting += _rest(connection)
                _apply(connection, step)
        _wake(connection, resting)


def _applied(connection: Connection) -> set[Step]:
    if connection.execute("SELECT to_regclass('_migrations')").fetchone() == (None,):
        return set()
    return set(connection.execute("SELECT feature, number FROM _migrations").fetchall())


def _apply(connection: Connection, step: Migration) -> None:
    try:
        for statement in step.statements:
            connection.execute(statement.encode())
    except psycopg.OperationalError as fault:
        raise storage_error(fault) from fault
    except psycopg.Error as fault:
        raise MigrationBroken(f"{step.feature} {step.number}: {fault.diag.message_primary}") from fault
    connection.execute(
        "INSERT INTO _migrations (feature, number) VALUES (%s, %s)", [step.feature, step.number]
    )


def _rest(connection: Connection) -> list[ForeignKey]:
    """Take every foreign key off its table."""
    found = [ForeignKey(*row) for row in connection.execute(FOREIGN_KEYS).fetchall()]
    for key in found:
        connection.execute(
            _alter(key.table_name, sql.SQL("DROP CONSTRAINT {}").format(sql.Identifier(key.name)))
        )
    return found


def _wake(connection: Connection, resting: list[ForeignKey]) -> None:
    """Put them back where their tables still are; every row is checked."""
    for key in resting:
        row = connection.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE oid = %s", [key.table]
        ).fetchone()
        if row is None:
            continue
        rule = sql.SQL("ADD CONSTRAINT {} {}").format(sql.Identifier(key.name), _trusted(key.rule))
        try:
            connection.execute(_alter(row[0], rule))
        except psycopg.errors.ForeignKeyViolation as fault:
            raise MigrationBroken(f"Rows of {row[0]} point to nothing.") from fault


def _alter(table: str, change: sql.Composable) -> sql.Composed:
    return sql.SQL("ALTER TABLE {} {}").format(_trusted(table), change)


def _trusted(words: str) -> sql.SQL:
    """Take what the catalogue itself has quoted."""
    return sql.SQL(words)
