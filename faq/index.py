"""The searchable form of a catalog: how well each likely entry fits a question, seen from several sides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from faq.columns import Column, Lexicon, Terms, spread
from faq.german import content, stem
from faq.grams import Grams
from faq.postings import Floats, Ints, Postings
from faq.vocabulary import Need, Vocabulary

CANDIDATES = 100  # entries that are looked at closely
SIGNS = ("evidence", "amount", "cosine", "sorted", "overlap", "coverage")
_SATURATION, _LENGTH = 1.2, 0.5  # k1 and b of BM25
_PHRASING, _KEYWORD, _ANSWER = 1.0, 1.3, 0.35  # how much a word counts, by where it stands
_MOST_WORDS = 40  # of a question; the rarest are kept
_MOST_UNKNOWN = 20  # of these
_MOST_COMPARED = 400  # characters of a question that are compared with whole phrasings

Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Document:
    """The words of one entry, as the index takes them."""

    phrasings: tuple[str, ...]
    keywords: tuple[str, ...] = ()
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as an index reads it: what it needs, how much each need matters, its words for comparing."""

    needs: tuple[Need, ...]
    weights: tuple[float, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The likely entries of a question: their numbers, shape (n,), and their signs, shape (n, len(SIGNS))."""

    entries: Ints
    signs: Floats


NOTHING = Found(np.zeros(0, np.int32), np.zeros((0, len(SIGNS)), np.float32))


class Index:
    """Built once from documents, never changed; threads may share it."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._size = len(documents)
        owners = [number for number, doc in enumerate(documents) for _ in doc.phrasings]
        phrasings = [content(text) for doc in documents for text in doc.phrasings]
        lexicon = Lexicon()
        asked = lexicon.column(enumerate(phrasings))
        keywords = lexicon.column(
            (number, content(text)) for number, doc in enumerate(documents) for text in doc.keywords
        )
        answers = lexicon.column((number, content(doc.answer)) for number, doc in enumerate(documents))
        self.vocabulary = Vocabulary(map(stem, lexicon.numbers))
        terms = Terms(lexicon, self.vocabulary)

        owner: Ints = np.array(owners, np.int32)
        self._first: Ints = np.searchsorted(owner, np.arange(self._size + 1)).astype(np.int32)
        asked_by_entry = Column(asked.words, owner[asked.places])
        self._entries = self._weighed(terms, (asked_by_entry, keywords, answers))
        self._comparable = [" ".join(map(stem, text)) for text in phrasings]
        self._grams = Grams([" ".join(text) for text in phrasings])
        whole = Postings(*terms.cells(asked), len(self.vocabulary), len(phrasings))
        self._phrases = whole.replaced(np.minimum(whole.values, np.float32(1.0)))
        own = self._phrases.values >= 1.0  # words themselves, not what they are made of
        self._phrase_weight: Floats = np.bincount(
            whole.places[own], weights=self._rarity[whole.rows()[own]], minlength=len(phrasings)
        ).astype(np.float32)

    def _weighed(self, terms: Terms, fields: Sequence[Column]) -> Postings:
        """BM25F: each field's counts, shortened by its length, are added up, then saturated once.

        After Robertson, Zaragoza, Taylor: Simple BM25 Extension to Multiple Weighted Fields (2004).
        """
        cells: list[tuple[Ints, Ints, Floats]] = []
        for weight, field in zip((_PHRASING, _KEYWORD, _ANSWER), fields, strict=True):
            length = np.bincount(field.places, minlength=self._size)
            usual = max(float(length.mean()) if self._size else 0.0, 1.0)
            shortened = (weight / (1 - _LENGTH + _LENGTH * length / usual)).astype(np.float32)
            term, place, worth = terms.cells(field)
            cells.append((term, place, worth * shortened[place]))
        term, place, worth = (np.concatenate(column) for column in zip(*cells, strict=True))
        counted = Postings(term, place, worth, len(self.vocabulary), self._size)
        among = counted.counts()
        self._rarity: Floats = np.log1p((self._size - among + 0.5) / (among + 0.5)).astype(np.float32)
        self._rarity_of_unknown = 0.8 * float(np.log1p(2 * self._size))
        saturated = counted.values / (counted.values + _SATURATION) * (_SATURATION + 1)
        return counted.replaced((saturated * self._rarity[counted.rows()]).astype(np.float32))

    def read(self, question: str) -> Asked:
        """The question's needs; neighbours that the catalog knows as one word are joined."""
        words = self._joined(content(question))
        distinct = list(dict.fromkeys(words))
        if len(distinct) > _MOST_WORDS:
            distinct = self._rarest(distinct)
        needs = tuple(need for word in distinct for need in self.vocabulary.needs(word))
        return Asked(needs, tuple(map(self._weight, needs)), tuple(words))

    def find(self, asked: Asked) -> Found:
        """The likely entries with their signs, best evidence first; none where nothing is known."""
        if not any(need.terms for need in asked.needs) or not self._size:
            return NOTHING
        total = np.float32(sum(asked.weights))
        score = np.zeros(self._size, np.float32)
        covered = np.zeros(self._size, np.float32)
        for need, weight in zip(asked.needs, asked.weights, strict=True):
            score += self._entries.best(need.terms) * np.float32(need.weight)
            covered += self._entries.held(need.terms) * np.float32(weight)
        ranked = np.argsort(-score, kind="stable")[:CANDIDATES]
        likely: Ints = ranked[score[ranked] > 0].astype(np.int32)
        evidence = score[likely] / (total * np.float32((_SATURATION + 1) / 2))
        amount = np.log1p(score[likely])
        signs = [evidence, amount, *self._closely(asked, likely), covered[likely] / total]
        return Found(likely, np.column_stack(signs).astype(np.float32))

    def _closely(self, asked: Asked, likely: Ints) -> list[Floats]:
        """Cosine, sorted likeness and overlap of the best phrasing of each likely entry."""
        sizes = self._first[likely + 1] - self._first[likely]
        among = spread(self._first[likely], sizes)
        cosine = self._grams.likeness(" ".join(asked.words)[:_MOST_COMPARED], among)
        text = " ".join(map(stem, asked.words))[:_MOST_COMPARED]
        others = [self._comparable[place] for place in among.tolist()]
        likeness = process.cdist([text], others, scorer=fuzz.token_sort_ratio, dtype=np.float32)[0] / 100
        shared = np.zeros(self._phrases.width, np.float32)
        for need, weight in zip(asked.needs, asked.weights, strict=True):
            shared += self._phrases.best(need.terms) * np.float32(weight)
        overlap = 2 * shared[among] / (np.float32(sum(asked.weights)) + self._phrase_weight[among] + 1e-6)
        return [_greatest(sign, sizes) for sign in (cosine, likeness, overlap)]

    def _weight(self, need: Need) -> float:
        """How much a need matters: the rarity of its best term, or that of a word that nobody knows."""
        rarity = float(self._rarity[need.terms[0][0]]) if need.terms else self._rarity_of_unknown
        return need.weight * rarity

    def _joined(self, words: Sequence[str]) -> list[str]:
        result: list[str] = []
        at = 0
        while at < len(words):
            pair = "".join(words[at : at + 2])
            if at + 1 < len(words) and len(pair) >= 5 and self.vocabulary.knows(pair):
                result.append(pair)
                at += 2
            else:
                result.append(words[at])
                at += 1
        return result

    def _rarest(self, words: Sequence[str]) -> list[str]:
        number = self.vocabulary.number
        known = [word for word in words if stem(word) in number]
        known.sort(key=lambda word: -float(self._rarity[number[stem(word)]]))
        unknown = [word for word in words if stem(word) not in number][:_MOST_UNKNOWN]
        kept = {*known[: _MOST_WORDS - len(unknown)], *unknown}
        return [word for word in words if word in kept]


def _greatest(sign: NDArray[Number], sizes: Ints) -> NDArray[Number]:
    """The greatest of each run of `sign`, 0 for an empty run; shape (len(sizes),)."""
    result = np.zeros(len(sizes), sign.dtype)
    full = sizes > 0
    if full.any():
        starts = (np.cumsum(sizes) - sizes)[full]
        result[full] = np.maximum.reduceat(sign, starts)
    return result
