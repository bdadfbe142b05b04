"""`lotse concern serve`: the one process that owns the Sorgenbox where several bots run.

It serves the page without a sign-in, the readers' page and the hand-over, and keeps the release moments.
Nothing of the bots is opened here: no database of theirs, no FAQ, no way into Teams.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime

import structlog
from aiohttp import web

from bot.beside import EVERY
from bot.concern.box import Box
from bot.concern.serving import serving
from bot.concern.taking import Taking
from bot.settings import Settings
from bot.teams import Edge
from bot.texts import Texts
from faq.page import read_page
from faq.placeholders import Facts, laid_over

log = structlog.get_logger("bot.concern")


@contextlib.asynccontextmanager
async def owning(
    settings: Settings, texts: Texts, clock: Callable[[], datetime], edge: Edge
) -> AsyncIterator[str]:
    """The address, as long as the block lasts.

    Raises StorageErrors where the file can't be had, DatabaseLocked where it is another's; and what
    `serving` raises.
    """
    texts.facts = _facts(settings)
    box = Box.of(settings)
    try:
        await box.standing()
        taking = Taking(box, settings.concern_secret.encode(), clock)
        more = [*taking.routes(), web.get("/health", _health)]
        async with serving(settings, box, texts, clock, edge, more) as address:
            looking = asyncio.create_task(_looking(box, clock), name="releases")
            try:
                yield address
            finally:
                looking.cancel()
                await asyncio.gather(looking, return_exceptions=True)
    finally:
        await box.close()


async def serve(
    settings: Settings,
    texts: Texts,
    clock: Callable[[], datetime],
    edge: Edge,
    stop: asyncio.Event,
    listening: Callable[[str], None],
) -> None:
    """Own it until `stop`; `listening` is told the address. Raises what `owning` raises."""
    async with owning(settings, texts, clock, edge) as address:
        log.info("listening", address=address, authentication=bool(settings.concern_desk))
        listening(address)
        await stop.wait()
        log.info("stopping")
    log.info("stopped")


async def _looking(box: Box, clock: Callable[[], datetime]) -> None:
    """Release at each release moment, until cancelled; telling the readers is up to the bots."""
    while True:
        try:
            await box.look(clock())
        except Exception as error:  # whatever it was: the next look is in a second
            log.error("look_failed", error=type(error).__name__)
        await asyncio.sleep(EVERY)


async def _health(_request: web.Request) -> web.Response:
    """Whether the process lives."""
    return web.json_response({"status": "ok"})


def _facts(settings: Settings) -> dict[str, str]:
    """The town's facts, such as its reporting office; those of its own folder over the shared one's."""
    facts: Facts = {}
    for folder in settings.faq_folders:
        facts = laid_over(facts, dict(read_page(folder / "facts.yaml").facts))
    return {name: fact for name, fact in facts.items() if fact is not None}
