"""Migrations on SQLite: one BEGIN IMMEDIATE around all of it, so several processes may start at once.

sqlite-utils keeps the record of what was applied, each feature's steps as a set of its own.
"""

import sqlite3
from collections.abc import Callable, Iterable

import sqlite_utils
from sqlite_utils.migrations import Migrations as Applied

from bot.storage.errors import MigrationBroken, SchemaTooNew
from bot.storage.migrations import Migration, Migrations

Step = tuple[str, str]


def is_current(database: sqlite_utils.Database, migrations: Migrations) -> bool:
    """Tell whether nothing is left to apply; raise SchemaTooNew where more was applied than is known."""
    known = {(step.feature, step.number) for step in migrations}
    applied = _applied(database)
    if newer := sorted(applied - known):
        raise SchemaTooNew(f"({', '.join(' '.join(step) for step in newer)})")
    return applied == known


def upgrade(database: sqlite_utils.Database, migrations: Migrations) -> None:
    """Apply what is missing, all or nothing.

    Foreign keys rest meanwhile, since rebuilding a table would else delete what points to it, and are
    checked as a whole before the commit. Raises SchemaTooNew, MigrationBroken, sqlite3.Error.
    """
    database.execute("PRAGMA foreign_keys = OFF")
    database.execute("BEGIN IMMEDIATE")
    try:
        if not is_current(database, migrations):  # another process may have been quicker
            for step in migrations:
                _apply(database, step)
            _demand_whole(database)
        database.execute("COMMIT")
    except BaseException:
        if database.conn.in_transaction:
            database.execute("ROLLBACK")
        raise
    finally:
        database.execute("PRAGMA foreign_keys = ON")


def _applied(database: sqlite_utils.Database) -> set[Step]:
    if not database.table(Applied.migrations_table).exists():
        return set()
    rows: Iterable[Step] = database.execute(f"SELECT migration_set, name FROM {Applied.migrations_table}")  # noqa: S608 - a constant
    return set(rows)


def _apply(database: sqlite_utils.Database, step: Migration) -> None:
    """Apply one step where it is missing, in a savepoint together with its record."""
    steps = Applied(step.feature)
    steps(name=step.number)(_statements(step))
    steps.apply(database)


def _demand_whole(database: sqlite_utils.Database) -> None:
    if broken := database.execute("PRAGMA foreign_key_check").fetchone():
        raise MigrationBroken(f"Rows of {broken[0]} point to nothing.")


def _statements(step: Migration) -> Callable[[sqlite_utils.Database], None]:
    def run(database: sqlite_utils.Database) -> None:
        for sql in step.statements:
            try:
                database.execute(sql)
            except sqlite3.Error as fault:
                raise MigrationBroken(f"{step.feature} {step.number}: {fault}") from fault

    return run
