"""`lotse faq status`: what the FAQ holds, and what helps it to understand."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command.call import Call, today
from bot.command.check import chosen, refuse_unreadable
from bot.command.frame import declare

if TYPE_CHECKING:
    from faq import Catalog, Matcher

AIDS = ("synonyms", "dictionary", "thesaurus", "vectors")


@dataclass(frozen=True, slots=True)
class Status:
    """The figures of a FAQ."""

    entries: int
    topics: int
    phrasings: int
    english: int
    """Entries with an English answer."""
    simple: int
    """Entries in Einfache Sprache."""
    overdue: int
    errors: int
    own_synonyms: int
    """Groups in the town's own synonyms.yaml."""
    calibrated: bool
    in_use: tuple[str, ...]
    """Of AIDS, those that are there."""


def add(app: typer.Typer, call: Call) -> None:
    """Add the command."""

    @declare(app, call, "status", words="faq_status")
    def status(
        path: Annotated[
            Path | None,
            typer.Argument(metavar=call.t("command.page.path_metavar"), help=call.t("command.check.path")),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help=call.t("command.faq_status.json"))] = False,
    ) -> None:
        from faq import Catalog, Matcher

        folders, _ = chosen(call, path)
        catalog = Catalog.load(*folders)
        refuse_unreadable(call, catalog)
        found = status_of(catalog, Matcher.at_once(catalog).settled(), today())
        if as_json:
            call.out.out(json.dumps(asdict(found), ensure_ascii=False, indent=2), highlight=False)
            return
        call.print(call.t("command.faq_status.folder", folder=", ".join(map(str, folders))), "bold")
        for name in (
            "entries",
            "topics",
            "phrasings",
            "english",
            "simple",
            "overdue",
            "errors",
            "own_synonyms",
        ):
            call.print(f"  {getattr(found, name):>6}  {call.t(f'command.faq_status.{name}')}")
        for aid in AIDS:
            key = "yes" if aid in found.in_use else "no"
            call.print(
                f"  {call.t(f'command.faq_status.{key}'):>6}  {call.t(f'command.faq_status.aid.{aid}')}"
            )
        call.print(call.t(f"command.faq_status.{'calibrated' if found.calibrated else 'not_calibrated'}"))


def status_of(catalog: "Catalog", matcher: "Matcher", today: date) -> Status:
    """The figures of this catalog on this day."""
    entries = catalog.entries
    return Status(
        entries=len(entries),
        topics=len({entry.topic for entry in entries}),
        phrasings=sum(len(list(entry.phrasings())) for entry in entries),
        english=sum(entry.en is not None and bool(entry.en.answer) for entry in entries),
        simple=sum(entry.has_simple() for entry in entries),
        overdue=sum(entry.review_by is not None and entry.review_by < today for entry in entries),
        errors=len(catalog.errors),
        own_synonyms=len(catalog.synonyms),
        calibrated=matcher.confidence.calibrated,
        in_use=matcher.aids.in_use,
    )
