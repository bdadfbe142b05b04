"""Letters that begin or end at the same time share a transaction: one commit, and few ways to PostgreSQL.

Such a transaction holds rows of many lanes, and others come in an order of their own: so it waits for no row.
What somebody else changes at this moment, and what is not plain, goes alone, as `Carrier` has it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from bot.later.desk import LEASE, Head, Hold
from bot.later.jobs_reads import WaveReads
from bot.later.shared import Apart, NotOurs, Sent
from bot.later.together import Together
from bot.storage import Database, StorageError, Transaction, Value
from bot.storage.database import Reading

R = TypeVar("R")
Lane = tuple[str, str]
"""A tenant, and the lane."""
Row = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Taken:
    """Lanes that can be worked."""

    holds: list[tuple[Hold, Head]]
    """Those in hand, each with the letter that goes now."""
    apart: list[Lane]
    """Those that were not taken, since there is something to write down first."""


@dataclass(slots=True)
class Wave:
    """See `bot.later.shared.Shared`."""

    database: Database
    clock: Callable[[], datetime]
    _beginning: Together[tuple[Hold, Head], bool | None] = field(init=False)
    _ending: Together[Sent, list[Head] | None] = field(init=False)
    _reading: Together[Reading, list[Any]] = field(init=False)

    def __post_init__(self) -> None:
        self._beginning = Together(lambda wishes: self._transact(lambda tx: begin(tx, wishes)))
        self._ending = Together(lambda wishes: self._transact(lambda tx: end(tx, wishes)))
        self._reading = Together(self.database.read_all)

    def reads(self, bound: Mapping[str, Value]) -> WaveReads:
        """See `bot.later.shared.Shared`."""
        return WaveReads(self.database, self._reading, bound)

    async def take(self, shares: Mapping[str, int]) -> Taken:
        """Take up to so many ready lanes of each tenant. Raises StorageError."""
        return await self._transact(lambda tx: take(tx, shares))

    async def begin(self, hold: Hold, head: Head) -> None:
        """See `bot.later.shared.Shared`."""
        try:
            begun = await self._beginning.join((hold, head))
        except StorageError as fault:
            raise Apart from fault
        if not begun:
            raise Apart if begun is None else NotOurs

    async def end(self, sent: Sent) -> Head | None:
        """See `bot.later.shared.Shared`."""
        if sent.head.mark:
            raise Apart  # its card is a row that turns change as well
        try:
            following = await self._ending.join(sent)
        except StorageError as fault:
            raise Apart from fault
        if following is None:
            raise Apart
        return following[0] if following else None

    async def _transact(self, body: Callable[[Transaction], R]) -> R:
        return await self.database.transact(body, bound={"now": self.clock()})


# ------------------------------------------------------------ transactions, with :now bound


def take(tx: Transaction, shares: Mapping[str, int]) -> Taken:
    """Take up to so many ready lanes of each tenant; a lane that a crash gives back is taken anew."""
    tx.fleeting()
    asked: list[Row] = [{"tenant": tenant, "most": most} for tenant, most in shares.items()]
    found = tx.all_each("later_free_lanes", str, asked)
    lanes = [(tenant, lane) for tenant, ready in zip(shares, found, strict=True) for lane in ready]
    holder = secrets.token_hex(8)
    holds: list[tuple[Hold, Head]] = []
    apart: list[Lane] = []
    for (tenant, lane), head in zip(lanes, _heads(tx, lanes), strict=True):
        if head is not None and head.plain(tx.now):
            holds.append((Hold(tenant, lane, holder), head))
        else:
            apart.append((tenant, lane))
    held_until = tx.now + LEASE
    tx.run_each("later_take_lane", [_row(hold, held_until=held_until, dead="") for hold, _ in holds])
    return Taken(holds, apart)


def begin(tx: Transaction, wishes: Sequence[tuple[Hold, Head]]) -> list[bool | None]:
    """Begin each letter, see `Desk.begin`; None for what goes alone."""
    ours = _grasped(tx, wishes)
    kept = [hold for (hold, _), free in zip(wishes, ours, strict=True) if free]
    rows = [
        _row(hold, id=head.id, doubtful=head.doubtful)
        for (hold, head), free in zip(wishes, ours, strict=True)
        if free
    ]
    tx.run_each("later_keep_lane", [_row(hold, held_until=tx.now + LEASE) for hold in kept])
    begun = iter(tx.run_each("later_begin", rows))
    return [bool(next(begun)) if free else None for free in ours]


def end(tx: Transaction, wishes: Sequence[Sent]) -> list[list[Head] | None]:
    """End each letter, and give the next one of its lane, if there is one; None for what goes alone."""
    free = _grasped(tx, [(sent.hold, sent.head) for sent in wishes])
    ours = [sent for sent, is_free in zip(wishes, free, strict=True) if is_free]
    tx.run_each("later_end", [{"tenant": sent.hold.tenant, "id": sent.head.id} for sent in ours])
    holds = [sent.hold for sent in ours]
    heads = dict(zip(holds, _heads(tx, [(hold.tenant, hold.lane) for hold in holds]), strict=True))
    plain = {hold: head for hold, head in heads.items() if head is not None and head.plain(tx.now)}
    tx.run_each("later_keep_lane", [_row(hold, held_until=tx.now + LEASE) for hold in plain])
    empty = [hold for hold, head in heads.items() if head is None]
    _let_go(tx, empty)
    following: dict[Hold, list[Head]] = {
        **{hold: [head] for hold, head in plain.items()},
        **{hold: [] for hold in empty},
    }
    return [following.get(sent.hold) for sent in wishes]


def _let_go(tx: Transaction, holds: Sequence[Hold]) -> None:
    """Let go of lanes in which nothing is due by now."""
    rows: list[Row] = [{"tenant": hold.tenant, "lane": hold.lane} for hold in holds]
    dues = [due for (due,) in tx.all_each("later_next_due", _NextDue, rows)]
    pairs = list(zip(holds, dues, strict=True))
    tx.run_each("later_end_lane", [_row(hold) for hold, due in pairs if due.due_at is None])
    waking = [_row(hold, wake_at=due.due_at) for hold, due in pairs if due.due_at is not None]
    tx.run_each("later_leave_lane", waking)


@dataclass(frozen=True, slots=True)
class _NextDue:
    due_at: datetime | None


def _heads(tx: Transaction, lanes: Sequence[Lane]) -> list[Head | None]:
    """The letter whose turn it is, in each lane."""
    rows: list[Row] = [{"tenant": tenant, "lane": lane} for tenant, lane in lanes]
    return [found[0] if found else None for found in tx.all_each("later_head", Head, rows)]


def _grasped(tx: Transaction, letters: Sequence[tuple[Hold, Head]]) -> list[bool]:
    """Which of these letters and their lanes nobody else has or changes; nobody will, until the commit."""
    rows: list[Row] = [
        {"tenant": hold.tenant, "holder": hold.holder, "id": head.id} for hold, head in letters
    ]
    return [bool(found) for found in tx.all_each("later_grasp", str, rows)]


def _row(hold: Hold, **more: Value) -> Row:
    return {"tenant": hold.tenant, "lane": hold.lane, "holder": hold.holder, **more}
