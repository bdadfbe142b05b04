"""`lotse faq evaluate`: how good the FAQ is on questions whose right entries are known."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.command.call import Call, Stop
from bot.command.check import chosen, refuse_unreadable
from bot.command.frame import declare
from bot.command.progress import progress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faq import Catalog
    from faq.quality import Question, Report

FIGURES = ("top1", "top3", "mrr", "auroc_right", "precision", "answered", "uncovered_answered")
LARGEST = 100 * 1024 * 1024
"""Bytes of a benchmark file."""


def add(app: typer.Typer, call: Call) -> None:
    """Add the command."""

    @declare(app, call, "evaluate")
    def evaluate(
        benchmark: Annotated[
            Path | None,
            typer.Argument(
                metavar=call.t("command.evaluate.metavar"), help=call.t("command.evaluate.benchmark")
            ),
        ] = None,
        questions: Annotated[
            Path | None,
            typer.Option(
                "--questions",
                metavar=call.t("command.evaluate.questions_metavar"),
                help=call.t("command.evaluate.questions"),
            ),
        ] = None,
        path: Annotated[
            Path | None,
            typer.Option(
                "--path", metavar=call.t("command.page.path_metavar"), help=call.t("command.ask.path")
            ),
        ] = None,
        at: Annotated[
            float | None,
            typer.Option(
                "--at",
                min=0,
                max=1,
                metavar=call.t("command.evaluate.at_metavar"),
                help=call.t("command.evaluate.at"),
            ),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help=call.t("command.evaluate.json"))] = False,
    ) -> None:
        from faq import ANSWER_FROM, Matcher
        from faq.quality import evaluate as graded

        if benchmark is not None:
            catalog, asked = _benchmark(call, benchmark)
        else:
            folders, _ = chosen(call, path)
            catalog, asked = _own(call, folders, questions)
        threshold = ANSWER_FROM if at is None else at
        matcher = Matcher.at_once(catalog).settled()
        with progress(call, call.t("command.evaluate.working"), quiet=as_json) as told:
            watched = _Watched(matcher, told, len(asked))
            report = graded(watched, asked, threshold)
        if as_json:
            call.out.out(json.dumps(asdict(report), ensure_ascii=False, indent=2), highlight=False)
        else:
            _print(call, report, asked, len(catalog.entries), threshold)


class _Watched:
    """A matcher that tells how many questions it was asked."""

    def __init__(self, matcher: Any, told: Any, everything: int) -> None:
        self._matcher, self._told, self._all, self._done = matcher, told, everything, 0

    def find(self, question: str, limit: int = 3) -> Any:
        self._done += 1
        self._told(self._done, self._all)
        return self._matcher.find(question, limit)


def _benchmark(call: Call, file: Path) -> "tuple[Catalog, Sequence[Question]]":
    from faq.quality import benchmark

    try:
        if file.stat().st_size > LARGEST:
            raise Stop(call.t("command.evaluate.no_benchmark", path=file))
        return benchmark(json.loads(file.read_bytes()))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Stop(call.t("command.evaluate.no_benchmark", path=file)) from error


def _own(call: Call, folders: tuple[Path, ...], file: Path | None) -> "tuple[Catalog, Sequence[Question]]":
    """The town's FAQ, and its own questions or those of the file."""
    from faq import Catalog
    from faq.lint_questions import FILE, questions, read_questions

    catalog = Catalog.load(*folders)
    refuse_unreadable(call, catalog)
    named = file or folders[-1] / FILE
    try:
        asked, faults = read_questions(named, catalog.by_id.keys())
    except OSError as error:
        raise Stop(call.t("command.evaluate.no_questions", path=named)) from error
    if faults:
        raise Stop(*(fault.described(call.language) for fault in faults))
    if not asked:
        raise Stop(call.t("command.evaluate.no_questions", path=named))
    return catalog, questions(asked)


def _print(call: Call, report: "Report", asked: "Sequence[Question]", entries: int, threshold: float) -> None:
    covered = sum(bool(question.ids) for question in asked)
    values = {"entries": entries, "covered": covered, "uncovered": len(asked) - covered}
    call.print(call.t("command.evaluate.asked", **values), "bold")
    figures = asdict(report)
    for name in FIGURES:
        said = call.t(f"command.evaluate.figure.{name}", threshold=f"{threshold:.2f}")
        call.print(f"  {name:18}  {figures[name]:6.3f}   {said}")
    if len(report.kinds) > 1:
        call.print(call.t("command.evaluate.kinds"), "bold")
        for kind, share in report.kinds.items():
            call.print(f"  {kind or '-':18}  {share.asked:6}   top1 {share.top1:.3f}   top3 {share.top3:.3f}")
