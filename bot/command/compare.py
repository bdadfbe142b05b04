"""`lotse faq diff`: what another version of a shared FAQ changes for this town."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command.call import FOUND, Call, Stop
from bot.command.check import chosen
from bot.command.frame import declare

if TYPE_CHECKING:
    from faq import Fault
    from faq.diff import Difference, EntryChange

COLOURS = {"added": "green", "removed": "red", "changed": "yellow"}


def add(app: typer.Typer, call: Call) -> None:
    """Add the command."""

    @declare(app, call, "diff", words="faq_diff")
    def diff(
        old: Annotated[
            Path,
            typer.Argument(
                metavar=call.t("command.faq_diff.old_metavar"), help=call.t("command.faq_diff.old")
            ),
        ],
        new: Annotated[
            Path,
            typer.Argument(
                metavar=call.t("command.faq_diff.new_metavar"), help=call.t("command.faq_diff.new")
            ),
        ],
        path: Annotated[
            Path | None,
            typer.Option(
                "--path", metavar=call.t("command.page.path_metavar"), help=call.t("command.faq_diff.path")
            ),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help=call.t("command.faq_diff.json"))] = False,
    ) -> int:
        from faq.diff import difference

        packs = [_pack(call, one) for one in (old, new)]
        own = chosen(call, path)[0][-1] if path or call.home else None
        found = difference(packs[0], packs[1], own)
        if as_json:
            _print_json(call, found)
        else:
            _print(call, found)
        return FOUND if found.lost or any(fault.severity == "error" for fault in found.faults) else 0


def _pack(call: Call, folder: Path) -> Path:
    """The folder of entries that a pack's folder is, or has. Raises `Stop` where there is none."""
    if not folder.is_dir():
        raise Stop(call.t("command.faq.no_path", path=folder))
    return folder / "faq" if (folder / "faq").is_dir() else folder


def _print(call: Call, found: "Difference") -> None:
    for change in found.changes:
        call.print(_line(call, change), COLOURS[change.kind])
    for fault in found.faults:
        call.print(fault.described(call.language), "red" if fault.severity == "error" else "yellow")
    for one in found.questions:
        key = "won" if one.won else "lost"
        values = {"text": one.asked.text, "ids": one.asked.named}
        call.print(call.t(f"command.faq_diff.{key}", **values), "green" if one.won else "red")
    counted = {kind: sum(change.kind == kind for change in found.changes) for kind in COLOURS}
    overridden = sum(change.overridden for change in found.changes)
    counted |= {"overridden": overridden, "faults": len(found.faults), "lost": len(found.lost)}
    same = not (found.changes or found.faults or found.questions)
    call.print(call.t(f"command.faq_diff.{'same' if same else 'counted'}", **counted), "bold")


def _line(call: Call, change: "EntryChange") -> str:
    values = {"id": change.id, "question": change.question}
    line = call.t(f"command.faq_diff.{change.kind}", **values, fields=", ".join(change.fields))
    return f"{line} {call.t('command.faq_diff.overridden')}" if change.overridden else line


def _print_json(call: Call, found: "Difference") -> None:
    def fault(one: "Fault") -> dict[str, object]:
        return {"file": one.file, "line": one.line, "severity": one.severity, "kind": one.kind}

    made = {
        "changes": [asdict(change) for change in found.changes],
        "faults": [fault(one) for one in found.faults],
        "questions": [
            {"question": one.asked.text, "entry": one.asked.named, "before": one.before, "now": one.now}
            for one in found.questions
        ],
    }
    call.out.out(json.dumps(made, ensure_ascii=False, indent=2), highlight=False)
