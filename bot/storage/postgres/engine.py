"""The PostgreSQL engine: a few threads, each with a connection, and a transaction runs whole in one of them.

Isolation is read committed: constraints and conditional updates guard truth. Of two transactions that
lock each other out, PostgreSQL sends one back, and its caller gets DatabaseBusy: a body never runs twice.
"""

import asyncio
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Self, TypeVar

import psycopg
import structlog

from bot.storage.engine import Hint, Session
from bot.storage.errors import BackupFailed, DatabaseAway, UnknownEngine
from bot.storage.migrations import Migrations
from bot.storage.outage import Outage
from bot.storage.postgres.dump import keep_before_upgrade
from bot.storage.postgres.faults import storage_error
from bot.storage.postgres.session import READING, WRITING, PostgresSession, Types, described
from bot.storage.postgres.upgrade import is_current, upgrade
from bot.storage.postgres.wire import Wire, complete
from bot.storage.queries import Queries

R = TypeVar("R")

THREADS = 8
LONG_READING = 15 * 60  # seconds that an export may take
log = structlog.get_logger("bot")


class PostgresEngine:
    """See `bot.storage.engine.Engine`."""

    def __init__(self, address: str, copies: Path | None = None) -> None:
        self._address = address
        self._copies = copies
        self._types: Types = {}
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="lotse-postgres")
        self._own = threading.local()
        self._wires: set[Wire] = set()
        self._closed = False
        self._outage = Outage()
        self._gate = threading.Lock()  # around the outage

    @classmethod
    async def open(
        cls, url: str, migrations: Migrations, queries: Queries, copies: Path | None = None
    ) -> Self:
        """See `bot.storage.Database.open`."""
        try:
            engine = cls(complete(url), copies)
        except psycopg.Error:
            raise UnknownEngine(f"({url.partition('://')[0]}://…)") from None  # the rest may hold a password
        await asyncio.to_thread(engine._bring_up, migrations, queries)
        return engine

    async def transact(
        self, work: Callable[[Session], R], *, reads: bool, afterwards: Iterable[Hint] = ()
    ) -> R:
        """Run `work` in the next free thread; see `Engine`."""
        if self._closed:
            raise DatabaseAway("It is closed.")
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._carry_out, work, reads, loop, afterwards)

    @property
    def away(self) -> str:
        """See `bot.storage.engine.Engine`."""
        fault = self._outage.fault
        return type(fault).__name__ if fault is not None else ""

    async def export(self, work: Callable[[Session], R]) -> R:
        """Run `work` on a connection of its own, which sees one moment and can't write."""
        return await asyncio.to_thread(self._read_aside, work)

    async def close(self) -> None:
        """Finish what was handed over, then let go of the connections."""
        self._closed = True
        await asyncio.to_thread(self._threads.shutdown)
        while self._wires:
            self._wires.pop().close()

    def _carry_out(
        self,
        work: Callable[[Session], R],
        reads: bool,
        loop: asyncio.AbstractEventLoop,
        afterwards: Iterable[Hint],
    ) -> R:
        wire = self._wire()
        session = PostgresSession(wire, self._types, () if reads else WRITING)
        try:
            result = _done(session, work)
        finally:
            if not wire.idle:
                self._drop(wire)
        with suppress(RuntimeError):  # the loop is closed: nobody waits there any more
            for hint in afterwards:
                loop.call_soon_threadsafe(hint)
        return result

    def _wire(self) -> Wire:
        """Give this thread's connection, a new one where it has none that stands."""
        wire: Wire | None = getattr(self._own, "wire", None)
        if wire is not None and wire.fresh:
            return wire
        if wire is not None:
            self._drop(wire)
        self._demand_hope()
        self._own.wire = wire = self._connected()
        self._wires.add(wire)
        return wire

    def _drop(self, wire: Wire) -> None:
        self._own.wire = None
        self._wires.discard(wire)
        wire.close()

    def _connected(self) -> Wire:
        try:
            wire = Wire(self._address, self._demand_life)
        except DatabaseAway as fault:
            with self._gate:
                again = self._outage.fault is not None
                self._outage.met(fault, refused=1)
                if again:
                    self._outage.looked()
            raise
        with self._gate:
            self._outage.over()
        return wire

    def _demand_hope(self) -> None:
        """Raise DatabaseAway where the server was just looked for in vain: nobody waits for that again."""
        with self._gate:
            if (fault := self._outage.fault) is not None and self._outage.wait:
                self._outage.refused += 1
                raise DatabaseAway("PostgreSQL is away.") from fault

    def _demand_life(self) -> None:
        """Raise DatabaseAway where no new connection can be had."""
        self._connected().close()

    def _read_aside(self, work: Callable[[Session], R]) -> R:
        wire = Wire(self._address, self._demand_life, LONG_READING)
        try:
            return work(PostgresSession(wire, self._types, READING))
        finally:
            wire.close()

    def _bring_up(self, migrations: Migrations, queries: Queries) -> None:
        """Apply what is missing, then let PostgreSQL read every query without running it."""
        wire = self._connected()
        try:
            if not is_current(wire.connection, migrations):
                upgrade(wire.connection, migrations, self._keep)
            self._types = {query.name: described(wire, query) for query in queries}
        except psycopg.Error as fault:
            raise storage_error(fault) from fault
        finally:
            wire.close()

    def _keep(self, steps: int) -> None:
        """Copy the database before its schema changes, or say in the log why there is no copy."""
        if self._copies is None:
            return
        try:
            keep_before_upgrade(self._address, self._copies, steps)
        except (BackupFailed, OSError) as fault:
            log.warning("schema_changes_without_copy", error=type(fault).__name__, reason=str(fault))


def _done(session: PostgresSession, work: Callable[[Session], R]) -> R:
    """Run `work` and commit it; take it back when it raises."""
    try:
        result = work(session)
    except StopIteration as fault:  # a future can't carry one
        session.rollback()
        raise RuntimeError(f"the transaction raised {fault!r}") from fault
    except psycopg.Error as fault:  # by the raw connection, see `Session.connection`
        session.rollback()
        raise storage_error(fault) from fault
    except BaseException:
        session.rollback()
        raise
    session.commit()
    return result
