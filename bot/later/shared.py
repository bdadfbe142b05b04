"""What letters that go at the same time may share: their ways to the database, and its commits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.later.desk import Desk, Head, Hold
from bot.storage import Transaction, Value
from bot.turn import Reads


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter arrived, as this activity."""

    hold: Hold
    head: Head
    activity: str

    def __call__(self, desk: Desk, tx: Transaction) -> None:
        """Write it down."""
        desk.sent(tx, self.hold, self.head, self.activity)


class Apart(Exception):
    """A letter goes alone: it could not be written down together with others."""


class Shared(Protocol):
    """How letters that go at the same time share their ways to the database."""

    def reads(self, bound: Mapping[str, Value]) -> Reads:
        """See `Sending.db`."""
        ...

    async def begin(self, hold: Hold, head: Head) -> None:
        """See `Desk.begin`. Raises Apart."""
        ...

    async def end(self, sent: Sent) -> Head | None:
        """Write down that it arrived; the next one of its lane. Raises Apart."""
        ...


class Late(Exception):
    """The letter was begun and did not leave: its lane may be another worker's by now. Nothing was sent."""


class NotOurs(Exception):
    """The letter is gone, or its lane is another worker's by now. Nothing was sent."""
