"""`lotse cafe edit` and `topics`: an edit that waits for a yes, and what guests came with; never who."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command.call import FOUND, Call, Stop
from bot.command.frame import declare
from bot.command.kept import with_kept

if TYPE_CHECKING:
    from bot.cafe import Cafes, Programme, Standing
    from bot.settings import Settings
    from bot.storage import Database

LEAST = 5
"""Topics of fewer guests are not told: PRIVACY.md, small groups."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What came up in a café, and how often."""

    cafe: str
    topic: str
    times: int


@dataclass(frozen=True, slots=True)
class Helped:
    """How many of a café's guests were helped, of those who answered."""

    cafe: str
    helped: int
    answers: int


@dataclass(frozen=True, slots=True)
class Told:
    """What guests said afterwards."""

    cafes: "Cafes"
    helped: Sequence[Helped]
    topics: Sequence[Topic]


@dataclass(frozen=True, slots=True)
class Edit:
    """The saved state of the file, beside the one in use."""

    found: "Programme"
    new: bool
    lost: "Sequence[Standing]"
    """Slots with guests that it doesn't have."""


def add(app: typer.Typer, call: Call) -> None:
    """Add the commands."""

    @declare(app, call, "topics", "cafe_topics")
    def topics() -> None:
        _print_topics(call, with_kept(call, _topics))

    @declare(app, call, "edit", "cafe_edit")
    def edit(
        take: Annotated[bool, typer.Option("--take", help=call.t("command.cafe_edit.take"))] = False,
    ) -> int:
        async def look(settings: "Settings", database: "Database") -> Edit:
            found = await _edit(call, settings, database)
            if take and found.lost:
                await _use(database, found.found)
            return found

        seen = with_kept(call, look)
        if not seen.lost:
            call.print(call.t(f"command.cafe_edit.{'harmless' if seen.new else 'nothing'}"))
            return 0
        if not take:
            _print_lost(call, seen)
        call.print(call.t(f"command.cafe_edit.{'taken' if take else 'how'}"), "bold")
        return 0 if take else FOUND


# ------------------------------------------------------------ topics


async def _topics(settings: "Settings", database: "Database") -> Told:
    from bot.cafe import Cafes

    helped = await database.all("cafe_helped", Helped, least=LEAST)
    return Told(Cafes.of(settings), helped, await database.all("cafe_topics", Topic, least=LEAST))


def _print_topics(call: Call, told: Told) -> None:
    def title(name: str) -> str:
        cafe = told.cafes.cafe(name)
        return cafe.title(call.language) if cafe else name

    for topic in told.topics:
        call.print(f"{topic.times:>5}  {topic.topic}  ({title(topic.cafe)})")
    for one in told.helped:
        values = {"cafe": title(one.cafe), "helped": one.helped, "answers": one.answers}
        call.print(call.t("command.cafe_topics.helped", **values))
    call.print(call.t(f"command.cafe_topics.{'below' if told.topics else 'nothing'}", least=LEAST), "bold")


# ------------------------------------------------------------ edit


async def _edit(call: Call, settings: "Settings", database: "Database") -> Edit:
    """What is saved, and what it would strand. Raises `Stop` for a broken file."""
    from bot.app import utc_now
    from bot.cafe import Cafes, Standing, stranded

    cafes = Cafes.of(settings)
    if cafes.faults:
        raise Stop(call.t("command.cafe_dates.broken"))
    digest = await database.one("cafe_programme_digest", str)
    new = digest is not None and digest != cafes.found.digest
    rows = await database.all("cafe_standing", Standing, now=utc_now()) if new else []
    return Edit(cafes.found, new, stranded(rows, cafes.found))


async def _use(database: "Database", found: "Programme") -> None:
    """This state from now on; whoever serves sees it within a second, and tells those concerned."""
    from bot.app import utc_now

    today = utc_now().date()
    await database.run("cafe_use_programme", digest=found.digest, text=found.text, today=today)


def _print_lost(call: Call, seen: Edit) -> None:
    guests = sum(row.guests for row in seen.lost)
    call.print(call.t("command.cafe_edit.lost", slots=len(seen.lost), guests=guests))
    for row in seen.lost:
        cafe, _, _ = row.id.partition("@")
        named = seen.found.cafe(cafe)
        until = row.ends_at.astimezone(seen.found.zone)
        title = named.title(call.language) if named else cafe
        call.print(f"  {call.t('command.cafe_edit.until', moment=f'{until:%Y-%m-%d %H:%M}')}  {title}")
