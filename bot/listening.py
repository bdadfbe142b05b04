"""Where a web application of the bot listens."""

from __future__ import annotations

import contextlib
import errno
import logging
from collections.abc import AsyncIterator

from aiohttp import web
from aiohttp.log import server_logger

from bot.settings import Listen

SILENT = logging.Logger("silent", logging.CRITICAL + 1)
"""Takes no line."""


@contextlib.asynccontextmanager
async def listening_on(
    app: web.Application, where: Listen, grace: float, *, silent: bool = False
) -> AsyncIterator[str]:
    """The address that is listened on; port 0 becomes the one that was given. Nobody's visit is logged;
    where it is `silent`, not even the moment of one that was no HTTP.

    In the end nothing new is taken, and what is under way has so many seconds. Raises OSError where the
    address can't be had.
    """
    runner = web.AppRunner(
        app, access_log=None, shutdown_timeout=grace, logger=SILENT if silent else server_logger
    )
    await runner.setup()
    try:
        await _start(web.TCPSite(runner, where.host, where.port))
        host, port = runner.addresses[0][:2]
        yield f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    finally:
        await runner.cleanup()


async def _start(site: web.TCPSite) -> None:
    try:
        await site.start()
    except OSError as fault:
        if fault.errno is None:  # from Python 3.13 on, an address that isn't this machine's has only words
            raise OSError(errno.EADDRNOTAVAIL, str(fault)) from fault
        raise
