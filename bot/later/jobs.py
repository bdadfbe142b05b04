"""The engine for PostgreSQL: as many replicas as like, each a dispatcher, and none of them leads.

The rows are the only truth: of what waits, of who works in a lane and since when. A lane's holder keeps the
order in a conversation over all replicas, with one letter in flight; so no letter hangs on a job, and what
waits for a time, also for Teams' Retry-After, is a row that costs nothing until then.

procrastinate carries what rows can't, the call for help: whoever posts and has no room of its own defers a
job in the very transaction of its decision, and the commit wakes a replica that has room (NOTIFY). `lock` is
the town, so that two replicas don't grapple for the same lanes; a replica that can't reach its rows tries
the call again, and what a dead one had fetched is called anew (the rescue). A replica with room needs no
call: it hears of its own commits at once, and looks at the rows each second whoever wrote them. A job lives
for milliseconds and holds a tenant, no person.

The lanes of a replica that died or stands still fall to the others: a hold whose row has not changed for a
lease is over. Each measures that by its own steady clock, since a wall clock that is wrong or leaps must
take no lane from who works there, and only while the database answers, since after an outage the holder
first writes down what became of its letter. Beginning a letter is a sign of life, so three quarters of a
lease pass at least before another takes its lane; who stood still for half of one since sends it no more.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import structlog
from procrastinate import App, PsycopgConnector, RetryStrategy, SyncPsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

from bot.later.carrier import report
from bot.later.desk import LEASE, Hold
from bot.later.dispatcher import AT_ONCE_IN_TENANT, Dispatcher, Town, rung
from bot.later.engine import TICK
from bot.later.jobs_pace import SharedPace
from bot.later.jobs_wave import Wave
from bot.reply import Post
from bot.storage import DatabaseAway, StorageError, Transaction

CALL = "later.call"
QUEUE = "later"
AT_ONCE = 128
"""Letters in hand; those that begin together share a transaction, so a hundred at once are one wave."""
CALLS = 4
"""Calls that one replica answers at a time."""
RESCUE = 30.0
"""Seconds between two looks for calls of dead replicas, and how long these must have been silent."""
BREATH = 2.0
"""Seconds before whoever lost the database looks for it again."""
GRACE = 1.0
"""Seconds for calls in hand, once the replica stops."""
PATIENCE = 2 * GRACE
"""Seconds before what should have ended is told so again."""
LOOKS = 8
"""Looks at the holds within a lease."""

log = structlog.get_logger("bot.later")
for _library in ("procrastinate", "psycopg.pool"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)  # the storage tells of an outage, once


@dataclass(frozen=True, slots=True)
class Sign(Hold):
    """A hold, with its last sign of life."""

    held_until: datetime


class _Decision(threading.local):
    """The transaction of this thread that posts, and the room that is left for its letters."""

    tx: Transaction | None = None
    room = 0


@dataclass(slots=True)
class Jobs(Dispatcher):
    """See `bot.later.engine.Engine`. The tables of `jobs_schema` are there."""

    address: str = field(kw_only=True)
    """Where PostgreSQL is."""
    lease: float = field(default=LEASE.total_seconds(), kw_only=True)
    """Seconds without a sign of life after which a lane's holder is taken for dead."""
    _deferring: JobManager = field(default_factory=lambda: JobManager(SyncPsycopgConnector()))
    _decision: _Decision = field(default_factory=_Decision)
    _signs: dict[Sign, float] = field(default_factory=dict)
    _taking: Counter[str] = field(default_factory=Counter)
    """Lanes that are being taken in hand, by tenant."""
    _wave: Wave = field(init=False)

    def __post_init__(self) -> None:
        database = self.carrier.database
        self._wave = Wave(database, self.clock)
        self.carrier.turn, self.carrier.shared = SharedPace(database).turn, self._wave
        self.carrier.promptness = self.lease / 2

    def posted(self, tx: Transaction, lane: str, due: datetime) -> None:
        """Look at the letter once it is there for sure, and call for help where there is no room for it."""
        tx.afterwards(self._letters.set)
        if due > tx.now:
            return
        if self._decision.tx is not tx:
            self._decision.tx, self._decision.room = tx, self._room(str(tx.bound["tenant"]))
        self._decision.room -= 1
        if self._decision.room == -1:  # one call is enough for all letters of a decision
            self._call(tx, str(tx.bound["tenant"]))

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as all_of_it:
            for work in (self._sweep(), self._dispatch(), self._watch()):
                all_of_it.create_task(work)

    @contextlib.asynccontextmanager
    async def connected(self, post: Post) -> AsyncIterator[None]:
        """Letters leave by this way, as long as the block lasts; those in hand come to their end in it."""
        async with Dispatcher.connected(self, post):
            stop = asyncio.Event()
            hearing = asyncio.create_task(self._hear_always(stop), name="later-calls")
            try:
                yield
            finally:
                stop.set()
                await asyncio.wait([hearing])

    async def _begin(self) -> float:
        """Take in hand what can go now, in all towns at the same time; seconds until the next letter can."""
        pause, now = TICK, self.clock()
        ready: list[str] = []
        for town in await self.carrier.database.all("later_tenants", Town):
            if (ahead := (town.wake_at - now).total_seconds()) > 0:
                pause = min(pause, ahead)
            else:
                ready.append(town.tenant)
        share = max((AT_ONCE - len(self._in_hand)) // max(len(ready), 1), 1)
        await self._take(ready, share)
        return pause

    async def _take(self, tenants: Iterable[str], most: int) -> None:
        """Take up to so many lanes of each tenant in hand, as far as there is room."""
        shares: Counter[str] = Counter()
        for tenant in tenants:
            if (share := min(self._room(tenant), most)) > 0:
                shares[tenant] = share
                self._taking[tenant] += share
        if not shares:
            return
        try:
            taken = await self._wave.take(shares)
        finally:
            self._taking -= shares
        for hold, head in taken.holds:
            self._take_in_hand(hold, head)
        busy = {(hold.tenant, hold.lane) for hold in self._in_hand.values()}
        for tenant, lane in taken.apart:
            if (tenant, lane) not in busy:
                self._keep_in_hand(Hold(tenant, lane, ""), self._work_alone(tenant, lane))

    async def _work_alone(self, tenant: str, lane: str) -> None:
        """Take a lane and work it, unless somebody else was quicker."""
        try:
            await self.carrier.work_lane(tenant, lane)
        except StorageError as error:
            report(error)

    # ------------------------------------------------------------ calls

    def _room(self, tenant: str) -> int:
        """How many more letters of a tenant may be in hand."""
        if self.carrier.post is None:
            return 0
        holds = list(self._in_hand.values())
        in_town = sum(hold.tenant == tenant for hold in holds) + self._taking[tenant]
        return min(AT_ONCE - len(holds) - self._taking.total(), AT_ONCE_IN_TENANT - in_town)

    def _call(self, tx: Transaction, tenant: str) -> None:
        lock = hashlib.sha256(tenant.encode()).hexdigest()
        job = Job(queue=QUEUE, lock=lock, queueing_lock=None, task_name=CALL, task_kwargs={"tenant": tenant})
        try:
            self._deferring.defer_job(job, tx.connection)
        except ConnectorException as error:
            raise DatabaseAway("The call could not be kept.") from error

    async def _hear_always(self, stop: asyncio.Event) -> None:
        """Answer calls until told to stop, whatever becomes of the connection.

        Told, not cancelled: a pool that is cancelled while it opens or closes leaves its workers behind, and
        the end of the process would wait for them.
        """
        while not stop.is_set():
            try:
                await self._hear(stop)
            except Exception as error:  # whatever it was: the rows are looked at all the same
                log.warning("calls_interrupted", error=type(error).__name__)
            await rung(stop, BREATH)

    async def _hear(self, stop: asyncio.Event) -> None:
        connector = PsycopgConnector(
            conninfo=self.address, min_size=1, max_size=3, timeout=5.0, configure=_configured
        )
        app = App(connector=connector)

        @app.task(name=CALL, queue=QUEUE, retry=RetryStrategy(max_attempts=10, wait=1))
        async def answer(tenant: str) -> None:
            await self._take([tenant], AT_ONCE_IN_TENANT)

        async with app.open_async():
            worker = app.run_worker_async(
                queues=[QUEUE],
                concurrency=CALLS,
                install_signal_handlers=False,
                delete_jobs="always",
                shutdown_graceful_timeout=GRACE,
                stalled_worker_timeout=RESCUE,
            )
            await _first_of(worker, _rescue(app.job_manager), stop.wait())

    # ------------------------------------------------------------ what dead replicas left

    async def _adopt(self) -> None:
        """What is held and not in hand is another replica's, unless it is silent for a lease."""
        self._astray = False

    async def _watch(self) -> None:
        while True:
            try:
                await self._free_silent()
            except StorageError:
                self._signs.clear()
            await asyncio.sleep(self.lease / LOOKS)

    async def _free_silent(self) -> None:
        now = time.monotonic()
        ours = {(hold.tenant, hold.lane) for hold in self._in_hand.values()}
        seen = await self.carrier.database.all("later_holds", Sign)
        self._signs = {
            sign: self._signs.get(sign, now) for sign in seen if (sign.tenant, sign.lane) not in ours
        }
        for sign, since in self._signs.items():
            if now - since >= self.lease * (LOOKS - 2) / LOOKS:  # it may be seen, and be judged, a look late
                await self._free(sign)
        if seen:
            self._letters.set()

    async def _free(self, sign: Sign) -> None:
        """Let go of a lane, unless its holder has begun a letter since we looked."""
        seen = {**asdict(sign), "now": self.clock()}
        if await self.carrier.database.run("later_free_silent", seen):
            log.warning("lane_adopted")


async def _rescue(manager: JobManager) -> None:
    """Call again what dead replicas had fetched; for ever."""
    while True:
        for job in await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=RESCUE):
            log.warning("call_rescued")
            await manager.retry_job(job)
        await manager.prune_stalled_workers(RESCUE)
        await asyncio.sleep(RESCUE)


async def _first_of(*works: Awaitable[object]) -> None:
    """Do all of it at the same time until one ends or fails; by then all have come to their end."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        await _end(*tasks, patience=PATIENCE)
    for task in tasks:
        if not task.cancelled() and (fault := task.exception()):
            raise fault


async def _end(*tasks: asyncio.Future[Any], patience: float) -> None:
    """Cancel these, and again after so many seconds, until they are done.

    Once is not enough: a task that waits for psycopg's pool may lose it in `asyncio.wait_for` of Python 3.11
    (CPython issue 86296), and would then go on for ever.
    """
    while left := [task for task in tasks if not task.done()]:
        for task in left:
            task.cancel()
        await asyncio.wait(left, timeout=patience)


async def _configured(connection: Any) -> None:
    """Each statement by itself, and none needs the disk: a call that is lost is no letter that is lost."""
    await connection.set_autocommit(True)
    await connection.execute("SET synchronous_commit = off")
