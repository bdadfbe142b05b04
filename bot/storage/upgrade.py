"""Migrations on SQLite: one BEGIN IMMEDIATE around all of it, so several processes may start at once.

sqlite-utils keeps the record of what was applied, each feature's steps as a set of its own.
"""

import sqlite3
from collections.abc import Callable

import sqlite_utils
from sqlite_utils.migrations import Migrations as Applied

from bot.storage.errors import MigrationBroken, SchemaTooNew
from bot.storage.migrations import Migration, Migrations

Step = tuple[str, str]
RECORD = Applied.migrations_table


def applied(connection: sqlite3.Connection) -> set[Step]:
    """Give the steps that were applied; none for what isn't a database of ours."""
    database = sqlite_utils.Database(connection, recursive_triggers=False, execute_plugins=False)
    record = database.table(RECORD)
    return {(row["migration_set"], row["name"]) for row in record.rows} if record.exists() else set()


def missing(connection: sqlite3.Connection, migrations: Migrations) -> list[Step]:
    """Give the steps that are left to apply; raise SchemaTooNew where more was applied than is known."""
    known = [(step.feature, step.number) for step in migrations]
    found = applied(connection)
    if newer := sorted(found - set(known)):
        raise SchemaTooNew(f"({', '.join(' '.join(step) for step in newer)})")
    return [step for step in known if step not in found]


def is_current(connection: sqlite3.Connection, migrations: Migrations) -> bool:
    """Tell whether nothing is left to apply; raise SchemaTooNew where more was applied than is known."""
    return not missing(connection, migrations)


def upgrade(database: sqlite_utils.Database, migrations: Migrations, keep: Callable[[int], object]) -> None:
    """Apply what is missing, all or nothing.

    A database that holds something is kept first, by `keep(steps applied so far)`: nobody writes between
    the copy and the change, and where it raises nothing was begun. Foreign keys rest meanwhile, since
    rebuilding a table would else delete what points to it, and are checked as a whole before the commit.
    Raises SchemaTooNew, MigrationBroken, sqlite3.Error, and what `keep` raises.
    """
    database.execute("PRAGMA foreign_keys = OFF")
    database.execute("BEGIN IMMEDIATE")
    try:
        if not is_current(database.conn, migrations):  # another process may have been quicker
            if before := applied(database.conn):
                keep(len(before))
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
