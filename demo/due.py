"""Waiting for the bot's own doing, so that whoever leaps forward in time sees at once what came of it."""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.later.declared import Declarations
from bot.later.desk import Hold
from bot.later.dispatcher import Town
from bot.pilot import Bot

PATIENCE = 5.0
"""Seconds after which what still hangs is left to come by itself: a row that fails, for instance."""
GLANCE = 0.02
"""Seconds between two looks."""


async def done_with_due(bot: Bot, patience: float = PATIENCE) -> bool:
    """Wake the bot, and wait until it has done and sent all that is due; False where that took too long.

    What goes again later, since it could not arrive now, is not waited for. `bot.later` must run, connected.
    """
    bot.later.wake()
    try:
        async with asyncio.timeout(patience):
            while await _is_due(bot, bot.clock()):  # noqa: ASYNC110 - only the tables know, and they don't call
                await asyncio.sleep(GLANCE)
    except TimeoutError:
        return False
    return True


async def _is_due(bot: Bot, now: datetime) -> bool:
    """Whether a row or a letter waits by now. Looked at in the order of their way, so that none slips by."""
    for due in Declarations.of(bot.router.dialogs).dues:
        if await bot.database.all(due.query, due.into, now=now, most=1):
            return True
    lanes = await bot.database.all("later_tenants", Town)
    return any(lane.wake_at <= now for lane in lanes) or bool(
        await bot.database.all("later_held_lanes", Hold)
    )
