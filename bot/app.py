"""Joins all parts, starts and closes them, and answers one message after the other."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import structlog

from bot import guards
from bot.delivery import Delivery, Seal, bound, mark
from bot.guards import Opening
from bot.hours import Hours
from bot.later import book
from bot.later.carrier import Carrier
from bot.later.declared import Declarations
from bot.later.dispatcher import Dispatcher
from bot.later.engine import Engine
from bot.later.outbox import Outbox
from bot.later.sweeper import Sweeper
from bot.privacy import Privacy
from bot.reads import BoundReads
from bot.retention import keep_lean
from bot.roster import RosterShelf
from bot.router import Router
from bot.settings import Settings
from bot.storage import Database, DatabaseAway, Migrations, Queries, Transaction
from bot.texts import Texts
from bot.turn import AlreadyDone, Channel, Kind, Message, Reply, Stale, Town, Turn, Unavailable
from bot.watch import Watch
from dialogs import DIALOGS
from faq import Shelf
from faq.language import language_of

T = TypeVar("T")
Clock = Callable[[], datetime]

HERE = Path(__file__).resolve().parent
FEATURES = HERE.parent / "dialogs"
log = structlog.get_logger("bot")


def utc_now() -> datetime:
    """The time of the system's clock."""
    return datetime.now(UTC)


def text_files() -> dict[Path, str]:
    """Every texts.yaml, with the prefix of its keys."""
    return {HERE / "texts.yaml": "", HERE / "pages" / "texts.yaml": "pages"} | {
        file: file.parent.name for file in sorted(FEATURES.glob("*/texts.yaml"))
    }


def query_files() -> list[Path]:
    """Every file of named queries."""
    machinery = [HERE / part / "queries.sql" for part in ("storage", "later")]
    return [*machinery, *sorted(FEATURES.glob("*/queries.sql"))]


def migration_folders() -> list[Path]:
    """Every folder of numbered migrations, the machinery's first."""
    machinery = [HERE / part / "migrations" for part in ("storage", "later")]
    return [*machinery, *sorted(FEATURES.glob("*/migrations"))]


def commands_known(texts: Texts) -> Callable[[str], bool]:
    """Tells whether a text is a command of the bot, in the words of these texts."""
    router = Router(DIALOGS, texts)
    return lambda text: router.command(text) is not None


def privacy_of(migrations: Migrations) -> Privacy:
    """What finds and deletes a person's data, for these tables and all dialogs."""
    return Privacy.of(migrations, DIALOGS)


@dataclass(slots=True)
class Bot:
    """Everything that answers a message, whatever channel it came by."""

    settings: Settings
    texts: Texts
    database: Database
    shelf: Shelf
    seal: Seal
    clock: Clock
    privacy: Privacy
    roster: RosterShelf = field(default_factory=RosterShelf)
    router: Router = field(init=False)
    delivery: Delivery = field(init=False)
    parts: Mapping[type, object] = field(init=False)
    later: Engine = field(init=False)
    """What happens later; `async with bot.later.connected(post)` gives it its way out."""
    seen: guards.Seen = field(init=False, repr=False)
    flood: guards.Flood = field(init=False, repr=False, default_factory=guards.Flood)

    def __post_init__(self) -> None:
        self.router = Router(DIALOGS, self.texts)
        self.delivery = Delivery(self.seal, self.database)
        self.parts = {Shelf: self.shelf, Privacy: self.privacy, RosterShelf: self.roster}
        self.seen = guards.Seen(self)
        self.later = self._engine()

    def _engine(self) -> Engine:
        declared = Declarations.of(self.router.dialogs)
        carrier = Carrier(self.database, declared, self.seal, self.texts, self.town, self.parts, self.clock)
        engine = Dispatcher(carrier, Sweeper(self.database, declared.dues, self.clock), self.clock)
        self.database.parts |= {Outbox: Outbox(engine), RosterShelf: self.roster}
        return engine

    async def answer(self, message: Message, channel: Channel) -> Reply:
        """Answer one message: everything is sent through the channel, but for what a waiting client gets.

        A fault of ours is answered by an apology with an incident number.
        """
        if message.place.shared and message.kind in (Kind.SAID, Kind.EDITED) and not message.mentioned:
            return Reply()

        async def deliver(turn: Turn, reply: Reply) -> Reply:
            return await self.delivery(turn, reply, channel)

        async def delivered(turn: Turn, answer: guards.Answer) -> Reply:
            return await deliver(turn, await answer(turn))

        chain = guards.nested(
            [
                guards.apology(deliver),
                self.seen,
                delivered,
                self.flood,
                guards.language(language_of, self.router.command),
            ],
            self.router.answer,
        )
        return await chain(self._turn(message))

    def notice(self, name: str, message: Message) -> str:
        """The channel's own few words (`notice.<name>`), as card, client or town would have them said."""
        known = (message.spoken, message.locale[:2].lower(), self.settings.language)
        tongue = next(one for one in known if one in ("de", "en"))
        formal = tongue != "de" or self.settings.address != "du"
        return self.texts.text(f"notice.{name}", tongue if formal else "de-du")

    def town(self) -> Town:
        """What the words of a reply may know of the house."""
        return Town(
            language=self.settings.language,
            address=self.settings.address,
            app_id=self.settings.app_id,
            facts=self.texts.facts,
        )

    def _turn(self, message: Message) -> Turn:
        town, reads = self.town(), BoundReads(self.database, {})
        turn = Turn(message=message, now=self.clock(), db=reads, texts=self.texts, town=town, machine=self)
        reads.values = bound(turn, self.seal)
        turn.speak(town.language)
        return turn

    # -- what a turn can ask of the machinery

    async def transact(self, turn: Turn, body: Callable[..., T], values: Mapping[str, Any]) -> T:
        """See `Turn.transact`."""
        if turn.repeated:
            raise AlreadyDone
        press = turn.message.kind in (Kind.PRESSED, Kind.SUBMITTED)
        if press and not self.press_key(turn):
            raise Stale

        message = turn.message
        alone = not message.place.shared and message.kind is not Kind.LEFT

        def once(tx: Transaction) -> T:
            if alone:
                book.meet(tx, message)  # so that what the body posts to this person finds its way
            if press and not (mark(tx, "activity_hash") and mark(tx, "nonce_hash")):
                raise AlreadyDone
            return body(tx, **values)

        try:
            return await self.database.transact(once, bound=bound(turn, self.seal))
        except DatabaseAway as error:
            raise Unavailable from error

    async def go(self, turn: Turn, name: str, values: Mapping[str, Any]) -> Reply | None:
        """See `Turn.go`."""
        return await self.router.go(turn, name, values)

    def trace(self, turn: Turn) -> str:
        """See `Turn.trace`."""
        return self.seal.trace(turn.message)

    def own(self, turn: Turn, label: str) -> str:
        """See `Turn.own`."""
        return self.seal.digest(label, turn.message.nonce, turn.person.id)

    # -- what the guards ask

    def activity_key(self, turn: Turn) -> str:
        """See `guards.Ledger`."""
        return self.seal.activity(turn.message)

    def press_key(self, turn: Turn) -> str:
        """See `guards.Ledger`."""
        return self.seal.press(turn.message)

    def order_key(self, turn: Turn) -> str:
        """See `guards.Ledger`."""
        return self.seal.order(turn.message)

    async def opening(self, turn: Turn) -> Opening:
        """See `guards.Ledger`."""
        opening = await turn.db.one("turn_opening", Opening)
        assert opening is not None  # noqa: S101 - the query always gives one row
        return opening


