"""`lotse doctor`: looks at everything that can be wrong, and says what to do next."""

import asyncio
import io
import json
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command.call import FOUND, Call
from bot.command.frame import declare

if TYPE_CHECKING:
    from bot.doctor.case import Finding

COLOURS = {"good": "green", "look": "yellow", "bad": "red", "open": "cyan"}
URGENCY = ("bad", "look", "open")
"""What is told first as the next step."""


def add(app: typer.Typer, call: Call) -> None:
    """Add the command."""

    @declare(app, call, "doctor")
    def doctor(
        offline: Annotated[bool, typer.Option("--offline", help=call.t("command.doctor.offline"))] = False,
        as_json: Annotated[bool, typer.Option("--json", help=call.t("command.doctor.json"))] = False,
    ) -> int:
        from datetime import UTC, datetime

        from bot import log
        from bot.command.kindly import WORDS, kindly
        from bot.doctor.case import Case
        from bot.doctor.examination import examine
        from bot.settings import look
        from bot.texts import Texts

        log.set_up(io.StringIO())  # what the parts would log is said by the findings
        environment = dict(call.environment) | ({"LOTSE_LANGUAGE": "en"} if call.language == "en" else {})
        settings, faults = look(environment, Texts.load({WORDS: ""}))
        case = Case(settings, tuple(faults), call.environment, datetime.now(UTC))
        with kindly(call, settings), call.err.status(call.t("command.doctor.looking")):
            findings = asyncio.run(examine(case, offline=offline))
        (_print_json if as_json else _print)(call, findings)
        return FOUND if any(finding.state == "bad" for finding in findings) else 0


def _print(call: Call, findings: "list[Finding]") -> None:
    """Each finding with its state as a word: colour alone would tell not everyone."""
    width = max(len(call.t(f"command.doctor.state.{state}")) for state in COLOURS)
    for finding in findings:
        state = call.t(f"command.doctor.state.{finding.state}")
        call.print(f"{state:{width}}  {_said(call, finding)}", COLOURS[finding.state])
        if remedy := _remedy(call, finding):
            call.print(f"{'':{width}}  → {remedy}")
    first = next((one for state in URGENCY for one in findings if one.state == state), None)
    call.print("")
    if first is None:
        call.print(call.t("command.doctor.all_good"), "bold")
    else:
        call.print(call.t("command.doctor.next", remedy=_remedy(call, first)), "bold")


def _print_json(call: Call, findings: "list[Finding]") -> None:
    told = [
        {
            "check": finding.check,
            "state": finding.state,
            "kind": finding.kind,
            "said": _said(call, finding),
            "remedy": _remedy(call, finding),
        }
        for finding in findings
    ]
    found = {"ok": all(finding.state != "bad" for finding in findings), "findings": told}
    call.out.out(json.dumps(found, ensure_ascii=False, indent=2), highlight=False)


def _said(call: Call, finding: "Finding") -> str:
    if broken := finding.values.get("broken"):
        return call.t(f"command.broken.texts.{broken}", **finding.values)
    return call.t(f"command.doctor.{finding.check}.{finding.kind}", **finding.values)


def _remedy(call: Call, finding: "Finding") -> str:
    """What to do; "" where all is well."""
    if finding.state == "good":
        return ""
    return call.t(f"command.doctor.{finding.check}.{finding.kind}_next", **finding.values)
