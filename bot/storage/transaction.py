"""What a transaction's function works with: named queries, and hints for after the commit."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from bot.storage.engine import Hint, Result, Session
from bot.storage.errors import TooManyRows, TransactionOver, WrongParameters
from bot.storage.queries import Queries
from bot.storage.rows import mapped
from bot.storage.values import Value

T = TypeVar("T")


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

    def fleeting(self) -> None:
        """Don't wait for the disk at the commit; called first of all, where what is kept means little alone.

        A crash of the server may take it back, but nothing that a later, durable transaction rests on. Behind
        a statement it changes nothing: the commit is durable.
        """
        if self._session is None:
            raise TransactionOver
        self._session.fleeting()

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
