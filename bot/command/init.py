"""`lotse init`: a folder of the town's own, with settings to fill in and a FAQ for the first day."""

import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Annotated

import typer

from bot.command.call import MISUSED, Call, Stop
from bot.command.frame import declare

MAY_BE_THERE = {".git"}
"""A repository that was made first is an empty folder."""
LANGUAGES = ("de", "en")
ADDRESSES = ("sie", "du")


def add(app: typer.Typer, call: Call) -> None:
    """Add the command."""

    @declare(app, call, "init")
    def init(
        folder: Annotated[
            Path,
            typer.Argument(metavar=call.t("command.page.path_metavar"), help=call.t("command.init.folder")),
        ],
        town: Annotated[
            str | None, typer.Option("--town", metavar="NAME", help=call.t("command.init.town"))
        ] = None,
        land: Annotated[
            str | None, typer.Option("--land", metavar="NW", help=call.t("command.init.land"))
        ] = None,
        language: Annotated[
            str | None, typer.Option("--language", metavar="de|en", help=call.t("command.init.language"))
        ] = None,
        address: Annotated[
            str | None, typer.Option("--address", metavar="sie|du", help=call.t("command.init.address"))
        ] = None,
        hotline: Annotated[
            str | None,
            typer.Option(
                "--hotline", metavar=call.t("command.init.number"), help=call.t("command.init.hotline")
            ),
        ] = None,
        admins: Annotated[
            list[str] | None, typer.Option("--admin", metavar="ID", help=call.t("command.init.admin"))
        ] = None,
    ) -> None:
        from bot.init.folder import Wishes, make

        try:
            _demand_room(call, folder)
            ask = _asking(call)
            wished = _choice(call, ask, "language", language, LANGUAGES, call.language)
            made = Wishes(
                town=town if town is not None else ask("town", ""),
                land=_land(call, ask, land),
                language="en" if wished == "en" else "de",
                address="du" if _choice(call, ask, "address", address, ADDRESSES, "sie") == "du" else "",
                hotline=hotline if hotline is not None else ask("hotline", ""),
                admins=_admins(call, ask, admins),
            )
            make(folder, made, call.t("command.init.ignored"))
        except OSError as error:
            raise Stop(call.t("command.init.failed", folder=folder, reason=error.strerror)) from error
        call.print(call.t("command.init.done", folder=folder))


Ask = Callable[[str, str], str]


def _demand_room(call: Call, folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise Stop(call.t("command.init.no_folder", folder=folder))
    if folder.is_dir() and {file.name for file in folder.iterdir()} - MAY_BE_THERE:
        raise Stop(call.t("command.init.not_empty", folder=folder))


def _asking(call: Call) -> Ask:
    """Asks a person at a terminal; a script is asked nothing, and gets what stands in brackets."""
    if not sys.stdin.isatty():
        return lambda _name, usual: usual
    call.print(call.t("command.init.asking"))

    def ask(name: str, usual: str) -> str:
        shown = f" [{usual}]" if usual else ""
        return call.out.input(f"{call.t(f'command.init.ask_{name}')}{shown}: ", markup=False).strip() or usual

    return ask


def _choice(call: Call, ask: Ask, name: str, given: str | None, choices: Collection[str], usual: str) -> str:
    """One of these, as a flag or as an answer. Raises `Stop` for anything else."""
    chosen = (given if given is not None else ask(name, usual)).strip().lower()
    if chosen not in choices:
        raise Stop(call.t("command.init.no_choice", given=chosen, choices=", ".join(choices)), code=MISUSED)
    return chosen


def _land(call: Call, ask: Ask, given: str | None) -> str:
    """The letters of a Land, or ""; its name is understood as well. Raises `Stop`."""
    from bot.hours import LANDS

    wished = (given if given is not None else ask("land", "")).strip()
    named = {name.casefold(): letters for letters, name in LANDS.items()}
    letters = named.get(wished.casefold(), wished.upper())
    if letters and letters not in LANDS:
        raise Stop(call.t("command.init.no_choice", given=wished, choices=", ".join(LANDS)), code=MISUSED)
    return letters


def _admins(call: Call, ask: Ask, given: list[str] | None) -> tuple[str, ...]:
    """Object ids. Raises `Stop` for a name or an address in place of one."""
    from bot.manifest.rules import GUID

    admins = given if given is not None else ask("admins", "").replace(",", " ").split()
    if wrong := [admin for admin in admins if not GUID.fullmatch(admin)]:
        raise Stop(call.t("command.init.no_id", given=", ".join(wrong)), code=MISUSED)
    return tuple(admins)
