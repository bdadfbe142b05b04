"""The demo with the real bot in it: what `lotse demo` runs."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path

from bot.app import Bot, migration_folders, running, text_files
from bot.retention import expire
from bot.settings import Settings
from bot.storage import Migrations
from bot.teams import Notice
from bot.texts import Texts
from bot.turn import Channel, Message, Reply
from demo.clock import Clock
from demo.home import Home, open_home
from demo.loopback import listening
from demo.memory import load
from demo.office import Office
from demo.page import texts_file
from demo.people import ADMIN, CAST
from demo.pilot import Fault
from faq import Shelf

CHATS = "chats.jsonl"
"""The office's file, within the demo's folder."""


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
    """The bot that lives in the demo: the real one, in a database of its own."""

    def __init__(self, settings: Settings, clock: Clock, shelf: Shelf | None = None) -> None:
        self.settings = settled(settings)
        self.texts = Texts.load(text_files(), settings.own_texts)
        self._folder = folder(settings)
        self._clock = clock
        self._shelf = shelf
        self._stack = contextlib.AsyncExitStack()
        self._running: Bot | None = None

    @property
    def bot(self) -> Bot:
        """The bot at work."""
        assert self._running is not None  # noqa: S101 - nobody speaks to it before it is there
        return self._running

    async def __aenter__(self) -> Resident:
        self._folder.mkdir(parents=True, exist_ok=True)
        bot = running(self.settings, self.texts, self._clock, self._shelf)
        self._running = await self._stack.enter_async_context(bot)
        return self

    async def __aexit__(self, *problem: object) -> None:
        self._running = None
        await self._stack.aclose()

    async def forget(self) -> None:
        """Delete what it keeps, and begin with an empty database."""
        await self.__aexit__()
        for kept in self._folder.iterdir():
            if kept.name != CHATS:  # the office's own
                shutil.rmtree(kept) if kept.is_dir() else kept.unlink()
        await self.__aenter__()

    async def answer(self, message: Message, channel: Channel) -> Reply:
        """As `bot.app.Bot.answer`."""
        return await self.bot.answer(message, channel)

    def words(self, notice: Notice, message: Message) -> str:
        """As `bot.app.Bot.notice`."""
        return self.bot.notice(notice, message)

    async def due(self) -> int:
        """What the bot does by itself as time goes by: today that is deleting what has lived its time."""
        return await expire(self.bot.database, Migrations.load(migration_folders()), self._clock().date())

    def faults(self) -> list[Fault]:
        """What keeps something out of the FAQ, with its file and line, in both languages."""
        if self._running is None:
            return []
        return [
            {"where": f"{Path(fault.file).name}:{fault.line}", "de": fault.said("de"), "en": fault.said("en")}
            for fault in self.bot.shelf.catalog.errors
        ]


@contextlib.asynccontextmanager
async def open_demo(
    settings: Settings, *, host: str, port: int, fresh: bool = False, shelf: Shelf | None = None
) -> AsyncIterator[Home]:
    """The bot of these settings in a Teams of its own, as long as the block lasts.

    `fresh` begins without what was kept; `shelf` is as in `bot.app.running`. Raises `NotLoopback`, OSError
    for an address that is taken, and what `bot.app.running` raises.
    """
    file = folder(settings) / CHATS
    locale = "en-GB" if settings.language == "en" else "de-DE"
    office = Office(locale) if fresh else load(file, locale)
    listening(host, port).close()  # what is refused is refused before anything is loaded
    async with Resident(settings, office.clock, shelf) as resident:
        if fresh:
            await resident.forget()
        texts = Texts.load(texts_file())
        async with open_home(resident, texts=texts, office=office, file=file, host=host, port=port) as home:
            yield home


def stop_signal() -> asyncio.Event:
    """Set by Ctrl-C or SIGTERM, so that the demo ends in order."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows, where Ctrl-C raises KeyboardInterrupt
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