@contextlib.asynccontextmanager
async def running(
    settings: Settings,
    texts: Texts,
    clock: Clock = utc_now,
    shelf: Shelf | None = None,
    roster: RosterShelf | None = None,
) -> AsyncIterator[Bot]:
    """A bot that is ready to answer: database open and migrated, FAQ loaded and kept fresh.

    A `shelf` or `roster` that is there already is used as it is, instead of reading the files of the settings.
    Raises `bot.storage.StorageError` where the database can't be opened.
    """
    if shelf is None:
        shelf = await asyncio.to_thread(Shelf, settings.faq_folders)
    roster = roster or roster_shelf(settings)
    texts.facts = shelf.facts
    settings.data.mkdir(parents=True, exist_ok=True)
    migrations = Migrations.load(migration_folders())
    privacy = privacy_of(migrations)
    queries = privacy.with_queries(Queries.load(query_files()))
    database = await Database.open(settings.database_url, queries=queries, migrations=migrations)
    try:
        bot = Bot(settings, texts, database, shelf, Seal(await _salt(database)), clock, privacy, roster)
        watch = Watch(settings, database, clock, shelf, texts, roster, partial(read_texts, settings))
        chores = [
            asyncio.create_task(watch.run(), name="watch"),
            asyncio.create_task(bot.later.run(), name="later"),
            asyncio.create_task(keep_lean(database, migrations, clock), name="retention"),
        ]
        try:
            yield bot
        finally:
            for chore in chores:
                chore.cancel()
            await asyncio.gather(*chores, return_exceptions=True)
    finally:
        await database.close()


def read_texts(settings: Settings) -> Texts:
    """Our words, and the town's own over them. Raises TextsBroken, so where a word calls two things."""
    texts = Texts.load(text_files(), settings.own_texts)
    Router(DIALOGS, texts)
    return texts


def roster_shelf(settings: Settings) -> RosterShelf:
    """The Lotsen of the town's folder; none where it has no `lotsen.yaml`."""
    file = settings.home / "lotsen.yaml" if settings.home else None
    return RosterShelf(file, Hours(zone=ZoneInfo(settings.zone), land=settings.land), settings.admins)


async def _salt(database: Database) -> bytes:
    """The installation's own salt, made at the first start."""

    def keep(tx: Transaction) -> str:
        tx.run("installation_keep_fact", name="salt", value=secrets.token_hex(32))
        kept = tx.one("installation_fact", str, name="salt")
        assert kept is not None  # noqa: S101 - it was just kept
        return kept

    return bytes.fromhex(await database.transact(keep))
