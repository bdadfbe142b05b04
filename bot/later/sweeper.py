"""The features' own due work: rows whose time has come are moved, each in a transaction of its own.

A row that fails keeps nobody waiting: the others go on, and it is tried again after a pause that grows. Where
several replicas sweep, the feature's conditional UPDATE decides who moved a row; the others change nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.later.declared import Due
from bot.storage import Database, StorageError, Transaction, Value

MOST = 200
"""Rows of one query that are in hand at a time."""
AT_ONCE = 32
"""Rows that are moved at the same time; their commits are shared."""
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)

log = structlog.get_logger("bot.later")


@dataclass(slots=True)
class Sore:
    """A row that failed."""

    faults: int
    until: datetime


@dataclass(slots=True)
class Sweeper:
    """Does what the features declared as due."""

    database: Database
    dues: tuple[Due, ...]
    clock: Callable[[], datetime]
    _sore: dict[tuple[str, str], Sore] = field(default_factory=dict)

    async def sweep(self) -> datetime | None:
        """Do all that is due by now; when the next row is due, None where none waits.

        What fails is logged by name and passed by. Raises StorageError where the database is away.
        """
        self._heal()
        nexts = [await self._one(due) for due in self.dues]
        return min((at for at in nexts if at is not None), default=None)

    async def _one(self, due: Due) -> datetime | None:
        done: set[str] = set()
        rows: list[Any]
        while rows := await self._rows(due, done):
            for at in range(0, len(rows), AT_ONCE):
                await asyncio.gather(*(self._move(due, row) for row in rows[at : at + AT_ONCE]))
            done = {repr(row) for row in rows}
        return await self.database.one(due.next, datetime)

    async def _rows(self, due: Due, done: set[str]) -> list[Any]:
        """The next rows; one that was done just now and still is due has not been moved on: it is sore."""
        sore = {name for query, name in self._sore if query == due.query}
        most = MOST + len(sore)
        rows: list[Any] = await self.database.all(due.query, due.into, now=self.clock(), most=most)
        for row in rows:
            if repr(row) in done and repr(row) not in sore:
                self._hurt(due, row, "NotMoved")
        return [row for row in rows if (due.query, repr(row)) not in self._sore]

    async def _move(self, due: Due, row: Any) -> None:
        bound: dict[str, Value] = {
            "tenant": row.tenant,
            "person": getattr(row, "person", None) or "",
            "now": self.clock(),
        }

        def body(tx: Transaction) -> None:
            due.work(tx, row)

        try:
            await self.database.transact(body, bound=bound)
        except StorageError as error:
            self._hurt(due, row, type(error).__name__)
            raise
        except Exception as error:  # whatever it was: the others must not wait for this one
            self._hurt(due, row, type(error).__name__)

    def _hurt(self, due: Due, row: Any, fault: str) -> None:
        key = (due.query, repr(row))
        faults = self._sore[key].faults + 1 if key in self._sore else 1
        pause = min(FIRST_PAUSE * 2 ** min(faults - 1, 12), LONGEST_PAUSE)
        self._sore[key] = Sore(faults, self.clock() + pause)
        log.error("due_work_failed", kind=due.query, error=fault, attempt=faults)

    def _heal(self) -> None:
        now = self.clock()
        for key in [key for key, sore in self._sore.items() if sore.until <= now]:
            del self._sore[key]
