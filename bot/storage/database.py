"""The one face of storage: named queries, and transactions that are plain functions.

    slot = await database.transact(take_seat, bound={"tenant": tenant, "person": person}, slot=slot)

`take_seat(tx, slot)` runs whole in the engine's own thread. Nothing in it can wait for the network, which
keeps transactions short, and nobody is told "yes" before the commit.
"""

import asyncio
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Concatenate, Self, TypeVar

from bot.storage.backup import forget_old
from bot.storage.dialect import POSTGRES, SQLITE
from bot.storage.engine import Engine, Hint, Session
from bot.storage.errors import DriverMissing
from bot.storage.migrations import Migrations
from bot.storage.queries import Queries
from bot.storage.rows import mapped
from bot.storage.sqlite import SqliteEngine
from bot.storage.transaction import Transaction
from bot.storage.values import Value

T = TypeVar("T")
R = TypeVar("R")

NOTHING: Mapping[str, Value] = MappingProxyType({})
COPIES = "postgres"
"""How the names of copies of a PostgreSQL database begin."""
SERVERS = ("postgresql://", "postgres://")


def is_server(url: str) -> bool:
    """Tell whether `url` leads to PostgreSQL."""
    return url.startswith(SERVERS)


@dataclass(frozen=True, slots=True)
class Reading:
    """A named query that reads, and what its rows become."""

    query: str
    into: type
    bound: Mapping[str, Value]
    params: Mapping[str, Value]


class Database:
    """Storage as the rest of the house sees it; every method may raise DatabaseAway."""

    def __init__(self, engine: Engine, queries: Queries) -> None:
        self._engine = engine
        self._queries = queries
        self.parts: dict[type, object] = {}
        """Parts of the house that transactions can ask for; joined at the start."""
        self._copies: Path | None = None

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        queries: Queries,
        migrations: Migrations,
        serving: bool = True,
        copies: Path | None = None,
    ) -> Self:
        """Open `sqlite:///folder/name.db` (four slashes: absolute) or `postgresql://user@host/name`.

        Makes folder and file, or takes the server's database as it is; applies the missing migrations, and
        prepares every query once. On SQLite a server holds the lock of its file, and command-line work
        beside it opens with `serving=False`; on PostgreSQL as many serve as like. What holds something is
        copied before its schema changes: on SQLite beside the file, on PostgreSQL, where pg_dump is there,
        into the folder `copies`. Else, or without that folder, nothing but the log tells of it.

        Raises UnknownEngine, DriverMissing, DatabaseLocked, SchemaTooNew, DatabaseUnsafe, QueriesBroken for
        a query that the schema refuses, and DatabaseAway.
        """
        dialect = POSTGRES if is_server(url) else SQLITE
        spoken, steps = queries.spoken(dialect), migrations.spoken(dialect)
        if dialect is SQLITE:
            return cls(await SqliteEngine.open(url, steps, spoken, serving=serving), spoken)
        try:
            from bot.storage.postgres import PostgresEngine
        except ImportError as missing:
            raise DriverMissing(f"({missing.name})") from missing
        kept = copies / COPIES if copies else None
        database = cls(await PostgresEngine.open(url, steps, spoken, kept), spoken)
        database._copies = kept
        return database

    async def one(
        self, query: str, into: type[T], /, bound: Mapping[str, Value] | None = None, **params: Value
    ) -> T | None:
        """See `Transaction.one`; a transaction of its own."""
        return await self._alone(query, bound, lambda tx: tx.one(query, into, **params))

    async def all(
        self, query: str, into: type[T], /, bound: Mapping[str, Value] | None = None, **params: Value
    ) -> list[T]:
        """See `Transaction.all`; a transaction of its own."""
        return await self._alone(query, bound, lambda tx: tx.all(query, into, **params))

    async def read_all(self, readings: Sequence[Reading]) -> list[list[Any]]:
        """Give every row of each of these readings, with one way to the database for all of them.

        What one of them raises, all of them do.
        """

        def read(session: Session) -> list[list[Any]]:
            named = [(self._queries[one.query], one) for one in readings]
            steps = [(query, query.values(one.bound, one.params)) for query, one in named]
            results = session.execute_all(steps)
            found = zip(readings, results, strict=True)
            return [mapped(one.query, one.into, result.columns, result.rows) for one, result in found]

        reads = all(self._queries[one.query].reads for one in readings)
        return await self._engine.transact(read, reads=reads)

    async def run(self, query: str, /, bound: Mapping[str, Value] | None = None, **params: Value) -> int:
        """See `Transaction.run`; a transaction of its own."""
        return await self._alone(query, bound, lambda tx: tx.run(query, **params))

    async def export(
        self, query: str, into: type[T], /, bound: Mapping[str, Value] | None = None, **params: Value
    ) -> list[T]:
        """Give every row of a long reading, without making the turns wait for it."""
        return await self._engine.export(
            lambda session: self._within(session, bound, lambda tx: tx.all(query, into, **params), [])
        )

    async def transact(
        self,
        body: Callable[Concatenate[Transaction, ...], R],
        /,
        *,
        bound: Mapping[str, Value] = NOTHING,
        **given: Any,  # whatever the body takes; Turn.transact, which knows it, has it checked
    ) -> R:
        """Run `body(tx, **given)` whole, and give its result once that is durable.

        What it raises reaches the caller, and then nothing of it was kept. A cancelled caller doesn't
        learn the outcome; the transaction is kept whole or not at all, and none stays open. The body
        may be dropped before it began, but it never runs twice: where PostgreSQL sends back one of two
        transactions that lock each other out, its caller gets DatabaseBusy. After DatabaseAway in the
        moment of the commit nobody knows whether it was kept.
        """
        if inspect.iscoroutinefunction(body):
            message = f"a transaction is a plain function; {body.__name__} waits for something"
            raise TypeError(message)
        return await self._handed_over(bound, lambda tx: body(tx, **given), reads=False)

    async def forget_copies(self, today: date) -> None:
        """Delete the copies in the folder `copies` that are older than 30 days. Raises OSError.

        SQLite does so by itself, beside its file.
        """
        if self._copies is not None:
            await asyncio.to_thread(forget_old, self._copies, today)

    @property
    def away(self) -> str:
        """Why nothing can be kept just now: the name of a StorageError; empty while all is well."""
        return self._engine.away

    async def close(self) -> None:
        """Finish what was handed over, then close; later calls raise DatabaseAway."""
        await asyncio.shield(self._engine.close())

    async def _alone(
        self, query: str, bound: Mapping[str, Value] | None, body: Callable[[Transaction], R]
    ) -> R:
        return await self._handed_over(bound, body, reads=self._queries[query].reads)

    async def _handed_over(
        self, bound: Mapping[str, Value] | None, body: Callable[[Transaction], R], *, reads: bool
    ) -> R:
        hints: list[Hint] = []
        return await self._engine.transact(
            lambda session: self._within(session, bound, body, hints), reads=reads, afterwards=hints
        )

    def _within(
        self,
        session: Session,
        bound: Mapping[str, Value] | None,
        body: Callable[[Transaction], R],
        hints: list[Hint],
    ) -> R:
        tx = Transaction(self._queries, session, bound or NOTHING, self.parts, hints)
        try:
            return body(tx)
        finally:
            tx.end()
