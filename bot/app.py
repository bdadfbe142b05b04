"""Joins all parts, starts and closes them."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot import beside
from bot.beside import Site
from bot.cafe import Cafes
from bot.delivery import Seal
from bot.hours import warm
from bot.later.engines import prepare
from bot.pilot import Bot, Clock
from bot.privacy import Privacy
from bot.retention import keep_lean
from bot.roster import RosterShelf
from bot.roster.meeting import Meeting
from bot.router import Router
from bot.settings import Settings
from bot.storage import Database, Migrations, Queries, Transaction
from bot.texts import Texts
from bot.watch import Watch
from dialogs import DIALOGS
from dialogs.answer.recent import Recent
from faq import Shelf
from faq.calibrations import Calibrations

HERE = Path(__file__).resolve().parent
FEATURES = HERE.parent / "dialogs"


def utc_now() -> datetime:
    """The time of the system's clock."""
    return datetime.now(UTC)


def text_files() -> dict[Path, str]:
    """Every texts.yaml, with the prefix of its keys."""
    machinery = {"": "", "pages": "pages", "concern": "sorgenbox"}
    return {HERE / part / "texts.yaml": prefix for part, prefix in machinery.items()} | {
        file: file.parent.name for file in sorted(FEATURES.glob("*/texts.yaml"))
    }


def query_files() -> list[Path]:
    """Every file of named queries."""
    machinery = [HERE / part / "queries.sql" for part in ("storage", "later", "roster")]
    return [*machinery, *sorted(FEATURES.glob("*/queries.sql"))]


def migration_folders() -> list[Path]:
    """Every folder of numbered migrations, the machinery's first."""
    machinery = [HERE / part / "migrations" for part in ("storage", "later", "roster")]
    return [*machinery, *sorted(FEATURES.glob("*/migrations"))]


def commands_known(texts: Texts) -> Callable[[str], bool]:
    """Tells whether a text is a command of the bot, in the words of these texts."""
    router = Router(DIALOGS, texts)
    return lambda text: router.command(text) is not None


def privacy_of(migrations: Migrations) -> Privacy:
    """What finds and deletes a person's data, for these tables and all dialogs."""
    return Privacy.of(migrations, DIALOGS)


@contextlib.asynccontextmanager
async def running(
    settings: Settings,
    texts: Texts,
    clock: Clock = utc_now,
    shelf: Shelf | None = None,
    roster: RosterShelf | None = None,
    cafes: Cafes | None = None,
) -> AsyncIterator[Bot]:
    """A bot that is ready to answer: database open and migrated, FAQ loaded and kept fresh.

    A `shelf`, `roster` or `cafes` that is there already is used as it is, instead of the town's files.
    Raises `bot.storage.StorageError` where the database can't be opened.
    """
    given = shelf is not None
    if shelf is None:
        known = Calibrations(settings.data / "calibrations.json")
        shelf = await asyncio.to_thread(Shelf, settings.faq_folders, calibrations=known)
    roster = roster or RosterShelf.of_town(settings)
    texts.facts = shelf.facts
    settings.data.mkdir(parents=True, exist_ok=True)
    migrations = Migrations.load(migration_folders())
    privacy = privacy_of(migrations)
    queries = privacy.with_queries(Queries.load(query_files()))
    database = await Database.open(
        settings.database_url, queries=queries, migrations=migrations, copies=settings.data
    )
    try:
        await prepare(settings.database_url, database)
        cafes = cafes or Cafes.of(settings)
        own: Mapping[type, object] = {
            Privacy: privacy,
            RosterShelf: roster,
            Recent: Recent(),
            Cafes: cafes,
            Site: Site.of(settings),
        }
        seal = Seal(await _salt(database))
        bot = Bot(settings, texts, database, shelf, seal, clock, DIALOGS, own, shared=(RosterShelf, Cafes))
        meeting = Meeting(roster, database, bot.directory)
        await meeting.look()
        await beside.look(bot.house)
        watch = Watch(
            settings,
            database,
            clock,
            shelf,
            texts,
            roster,
            partial(read_texts, settings),
            cafes,
            settled=given,
        )
        chores = [
            asyncio.create_task(asyncio.to_thread(warm, settings.land), name="calendar"),
            asyncio.create_task(watch.run(), name="watch"),
            asyncio.create_task(bot.later.run(), name="later"),
            asyncio.create_task(meeting.run(), name="meeting"),
            asyncio.create_task(beside.looking(bot.house), name="looking"),
            asyncio.create_task(keep_lean(database, migrations, clock), name="retention"),
        ]
        try:
            yield bot
        finally:
            for chore in chores:
                chore.cancel()
            await asyncio.gather(*chores, return_exceptions=True)
            await bot.box.close()
    finally:
        await database.close()


def read_texts(settings: Settings) -> Texts:
    """Our words, and the town's own over them. Raises TextsBroken, so where a word calls two things."""
    texts = Texts.load(text_files(), settings.own_texts)
    Router(DIALOGS, texts)
    return texts


async def _salt(database: Database) -> bytes:
    """The installation's own salt, made at the first start."""

    def keep(tx: Transaction) -> str:
        tx.run("installation_keep_fact", name="salt", value=secrets.token_hex(32))
        (kept,) = tx.all("installation_fact", str, name="salt")
        return kept

    return bytes.fromhex(await database.transact(keep))
