"""How the doctor asks over the network: briefly, believing whom the case believes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import aiohttp

from bot.doctor.case import Case

PATIENCE = aiohttp.ClientTimeout(total=8)


@asynccontextmanager
async def asking(case: Case) -> AsyncIterator[aiohttp.ClientSession]:
    """A session that believes the authorities of this case."""
    connector = aiohttp.TCPConnector(ssl=case.trust)
    async with aiohttp.ClientSession(connector=connector, timeout=PATIENCE) as session:
        yield session


def in_short(error: BaseException) -> str:
    """What failed, in a few words of the machine: there are too many to translate."""
    if isinstance(error, TimeoutError):
        return "timeout"
    return " ".join(str(getattr(error, "strerror", "") or error).split())[:120] or type(error).__name__


def now() -> datetime:
    """The time by this machine's clock."""
    return datetime.now(UTC)
