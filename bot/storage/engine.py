"""What a database must be able to do, so that the face in `bot.storage.database` can stand before it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

from bot.storage.queries import Query
from bot.storage.values import Stored

R = TypeVar("R")

Hint: TypeAlias = Callable[[], object]


Step: TypeAlias = tuple[Query, Mapping[str, Stored]]
"""A statement, and what it is given."""


class Result(NamedTuple):
    """What one statement gave."""

    columns: tuple[str, ...]
    rows: list[tuple[Stored, ...]]
    changed: int


class Session(Protocol):
    """A connection inside a transaction."""

    @property
    def connection(self) -> Any:  # a vendor's type
        """The psycopg connection, for who keeps something else in the same commit; None on SQLite."""
        ...

    def execute(self, query: Query, values: Mapping[str, Stored]) -> Result:
        """Run one statement to its end; raise StorageErrors only."""
        ...

    def execute_all(self, steps: Sequence[Step]) -> list[Result]:
        """Run these statements, in order; where one is refused, none of them was run."""
        ...

    def fleeting(self) -> None:
        """See `bot.storage.transaction.Transaction`; before any statement."""
        ...


class Engine(Protocol):
    """A database that is open."""

    async def transact(
        self, work: Callable[[Session], R], *, reads: bool, afterwards: Iterable[Hint] = ()
    ) -> R:
        """Run `work` whole in one transaction and give its result after the commit.

        `reads` promises that it changes nothing. `afterwards`, which `work` may still fill, is called
        in the caller's loop once the commit is durable, also where the caller waits no longer.
        """
        ...

    @property
    def away(self) -> str:
        """Why nothing can be kept just now: the name of a StorageError; empty while all is well."""
        ...

    async def export(self, work: Callable[[Session], R]) -> R:
        """Run `work`, which reads only, on a connection of its own beside the writers."""
        ...

    async def close(self) -> None:
        """Finish what was handed over, then let go of the database."""
        ...
