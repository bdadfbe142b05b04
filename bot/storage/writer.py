"""One thread that does all the work on one SQLite connection, many transactions to a commit.

What waits when the thread comes round, up to 64 transactions, shares one BEGIN IMMEDIATE and one COMMIT,
each inside a savepoint of its own: one that fails is undone alone. Nobody is answered before the commit
that holds their work, so a "yes" is durable and a reader never saw what was taken back.
"""

import asyncio
import contextlib
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterable
from queue import Empty, SimpleQueue
from typing import Any, Generic, Protocol, TypeVar, cast

from bot.storage.errors import DatabaseAway, StorageError

R = TypeVar("R")

TOGETHER = 64


class Connection(Protocol):
    """What the writer needs of its connection; errors of `execute` are StorageErrors."""

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        ...

    def control(self, sql: str) -> None:
        """Run a statement that steers the transaction."""
        ...

    def close(self) -> None:
        """Close it, in the thread that opened it."""
        ...


C = TypeVar("C", bound=Connection)


class Work:
    """A function waiting for its turn at the connection, and the caller who waits for its outcome."""

    __slots__ = ("answer", "body", "fault", "loop", "reads", "result")

    def __init__(self, body: Callable[[Any], Any], *, reads: bool) -> None:
        self.body = body
        self.reads = reads
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
        """Give the caller the outcome; runs in the caller's loop."""
        if self.answer.done():
            return
        if self.fault is None:
            self.answer.set_result(self.result)
        else:
            self.answer.set_exception(self.fault)


class Writer(Generic[C]):
    """The thread, its queue, and the promise that every caller gets an answer."""

    def __init__(self, connect: Callable[[], C]) -> None:
        self._connect = connect
        self._queue: SimpleQueue[Work | None] = SimpleQueue()
        self._gate = threading.Lock()  # between "is it still running" and "put it into the queue"
        self._over = ""  # why nothing is taken any more
        self._current: list[Work] = []
        self._thread = threading.Thread(target=self._live, name="lotse-writer", daemon=True)
        self._thread.start()

    async def do(self, body: Callable[[C], R], *, reads: bool = False) -> R:
        """Run `body(connection)` in the thread and give its result after the commit.

        `reads` promises that it changes nothing: it then also works where nothing can be written.
        Raises what the body raises, and DatabaseAway when the work could not be done or kept.
        """
        work = Work(body, reads=reads)
        with self._gate:
            if self._over:
                raise DatabaseAway(self._over)
            self._queue.put(work)
        return cast("R", await work.answer)

    async def close(self) -> None:
        """Take nothing more, finish what waits, end the thread."""
        with self._gate:
            if not self._over:
                self._over = "It is closed."
                self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _live(self) -> None:
        connection: Connection | None = None
        try:
            connection = self._connect()
            while batch := self._next():
                self._carry_out(connection, batch)
        except BaseException as fault:  # a thread that dies must leave nobody waiting
            self._die(fault)
        finally:
            if connection is not None:
                with contextlib.suppress(StorageError, sqlite3.Error):
                    connection.close()

    def _next(self) -> list[Work]:
        """Wait for work, then take what else is there; empty when the writer was closed."""
        first = self._queue.get()
        self._current = [] if first is None else [first]
        with contextlib.suppress(Empty):
            while self._current and len(self._current) < TOGETHER:
                work = self._queue.get_nowait()
                if work is None:
                    self._queue.put(None)  # for the next round; nothing can come after it
                    break
                self._current.append(work)
        return self._current

    def _carry_out(self, connection: Connection, batch: Iterable[Work]) -> None:
        waiting = deque(work for work in batch if not work.answer.cancelled())
        while waiting:
            done = _commit(connection, waiting)
            self._current = list(waiting)
            _answer(done)

    def _die(self, fault: BaseException) -> None:
        with self._gate:
            self._over = f"Its writer ended: {fault!r}"
        away = fault if isinstance(fault, StorageError) else DatabaseAway(self._over)
        lost = list(self._current)
        with contextlib.suppress(Empty):
            while True:
                work = self._queue.get_nowait()
                if work is not None:
                    lost.append(work)
        for work in lost:
            work.fail(away)
        _answer(lost)


def _commit(connection: Connection, waiting: deque[Work]) -> list[Work]:
    """Carry out the waiting works, which leave `waiting`, in one commit; give those to be answered now."""
    writing = any(not work.reads for work in waiting)
    try:
        connection.control("BEGIN IMMEDIATE" if writing else "BEGIN")
    except StorageError as fault:
        return _refuse(waiting, fault, reads_too=not writing)
    done: list[Work] = []
    try:
        while waiting and connection.in_transaction:
            done.append(waiting.popleft())
            done[-1].do(connection)
        if not connection.in_transaction:  # a full disk, for one, takes the whole of it back
            raise DatabaseAway("A failing statement ended the transaction that others shared.")
        connection.control("COMMIT")
    except StorageError as fault:
        for work in done:
            work.fail(fault)
        if connection.in_transaction:
            connection.control("ROLLBACK")
    return done


def _refuse(waiting: deque[Work], fault: StorageError, *, reads_too: bool) -> list[Work]:
    """Fail those that write; those that read get a round of their own, unless it was theirs that failed."""
    refused = [work for work in waiting if reads_too or not work.reads]
    readers = [work for work in waiting if work not in refused]
    waiting.clear()
    waiting.extend(readers)
    for work in refused:
        work.fail(fault)
    return refused


def _answer(works: Iterable[Work]) -> None:
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
