"""One connection to a SQLite file: durable, strict, and aware of where its files are."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import sqlite_utils

from bot.storage.backup import forget_old
from bot.storage.engine import Result, Step
from bot.storage.errors import DatabaseDamaged, DatabaseFull, DatabaseUnsafe, StorageError
from bot.storage.faults import storage_error
from bot.storage.queries import Query
from bot.storage.values import Stored

SLICE = 0.1  # seconds that one statement waits for another program's lock
ROOM = 1 << 20  # bytes that must be free before a disk that was full counts as free again
PRAGMAS: Mapping[str, object] = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "trusted_schema": 0,
    "secure_delete": 1,  # what retention or a person's wish deleted is overwritten, not just unlinked
}
Identity = tuple[int, int]


class SqliteSession:
    """A connection that speaks named queries and raises StorageErrors only."""

    connection = None
    """See `bot.storage.engine.Session`."""

    def __init__(self, path: Path, *, query_only: bool = False, patience: float = SLICE) -> None:
        self._path = path
        self._log = path.with_name(f"{path.name}-wal")
        self._place = _identity(path)  # before it is opened: whatever comes then is noticed
        try:
            connection = sqlite3.connect(
                f"{path.as_uri()}?mode=rw",  # a file that was taken away is not made anew, and empty
                uri=True,
                timeout=patience,
                isolation_level=None,
                cached_statements=512,
            )
        except sqlite3.Error as fault:
            raise storage_error(fault) from fault
        self.database = sqlite_utils.Database(connection, recursive_triggers=False)
        try:
            _assert_pragmas(connection)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()  # makes the log
            connection.execute(f"PRAGMA query_only = {int(query_only)}")
        except sqlite3.Error as fault:
            connection.close()
            raise storage_error(fault) from fault
        except StorageError:
            connection.close()
            raise
        self._connection = connection
        self._log_place = _identity(self._log)

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._connection.in_transaction

    def control(self, sql: str) -> None:
        """Run a statement that steers the transaction."""
        try:
            self._connection.execute(sql)
        except sqlite3.Error as fault:
            raise storage_error(fault, self.database) from fault

    def execute(self, query: Query, values: Mapping[str, Stored]) -> Result:
        """Run one statement to its end; raise StorageErrors only."""
        try:
            cursor = self._connection.execute(query.sql, values)
            rows = cursor.fetchall()
        except sqlite3.Error as fault:
            raise storage_error(fault, self.database, query.name) from fault
        columns = tuple(column[0] for column in cursor.description or ())
        return Result(columns, rows, max(cursor.rowcount, 0))

    def execute_all(self, steps: Sequence[Step]) -> list[Result]:
        """See `bot.storage.engine.Session`."""
        self.control("SAVEPOINT steps")
        try:
            return [self.execute(query, values) for query, values in steps]
        except BaseException:
            if self.in_transaction:
                self.control("ROLLBACK TO steps")
            raise
        finally:
            if self.in_transaction:
                self.control("RELEASE steps")

    def fleeting(self) -> None:
        """See `bot.storage.engine.Session`; here many share a commit, and none waits for itself alone."""

    def in_place(self) -> bool:
        """See `bot.storage.work.Connection`."""
        return self._place == _identity(self._path) and self._log_place == _identity(self._log)

    def prove(self, away: StorageError) -> None:
        """See `bot.storage.work.Connection`."""
        if isinstance(away, DatabaseFull) and shutil.disk_usage(self._path.parent).free < ROOM:
            raise DatabaseFull
        try:
            if isinstance(away, DatabaseDamaged):
                (found,) = self._connection.execute("PRAGMA integrity_check(1)").fetchone()
                if found != "ok":
                    raise DatabaseDamaged(f"({found})")
            (version,) = self._connection.execute("PRAGMA user_version").fetchone()
            self._connection.execute(f"PRAGMA user_version = {version}")  # written and committed as it was
        except sqlite3.Error as fault:
            raise storage_error(fault) from fault

    def settle(self) -> bool:
        """See `bot.storage.work.Connection`; copies that have lived their time go as well."""
        with contextlib.suppress(OSError):
            forget_old(self._path, datetime.now(UTC).date())
        try:
            (busy, *_) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error:
            return False
        return not busy

    def close(self) -> None:
        """Close the connection; what is in its log goes into the database, wherever the two are now.

        SQLite itself leaves the log of a database that was moved, to be taken for that of the next one.
        """
        if not self.in_place():
            self.settle()
        self._connection.close()


def _identity(path: Path) -> Identity | None:
    """Which file is there, whatever its name; None without one."""
    try:
        found = os.stat(path)  # noqa: PTH116 - a tenth of pathlib's time, and this runs twice a commit
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _assert_pragmas(connection: sqlite3.Connection) -> None:
    """Set what durability rests on, and look whether it holds: a network share can't do WAL, for one."""
    for name, wanted in PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {wanted}")
        (found,) = connection.execute(f"PRAGMA {name}").fetchone()
        if found != wanted:
            raise DatabaseUnsafe(f"({name} is {found}, {wanted} is needed)")
