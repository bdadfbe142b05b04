"""The demo with the real bot in it: what `lotse demo` runs."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path

from bot.app import Bot, running, text_files
from bot.settings import Settings
from bot.teams import Notice
from bot.texts import Texts
from bot.turn import Channel, Message, Reply
from demo import memory
from demo.clock import Clock
from demo.home import Home, open_home
from demo.office import Office
from demo.page import texts_file
from demo.people import ADMIN, CAST


def folder(settings: Settings) -> Path:
    """Where the demo keeps its data, apart from those of the bot at work."""
    return settings.data / "demo"


def settled(settings: Settings) -> Settings:
    """The town's settings as the demo uses them: no app id, a database of its own, the cast's admin."""
    changes = {
        "app_id": "",
        "database": f"sqlite:///{(folder(settings) / 'lotse.db').as_posix()}",
        "admins": frozenset({CAST[ADMIN].id}),
    }
    return settings.model_copy(update=changes)


class Resident:
    """The bot that lives in the demo; it can forget everything."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settled(settings)
        self.texts = Texts.load(text_files(), settings.own_texts)
        self._folder = folder(settings)
        self._clock = clock
        self._stack = contextlib.AsyncExitStack()
        self._bot: Bot | None = None

    async def __aenter__(self) -> Resident:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._bot = await self._stack.enter_async_context(running(self.settings, self.texts, self._clock))
        return self

    async def __aexit__(self, *problem: object) -> None:
        self._bot = None
        await self._stack.aclose()

    async def forget(self) -> None:
        """Delete the demo's data, and begin with an empty database."""
        await self.__aexit__()
        shutil.rmtree(self._folder)
        await self.__aenter__()

    async def answer(self, message: Message, channel: Channel) -> Reply:
        """As `bot.app.Bot.answer`."""
        assert self._bot is not None  # noqa: S101 - nobody speaks to it before it is there
        return await self._bot.answer(message, channel)

    def words(self, notice: Notice, message: Message) -> str:
        """As `bot.app.Bot.notice`."""
        assert self._bot is not None  # noqa: S101 - nobody speaks to it before it is there
        return self._bot.notice(notice, message)


@contextlib.asynccontextmanager
async def open_demo(settings: Settings, *, host: str, port: int, fresh: bool = False) -> AsyncIterator[Home]:
    """The bot of these settings in a Teams of its own, as long as the block lasts.

    `fresh` begins without what was kept. Raises `demo.loopback.NotLoopback`, OSError for an address that
    is taken, and what `bot.app.running` raises.
    """
    file = folder(settings) / "chats.json"
    locale = "en-GB" if settings.language == "en" else "de-DE"
    office = Office(locale) if fresh else memory.load(file, locale)
    async with Resident(settings, office.clock) as resident:
        if fresh:
            await resident.forget()
        async with open_home(
            resident.answer,
            words=resident.words,
            texts=Texts.load(texts_file()),
            office=office,
            file=file,
            host=host,
            port=port,
            afresh=resident.forget,
        ) as home:
            yield home


def stop_signal() -> asyncio.Event:
    """Set by Ctrl-C or SIGTERM, so that the demo ends in order."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows, where Ctrl-C raises KeyboardInterrupt
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
