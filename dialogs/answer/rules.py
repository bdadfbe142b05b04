"""Nouns and decisions of asking: what is kept of a question, and what a card may send. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, StringConstraints

from bot.cards import shortened
from bot.router import Form
from bot.turn import Refusal

MOST_KEPT = 500
"""Characters of a question that are kept, or carried by a card."""

EntryId = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Words = Annotated[
    str, BeforeValidator(lambda value: shortened(value, MOST_KEPT) if isinstance(value, str) else value)
]


class Outcome(StrEnum):
    """How a question that had no sure answer went on."""

    UNKNOWN = "unknown"
    SUGGESTED = "suggested"
    CHOSEN = "chosen"
    NONE_OF_THESE = "none"


class EntryGone(Refusal):
    """The entry that a card speaks of is no longer in the FAQ."""

    text = "answer.gone"


class Example(Form):
    """A question that a card offers to ask."""

    question: Words


class AboutEntry(Form):
    """A card's entry, and the words that led to it: empty where they must not be kept."""

    entry: EntryId
    asked: Words = ""


class Related(AboutEntry):
    """The entry to show, from the card of another."""

    show: EntryId


class Suggested(Form):
    """A card of suggestions: the words that led to it, and under which id they were kept ("" if not)."""

    asked: Words = ""
    kept: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32})?$")] = ""


class Choice(Suggested):
    """The suggestion that was pressed."""

    entry: EntryId


class Missing(AboutEntry):
    """What was missing, for the rating that was kept a moment ago."""

    rating: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    missing: Annotated[str, StringConstraints(max_length=2_000)] = ""
