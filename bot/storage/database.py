"""The one face of storage: named queries, and transactions that are plain functions.

    slot = await database.transact(take_seat, bound={"tenant": tenant, "person": person}, slot=slot)

`take_seat(tx, slot)` runs whole in the engine's own thread. Nothing in it can wait for the network, which
keeps transactions short, and nobody is told "yes" before the commit.
"""

import asyncio
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Concatenate, Self, TypeVar

from bot.storage.backup import forget_old
from bot.storage.dialect import POSTGRES, SQLITE
from bot.storage.engine import Engine, Hint, Result, Session
from bot.storage.errors import DriverMissing, TooManyRows, TransactionOver, WrongParameters
from bot.storage.migrations import Migrations
from bot.storage.queries import Queries
from bot.storage.rows import mapped
from bot.storage.sqlite import SqliteEngine
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


class Transaction:
    """What a transaction's function works with; over when the function returns.

    `bound` holds values that every statement may name without being given them, such as :tenant,
    :person and :now.
    """

    __slots__ = ("_hints", "_parts", "_queries", "_session", "bound")

    def __init__(
        self,
        queries: Queries,
        session: Session,
        bound: Mapping[str, Value],
        parts: Mapping[type, object],
        hints: list[Hint],
    ) -> None:
        self._queries = queries
        self._session: Session | None = session
        self._parts = parts
        self._hints = hints
        self.bound = bound

    @property
    def now(self) -> datetime:
        """The time of this turn or job, as it was bound; raise WrongParameters where none was."""
        now = self.bound.get("now")
        if not isinstance(now, datetime):
            raise WrongParameters("This transaction was given no time (now).")
        return now

    def part(self, kind: type[T]) -> T | None:
        """Give the part of the house that was joined with the database, by its type; None without one."""
        found = self._parts.get(kind)
        return found if isinstance(found, kind) else None

    def afterwards(self, call: Hint) -> None:
        """Have `call` called in the caller's loop once the commit is durable; never where it failed.

        It comes before the caller goes on, and also where the caller waits no longer. It is a hint, not a
        promise: a crash leaves it out.
        """
        self._hints.append(call)

    @property
    def connection(self) -> Any:  # a vendor's type
        """The psycopg connection, for machinery that keeps something in this commit; None on SQLite."""
        if self._session is None:
            raise TransactionOver
        return self._session.connection

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

    def all_each(self, query: str, into: type[T], each: Iterable[Mapping[str, Value]], /) -> list[list[T]]:
        """Give every row for each of these parameters, with one way to the database for all of them.

        Where the statement is refused for one of them, it was run for none.
        """
        results = self._execute_all((query, params) for params in each)
        return [mapped(query, into, one.columns, one.rows) for one in results]

    def run_each(self, query: str, each: Iterable[Mapping[str, Value]], /) -> list[int]:
        """Give how many rows the statement changed for each of these parameters; see `all_each`."""
        return self.run_all((query, params) for params in each)

    def run_all(self, steps: Iterable[tuple[str, Mapping[str, Value]]], /) -> list[int]:
        """Give how many rows each of these statements changed; see `all_each`."""
        return [one.changed for one in self._execute_all(steps)]

    def _execute(self, name: str, params: Mapping[str, Value]) -> Result:
        if self._session is None:
            raise TransactionOver(f"({name})")
        query = self._queries[name]
        return self._session.execute(query, query.values(self.bound, params))

    def _execute_all(self, steps: Iterable[tuple[str, Mapping[str, Value]]]) -> list[Result]:
        if self._session is None:
            raise TransactionOver
        named = [(self._queries[name], params) for name, params in steps]
        return self._session.execute_all(
            [(query, query.values(self.bound, params)) for query, params in named]
        )

    def end(self) -> None:
        """Refuse everything from now on."""
        self._session = None


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
