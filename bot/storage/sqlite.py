"""The SQLite engine: a file, nothing to set up.

One writer connection in a thread of its own (see `bot.storage.writer`); WAL and synchronous=FULL, so that
what was acknowledged survives a power cut; connections that can't write for exports. One writing process
also keeps clear of a fault in the WAL of SQLite before 3.51.3, hence the lock file.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Self, TypeVar

import sqlite_utils

from bot.storage.engine import Result, Session
from bot.storage.errors import (
    DatabaseAway,
    DatabaseBusy,
    DatabaseUnsafe,
    QueriesBroken,
    StorageError,
    UnknownEngine,
)
from bot.storage.faults import storage_error
from bot.storage.lock import ServerLock
from bot.storage.migrations import Migrations
from bot.storage.queries import Queries, Query
from bot.storage.upgrade import is_current, upgrade
from bot.storage.values import Stored
from bot.storage.writer import Writer

R = TypeVar("R")

SCHEME = "sqlite:///"
OLDEST = (3, 37, 0)  # STRICT tables
PATIENCE = 5.0  # seconds to wait for another program's lock; a turn has 15
PRAGMAS: Mapping[str, object] = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "trusted_schema": 0,
}


class SqliteSession:
    """A connection that speaks named queries and raises StorageErrors only."""

    def __init__(self, path: Path, *, query_only: bool = False, patience: float = PATIENCE) -> None:
        try:
            connection = sqlite3.connect(path, timeout=patience, isolation_level=None, cached_statements=512)
        except sqlite3.Error as fault:
            raise storage_error(fault) from fault
        self.database = sqlite_utils.Database(connection, recursive_triggers=False)
        try:
            _assert_pragmas(connection)
            connection.execute(f"PRAGMA query_only = {int(query_only)}")
        except sqlite3.Error as fault:
            connection.close()
            raise storage_error(fault) from fault
        except StorageError:
            connection.close()
            raise
        self._connection = connection

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

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class SqliteEngine:
    """See `bot.storage.engine.Engine`."""

    def __init__(self, path: Path, lock: ServerLock | None, patience: float) -> None:
        self._path = path
        self._lock = lock
        self._writer = Writer(lambda: SqliteSession(path, patience=patience))

    @classmethod
    async def open(
        cls,
        url: str,
        migrations: Migrations,
        queries: Queries,
        *,
        serving: bool,
        patience: float = PATIENCE,
    ) -> Self:
        """See `bot.storage.Database.open`; `patience` is how many seconds a write waits for others."""
        path = path_of(url)
        lock = await asyncio.to_thread(_make_ready, path, serving=serving)
        try:
            await asyncio.to_thread(_bring_up, path, migrations, queries)
            engine = cls(path, lock, patience)
            await engine.transact(lambda session: None, reads=True)  # its connection is open, or this raises
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        return engine

    async def transact(self, work: Callable[[Session], R], *, reads: bool) -> R:
        """Hand `work` to the writer; see there."""
        return await self._writer.do(work, reads=reads)

    async def export(self, work: Callable[[Session], R]) -> R:
        """Run `work` in a thread and on a connection of its own, which can't write."""
        return await asyncio.to_thread(_read_aside, self._path, work)

    async def close(self) -> None:
        """Finish what was handed over, then let the next server in."""
        await self._writer.close()
        if self._lock is not None:
            self._lock.release()


def path_of(url: str) -> Path:
    """Give the file of `sqlite:///folder/name.db` or `sqlite:////folder/name.db`; raise UnknownEngine."""
    name = url.removeprefix(SCHEME)
    if not url.startswith(SCHEME) or not name.strip() or name.endswith("/") or ":memory:" in name:
        raise UnknownEngine(f"({url.partition('://')[0]}://…)")  # the rest may hold a password
    return Path(name).expanduser().resolve()


def _make_ready(path: Path, *, serving: bool) -> ServerLock | None:
    """Make folder and file, readable for their owner only, and take the server's lock."""
    if sqlite3.sqlite_version_info < OLDEST:
        raise DatabaseUnsafe(f"SQLite {sqlite3.sqlite_version} is too old; it takes {OLDEST[0]}.{OLDEST[1]}.")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)  # SQLite gives its WAL the same rights
        return ServerLock.take(path) if serving else None
    except OSError as fault:
        raise DatabaseAway(f"({path}: {fault.strerror})") from fault


def _bring_up(path: Path, migrations: Migrations, queries: Iterable[Query]) -> None:
    """Apply what is missing, then let SQLite read every query without running it."""
    session = _patiently(SqliteSession, path)
    try:
        if not is_current(session.database, migrations):
            upgrade(session.database, migrations)
        for query in queries:
            _prepare(session, query)
    except sqlite3.Error as fault:
        raise storage_error(fault, session.database) from fault
    finally:
        session.close()


def _prepare(session: SqliteSession, query: Query) -> None:
    try:
        session.execute(replace(query, sql=f"EXPLAIN {query.sql}"), dict.fromkeys(query.parameters))
    except DatabaseAway:
        raise
    except StorageError as fault:
        raise QueriesBroken(f"{query.place}: {query.name}: {fault.__cause__ or fault}") from fault


def _patiently(connect: Callable[[Path], SqliteSession], path: Path) -> SqliteSession:
    """Connect, and again while others do the same: SQLite doesn't wait by itself for the change to WAL."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return connect(path)
        except DatabaseBusy:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)


def _read_aside(path: Path, work: Callable[[Session], R]) -> R:
    session = SqliteSession(path, query_only=True)
    try:
        session.control("BEGIN")  # one moment for all that is read
        return work(session)
    finally:
        session.close()


def _assert_pragmas(connection: sqlite3.Connection) -> None:
    """Set what durability rests on, and look whether it holds: a network share can't do WAL, for one."""
    for name, wanted in PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {wanted}")
        (found,) = connection.execute(f"PRAGMA {name}").fetchone()
        if found != wanted:
            raise DatabaseUnsafe(f"({name} is {found}, {wanted} is needed)")
