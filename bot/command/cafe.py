"""`lotse cafe`: what is wrong with cafe.yaml, and which slots its rules give."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command import cafe_kept
from bot.command.call import FOUND, Call, Stop
from bot.command.frame import declare

if TYPE_CHECKING:
    from bot.cafe import Programme, Read, Slot

WORDS = Path(__file__).resolve().parent.parent / "texts.yaml"
"""What the faults of settings are said in."""
SHOWN = 12
"""Days of a café that are shown."""


def add(app: typer.Typer, call: Call) -> None:
    """Add the commands."""
    metavar, words = call.t("command.page.path_metavar"), call.t("command.cafe.path")
    argument = typer.Argument(metavar=metavar, help=words)

    @declare(app, call, "check", "cafe_check")
    def check(path: Annotated[Path | None, argument] = None) -> int:
        read = _read(call, path)
        for fault in read.faults:
            call.print(fault.described(call.language), "red")
        for hint in read.hints:
            call.print(hint.described(call.language), "yellow")
        if read.programme is None:
            call.print(call.t("command.cafe_check.errors", errors=len(read.faults)), "bold")
            return FOUND
        said = "hinted" if read.hints else "fine"
        call.print(call.t(f"command.cafe_check.{said}", cafes=len(read.programme.cafes)), "bold")
        return 0

    @declare(app, call, "dates", "cafe_dates")
    def dates(path: Annotated[Path | None, argument] = None) -> int:
        programme = _read(call, path).programme
        if programme is None:
            raise Stop(call.t("command.cafe_dates.broken"))
        _print(call, programme, datetime.now(UTC))
        return 0

    cafe_kept.add(app, call)


def _read(call: Call, path: Path | None) -> "Read":
    """What came of the file that is named, or of the town's. Raises `Stop` where there is none."""
    from zoneinfo import ZoneInfo

    from bot.cafe import STARTER, read_file
    from bot.settings import look
    from bot.texts import Texts

    home = path if path and path.is_dir() else call.home
    file = path if path and not path.is_dir() else home / "cafe.yaml" if home else STARTER
    if not file.is_file():
        raise Stop(call.t("command.cafe.no_file", file=file))
    settings, _ = look(call.environment, Texts.load({WORDS: ""}))
    return read_file(file, ZoneInfo(settings.zone), settings.land)


def _print(call: Call, programme: "Programme", now: datetime) -> None:
    """A line for each day of a café: one that opens each week would hide an event that is rare."""
    slots = programme.slots(now, now + timedelta(days=60))
    days: dict[tuple[date, str], list[Slot]] = {}
    for slot in slots:
        days.setdefault((programme.day(slot.starts_at), slot.cafe), []).append(slot)
    for (_, named), there in [*days.items()][:SHOWN]:
        start, end = (
            there[0].starts_at.astimezone(programme.zone),
            there[-1].ends_at.astimezone(programme.zone),
        )
        cafe = programme.cafe(named)
        name = cafe.title(call.language) if cafe else named
        told = call.t("command.cafe_dates.day", slots=len(there), seats=there[0].seats)
        call.print(f"{start:%Y-%m-%d %H:%M}–{end:%H:%M}  {name}  ({told})")
    call.print(call.t("command.cafe_dates.more", slots=len(slots)), "bold")
