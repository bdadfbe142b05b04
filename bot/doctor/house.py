"""What the town has written itself: settings, words, and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.app import text_files
from bot.doctor.case import Case, Finding
from bot.oversights import in_environment, in_facts, some
from bot.texts import Texts, TextsBroken
from faq import Catalog

NAMED = re.compile(r"\w+")
"""A fault that begins with the setting's name; else the file can't be used as a whole."""


def of_settings(case: Case) -> Iterator[Finding]:
    """They can be read, and fit together."""
    for fault in case.faults:
        name = fault.partition(":")[0].removeprefix("settings.yaml, ")
        kind = "fault" if NAMED.fullmatch(name) else "unusable"
        yield Finding("settings", "bad", kind, {"fault": fault, "name": name})
    if not case.faults:
        yield Finding("settings", "good", "fine", {"home": case.settings.home or "–"})
    for one in in_environment(case.environment):
        yield Finding("settings", "look", "stranger", {"name": one.where})
    if case.settings.home is None:
        yield Finding("settings", "open", "no_home")
    elif not case.settings.land:
        yield Finding("settings", "look", "no_land")


def of_texts(case: Case) -> Iterator[Finding]:
    """The town's own words can be used."""
    try:
        Texts.load(text_files(), case.settings.own_texts)
    except TextsBroken as error:
        yield Finding("texts", "bad", "broken", {"broken": error.fault, **error.values})
    else:
        yield Finding("texts", "good", "fine")


def of_faq(case: Case) -> Iterator[Finding]:
    """There are answers, none is broken, none is overdue, and nothing invented is left."""
    folders = case.settings.faq_folders
    catalog = Catalog.load(*folders)
    counted = {"entries": len(catalog.entries), "errors": len(catalog.errors)}
    if not catalog.entries:
        yield Finding("faq", "bad", "empty", counted)
    elif catalog.errors:
        yield Finding("faq", "look", "errors", counted)
    else:
        yield Finding("faq", "good", "fine", counted)
    today = case.now.date()
    overdue = [entry.id for entry in catalog.entries if entry.review_by and entry.review_by < today]
    if overdue:
        yield Finding("faq", "look", "overdue", {"count": len(overdue), "entries": some(overdue)})
    for one in in_facts(folders[-1], catalog.facts):
        named = {**one.values, "names": some(one.names)}
        yield Finding("faq", "look", "invented", {"file": one.where, **named})
