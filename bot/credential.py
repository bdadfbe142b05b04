"""Admins hear in Teams that the bot's secret or certificate ends, while there is time (TEAMS.md 27)."""

from __future__ import annotations

import asyncio
from datetime import date

import structlog

from bot.admins import Admins
from bot.doctor.expiry import stage
from bot.storage import StorageError

EVERY = 3600.0
"""Seconds between two looks: who is met late on the day still hears of it on that day."""

log = structlog.get_logger("bot")


async def watch(ends: date, admins: Admins) -> None:
    """Look at the start and then each hour, until cancelled."""
    while True:
        try:
            await warn(ends, admins)
        except StorageError as error:
            log.warning("credential_not_told", error=type(error).__name__)
        await asyncio.sleep(EVERY)


async def warn(ends: date, admins: Admins) -> int:
    """Tell the admins once at each stage that has come; how many letters these are. Raises StorageError."""
    reached = stage(ends, admins.clock())
    if reached is None:
        return 0
    return await admins.tell("upkeep.credential", {"day": ends.isoformat()}, f"credential-{ends}-{reached}")
