"""Where a web application of the bot listens."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from aiohttp import web

from bot.settings import Listen


@contextlib.asynccontextmanager
async def listening_on(app: web.Application, where: Listen, grace: float) -> AsyncIterator[str]:
    """The address that is listened on; port 0 becomes the one that was given. Nobody's visit is logged.

    In the end nothing new is taken, and what is under way has so many seconds. Raises OSError where the
    address can't be had.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=grace)
    await runner.setup()
    try:
        await web.TCPSite(runner, where.host, where.port).start()
        host, port = runner.addresses[0][:2]
        yield f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    finally:
        await runner.cleanup()
