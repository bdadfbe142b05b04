"""Nouns and decisions of asking: what is kept of a question, and what a card may send. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BeforeValidator, StringConstraints

from bot.router import Form
from bot.turn import Refusal
from faq import Entry
from faq.german import content, folded, stem, words
from faq.ideas import SIGN, meaning
from faq.spoken import written

MOST_KEPT = 500
"""Characters of a question that are kept."""
MOST_CARRIED = 300
"""Bytes of a question that a card carries along, several times over, within the 25 KB of a message."""


def carried(words: str) -> str:
    """A question as a card carries it: at most `MOST_CARRIED` bytes of UTF-8."""
    return words.encode()[:MOST_CARRIED].decode(errors="ignore")


def asked_in(question: str, entry: Entry) -> Literal["de", "en"] | None:
    """The language in whose words of this entry a question is put; None where both fit equally well."""
    german = [entry.question, *entry.variants, *entry.keywords, entry.answer]
    other = entry.en
    english = [other.question, *other.variants, *other.keywords, other.answer] if other else []
    asked = set(content(question))
    lead = len(asked.intersection(content(" ".join(german)))) - len(
        asked.intersection(content(" ".join(english)))
    )
    if not lead:
        return None
    return "de" if lead > 0 else "en"


def asked_again(before: str, now: str) -> bool:
    """Whether a message puts the question before it in other words: they share a word of meaning."""
    stems = [set(map(stem, content(text))) for text in (before, now)]
    return not stems[0].isdisjoint(stems[1])


def tells_of_oneself(text: str, own: Iterable[str], asking: Iterable[str]) -> bool:
    """Whether a message speaks of its writer and asks for nothing: «ich hab versagt».

    No list knows every worry. What the FAQ does not know and what is put like this is kept by nobody.
    """
    said = words(text)
    found = {folded(word) for word in (*said, "".join(said))}  # «Burn-out» is one word
    return "?" not in text and bool(found & set(map(folded, own))) and not found & set(map(folded, asking))


def tells_a_fault(text: str) -> bool:
    """Whether a message says that something fails, is lost or does not happen: «Outlook nervt, geht ned»."""
    said = words(text)
    return "nicht" in map(written, said) or any(word.startswith(SIGN) for word in meaning(said))


def _within_limits(words: object) -> object:
    return carried(words) if isinstance(words, str) else words


EntryId = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Words = Annotated[str, BeforeValidator(_within_limits)]
Digest = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")]
Kept = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32})?$")]


@dataclass(frozen=True, slots=True)
class Origin:
    """What led to a card: the words, and the trace of their message. Both empty where nothing may be kept."""

    asked: str = ""
    trace: str = ""


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


class OfEntry(Form):
    """A card's entry."""

    entry: EntryId


class AboutEntry(OfEntry):
    """A card's entry, what led to it, and whether it has been rated."""

    asked: Words = ""
    trace: Digest = ""
    rated: Literal["", "helpful", "not_helpful", "missing"] = ""

    @property
    def origin(self) -> Origin:
        """What led to the card."""
        return Origin(self.asked, self.trace)


class Related(Form):
    """The related entry to show."""

    show: EntryId


class Suggested(Form):
    """A card of suggestions: what led to it, and under which id that was kept ("" if not)."""

    asked: Words = ""
    trace: Digest = ""
    kept: Kept = ""


class Choice(Suggested):
    """The suggestion that was pressed."""

    entry: EntryId


class Missing(OfEntry):
    """What was missing, for the rating that was kept a moment ago."""

    rating: Digest
    missing: Annotated[str, StringConstraints(max_length=2_000)] = ""
