"""Finds the entry that answers a question, and says how sure it is."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from faq.aids import Aids
from faq.calibration import calibrated
from faq.calibrations import Calibrations, mark_of
from faq.catalog import Catalog
from faq.caution import tempered
from faq.confidence import UNFITTED, Confidence
from faq.entry import Entry, Language
from faq.explanation import Explanation, Meeting, Reason, spelled, spoken
from faq.german import MAX_CHARACTERS, words
from faq.index import SIGNS, Document, Index
from faq.language import language_of
from faq.postings import Floats
from faq.ranking import grounds, scores
from faq.sentences import follows_up, questions

ANSWER_FROM = 0.75
"""Of answers given from here on 96 % or more were right, on four sets of questions (docs/faq-engine.md)."""
SUGGEST_FROM = 0.20
RIVAL_FROM = 0.60
"""A second entry this likely makes the first one no answer: the person chooses (VPN: set up, or broken?)."""
_MOST_SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry, and the probability in [0,1] that it is what was meant."""

    entry: Entry
    confidence: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a question.

    "answer" with the first hit, "suggest" all hits (up to three), or "unknown": the hits are then for a human
    who takes over. `language` is the question's, None where it doesn't tell. `also` are the answers to
    further questions of the same message, in their order; each is an "answer" to `asked`. `thread` is what
    a follow-up to this message is understood with: the question that began it.
    """

    kind: Literal["answer", "suggest", "unknown"]
    hits: tuple[Hit, ...]
    language: Language | None
    asked: str = ""
    also: tuple["Decision", ...] = ()
    thread: str = ""


class Matcher:
    """Built once for a catalog, never changed; threads may share it. Same catalog and seed, same hits.

    Where they aren't given, `confidence` is calibrated to the catalog, and `aids` are the synonyms.
    """

    def __init__(
        self,
        catalog: Catalog,
        *,
        seed: int = 0,
        confidence: Confidence | None = None,
        aids: Aids | None = None,
    ) -> None:
        self.catalog = catalog
        self.aids = Aids.of_town(catalog.synonyms) if aids is None else aids
        documents = [document(entry) for entry in catalog.entries]
        self._seed = seed
        self._entries: Sequence[Entry] = catalog.entries
        # Calibration comes first: its indexes are gone when the large one is built, which halves the memory.
        self.confidence = confidence or calibrated(documents, seed, self.aids)
        self._index = Index(documents, self.aids)

    @classmethod
    def at_once(cls, catalog: Catalog) -> "Matcher":
        """For content that was saved just now: not yet calibrated; `settled` gives the lasting one."""
        return cls(catalog, confidence=UNFITTED)

    def settled(self, calibrations: Calibrations | None = None) -> "Matcher":
        """The matcher to use from now on: with all aids that this machine has, calibrated to the catalog.

        Takes seconds where dictionaries or vectors are read for the first time, or the catalog is large: call
        it off the event loop, while this one answers. What `calibrations` remembers isn't calculated again.
        """
        aids = Aids.found(self.catalog.synonyms)
        documents = [document(entry) for entry in self.catalog.entries]
        mark = mark_of(documents, self._seed, self.catalog.synonyms, aids.in_use)
        known = calibrations.of(mark) if calibrations else None
        if aids.helps_as(self.aids):
            settled = copy(self)  # with the index as it is: only the confidence is new
            settled.confidence = known or calibrated(documents, self._seed, aids)
        else:
            settled = Matcher(self.catalog, seed=self._seed, confidence=known, aids=aids)
        if calibrations and known is None:
            calibrations.keep(mark, settled.confidence)
        return settled

    def find(self, question: str, limit: int = 3) -> list[Hit]:
        """Up to `limit` hits, surest first; none where the question shares nothing with the catalog."""
        ranked = self._ranked(question[:MAX_CHARACTERS], limit)
        return [Hit(self._entries[number], sure) for number, sure, _ in ranked]

    def _ranked(self, question: str, limit: int) -> list[tuple[int, float, Floats]]:
        """(number of the entry, confidence, signs), surest first."""
        found = self._index.find(self._index.read(question))
        if not len(found.entries) or limit < 1:
            return []
        score = scores(found)
        order = np.argsort(-score, kind="stable")[:limit]
        sure = tempered(self.confidence.of(grounds(found, score, order)), found, order)
        hits = zip(found.entries[order].tolist(), sure.tolist(), found.signs[order], strict=True)
        return sorted(hits, key=lambda hit: -hit[1])

    def decide(self, question: str, before: str = "") -> Decision:
        """Answer, suggest, or leave it to a human.

        A message with two or three questions that are each surely answered gets all of these answers.
        `before` is the `thread` of the decision on what the same person asked before: "und auf dem Handy?" is
        understood with it.
        """
        question = question[:MAX_CHARACTERS]
        if before and follows_up(question):
            return self._followed(question, before)
        apart = [self._decided(part) for part in questions(question)]
        sure = {
            decision.hits[0].entry.id: decision for decision in reversed(apart) if decision.kind == "answer"
        }
        if len(sure) > 1:
            first, *others = reversed(sure.values())
            return replace(first, also=tuple(others), thread=question)
        return self._decided(question)

    def _followed(self, question: str, before: str) -> Decision:
        """The decision on a follow-up: alone where that is sure, else with what was asked before it.

        The entry that was found before is no news: another one that fits both is offered before it.
        """
        alone = self._decided(question)
        if alone.kind == "answer":
            return alone
        known = self.find(before, 1)
        both = self._decided(f"{before} {question}")
        if known and both.hits and both.hits[0].entry.id == known[0].entry.id:
            news = tuple(hit for hit in both.hits[1:] if hit.confidence >= SUGGEST_FROM)
            return Decision("suggest", (*news, both.hits[0]), both.language, question, thread=before)
        return replace(both, asked=question, thread=before)

    def _decided(self, question: str) -> Decision:
        hits = tuple(self.find(question, _MOST_SUGGESTED))
        language = language_of(question)
        if is_sure(hits):
            return Decision("answer", hits, language, question, thread=question)
        near = tuple(hit for hit in hits if hit.confidence >= SUGGEST_FROM)
        kind: Literal["suggest", "unknown"] = "suggest" if near else "unknown"
        return Decision(kind, near or hits, language, question, thread=question)

    def explain(self, question: str, limit: int = 3) -> Explanation:
        """How a question was understood, and what speaks for each of its first hits."""
        question = question[:MAX_CHARACTERS]
        asked, typed = self._index.read(question), words(question)
        reasons: list[Reason] = []
        for number, sure, signs in self._ranked(question, limit):
            entry = self._entries[number]
            told = self._index.meetings(asked, number)
            met = sorted((one for one in told if not isinstance(one, str)), key=lambda one: -one[3])
            meetings = tuple(
                Meeting(spoken(word, typed), spelled(entry, term), by, weight)
                for word, term, by, weight in met
            )
            missed = tuple(dict.fromkeys(spoken(one, typed) for one in told if isinstance(one, str)))
            named = dict(zip(SIGNS, signs.tolist(), strict=True))
            reasons.append(Reason(entry, sure, meetings, missed, named))
        looked_for = tuple(dict.fromkeys(spoken(need.word, typed) for need in asked.needs))
        aside = tuple(word for word in dict.fromkeys(typed) if word not in {*asked.words, *looked_for})
        unknown = tuple(need.word for need in asked.needs if not need.terms)
        return Explanation(question, language_of(question), looked_for, aside, unknown, tuple(reasons))


def is_sure(hits: Sequence[Hit], answer_from: float = ANSWER_FROM) -> bool:
    """Whether the first hit may be given as the answer: likely enough, and without a rival."""
    rival = len(hits) > 1 and hits[1].confidence >= RIVAL_FROM
    return bool(hits) and hits[0].confidence >= answer_from and not rival


def document(entry: Entry) -> Document:
    """The words of an entry by which it is found, in both languages."""
    english = entry.en
    keywords = (*entry.keywords, *(english.keywords if english else ()), entry.topic, entry.topic_en)
    answer = " ".join([entry.answer, english.answer if english else ""])
    return Document(tuple(entry.phrasings()), tuple(filter(None, keywords)), answer, _only_english(entry))


def _only_english(entry: Entry) -> tuple[str, ...]:
    """The folded words that an entry has in its English half alone, sorted."""
    if (other := entry.en) is None:
        return ()
    german = (entry.question, *entry.variants, *entry.keywords, entry.topic, entry.answer)
    english = (other.question, *other.variants, *other.keywords, entry.topic_en, other.answer)
    return tuple(sorted(_said(english) - _said(german)))


def _said(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in words(text)}
