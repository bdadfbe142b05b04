"""Why an entry was found: which words of a question met which of its words, by what, with what weight."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from faq.entry import Entry, Language
from faq.german import stem, words
from faq.ideas import SIGN, saying
from faq.needs import By

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Meeting:
    """A word of the question met a word of the entry.

    `by` is one of exact, part (of a compound), typo, sound, within (one word holds the other), synonym,
    translation, thesaurus, idea. `weight` is the evidence that it gives, from 0, mostly below 10.
    """

    asked: str
    met: str
    by: By
    weight: float


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks for one entry; `signs` are the figures of the re-ranking by name, see `faq.index.SIGNS`."""

    entry: Entry
    confidence: float
    meetings: tuple[Meeting, ...]
    missed: tuple[str, ...]
    signs: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a question was understood, and what speaks for each of its hits, surest first.

    `words` are those that were looked for, `aside` those that say nothing ("hallo", "wie", "ich"), `unknown`
    those that are nothing like any word of the catalog. `language` is None where the question doesn't tell.
    """

    question: str
    language: Language | None
    words: tuple[str, ...]
    aside: tuple[str, ...]
    unknown: tuple[str, ...]
    reasons: tuple[Reason, ...]


def spelled(entry: Entry, term: str) -> str:
    """How the entry spells the word whose stem is `term`, or puts the idea that `term` is.

    The stem itself where it is only a part of a word.
    """
    if term.startswith(SIGN):
        return next((said for text in _texts(entry) if (said := saying(words(text), term))), term)
    return next((word for text in _texts(entry) for word in _WORD.findall(text) if _is(word, term)), term)


def spoken(word: str, question: Sequence[str]) -> str:
    """A word that was looked for as the question, in folded words, has it; an idea by what says it there."""
    return (saying(question, word) or word) if word.startswith(SIGN) else word


def _is(word: str, term: str) -> bool:
    return any(stem(part) == term for part in words(word))


def _texts(entry: Entry) -> Iterator[str]:
    english = entry.en
    yield from entry.phrasings()
    yield from (*entry.keywords, *(english.keywords if english else ()), entry.topic, entry.topic_en)
    yield from (entry.answer, english.answer if english else "")
