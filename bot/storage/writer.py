"""One thread that does all the work on one SQLite connection, many transactions to a commit.

What waits when the thread comes round, up to 64 transactions, shares one BEGIN IMMEDIATE and one COMMIT,
each inside a savepoint of its own: one that fails is undone alone. Nobody is answered before the commit
that holds their work, so a "yes" is durable and a reader never saw what was taken back.

The thread never ends before it is closed: what fails is refused, and looked for again.
"""

import asyncio
import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar, cast

from bot.storage.engine import Hint
from bot.storage.errors import DatabaseAway, DatabaseBusy, DatabaseDamaged, StorageError
from bot.storage.outage import Outage
from bot.storage.work import Connection, Work, answer

R = TypeVar("R")

TOGETHER = 64
PATIENCE = 5.0  # seconds that a write waits for another program's lock; a turn has 15
QUIET = 5.0  # seconds without work after which the log is emptied


C = TypeVar("C", bound=Connection)


class Writer(Generic[C]):
    """The thread, its queue, and the promise that every caller gets an answer.

    While the database is away whoever writes is refused at once, and so is whoever reads where there is
    nothing to read from. It is looked for by itself, at first after 0.1 s, at least every 5 s.
    """

    def __init__(self, connect: Callable[[], C], *, patience: float = PATIENCE, quiet: float = QUIET) -> None:
        self._connect = connect
        self._patience = patience
        self._quiet = quiet
        self._queue: SimpleQueue[Work | None] = SimpleQueue()
        self._gate = threading.Lock()  # between "is it still open" and "put it into the queue"
        self._closed = False
        self._ending = False  # the thread has met the end of its queue
        self._waiting: deque[Work] = deque()
        self._done: list[Work] = []  # in the commit that is under way
        self._connection: C | None = None
        self._outage = Outage()
        self._unsettled: float | None = None  # since when the log holds something
        self._thread = threading.Thread(target=self._live, name="lotse-writer", daemon=True)
        self._thread.start()

    async def do(self, body: Callable[[C], R], *, reads: bool = False, afterwards: Iterable[Hint] = ()) -> R:
        """Run `body(connection)` in the thread and give its result after the commit.

        `reads` promises that it changes nothing: it then also works where nothing can be written.
        Raises what the body raises, and DatabaseAway when the work could not be done or kept.
        """
        work = Work(body, reads=reads, afterwards=afterwards)
        with self._gate:
            if self._closed:
                raise DatabaseAway("It is closed.")
            self._queue.put(work)
        return cast("R", await work.answer)

    @property
    def away(self) -> str:
        """What the database is away for, the name of a StorageError; empty while all is well."""
        fault = self._outage.fault
        return type(fault).__name__ if fault else ""

    async def close(self) -> None:
        """Take nothing more, finish what waits, end the thread."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    # what follows runs in the thread

    def _live(self) -> None:
        while self._take():
            try:
                self._round()
            except BaseException as fault:  # whatever it was, nobody waits for ever, and it begins afresh
                self._leave()
                self._refuse(fault, [*self._done, *self._waiting])
        self._leave()

    def _take(self) -> bool:
        """Wait for work, or until it is time to look around; False when it is closed and all is done."""
        if not self._waiting and not self._ending:
            with contextlib.suppress(Empty):
                self._put(self._queue.get(timeout=self._rest()))
        for _ in range(self._queue.qsize()):
            self._put(self._queue.get_nowait())
        return bool(self._waiting) or not self._ending

    def _put(self, work: Work | None) -> None:
        if work is None:
            self._ending = True  # nothing can come after it
        else:
            self._waiting.append(work)

    def _rest(self) -> float | None:
        """Seconds that the thread may sleep; None: until somebody comes."""
        if self._outage.fault is not None:
            return self._outage.wait
        return self._quiet if self._unsettled else None

    def _round(self) -> None:
        """See that there is a connection, then carry out what waits with it."""
        if self._connection is not None and not self._connection.in_place():
            self._leave()
        if (self._outage.fault is not None and not self._outage.wait) or (
            self._connection is None and self._outage.fault is None
        ):
            self._look()
        while self._waiting and self._connection is not None:
            self._commit(self._connection)
            if not self._done:  # all of them wait for another program
                return
            self._settle_with(self._done)
        if self._connection is not None:
            self._tidy(self._connection)
        elif self._waiting:
            self._refuse(self._outage.fault or DatabaseAway(), list(self._waiting))

    def _look(self) -> None:
        """Get a connection that keeps what it is given, and let go of the old one only then.

        The old one keeps the shared files there, without which a full disk could not even be read.
        """
        away = self._outage.fault
        try:
            fresh = self._connect()
            try:
                if away is not None:
                    fresh.prove(away)
            except BaseException:
                _close(fresh)
                raise
        except Exception as fault:
            self._outage.met(fault)
            self._outage.looked()
            return
        self._leave()
        self._connection = fresh
        self._outage.over()

    def _commit(self, connection: C, *, only_reads: bool = False) -> None:
        """Carry out what waits in one commit; `_done` are those to be answered now, which wait no more."""
        self._done = []
        writing = not only_reads and any(not work.reads for work in self._waiting)
        try:
            connection.control("BEGIN IMMEDIATE" if writing else "BEGIN")
        except DatabaseBusy as fault:
            self._put_off(connection, fault)
            return
        except StorageError as fault:
            self._fail(fault, [work for work in self._waiting if work.reads != writing])
            return
        try:
            while self._next_may(writing) and connection.in_transaction:
                work = self._waiting.popleft()
                self._done.append(work)
                if not work.answer.cancelled():
                    work.do(connection)
            if not connection.in_transaction:  # a full disk, for one, takes the whole of it back
                raise DatabaseAway("A failing statement ended the transaction that others shared.")
            connection.control("COMMIT")
            if writing:
                self._unsettled = self._unsettled or time.monotonic()
                if not connection.in_place():
                    raise DatabaseAway("Its files were moved or deleted.")
        except StorageError as fault:
            for work in self._done:
                work.fail(fault)
            if connection.in_transaction:
                connection.control("ROLLBACK")

    def _next_may(self, writing: bool) -> bool:
        return bool(self._waiting) and len(self._done) < TOGETHER and (writing or self._waiting[0].reads)

    def _put_off(self, connection: C, fault: StorageError) -> None:
        """Another program writes: who only reads goes first, who has waited long enough is refused.

        The others go on waiting; while the database is known to be away nobody does.
        """
        patience = 0.0 if self._outage.fault is not None else self._patience
        latest = time.monotonic() - patience
        late = [work for work in self._waiting if not work.reads and work.since <= latest]
        if any(work.reads for work in self._waiting):
            self._waiting = deque(sorted(self._waiting, key=lambda work: not work.reads))
            self._commit(connection, only_reads=True)
        self._fail(fault, late)

    def _fail(self, fault: BaseException, works: list[Work]) -> None:
        """Let these wait no more: they are done, by `fault`."""
        failing = set(works)
        self._waiting = deque(work for work in self._waiting if work not in failing)
        for work in works:
            work.fail(fault)
        self._done += [work for work in works if work not in self._done]

    def _refuse(self, fault: BaseException, works: list[Work]) -> None:
        self._done = []
        self._fail(self._outage.met(fault), works)
        self._settle_with(self._done)

    def _settle_with(self, done: list[Work]) -> None:
        """Answer these, and see from what became of them whether the database is away."""
        faults = [work.fault for work in done if isinstance(work.fault, DatabaseAway)]
        if faults:
            self._outage.met(faults[-1], refused=len(faults))
            if any(isinstance(fault, DatabaseDamaged) for fault in faults):
                self._leave()  # a "yes" would be lost together with the file
        elif any(not work.reads for work in done):
            self._outage.over()
        self._done = []
        answer(done)

    def _tidy(self, connection: C) -> None:
        """Empty the log when nobody has come for a while: what was deleted shall be in no file."""
        if self._unsettled is not None and time.monotonic() - self._unsettled > self._quiet:
            self._unsettled = None if connection.settle() else time.monotonic()

    def _leave(self) -> None:
        if self._connection is not None:
            _close(self._connection)
        self._connection = None


def _close(connection: Connection) -> None:
    with contextlib.suppress(Exception):  # it is of no use any more, whatever it says to that
        connection.close()
