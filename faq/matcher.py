"""Finds the entry that answers a question, and says how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from faq.calibration import calibrated
from faq.catalog import Catalog
from faq.caution import tempered
from faq.confidence import Confidence
from faq.entry import Entry, Language
from faq.index import Document, Index
from faq.language import language_of
from faq.ranking import grounds, scores

ANSWER_FROM = 0.80
SUGGEST_FROM = 0.20
RIVAL_FROM = 0.55
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
    who takes over. `language` is the question's, None where it doesn't tell.
    """

    kind: Literal["answer", "suggest", "unknown"]
    hits: tuple[Hit, ...]
    language: Language | None


class Matcher:
    """Built once for a catalog, never changed; threads may share it. Same catalog and seed, same hits."""

    def __init__(self, catalog: Catalog, *, seed: int = 0, confidence: Confidence | None = None) -> None:
        self.catalog = catalog
        documents = [document(entry) for entry in catalog.entries]
        self._entries: Sequence[Entry] = catalog.entries
        self._index = Index(documents)
        self.confidence = confidence or calibrated(documents, seed)

    def find(self, question: str, limit: int = 3) -> list[Hit]:
        """Up to `limit` hits, surest first; none where the question shares nothing with the catalog."""
        asked = self._index.read(question)
        found = self._index.find(asked)
        if not len(found.entries) or limit < 1:
            return []
        score = scores(found)
        order = np.argsort(-score, kind="stable")[:limit]
        sure = tempered(self.confidence.of(grounds(found, score, order)), found, order)
        hits = [
            Hit(self._entries[found.entries[place]], float(one))
            for place, one in zip(order, sure, strict=True)
        ]
        return sorted(hits, key=lambda hit: -hit.confidence)

    def decide(self, question: str) -> Decision:
        """Answer, suggest, or leave it to a human."""
        hits = tuple(self.find(question, _MOST_SUGGESTED))
        language = language_of(question)
        if is_sure(hits):
            return Decision("answer", hits, language)
        near = tuple(hit for hit in hits if hit.confidence >= SUGGEST_FROM)
        return Decision("suggest", near, language) if near else Decision("unknown", hits, language)


def is_sure(hits: Sequence[Hit], answer_from: float = ANSWER_FROM) -> bool:
    """Whether the first hit may be given as the answer: likely enough, and without a rival."""
    rival = len(hits) > 1 and hits[1].confidence >= RIVAL_FROM
    return bool(hits) and hits[0].confidence >= answer_from and not rival


def document(entry: Entry) -> Document:
    """The words of an entry by which it is found, in both languages."""
    english = entry.en
    keywords = (*entry.keywords, *(english.keywords if english else ()), entry.topic, entry.topic_en)
    answer = " ".join([entry.answer, english.answer if english else ""])
    return Document(tuple(entry.phrasings()), tuple(filter(None, keywords)), answer)
