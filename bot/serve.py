"""The server's day: alive at once, ready as soon as the bot is, and a graceful end."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable

import structlog

from bot.listening import listening_on
from bot.oversights import Oversight, in_environment, in_town
from bot.service import Environment, Service
from bot.settings import Settings

GRACE = 15.0
"""Seconds that requests under way get when the server stops."""

log = structlog.get_logger("bot")


async def serve(
    settings: Settings,
    environment: Environment,
    listening: Callable[[str], None],
    overlooked: Callable[[Oversight], None],
) -> None:
    """Serve until SIGTERM or SIGINT; `listening` is told the address as soon as there is one.

    `overlooked` is told what the log is told as well: what the town should look at again.
    Raises OSError where the address can't be had, and what `bot.app.running` and `bot.teams.Teams` raise.
    """
    started = time.monotonic()
    stop = stop_signal()
    service = Service(settings, environment)
    async with (
        contextlib.AsyncExitStack() as parts,
        listening_on(service.application(), settings.listen, GRACE) as address,
    ):
        known = {"address": address, "authentication": bool(settings.app_id)}
        log.info("listening", **known)
        listening(address)
        bot = await service.begin(parts)
        log.info(
            "ready",
            **known,
            faq=", ".join(map(str, settings.faq_folders)),
            entries=len(bot.shelf.catalog.entries),
            faults=len(bot.shelf.catalog.errors),
            database=settings.database_shown,
            seconds=round(time.monotonic() - started, 2),
        )
        for oversight in [*in_environment(environment), *in_town(settings, bot.shelf.facts, bot.texts)]:
            log.warning("overlooked", kind=oversight.kind, where=oversight.where)
            overlooked(oversight)
        await asyncio.to_thread(_forget_old_chats, settings)
        await stop.wait()
        log.info("stopping")
    log.info("stopped")


def _forget_old_chats(settings: Settings) -> None:
    """What `lotse chat` keeps in the same folder leaves in time even where nobody chats there any more."""
    from bot.terminal.wall import FOLDER, forget_old

    forget_old(settings.data / FOLDER)


def stop_signal() -> asyncio.Event:
    """Set by the first SIGTERM or SIGINT; a second one ends the process at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def heard(number: signal.Signals) -> None:
        stop.set()
        loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows, where Ctrl-C raises KeyboardInterrupt
            loop.add_signal_handler(number, heard, number)
    return stop
