"""`lotse faq check`: every fault of the FAQ's files, each with what to write instead."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command.call import FOUND, Call, Stop
from bot.command.frame import declare

if TYPE_CHECKING:
    from faq import Catalog, Fault

COLOURS = {"error": "red", "warning": "yellow"}


def add(app: typer.Typer, call: Call) -> None:
    """Add the command."""

    @declare(app, call, "check")
    def check(
        path: Annotated[
            Path | None,
            typer.Argument(metavar=call.t("command.page.path_metavar"), help=call.t("command.check.path")),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help=call.t("command.check.json"))] = False,
    ) -> int:
        from bot.command.kindly import tell
        from bot.oversights import in_facts
        from faq import Catalog

        folders, file = chosen(call, path)
        catalog = Catalog.load(*folders)
        refuse_unreadable(call, catalog)
        faults = [fault for fault in catalog.faults if file is None or Path(fault.file).resolve() == file]
        (_print_json if as_json else _print)(call, catalog, faults)
        if not as_json and file is None:
            tell(call, in_facts(folders[0], catalog.facts))
        return FOUND if any(fault.severity == "error" for fault in faults) else 0


def chosen(call: Call, path: Path | None) -> tuple[tuple[Path, ...], Path | None]:
    """The folders to read, and the single file that was asked for, if it was one.

    A town's folder stands for the faq/ within it; without a path it is the FAQ that the bot would use.
    Raises `Stop` where there is nothing.
    """
    if path is None:
        from bot.settings import Settings

        if call.home is not None and not call.home.is_dir():
            raise Stop(call.t("command.faq.no_home", folder=call.home))
        if call.home is not None and not (call.home / "faq").is_dir():
            raise Stop(call.t("command.faq.no_faq", folder=call.home))
        return Settings(home=call.home).faq_folders, None
    if path.is_file():
        return (path.resolve().parent,), path.resolve()
    if not path.is_dir():
        raise Stop(call.t("command.faq.no_path", path=path))
    return (path / "faq" if (path / "faq").is_dir() else path,), None


def refuse_unreadable(call: Call, catalog: "Catalog") -> None:
    """Raises `Stop` where a folder can't be read at all."""
    for fault in catalog.faults:
        if fault.kind == "no_folder":
            raise Stop(call.t("command.faq.unreadable", folder=fault.file))


def _print(call: Call, catalog: "Catalog", faults: list["Fault"]) -> None:
    for fault in faults:
        call.print(fault.described(call.language), COLOURS[fault.severity])
    errors = sum(fault.severity == "error" for fault in faults)
    counted = {"entries": len(catalog.entries), "errors": errors, "warnings": len(faults) - errors}
    key = "errors" if errors else "warnings" if faults else "fine"
    call.print(call.t(f"command.check.{key}", **counted), "bold")


def _print_json(call: Call, catalog: "Catalog", faults: list["Fault"]) -> None:
    errors = sum(fault.severity == "error" for fault in faults)
    found = {
        "entries": len(catalog.entries),
        "errors": errors,
        "warnings": len(faults) - errors,
        "faults": [_fault(fault, call) for fault in faults],
    }
    call.out.out(json.dumps(found, ensure_ascii=False, indent=2), highlight=False)


def _fault(fault: "Fault", call: Call) -> dict[str, object]:
    problem, remedy = fault.said(call.language)
    place = {"file": fault.file, "line": fault.line, "column": fault.column}
    return {**place, "severity": fault.severity, "kind": fault.kind, "problem": problem, "remedy": remedy}
