"""The demo with the real bot in it: what `lotse demo` runs."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

from bot import beside
from bot.app import migration_folders, running, text_files
from bot.beside import House, Site
from bot.cafe import Cafes
from bot.concern.box import Box
from bot.concern.door import issue
from bot.concern.serving import serving
from bot.later import book
from bot.pilot import Bot
from bot.retention import expire
from bot.roster import RosterShelf
from bot.settings import Listen, Settings
from bot.storage import Migrations
from bot.teams import Edge, Notice
from bot.texts import Texts
from bot.turn import Channel, Kind, Message, Person, Place, Post, Reply, Value
from demo.clock import Clock
from demo.due import done_with_due
from demo.home import BOT, SERVICE, Home, open_home
from demo.loopback import listening
from demo.memory import load
from demo.office import Office
from demo.page import texts_file
from demo.people import ADMIN, CAST, READERS, TOWN
from demo.pilot import Fault
from faq import Shelf

LOTSEN = Path(__file__).with_name("lotsen.yaml")
CAFE = Path(__file__).with_name("cafe.yaml")
"""The café on the first day; the demo's folder has a copy that is there to be edited."""
FACTS = Path(__file__).with_name("facts.yaml")
"""When and where that café is, for the FAQ; a copy is the first file of the demo's own FAQ."""
CHATS = "chats.jsonl"
"""The office's file, within the demo's folder."""


def folder(settings: Settings) -> Path:
    """Where the demo keeps its data, apart from those of the bot at work."""
    return settings.data / "demo"


def _copied(first: Path, own: Path) -> None:
    """The demo has a copy of its own, from its first start on."""
    if not own.exists():
        shutil.copyfile(first, own)


class Lodging(Settings):
    """The town's settings in rooms of its own: whatever is kept lies in the demo's folder."""

    @property
    def data(self) -> Path:
        """Where the demo keeps its data."""
        return super().data / "demo"


def settled(settings: Settings) -> Lodging:
    """The town's settings as the demo uses them: no app id, data of its own, the cast's admin and readers."""
    changes = {
        "app_id": "",
        "app_password_expires": None,
        "database": "",
        "tenants": frozenset({TOWN}),
        "admins": frozenset({CAST[ADMIN].id}),
        "concern_readers": frozenset(CAST[key].id for key in READERS),
        "concern_listen": Listen(host="127.0.0.1", port=0),
        "concern_domain": "",
        "concern_desk": "",
        "concern_url": "",
        "concern_secret": "",
    }
    return Lodging.model_construct(**dict(settings) | changes)


class Resident:
    """The bot that lives in the demo: the real one, in a database of its own."""

    def __init__(self, settings: Settings, clock: Clock, shelf: Shelf | None = None) -> None:
        self.settings = settled(settings)
        self.texts = Texts.load(text_files(), settings.own_texts)
        self._folder = self.settings.data
        self._clock = clock
        self._shelf = shelf
        self._stack = contextlib.AsyncExitStack()
        self._way = contextlib.AsyncExitStack()
        """Closed before the bot is: what is on its way to people comes to its end."""
        self._running: Bot | None = None
        self._post: Post | None = None
        self._url = ""
        """Where the demo is; "" as long as nobody can reach it."""

    @property
    def bot(self) -> Bot:
        """The bot at work."""
        if self._running is None:
            raise RuntimeError("Nobody speaks to it before it is there.")
        return self._running

    async def __aenter__(self) -> Resident:
        self._folder.mkdir(parents=True, exist_ok=True)
        bot = running(
            self.settings,
            self.texts,
            self._clock,
            self._shelf or self._own_shelf(),
            RosterShelf.of_town(self.settings, LOTSEN),
            Cafes.of(self.settings, self._own_cafe()),
        )
        self._running = await self._stack.enter_async_context(bot)
        await self._open_sorgenbox()
        if self._post is not None:
            await self._move_in(self._post)
        return self

    async def _open_sorgenbox(self) -> None:
        """Its pages are served at an address of their own, and readers come in by a word to the bot."""
        box = self.bot.box
        if isinstance(box, Box):
            pages = serving(self.settings, box, self.texts, self._clock, Edge())
            url = box.url = await self._stack.enter_async_context(pages)
            box.invite = lambda reader: f"{url}/lesen?link={issue(self._folder, reader, self._clock())}"

    def _own_shelf(self) -> Shelf:
        """The FAQ of the settings, and over it what is true in the demo and what Lotsen add there."""
        added = self._folder / "faq"
        added.mkdir(exist_ok=True)
        _copied(FACTS, added / FACTS.name)
        return Shelf([*self.settings.faq_folders, added])

    def _own_cafe(self) -> Path:
        """The café's file in the demo's folder."""
        own = self._folder / CAFE.name
        _copied(CAFE, own)
        return own

    async def __aexit__(self, *problem: object) -> None:
        await self._way.aclose()
        self._running = None
        await self._stack.aclose()

    @contextlib.asynccontextmanager
    async def connected(self, post: Post, url: str = "") -> AsyncIterator[None]:
        """It can write to people by itself, as long as the block lasts, also when it begins afresh in it.

        `url` is where the demo is; without it nobody is met before they write.
        """
        self._post, self._url = post, url or self._url
        await self._move_in(post)
        try:
            yield
        finally:
            self._post = None
            await self._way.aclose()

    async def _move_in(self, post: Post) -> None:
        """The bot knows the way to people, and where its own files are fetched."""
        await self._way.enter_async_context(self.bot.later.connected(post))
        if self._url:
            house = self.bot.house
            house.get(Site).url = self._url
            await self._meet_everyone(f"{self._url}{SERVICE}")
            house.get(Cafes).looked = None  # all hosts can be reached by now
            await beside.look(house)

    async def _meet_everyone(self, service_url: str) -> None:
        """In this town hall IT has installed the bot for all, so that it reaches who has never written."""
        for person in CAST.values():
            place = Place(f"a:1{person.id}", service_url=service_url, bot=BOT)
            who = Person(person.tenant, person.id, person.account)
            message = Message("", Kind.ARRIVED, who, place, zone=person.zone)
            bound: dict[str, Value] = {"tenant": who.tenant, "person": who.id, "now": self._clock()}
            await self.bot.database.transact(book.meet, bound=bound, message=message)

    def house(self) -> House | None:
        """What there is without a turn; None while it begins afresh."""
        return self._running.house if self._running else None

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
        """What the bot does by itself as time goes by: it writes to people, and deletes what is too old.

        All that was due is sent when this returns.
        """
        await beside.look(self.bot.house)
        await done_with_due(self.bot)
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
        async with at_home(resident, office, file=file, host=host, port=port) as home:
            yield home


@contextlib.asynccontextmanager
async def at_home(
    resident: Resident, office: Office, *, file: Path | None = None, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[Home]:
    """This bot in a Teams of its own, as `open_home`, able to write to people by itself."""
    texts, files = Texts.load(texts_file()), beside.route(resident.house)
    async with (
        open_home(
            resident, texts=texts, office=office, file=file, host=host, port=port, serves=[files]
        ) as home,
        resident.connected(home.teams.post, home.url),
    ):
        yield home
