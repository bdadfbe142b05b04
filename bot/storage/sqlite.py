"""The SQLite engine: a file, nothing to set up.

One writer connection in a thread of its own (see `bot.storage.writer`); WAL and synchronous=FULL, so that
what was acknowledged survives a power cut; connections that can't write for exports. One writing process
also keeps clear of a fault in the WAL of SQLite before 3.51.3, hence the lock file.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn, Self, TypeVar

from bot.storage.backup import keep_before_upgrade
from bot.storage.connection import SqliteSession
from bot.storage.engine import Hint, Session
from bot.storage.errors import (
    DatabaseAway,
    DatabaseBusy,
    DatabaseUnsafe,
    QueriesBroken,
    SchemaTooNew,
    StorageError,
    UnknownEngine,
)
from bot.storage.faults import storage_error
from bot.storage.lock import ServerLock
from bot.storage.migrations import Migrations
from bot.storage.queries import Queries, Query
from bot.storage.upgrade import is_current, upgrade
from bot.storage.writer import PATIENCE, Writer

R = TypeVar("R")

SCHEME = "sqlite:///"
OLDEST = (3, 37, 0)  # STRICT tables
_FITTED: list[tuple[tuple[Any, ...], tuple[Query, ...]]] = []
"""The last schemas, and the queries that SQLite could read with each."""


class SqliteEngine:
    """See `bot.storage.engine.Engine`."""

    def __init__(
        self, path: Path, lock: ServerLock | None, connect: Callable[[], SqliteSession], patience: float
    ) -> None:
        self._path = path
        self._lock = lock
        self._writer = Writer(connect, patience=patience)

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
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        engine = cls(path, lock, lambda: _current(path, migrations), patience)
        try:
            await engine.transact(lambda session: None, reads=True)  # its connection is open, or this raises
        except BaseException:
            await engine.close()
            raise
        return engine

    async def transact(
        self, work: Callable[[Session], R], *, reads: bool, afterwards: Iterable[Hint] = ()
    ) -> R:
        """Hand `work` to the writer; see there."""
        return await self._writer.do(work, reads=reads, afterwards=afterwards)

    @property
    def away(self) -> str:
        """See `bot.storage.engine.Engine`."""
        return self._writer.away

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
    session = _patiently(path)
    try:
        if not is_current(session.database.conn, migrations):
            upgrade(session.database, migrations, lambda steps: keep_before_upgrade(path, steps))
        _demand_fit(session, tuple(queries))
    except sqlite3.Error as fault:
        raise storage_error(fault, session.database) from fault
    finally:
        session.close()


def _demand_fit(session: SqliteSession, queries: tuple[Query, ...]) -> None:
    """Let SQLite read every query; what fitted this schema before, in this process, needs no second look."""
    schema = tuple(session.database.execute("SELECT name, sql FROM sqlite_master ORDER BY type, name"))
    if (schema, queries) not in _FITTED:
        for query in queries:
            _prepare(session, query)
        _FITTED.append((schema, queries))
        del _FITTED[:-4]


def _current(path: Path, migrations: Migrations) -> SqliteSession:
    """Connect to a file with today's schema; DatabaseAway where another one was put in its place."""
    session = SqliteSession(path)
    try:
        if not is_current(session.database.conn, migrations):
            _refuse_older()
    except BaseException as fault:
        session.close()
        if isinstance(fault, sqlite3.Error):
            raise storage_error(fault) from fault
        if isinstance(fault, SchemaTooNew):
            raise DatabaseAway(str(fault)) from fault
        raise
    return session


def _refuse_older() -> NoReturn:
    raise DatabaseAway("(the file that is there now has an older schema; a restart brings it up)")


def _prepare(session: SqliteSession, query: Query) -> None:
    try:
        session.execute(replace(query, sql=f"EXPLAIN {query.sql}"), dict.fromkeys(query.parameters))
    except DatabaseAway:
        raise
    except StorageError as fault:
        raise QueriesBroken(f"{query.place}: {query.name}: {fault.__cause__ or fault}") from fault


def _patiently(path: Path) -> SqliteSession:
    """Connect, and again while others do the same: SQLite doesn't wait by itself for the change to WAL."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return SqliteSession(path, patience=PATIENCE)
        except DatabaseBusy:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)


def _read_aside(path: Path, work: Callable[[Session], R]) -> R:
    session = SqliteSession(path, query_only=True, patience=PATIENCE)
    try:
        session.control("BEGIN")  # one moment for all that is read
        return work(session)
    finally:
        session.close()
