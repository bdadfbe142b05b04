"""What an engine does: due work happens in time. Which work, and how, is the carrier's and the sweeper's.

An engine owes three things: a lane in which something is ready is worked by `Carrier.work` soon, by one
worker at a time; due work is looked at by `Sweeper.sweep` at its time, and at least each second; what a
dead process left is adopted. `tests/later/conformance.py` holds every engine to it.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from bot.reply import Post
from bot.storage import Transaction

TICK = 1.0
"""Seconds after which an engine looks at the clock and at the tables, even where nobody called it."""


class Engine(Protocol):
    """Makes letters leave, and due work be done."""

    def posted(self, tx: Transaction, lane: str, due: datetime) -> None:
        """A letter was put into this lane of :tenant, in this transaction, which may yet fail."""
        ...

    def wake(self) -> None:
        """Look at once at what is due: the clock was moved, or somebody knows of something."""
        ...

    def connected(self, post: Post) -> AbstractAsyncContextManager[None]:
        """Letters leave by this way, as long as the block lasts; those in hand come to their end in it."""
        ...

    async def run(self) -> None:
        """Work until cancelled."""
        ...
