"""Serves the pages of the Sorgenbox at an address of their own."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime

from aiohttp import web

from bot.concern.box import Box
from bot.concern.reading import Reading
from bot.concern.web import Pages, application
from bot.settings import Settings
from bot.texts import Texts


@contextlib.asynccontextmanager
async def serving(
    settings: Settings, box: Box, texts: Texts, clock: Callable[[], datetime]
) -> AsyncIterator[str]:
    """The address, as long as the block lasts; "" where the town has set none. Raises OSError."""
    if settings.concern_listen is None or not box.there:
        yield ""
        return
    tongue = "de-du" if settings.language == "de" and settings.address == "du" else settings.language
    reading = Reading(box, texts, clock, settings.data, tongue)
    app = application(Pages(box, texts, clock, settings.language), reading.routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=5.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.concern_listen.host, settings.concern_listen.port).start()
        host, port = runner.addresses[0][:2]
        yield f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    finally:
        await runner.cleanup()
