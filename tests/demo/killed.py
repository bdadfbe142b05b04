"""A demo to be killed: prints its address, and runs until then. Its argument says which guard is off.

`whole` is the demo as it is. `late` writes changes down half a second after they were shown, `counting`
does so, too, and gives ids that count on from those that are kept.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot import log
from bot.settings import Settings
from demo.app import open_demo
from demo.chats import Change

LATE = 0.5
"""Seconds."""


async def run(folder: Path, way: str) -> None:
    """Until somebody kills it."""
    settings = Settings.model_validate({"home": str(folder)})
    async with open_demo(settings, host="127.0.0.1", port=0) as home:
        office, loop = home.office, asyncio.get_running_loop()
        if way != "whole":
            keep = office.chats.keep

            def keep_late(change: Change) -> None:
                loop.call_later(LATE, keep, change)

            office.chats.keep = keep_late
        if way == "counting":
            midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
            office.clock.machine = lambda: midnight
        sys.stdout.write(f"{home.url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    log.set_up(level="critical")
    asyncio.run(run(Path(sys.argv[1]), sys.argv[2]))
