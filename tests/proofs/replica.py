"""A replica as a process that can be killed and frozen: `python replica.py URL FILE [reckless]`.

What it sends is written to FILE, with the moment. `reckless` is the control: nobody asks who holds a lane,
nor how long ago a letter was begun.
"""

import asyncio
import math
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.app import text_files
from bot.delivery import Seal
from bot.later import jobs_wave
from bot.later.carrier import Carrier
from bot.later.declared import Declarations
from bot.later.desk import Desk, Head, Hold
from bot.later.outbox import Outbox
from bot.later.sweeper import Sweeper
from bot.reply import Channel
from bot.storage import Transaction
from bot.texts import Texts
from bot.turn import Outgoing, Person, Place, Town
from tests.later.stage import Clock, feature, jobs, opened

LEASE = 3.0
"""Seconds; short, so that the proof is."""
TAKES = 0.05
"""Seconds that Teams takes for a message."""


@dataclass
class Notebook:
    """A way out into a file: the moment, and the words."""

    path: Path

    def channel(self, place: Place, tenant: str, leaving: Callable[[], Awaitable[None]]) -> Channel:
        return _Line(self.path, leaving)

    async def personal(self, person: Person, place: Place) -> Place:
        return place


@dataclass
class _Line:
    path: Path
    leaving: Callable[[], Awaitable[None]]

    async def send(self, out: Outgoing) -> str:
        await self.leaving()
        words = out.text.replace("\n", " ")
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{time.time():.6f} {words}\n")
        await asyncio.sleep(TAKES)
        return "1"

    async def edit(self, activity: str, out: Outgoing) -> None:
        await self.leaving()

    async def delete(self, activity: str) -> None:
        await self.leaving()


def always(desk: Desk, tx: Transaction, hold: Hold, head: Head) -> bool:
    """Send it, whoever holds its lane."""
    return True


def always_all(tx: Transaction, wishes: Sequence[tuple[Hold, Head]]) -> list[bool]:
    """The same, for those that begin at the same time."""
    return [True] * len(wishes)


async def main(url: str, path: Path, *, reckless: bool) -> None:
    """Work until killed."""
    database = await opened(url)
    declared = Declarations.of([feature()])
    clock = Clock(timedelta())
    carrier = Carrier(database, declared, Seal(b"salt" * 8), Texts.load(text_files()), Town, {}, clock)
    engine = jobs(url, LEASE)(carrier, Sweeper(database, declared.dues, clock), clock)
    database.parts[Outbox] = Outbox(engine)
    if reckless:
        carrier.promptness = math.inf
    async with engine.connected(Notebook(path)):
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await engine.run()


if __name__ == "__main__":
    reckless = "reckless" in sys.argv
    if reckless:
        Desk.begin = always  # type: ignore[assignment,method-assign]  # the guard is off
        jobs_wave.begin = always_all  # type: ignore[assignment]  # here as well
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), reckless=reckless))
