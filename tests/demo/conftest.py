"""A browser for all tests of a worker, and for each test a home with its people."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext

from bot.settings import Settings
from bot.texts import Texts
from demo.home import Home, open_home
from demo.loopback import free_port, listening
from demo.office import Office
from demo.page import texts_file
from faq import Shelf
from tests.demo.browser import Window, browser, missing, profile
from tests.demo.small_bot import SmallBot

LOOPBACK = "127.0.0.1"
OpenWindow = Callable[..., AbstractAsyncContextManager[Window]]


@dataclass
class Small:
    """A home with the small bot in it."""

    home: Home
    bot: SmallBot


@dataclass
class Desks:
    """Profiles of one Chromium, each for a window at a time: one behind another would be slowed down."""

    chromium: Browser
    stack: AsyncExitStack
    free: list[BrowserContext] = field(default_factory=list)

    @asynccontextmanager
    async def desk(self) -> AsyncIterator[BrowserContext]:
        """A profile in which no window is open."""
        mine = self.free.pop() if self.free else await self.stack.enter_async_context(profile(self.chromium))
        try:
            yield mine
        finally:
            self.free.append(mine)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def desks() -> AsyncIterator[Desks]:
    """One Chromium. Without it a developer's tests are skipped, and those of CI fail."""
    if lack := missing():
        pytest.fail(lack) if os.environ.get("CI") else pytest.skip(lack)
    async with browser() as opened, AsyncExitStack() as stack:
        yield Desks(opened, stack)


@pytest.fixture(scope="session")
def shelf() -> Shelf:
    """The starter FAQ, read once."""
    return Shelf(Settings.model_validate({}).faq_folders)


@pytest.fixture(scope="session")
def port() -> int:
    """The port of all homes, one after the other: so the browser needs no file of the page twice."""
    with listening(LOOPBACK, 0) as opened:
        return int(opened.getsockname()[1])


@pytest_asyncio.fixture(loop_scope="session")
async def small(port: int) -> AsyncIterator[Small]:
    """A home whose bot uses all that a client can do."""
    bot = SmallBot()
    async with home_of(bot, Office(), port=free_port(LOOPBACK, port)) as home:
        yield Small(home, bot)


@asynccontextmanager
async def home_of(bot: SmallBot, office: Office, host: str = LOOPBACK, port: int = 0) -> AsyncIterator[Home]:
    """A home for this bot."""
    texts = Texts.load(texts_file())
    async with open_home(bot, texts=texts, office=office, host=host, port=port) as home:
        yield home


@pytest.fixture
def window(desks: Desks) -> OpenWindow:
    """Open a window: `async with window(home, "jonas") as jonas`. Afterwards nothing may have gone wrong."""

    @asynccontextmanager
    async def opening(
        home: Home, person: str = "anna", *, allowed: Sequence[str] = (), **options: Any
    ) -> AsyncIterator[Window]:
        async with desks.desk() as desk, Window.open(desk, home.url, person, **options) as opened:
            yield opened
            faults = [fault for fault in opened.faults if not any(words in fault for words in allowed)]
            assert not faults
            assert not opened.foreign, "something left the machine"

    return opening
