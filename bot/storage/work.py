"""What the writer is asked to do, and what it needs of a connection to do it."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from bot.storage.engine import Hint
from bot.storage.errors import StorageError


class Connection(Protocol):
    """What the writer needs of its connection; errors of `execute` are StorageErrors."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        ...

    def control(self, sql: str) -> None:
        """Run a statement that steers the transaction."""
        ...

    def in_place(self) -> bool:
        """Whether its files are still where they were opened: what is kept elsewhere is lost."""
        ...

    def prove(self, away: StorageError) -> None:
        """Show that what was met (`away`) is over, by writing among others; raise StorageError else."""
        ...

    def settle(self) -> bool:
        """Empty the log of what was overwritten or deleted; whether that was possible."""
        ...

    def close(self) -> None:
        """Close it, in the thread that opened it."""
        ...


class Work:
    """A function waiting for its turn at the connection, and the caller who waits for its outcome."""

    __slots__ = ("afterwards", "answer", "body", "fault", "loop", "reads", "result", "since")

    def __init__(self, body: Callable[[Any], Any], *, reads: bool, afterwards: Iterable[Hint] = ()) -> None:
        self.body = body
        self.afterwards = afterwards
        self.reads = reads
        self.since = time.monotonic()
        self.loop = asyncio.get_running_loop()
        self.answer: asyncio.Future[Any] = self.loop.create_future()
        self.result: Any = None
        self.fault: BaseException | None = None

    def do(self, connection: Connection) -> None:
        """Run the body; keep what it returns or raises. Raise only when the connection itself fails."""
        if not self.reads:
            connection.control("SAVEPOINT work")
        try:
            self.result = self.body(connection)
        except StopIteration as fault:  # a future can't carry one
            self.fault = RuntimeError(f"the transaction raised {fault!r}")
        except BaseException as fault:  # whatever it is, its caller gets it
            self.fault = fault
        if self.reads or not connection.in_transaction:
            return
        if self.fault is not None:
            connection.control("ROLLBACK TO work")
        connection.control("RELEASE work")

    def fail(self, fault: BaseException) -> None:
        """Let the caller know `fault`, unless the body failed for a reason of its own."""
        self.fault = self.fault or fault

    def settle(self) -> None:
        """Give the caller the outcome, and before that the hints; runs in the caller's loop."""
        if self.fault is None:
            for hint in self.afterwards:
                self.loop.call_soon(hint)
        if self.answer.done():
            return
        if self.fault is None:
            self.answer.set_result(self.result)
        else:
            self.answer.set_exception(self.fault)


def answer(works: Iterable[Work]) -> None:
    """Settle each work in its caller's loop, with one wake-up for each loop."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Work]] = {}
    for work in works:
        by_loop.setdefault(work.loop, []).append(work)
    for loop, settled in by_loop.items():
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits there any more
            loop.call_soon_threadsafe(_settle, settled)


def _settle(works: Iterable[Work]) -> None:
    for work in works:
        work.settle()
