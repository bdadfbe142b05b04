"""`lotse privacy`: the data sheet of all tables, and one person's data for IT: shown, and deleted."""

import asyncio
import contextlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.command.call import MISUSED, Call, Stop
from bot.command.frame import declare
from bot.command.kept import opened

if TYPE_CHECKING:
    from bot.privacy import Gone, Kept, Privacy
    from bot.settings import Settings
    from bot.storage import Value

ENTRA_ID = re.compile(r"(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SQLITE = "sqlite:///"


def add(app: typer.Typer, call: Call) -> None:
    """Add the commands."""
    add_report(app, call)
    add_show(app, call)
    add_delete(app, call)


def add_report(app: typer.Typer, call: Call) -> None:
    """Add `report`."""

    @declare(app, call, "report", words="privacy_report")
    def report(
        language: Annotated[
            str, typer.Option("--language", metavar="de|en", help=call.t("command.privacy_report.language"))
        ] = call.language,
        as_html: Annotated[bool, typer.Option("--html", help=call.t("command.privacy_report.html"))] = False,
        as_json: Annotated[bool, typer.Option("--json", help=call.t("command.privacy_report.json"))] = False,
    ) -> None:
        from bot.app import migration_folders, utc_now
        from bot.cli import installed_version
        from bot.privacy.paper import html, markdown
        from bot.privacy.sheet import Language, Sheet
        from bot.storage import Migrations, tables

        if language not in ("de", "en"):
            raise Stop(call.t("command.privacy_report.no_language", asked=language), code=MISUSED)
        tongue: Language = "en" if language == "en" else "de"
        schema = tables(Migrations.load(migration_folders())).values()
        sheet = Sheet.of(schema, tongue, migration_folders())
        day, version = utc_now().date(), installed_version()
        if as_json:
            page = json.dumps(sheet.as_json(day, version), ensure_ascii=False, indent=2) + "\n"
        else:
            blocks = sheet.blocks(day, version)
            page = html(blocks, tongue) if as_html else markdown(blocks)
        call.out.out(page, end="", highlight=False)


def add_show(app: typer.Typer, call: Call) -> None:
    """Add `show`."""

    @declare(app, call, "show", words="privacy_show")
    def show(
        person: Annotated[str, _person(call)],
        tenant: Annotated[str, _tenant(call)] = "",
        as_json: Annotated[bool, typer.Option("--json", help=call.t("command.privacy_show.json"))] = False,
    ) -> None:
        with _house(call) as settings:
            found = asyncio.run(_found(settings, call, _id(person), tenant.strip().lower()))
        if as_json:
            call.out.out(json.dumps(_plain(found), ensure_ascii=False, indent=2), highlight=False)
        elif found:
            _print(call, found)
        else:
            _nothing(call, settings, person)


def add_delete(app: typer.Typer, call: Call) -> None:
    """Add `delete`."""

    @declare(app, call, "delete", words="privacy_delete")
    def delete(
        person: Annotated[str, _person(call)],
        tenant: Annotated[str, _tenant(call)] = "",
        yes: Annotated[bool, typer.Option("--yes", help=call.t("command.privacy_delete.yes"))] = False,
    ) -> None:
        with _house(call) as settings:
            found = asyncio.run(_found(settings, call, _id(person), tenant.strip().lower()))
            if not found:
                return _nothing(call, settings, person)
            if len(found) > 1:
                raise Stop(
                    call.t("command.privacy_delete.which", tenants=", ".join(sorted(found))), code=MISUSED
                )
            _print(call, found)
            if not yes and not _agreed(call):
                return call.print(call.t("command.privacy_delete.kept"))
            (tenant,) = found
            for gone in asyncio.run(_deleted(settings, _id(person), tenant)):
                call.print(call.t("command.privacy_delete.gone", table=gone.table.name, rows=gone.rows))
        return call.print(call.t("command.privacy_delete.done"))


def _person(call: Call) -> Any:
    return typer.Argument(metavar="PERSON", help=call.t("command.privacy_person.person"))


def _tenant(call: Call) -> Any:
    return typer.Option("--tenant", metavar="TENANT", help=call.t("command.privacy_person.tenant"))


# ---------------------------------------------------------------- the database


@contextlib.contextmanager
def _house(call: Call) -> "Iterator[Settings]":
    """The settings, of a house that has a database already; what goes wrong with it is said kindly."""
    from bot.command.kindly import kindly, settings_of

    settings = settings_of(call)
    _demand_database(settings, call)
    with kindly(call, settings):
        yield settings


@dataclass(frozen=True, slots=True)
class Found:
    """What there is of a person in one tenant."""

    kept: "Sequence[Kept]"
    running: Sequence[str]
    """What goes on for them, a sentence each."""


def _demand_database(settings: "Settings", call: Call) -> None:
    """Raises `Stop` where there is no file yet: «nothing is stored» would say too much."""
    url = settings.database_url
    if url.startswith(SQLITE) and not Path(url.removeprefix(SQLITE)).expanduser().exists():
        raise Stop(call.t("command.privacy_person.no_database", database=url))


async def _found(settings: "Settings", call: Call, person: str, tenant: str) -> Mapping[str, Found]:
    """What is stored about this person, by tenant; in every one of them without `tenant`."""
    from bot.app import text_files
    from bot.reads import BoundReads
    from bot.texts import Texts

    texts, privacy = Texts.load(text_files(), settings.own_texts), _privacy()
    async with opened(settings, privacy) as database:
        everywhere = await privacy.tenants(BoundReads(database, {"person": person}))
        found = {}
        for one in [tenant] if tenant else everywhere:
            reads = BoundReads(database, _bound(person, one))
            running = [
                texts.text(run.text, call.language, **run.values) for run in await privacy.running(reads)
            ]
            if kept := await privacy.kept(reads):
                found[one] = Found(kept, running)
        return found


async def _deleted(settings: "Settings", person: str, tenant: str) -> "Sequence[Gone]":
    privacy = _privacy()
    async with opened(settings, privacy) as database:
        return await database.transact(privacy.delete, bound=_bound(person, tenant))


def _privacy() -> "Privacy":
    from bot.app import migration_folders, privacy_of
    from bot.storage import Migrations

    return privacy_of(Migrations.load(migration_folders()))


def _bound(person: str, tenant: str) -> "Mapping[str, Value]":
    from bot.app import utc_now

    now = utc_now()
    return {"person": person, "tenant": tenant, "now": now, "day": now.date()}


def _id(person: str) -> str:
    """An Entra id as it is stored: in small letters."""
    person = person.strip()
    return person.lower() if ENTRA_ID.fullmatch(person) else person


# ---------------------------------------------------------------- words


def _plain(found: Mapping[str, Found]) -> list[dict[str, Any]]:
    """The same for programs; bytes as hexadecimal digits."""
    return [
        {
            "tenant": tenant,
            "table": kept.table.name,
            "rows": [
                {name: value.hex() if isinstance(value, bytes) else value for name, value in row.items()}
                for row in kept.rows
            ],
        }
        for tenant, one in found.items()
        for kept in one.kept
    ]


def _print(call: Call, found: Mapping[str, Found]) -> None:
    from bot.app import migration_folders
    from bot.privacy.sheet import Sheet

    for tenant, one in found.items():
        call.print(call.t("command.privacy_show.tenant", tenant=tenant), "bold")
        sheet = Sheet.of([kept.table for kept in one.kept], call.language, migration_folders())
        for kept in one.kept:
            call.print("")
            call.print(f"{kept.table.name}: {sheet.say(kept.table.promise.purpose)}")
            call.print(call.t("command.privacy_show.until", retention=sheet.retention(kept.table)))
            meanings = {column.name: sheet.say(column.comment) for column in kept.table.columns}
            for row in kept.rows:
                call.print("")
                for name, value in row.items():
                    call.print(f"  {name}: {_shown(call, value)}  ({meanings[name]})")
        for sentence in one.running:
            call.print(call.t("command.privacy_show.running", what=sentence), "bold")
        call.print("")


def _shown(call: Call, value: object) -> str:
    if value is None:
        return call.t("command.privacy_show.empty")
    return value.hex() if isinstance(value, bytes) else " ".join(str(value).split())


def _nothing(call: Call, settings: "Settings", person: str) -> None:
    call.print(call.t("command.privacy_show.nothing", database=settings.database_shown))
    if not ENTRA_ID.fullmatch(person.strip()):
        call.print(call.t("command.privacy_person.no_id"))


def _agreed(call: Call) -> bool:
    """Whether the person at the terminal says yes."""
    answer = call.out.input(f"{call.t('command.privacy_delete.sure')} ", markup=False)
    return answer.strip().lower() in call.words("command.privacy_delete.yes_words")
