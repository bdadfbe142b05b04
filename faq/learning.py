"""What the questions of colleagues teach: phrasings that an entry lacks, and answers that the FAQ lacks.

Pure functions; who keeps questions hands them in. A human decides: `accepted` writes a phrasing into the YAML
file of its entry, with comments and order kept.

    for proposal in proposals(asked, catalog, dismissed): …
    for gap in gaps(asked, matcher): …
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from rapidfuzz import fuzz

from faq import phrasing
from faq.catalog import Catalog
from faq.entry import Entry, Language
from faq.german import content, folded, stem, words
from faq.matcher import Hit, Matcher
from faq.sentences import said

Outcome = Literal["unknown", "suggested", "chosen", "none"]

BLANK = "…"
_ALIKE = 85.0  # token_set_ratio of the stems from which two questions are one
_LONGEST = 200  # characters of a phrasing; what is longer is a story
_MOST = 2_000  # questions that are compared with each other, the newest ones
_NAMED = re.compile(
    r"\b((?i:frau|herrn?|dr\.?|prof\.?|kollegin|kollegen?|mrs?\.?|ms\.?))"
    r"(?:\s+(?i:dr\.?|prof\.?))*\s+[A-ZÄÖÜ][\w-]+(?:\s+[A-ZÄÖÜ][a-zäöüß-]+)?"
)
_SELF = re.compile(
    r"\b((?i:ich bin|ich heiße|mein name ist|hier ist|my name is|i am|this is))\s+(?:der |die )?"
    r"[A-ZÄÖÜ][\w-]+(?:\s+[A-ZÄÖÜ][\w-]+)?"
)
_ADDRESS = re.compile(r"(?<!\S)\S+@\S+|https?://\S+|www\.\S+|\\\\\S+")
_NUMBER = re.compile(r"(?<![\w-])[+(]?\d(?:[\s./:()-]{0,2}\d){2,}\w*|\b[^\W\d]+[-/]?\d{3,}(?:[/-]?\w)*")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was kept: the columns of the query `answer_questions`, in their order.

    `entry` is the id of the entry that was chosen for it, None where none was; `day` an ISO date.
    """

    words: str
    language: Language
    outcome: Outcome
    entry: str | None
    day: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A phrasing that people chose `entry` for, `count` times, last on the ISO date `day`.

    `others` are like questions, blanked as well. `mark` names it for dismissing.
    """

    entry: Entry
    words: str
    language: Language
    count: int
    day: str
    others: tuple[str, ...]

    @property
    def mark(self) -> str:
        """A hash of entry and phrasing, 64 hexadecimal digits; small changes of the words keep it."""
        told = " ".join([self.entry.id, *sorted(set(map(stem, content(self.words))))])
        return sha256(told.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Gap:
    """What was asked `count` times and had no answer; `nearest` is the likeliest entry, if any."""

    words: str
    count: int
    day: str
    others: tuple[str, ...]
    nearest: Hit | None


def blanked(text: str) -> str:
    """A question without greeting, signature, names after a title, addresses and numbers: "…" stands there.

    No rule knows every name; that is why a human reads a phrasing before it is used.
    """
    text = _ADDRESS.sub(BLANK, said(text))
    text = _NAMED.sub(rf"\1 {BLANK}", text)
    text = _SELF.sub(rf"\1 {BLANK}", text)
    text = _NUMBER.sub(BLANK, text)
    return _SPACE.sub(" ", text).strip()


def proposals(asked: Iterable[Asked], catalog: Catalog, dismissed: Collection[str] = ()) -> list[Proposal]:
    """Phrasings that entries lack, most often asked first; `dismissed` are the marks of those not wanted."""
    return undecided(proposed(asked, catalog), dismissed)


def undecided(found: Iterable[Proposal], dismissed: Collection[str]) -> list[Proposal]:
    """Those of `proposed` that nobody has decided on and that their entries lack."""
    return [one for one in found if one.mark not in dismissed and not _is_known(one)]


def proposed(asked: Iterable[Asked], catalog: Catalog) -> list[Proposal]:
    """As `proposals`, with those that have been decided on."""
    found: list[Proposal] = []
    by_entry: dict[str, list[Asked]] = {}
    for one in asked:
        if one.outcome == "chosen" and one.entry in catalog.by_id:
            by_entry.setdefault(str(one.entry), []).append(one)
    for name, chosen in by_entry.items():
        for group in gathered(chosen):
            first, entry = group[0], catalog.by_id[name]
            found.append(
                Proposal(entry, first.words, first.language, len(group), _last(group), _others(group))
            )
    return sorted(found, key=lambda one: (-one.count, one.entry.id, one.words))


def gaps(asked: Iterable[Asked], matcher: Matcher) -> list[Gap]:
    """What was asked and not answered, by likeness, most often asked first.

    A question that would be answered today is none: the FAQ has learnt since.
    """
    missed = [one for one in asked if one.outcome in ("unknown", "none")]
    found: list[Gap] = []
    for group in gathered(missed):
        decision = matcher.decide(group[0].words)
        if decision.kind != "answer":
            nearest = decision.hits[0] if decision.hits else None
            found.append(Gap(group[0].words, len(group), _last(group), _others(group), nearest))
    return sorted(found, key=lambda one: (-one.count, one.words))


def gathered(asked: Iterable[Asked]) -> list[list[Asked]]:
    """The questions in groups of like ones, blanked; in each the most usual one first, then the shortest.

    Those that say nothing, or that tell a story, are left out. The newest 2,000 are looked at.
    """
    ready = [
        Asked(text, one.language, one.outcome, one.entry, one.day)
        for one in sorted(asked, key=lambda one: one.day, reverse=True)[:_MOST]
        if content(text := blanked(one.words)) and len(text) <= _LONGEST
    ]
    groups: list[tuple[str, list[Asked]]] = []
    for one in ready:
        sense = _sense(one.words)
        for other, group in groups:
            if fuzz.token_sort_ratio(sense, other, score_cutoff=_ALIKE):
                group.append(one)
                break
        else:
            groups.append((sense, [one]))
    return [_ordered(group) for _, group in groups]


def accepted(proposal: Proposal, own: Path | None = None) -> Path:
    """Write the phrasing into the file of its entry, as a further variant, and give back the file's path.

    Comments, order and layout stay; done twice it stands there once. Raises NotOwn where the file is not in
    the folder `own`, CannotEdit where the entry is in no file, or no longer there, and OSError.
    """
    return phrasing.added(proposal.entry, proposal.words, proposal.language, own)


def withdrawn(proposal: Proposal, own: Path | None = None) -> Path:
    """Undo `accepted`, as far as nobody has changed the phrasing since. Raises as it does."""
    return phrasing.removed(proposal.entry, proposal.words, proposal.language, own)


def is_accepted(proposal: Proposal) -> bool:
    """Whether the phrasing stands in the file of its entry as it is now."""
    return phrasing.stands(proposal.entry, proposal.words, proposal.language)


def _is_known(proposal: Proposal) -> bool:
    return _sense(proposal.words) in set(map(_sense, proposal.entry.phrasings()))


def _sense(text: str) -> str:
    return " ".join(sorted({stem(word) for word in content(text)} or set(words(text))))


def _ordered(group: Sequence[Asked]) -> list[Asked]:
    plain = [folded(one.words) for one in group]
    return [one for _, one in sorted(enumerate(group), key=lambda at: _rank(at[1], plain[at[0]], plain))]


def _rank(one: Asked, plain: str, all_of_them: Sequence[str]) -> tuple[bool, int, int, str]:
    return BLANK in one.words, -all_of_them.count(plain), len(one.words), one.words


def _others(group: Sequence[Asked]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.words for one in group if one.words != group[0].words))


def _last(group: Sequence[Asked]) -> str:
    return max(one.day for one in group)
