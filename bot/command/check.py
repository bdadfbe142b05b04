"""`lotse faq check`: every fault of the FAQ and of the town's own words, each with what to write instead."""

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command.call import FOUND, Call, Stop, today
from bot.command.frame import declare
from bot.command.progress import progress
from bot.command.trial import Trial, tried

if TYPE_CHECKING:
    from bot.own_texts import WordingFault
    from faq import Catalog, Fault, Matcher

COLOURS = {"error": "red", "warning": "yellow", "tip": "cyan"}


def add(app: typer.Typer, call: Call) -> None:
    """Add the command."""

    @declare(app, call, "check")
    def check(
        path: Annotated[
            Path | None,
            typer.Argument(metavar=call.t("command.page.path_metavar"), help=call.t("command.check.path")),
        ] = None,
        tips: Annotated[bool, typer.Option("--tips", help=call.t("command.check.tips"))] = False,
        fix: Annotated[bool, typer.Option("--fix", help=call.t("command.check.fix"))] = False,
        accept: Annotated[bool, typer.Option("--accept", help=call.t("command.check.accept"))] = False,
        as_json: Annotated[bool, typer.Option("--json", help=call.t("command.check.json"))] = False,
    ) -> int:
        from bot.command.kindly import tell
        from bot.oversights import in_facts
        from faq import Catalog, Matcher

        folders, file = chosen(call, path)
        if fix:
            _repair(call, folders, file, quiet=as_json)
        catalog = Catalog.load(*folders)
        refuse_unreadable(call, catalog)
        matcher = Matcher(catalog)  # without the aids of this machine: colleagues see the same
        trial = tried(call, folders[-1], catalog, matcher, accept=accept)
        faults = _faults(call, catalog, matcher, trial, quiet=as_json)
        faults = [fault for fault in faults if file is None or Path(fault.file).resolve() == file]
        wording = _wording(folders[-1]) if file is None else []
        if as_json:
            _print_json(call, catalog, faults, wording, trial)
        else:
            _print(call, catalog, faults, wording, tips)
            trial.print(call)
            if file is None:
                tell(call, in_facts(folders[-1], catalog.facts), all_names=True)
        broken = any(fault.severity == "error" for fault in faults) or any(not one.tip for one in wording)
        return FOUND if broken or trial.lost else 0


def chosen(call: Call, path: Path | None) -> tuple[tuple[Path, ...], Path | None]:
    """The folders to read, and the single file that was asked for, if it was one.

    A town's folder stands for the faq/ within it; without a path it is the FAQ that the bot would use.
    Raises `Stop` where there is nothing.
    """
    if path is None:
        from bot.command.kindly import WORDS
        from bot.settings import look
        from bot.texts import Texts

        if call.home is not None and not call.home.is_dir():
            raise Stop(call.t("command.faq.no_home", folder=call.home))
        if call.home is not None and not (call.home / "faq").is_dir():
            raise Stop(call.t("command.faq.no_faq", folder=call.home))
        settings, _ = look(call.environment, Texts.load({WORDS: ""}))  # whatever else is still wrong there
        return settings.faq_folders, None
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


def _faults(
    call: Call, catalog: "Catalog", matcher: "Matcher", trial: Trial, *, quiet: bool
) -> "list[Fault]":
    from faq.lint import lint

    with progress(call, call.t("command.check.working"), quiet=quiet) as told:
        found = lint(catalog, matcher, today=today(), progress=told)
    return sorted([*found, *trial.faults])


def _wording(folder: Path) -> "list[WordingFault]":
    """What is wrong with the texts.yaml that stands beside a town's faq/."""
    from bot.app import text_files
    from bot.own_texts import wording_faults

    return wording_faults(folder.parent / "texts.yaml", text_files()) if folder.name == "faq" else []


def _repair(call: Call, folders: tuple[Path, ...], file: Path | None, *, quiet: bool) -> None:
    from faq.lint_fixes import fixed, said
    from faq.page import page_files

    for one in [file] if file else page_files(folders[-1]):
        try:
            done = fixed(one)
        except OSError as error:
            raise Stop(call.t("command.faq.unwritable", path=one, reason=error.strerror)) from error
        for fix in done if not quiet else ():
            call.print(said(fix, call.language), "green")


# ------------------------------------------------------------ shown


def _print(
    call: Call, catalog: "Catalog", faults: "list[Fault]", wording: "list[WordingFault]", tips: bool
) -> None:
    for fault in faults:
        if tips or fault.severity != "tip":
            call.print(fault.described(call.language), COLOURS[fault.severity])
    for one in wording:
        if tips or not one.tip:
            call.print(_worded(one, call), COLOURS["tip" if one.tip else "error"])
    counted = _counted(catalog, faults, wording)
    key = "errors" if counted["errors"] else "warnings" if counted["warnings"] else "fine"
    call.print(call.t(f"command.check.{key}", **counted), "bold")
    if counted["tips"] and not tips:
        kinds = Counter(fault.kind for fault in faults if fault.severity == "tip")
        named = [f"{call.t(f'command.check.tip.{kind}')} {count}" for kind, count in kinds.most_common()]
        more = {"tips": counted["tips"], "kinds": ", ".join(named)}
        call.print(call.t("command.check.more_tips", **more), COLOURS["tip"])


def _counted(catalog: "Catalog", faults: "list[Fault]", wording: "list[WordingFault]") -> dict[str, int]:
    of = Counter[str](fault.severity for fault in faults)
    of.update("tip" if one.tip else "error" for one in wording)
    entries = len(catalog.entries)
    return {"entries": entries, "errors": of["error"], "warnings": of["warning"], "tips": of["tip"]}


def _print_json(
    call: Call, catalog: "Catalog", faults: "list[Fault]", wording: "list[WordingFault]", trial: Trial
) -> None:
    found = {
        **_counted(catalog, faults, wording),
        "faults": [_fault(fault, call) for fault in faults] + [_of_wording(one, call) for one in wording],
        "questions": trial.counts,
    }
    call.out.out(json.dumps(found, ensure_ascii=False, indent=2), highlight=False)


def _fault(fault: "Fault", call: Call) -> dict[str, object]:
    problem, remedy = fault.said(call.language)
    place = {"file": fault.file, "line": fault.line, "column": fault.column}
    return {**place, "severity": fault.severity, "kind": fault.kind, "problem": problem, "remedy": remedy}


def _of_wording(one: "WordingFault", call: Call) -> dict[str, object]:
    place = {"file": one.file, "line": one.line, "column": one.column}
    problem = _worded(one, call).removeprefix(f"{one.file}:{one.line}:{one.column}: ")
    severity = "tip" if one.tip else "error"
    return {**place, "severity": severity, "kind": f"texts_{one.kind}", "problem": problem, "remedy": ""}


def _worded(one: "WordingFault", call: Call) -> str:
    place = f"{one.file}:{one.line}:{one.column}"
    return call.t(f"command.broken.texts.{one.kind}", file=place, **dict(one.values))
