"""`lotse faq ask`: what the FAQ makes of a question, and how sure it is."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command.call import FOUND, Call
from bot.command.check import chosen, refuse_unreadable
from bot.command.frame import declare

if TYPE_CHECKING:
    from faq import Decision


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
        decision = Matcher(catalog).decide(asked)
        if as_json:
            _print_json(call, asked, decision)
        else:
            _print(call, decision)
        return FOUND if decision.kind == "unknown" else 0


def _print(call: Call, decision: "Decision") -> None:
    call.print(call.t(f"command.ask.{decision.kind}"), "bold")
    language = decision.language or call.language
    for hit in decision.hits:
        call.print(f"{hit.confidence:5.0%}  {hit.entry.said(language).question}  [{hit.entry.id}]")
    if decision.kind == "answer":
        from bot.terminal.paper import unmarked

        call.print("\n" + unmarked(decision.hits[0].entry.said(language).answer))


def _print_json(call: Call, question: str, decision: "Decision") -> None:
    hits = [
        {"id": hit.entry.id, "question": hit.entry.question, "confidence": round(hit.confidence, 4)}
        for hit in decision.hits
    ]
    found = {"question": question, "decision": decision.kind, "language": decision.language, "hits": hits}
    call.out.out(json.dumps(found, ensure_ascii=False), highlight=False)
