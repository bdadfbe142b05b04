"""Serves the pages of the Sorgenbox at an address of their own."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime

import aiohttp
from aiohttp import web

from bot.concern.box import Box
from bot.concern.entrance import BACK, Entrance
from bot.concern.reading import Reading
from bot.concern.web import Pages, application
from bot.listening import listening_on
from bot.settings import Settings
from bot.teams import Edge
from bot.teams.sign_in import SignIn
from bot.texts import Texts

GRACE = 5.0
"""Seconds for what is under way in the end."""


@contextlib.asynccontextmanager
async def serving(
    settings: Settings,
    box: Box,
    texts: Texts,
    clock: Callable[[], datetime],
    edge: Edge,
    more: Sequence[web.RouteDef] = (),
) -> AsyncIterator[str]:
    """The address, as long as the block lasts; "" where the town has set none. `more` is served there, too.

    Raises OSError where it can't be had, and ValueError or OSError for an unreadable certificate.
    """
    if settings.concern_listen is None or not box.there:
        yield ""
        return
    tongue = "de-du" if settings.language == "de" and settings.address == "du" else settings.language
    async with _entrance(box, texts, clock, tongue, edge) as entrance:
        reading = Reading(box, texts, clock, settings.data, tongue, entrance=entrance)
        app = application(Pages(box, texts, clock, settings.language), [*reading.routes(), *more])
        async with listening_on(app, settings.concern_listen, GRACE, silent=True) as address:
            yield address


@contextlib.asynccontextmanager
async def _entrance(
    box: Box, texts: Texts, clock: Callable[[], datetime], tongue: str, edge: Edge
) -> AsyncIterator[Entrance | None]:
    """The way in from elsewhere, where the town has set one."""
    if not box.desk_url:
        yield None
        return
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        sign_in = SignIn(edge, box.desk_url + BACK, lambda: http, clock)
        try:
            yield Entrance(box, texts, clock, sign_in, tongue)
        finally:
            await sign_in.close()
