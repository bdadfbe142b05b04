"""A browser for all tests of a worker, and for each test a home with its people."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.texts import Texts
from demo.home import Home, open_home
from demo.office import Office
from demo.page import texts_file
from tests.demo.browser import Window, browser, missing
from tests.demo.small_bot import SmallBot

OpenWindow = Callable[..., AbstractAsyncContextManager[Window]]


@dataclass
class Small:
    """A home with the small bot in it."""

    home: Home
    bot: SmallBot


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One Chromium for all tests. Without it a developer's tests are skipped, and those of CI fail."""
    if lack := missing():
        pytest.fail(lack) if os.environ.get("CI") else pytest.skip(lack)
    async with browser() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def small() -> AsyncIterator[Small]:
    """A home whose bot uses all that a client can do."""
    bot = SmallBot()
    async with home_of(bot, Office()) as home:
        yield Small(home, bot)


@asynccontextmanager
async def home_of(
    bot: SmallBot, office: Office, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[Home]:
    """A home for this bot."""
    texts = Texts.load(texts_file())
    async with open_home(
        bot.answer, words=bot.words, texts=texts, office=office, host=host, port=port, afresh=bot.forget
    ) as home:
        yield home


@pytest.fixture
def window(chromium: Browser) -> OpenWindow:
    """Open a window: `async with window(home, "jonas") as jonas`. Afterwards nothing may have gone wrong."""

    @asynccontextmanager
    async def opening(
        home: Home, person: str = "anna", *, allowed: Sequence[str] = (), **options: Any
    ) -> AsyncIterator[Window]:
        async with Window.open(chromium, home.url, person, **options) as opened:
            yield opened
            faults = [fault for fault in opened.faults if not any(words in fault for words in allowed)]
            assert not faults
            assert not opened.foreign, "something left the machine"

    return opening
