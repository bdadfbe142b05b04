"""The one face of storage: named queries, and transactions that are plain functions.

    slot = await database.transact(take_seat, bound={"tenant": tenant, "person": person}, slot=slot)

`take_seat(tx, slot)` runs whole in the engine's own thread. Nothing in it can wait for the network, which
keeps transactions short, and nobody is told "yes" before the commit.
"""

import asyncio
import inspect
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Concatenate, Self, TypeVar

from bot.storage.dialect import SQLITE
from bot.storage.engine import Engine, Result, Session
from bot.storage.errors import TooManyRows, TransactionOver, WrongParameters
from bot.storage.migrations import Migrations
from bot.storage.queries import Queries
from bot.storage.rows import mapped
from bot.storage.sqlite import SqliteEngine
from bot.storage.values import Value

T = TypeVar("T")
R = TypeVar("R")

NOTHING: Mapping[str, Value] = MappingProxyType({})


class Transaction:
    """What a transaction's function works with; over when the function returns.

    `bound` holds values that every statement may name without being given them, such as :tenant,
    :person and :now.
    """

    __slots__ = ("_queries", "_session", "bound")

    def __init__(self, queries: Queries, session: Session, bound: Mapping[str, Value]) -> None:
        self._queries = queries
        self._session: Session | None = session
        self.bound = bound

    @property
    def now(self) -> datetime:
        """The time of this turn or job, as it was bound; raise WrongParameters where none was."""
        now = self.bound.get("now")
        if not isinstance(now, datetime):
            raise WrongParameters("This transaction was given no time (now).")
        return now

    def one(self, query: str, into: type[T], /, **params: Value) -> T | None:
        """Give the only row as `into` (see `bot.storage.rows`), None without one; TooManyRows for more."""
        result = self._execute(query, params)
        if len(result.rows) > 1:
            raise TooManyRows(f"({query}: {len(result.rows)})")
        return mapped(query, into, result.columns, result.rows)[0] if result.rows else None

    def all(self, query: str, into: type[T], /, **params: Value) -> list[T]:
        """Give every row as `into`, in the statement's order."""
        result = self._execute(query, params)
        return mapped(query, into, result.columns, result.rows)

    def run(self, query: str, /, **params: Value) -> int:
        """Give how many rows the statement changed."""
        return self._execute(query, params).changed

    def _execute(self, name: str, params: Mapping[str, Value]) -> Result:
        if self._session is None:
            raise TransactionOver(f"({name})")
        query = self._queries[name]
        return self._session.execute(query, query.values(self.bound, params))

    def end(self) -> None:
        """Refuse everything from now on."""
        self._session = None


class Database:
    """Storage as the rest of the house sees it; every method may raise DatabaseAway."""

    def __init__(self, engine: Engine, queries: Queries) -> None:
        self._engine = engine
        self._queries = queries

    @classmethod
    async def open(cls, url: str, *, queries: Queries, migrations: Migrations, serving: bool = True) -> Self:
        """Open `sqlite:///folder/name.db` (relative) or `sqlite:////folder/name.db` (absolute).

        Makes folder and file, applies the missing migrations, and prepares every query once. A server
        holds the lock of its file; command-line work beside it opens with `serving=False`.

        Raises UnknownEngine, DatabaseLocked, SchemaTooNew, DatabaseUnsafe, QueriesBroken for a query
        that the schema refuses, and DatabaseAway.
        """
        spoken = queries.spoken(SQLITE)
        engine = await SqliteEngine.open(url, migrations.spoken(SQLITE), spoken, serving=serving)
        return cls(engine, spoken)

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

    async def run(self, query: str, /, bound: Mapping[str, Value] | None = None, **params: Value) -> int:
        """See `Transaction.run`; a transaction of its own."""
        return await self._alone(query, bound, lambda tx: tx.run(query, **params))

    async def export(
        self, query: str, into: type[T], /, bound: Mapping[str, Value] | None = None, **params: Value
    ) -> list[T]:
        """Give every row of a long reading, without making the turns wait for it."""
        return await self._engine.export(
            lambda session: self._within(session, bound, lambda tx: tx.all(query, into, **params))
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
        may be dropped before it began, but it never runs twice.
        """
        if inspect.iscoroutinefunction(body):
            message = f"a transaction is a plain function; {body.__name__} waits for something"
            raise TypeError(message)
        return await self._engine.transact(
            lambda session: self._within(session, bound, lambda tx: body(tx, **given)), reads=False
        )

    async def close(self) -> None:
        """Finish what was handed over, then close; later calls raise DatabaseAway."""
        await asyncio.shield(self._engine.close())

    async def _alone(
        self, query: str, bound: Mapping[str, Value] | None, body: Callable[[Transaction], R]
    ) -> R:
        reads = self._queries[query].reads
        return await self._engine.transact(lambda session: self._within(session, bound, body), reads=reads)

    def _within(
        self, session: Session, bound: Mapping[str, Value] | None, body: Callable[[Transaction], R]
    ) -> R:
        tx = Transaction(self._queries, session, bound or NOTHING)
        try:
            return body(tx)
        finally:
            tx.end()
