"""`lotse faq ask`: what the FAQ makes of a question, and how sure it is."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command.call import FOUND, Call
from bot.command.check import chosen, refuse_unreadable
from bot.command.frame import declare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faq import Decision
    from faq.explanation import Explanation, Reason


def add(app: typer.Typer, call: Call) -> None:
    """Add the command."""

    @declare(app, call, "ask")
    def ask(
        question: Annotated[
            list[str],
            typer.Argument(
                metavar=call.t("command.ask.question_metavar"), help=call.t("command.ask.question")
            ),
        ],
        as_json: Annotated[bool, typer.Option("--json", help=call.t("command.ask.json"))] = False,
        explain: Annotated[bool, typer.Option("--explain", help=call.t("command.ask.explain"))] = False,
        path: Annotated[
            Path | None,
            typer.Option(
                "--path", metavar=call.t("command.page.path_metavar"), help=call.t("command.ask.path")
            ),
        ] = None,
    ) -> int:
        from faq import Catalog, Matcher

        folders, _ = chosen(call, path)
        catalog = Catalog.load(*folders)
        refuse_unreadable(call, catalog)
        if catalog.errors:
            call.complain(call.t("command.ask.faults", errors=len(catalog.errors)))
        asked = sys.stdin.read().strip() if question == ["-"] else " ".join(question)
        matcher = Matcher.at_once(catalog).settled()
        decision = matcher.decide(asked)
        explanation = matcher.explain(asked) if explain else None
        if as_json:
            _print_json(call, asked, decision, explanation)
        else:
            _print(call, decision)
            if explanation is not None:
                _print_why(call, explanation)
        return FOUND if decision.kind == "unknown" else 0


def _print(call: Call, decision: "Decision") -> None:
    call.print(call.t(f"command.ask.{decision.kind}"), "bold")
    language = decision.language or call.language
    for hit in decision.hits:
        call.print(f"{hit.confidence:5.0%}  {hit.entry.said(language).question}  [{hit.entry.id}]")
    if decision.kind == "answer":
        from bot.terminal.paper import unmarked

        call.print("\n" + unmarked(decision.hits[0].entry.said(language).answer))


def _print_why(call: Call, explanation: "Explanation") -> None:
    """How the question was read, and which words spoke for each entry, the weightiest first."""
    call.print("\n" + call.t("command.ask.read", words=_listed(explanation.words)), "bold")
    for name in ("aside", "unknown"):
        if words := getattr(explanation, name):
            call.print(call.t(f"command.ask.{name}_words", words=_listed(words)))
    for reason in explanation.reasons:
        call.print(f"\n{reason.confidence:5.0%}  {reason.entry.question}  [{reason.entry.id}]", "bold")
        for one in reason.meetings:
            by = call.t(f"command.ask.by.{one.by}")
            call.print(f"   {one.weight:5.1f}  {one.asked} → {one.met}  ({by})")
        if reason.missed:
            call.print("          " + call.t("command.ask.missed", words=_listed(reason.missed)))


def _listed(words: "Sequence[str]") -> str:
    return ", ".join(words) or "–"


def _print_json(
    call: Call, question: str, decision: "Decision", explanation: "Explanation | None" = None
) -> None:
    hits = [
        {"id": hit.entry.id, "question": hit.entry.question, "confidence": round(hit.confidence, 4)}
        for hit in decision.hits
    ]
    found: dict[str, object] = {"question": question, "decision": decision.kind}
    found |= {"language": decision.language, "hits": hits}
    if explanation is not None:
        found |= {name: getattr(explanation, name) for name in ("words", "aside", "unknown")}
        found["reasons"] = [_reason(one) for one in explanation.reasons]
    call.out.out(json.dumps(found, ensure_ascii=False), highlight=False)


def _reason(one: "Reason") -> dict[str, object]:
    meetings = [asdict(meeting) for meeting in one.meetings]
    return {"id": one.entry.id, "confidence": one.confidence, "meetings": meetings, "missed": one.missed}
