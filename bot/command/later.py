"""`lotse later`: what is still to be sent, and what went wrong; never for whom, and never its words."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.command.call import FOUND, Call, Stop
from bot.command.frame import declare

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.storage import Database

T = TypeVar("T")

MOST = 200
"""Letters that are listed at most."""
SHORT = 8
"""Digits of an id that are shown; any beginning that fits one letter only is understood."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many letters of an action are in a state, and since when the oldest waits."""

    state: str
    action: str
    letters: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Aside:
    """A letter that goes no more by itself."""

    id: str
    state: str
    action: str
    reason: str
    attempts: int
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """One of them, as a command takes it up."""

    tenant: str
    id: str
    lane: str
    expires_at: datetime


def add(app: typer.Typer, call: Call) -> None:
    """Add the commands."""
    add_list(app, call)
    add_again(app, call)
    add_forget(app, call)


def add_list(app: typer.Typer, call: Call) -> None:
    """Add `list`."""

    @declare(app, call, "list", words="later_list")
    def list_(
        as_json: Annotated[bool, typer.Option("--json", help=call.t("command.later_list.json"))] = False,
    ) -> int:
        return listed(call, as_json=as_json)


def add_again(app: typer.Typer, call: Call) -> None:
    """Add `again`."""

    @declare(app, call, "again", words="later_again")
    def again(
        letter: Annotated[str, typer.Argument(metavar="ID", help=call.t("command.later.id"))],
    ) -> None:
        _take_up(call, letter, again=True)
        call.print(call.t("command.later_again.done"))


def add_forget(app: typer.Typer, call: Call) -> None:
    """Add `forget`."""

    @declare(app, call, "forget", words="later_forget")
    def forget(
        letter: Annotated[str, typer.Argument(metavar="ID", help=call.t("command.later.id"))],
    ) -> None:
        _take_up(call, letter, again=False)
        call.print(call.t("command.later_forget.done"))


def listed(call: Call, *, as_json: bool = False) -> int:
    """Print how things stand; the exit code says whether something went wrong."""
    counts, aside = _run(call, _looked)
    if as_json:
        told = {"counts": [asdict(one) for one in counts], "aside": [asdict(one) for one in aside]}
        call.out.out(json.dumps(told, ensure_ascii=False, indent=2, default=_iso), highlight=False)
    else:
        _print(call, counts, aside)
    return FOUND if aside else 0


def _print(call: Call, counts: "Sequence[Count]", aside: "Sequence[Aside]") -> None:
    if not counts:
        call.print(call.t("command.later_list.nothing"))
        return
    for one in counts:
        state = call.t(f"command.later_state.{one.state}")
        since = call.t("command.later_list.since", when=_when(one.oldest))
        call.print(f"{one.letters:>7} {state:<12} {one.action or '-'}  ({since})")
    if aside:
        call.print("")
        call.print(call.t("command.later_list.aside"), "bold")
    for each in aside:
        tries = call.t("command.later_list.tries", tries=each.attempts)
        state = call.t(f"command.later_state.{each.state}")
        what = f"{each.action or '-'}  {tries}  {each.reason}"
        call.print(f"  {each.id[:SHORT]}  {_when(each.posted_at)}  {state}  {what}")
    if aside:
        call.print(call.t("command.later_list.what_to_do"))


def _take_up(call: Call, letter: str, *, again: bool) -> None:
    """Let it go again, or drop it. Raises `Stop` where the id names no letter, or several."""
    start = letter.strip().lower()
    found = _run(call, lambda database: _taken_up(database, start, again=again)) if start else 0
    if found != 1:
        raise Stop(call.t(f"command.later.{'several' if found else 'none'}", id=letter))


# ---------------------------------------------------------------- the database


async def _looked(database: "Database") -> "tuple[list[Count], list[Aside]]":
    return await database.all("later_counts", Count), await database.all("later_aside", Aside, most=MOST)


async def _taken_up(database: "Database", start: str, *, again: bool) -> int:
    """How many letters begin so; where it is one, it was taken up."""
    from bot.app import utc_now
    from bot.later.letter import WORTH
    from bot.storage import Transaction

    now = utc_now()

    def body(tx: Transaction) -> int:
        found = tx.all("later_letter_aside", Found, start=start)
        for one in found if len(found) == 1 else ():
            tx.bound = {"tenant": one.tenant, "now": now}
            if again:
                tx.run("later_try_again", id=one.id, expires_at=max(one.expires_at, now + WORTH))
                tx.run("later_wake_lane", lane=one.lane, wake_at=now)
            else:
                tx.run("later_drop", id=one.id)
        return len(found)

    return await database.transact(body)


def _run(call: Call, work: "Callable[[Database], Awaitable[T]]") -> T:
    from bot.command.kindly import kindly, settings_of

    settings = settings_of(call)

    async def opened() -> T:
        async with _open(settings) as database:
            return await work(database)

    with kindly(call, settings):
        return asyncio.run(opened())


@contextlib.asynccontextmanager
async def _open(settings: "Settings") -> "AsyncIterator[Database]":
    """The database, beside a server that may run."""
    from bot.app import migration_folders, query_files
    from bot.storage import Database, Migrations, Queries

    database = await Database.open(
        settings.database_url,
        queries=Queries.load(query_files()),
        migrations=Migrations.load(migration_folders()),
        serving=False,
    )
    try:
        yield database
    finally:
        await database.close()


def _when(moment: datetime) -> str:
    """The day and the minute, in this machine's zone."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def _iso(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
