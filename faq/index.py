"""The searchable form of a catalog: for a question, how well each likely entry fits, seen from several sides."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from faq.german import content, stem
from faq.grams import Grams
from faq.postings import Floats, Ints, Postings
from faq.vocabulary import PART, Need, Vocabulary

CANDIDATES = 100  # entries that are looked at closely
SIGNS = ("evidence", "amount", "cosine", "sorted", "overlap", "coverage")
_SATURATION, _LENGTH = 1.2, 0.5  # k1 and b of BM25
_PHRASING, _KEYWORD, _ANSWER = 1.0, 1.3, 0.35  # how much a term counts, by where it stands
_MOST_WORDS = 40  # of a question; the rarest are kept
_MOST_UNKNOWN = 20


@dataclass(frozen=True, slots=True)
class Document:
    """The words of one entry, as the index takes them."""

    phrasings: tuple[str, ...]
    keywords: tuple[str, ...] = ()
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, read by an index: its content words and what they need, joined text for comparing."""

    words: tuple[str, ...]
    needs: tuple[Need, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """The likely entries of a question: their numbers, shape (n,), and their signs, shape (n, len(SIGNS))."""

    entries: Ints
    signs: Floats


class Index:
    """Built once from documents, never changed; threads may share it."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._size = len(documents)
        phrasings = [(number, text) for number, doc in enumerate(documents) for text in doc.phrasings]
        self._owner: Ints = np.array([number for number, _ in phrasings], dtype=np.int32)
        read = [content(text) for _, text in phrasings]
        keywords = [[word for text in doc.keywords for word in content(text)] for doc in documents]
        answers = [content(doc.answer) for doc in documents]
        every = {word for found in (read, keywords, answers) for text in found for word in text}
        self.vocabulary = Vocabulary({stem(word) for word in every})
        terms = {word: tuple(self._terms(word)) for word in every}
        self._comparable = [" ".join(map(stem, text)) for text in read]
        self._grams = Grams([" ".join(text) for text in read])

        self._phrases = Postings.gathered(
            (
                (term, place, worth)
                for place, text in enumerate(read)
                for word in dict.fromkeys(text)
                for term, worth in terms[word]
            ),
            len(self.vocabulary),
            len(read),
        )
        self._entries = self._weighed(read, keywords, answers, terms)
        self._first: Ints = np.searchsorted(self._owner, np.arange(self._size + 1)).astype(np.int32)
        clipped = np.minimum(self._phrases.values, 1.0)
        rows = self._phrases.rows()
        whole = self._phrases.values >= 1.0
        self._phrases.values = clipped
        self._phrase_sum: Floats = np.bincount(
            self._phrases.places[whole], weights=self._rarity[rows[whole]], minlength=len(read)
        ).astype(np.float32)

    def _terms(self, word: str) -> Iterable[tuple[int, float]]:
        number = self.vocabulary.number
        yield number[stem(word)], 1.0
        for part in self.vocabulary.parts(word):
            yield number[part], PART

    def _weighed(
        self,
        read: Sequence[Sequence[str]],
        keywords: Sequence[Sequence[str]],
        answers: Sequence[Sequence[str]],
        terms: dict[str, tuple[tuple[int, float], ...]],
    ) -> Postings:
        """BM25F: each field's term counts, shortened by its length, are added up, then saturated once."""
        cells: list[tuple[int, int, float]] = []
        each = ((place, text) for place, text in zip(self._owner.tolist(), read, strict=True))
        for weight, field in (
            (_PHRASING, list(each)),
            (_KEYWORD, list(enumerate(keywords))),
            (_ANSWER, list(enumerate(answers))),
        ):
            length = np.bincount(
                [place for place, _ in field], weights=[len(text) for _, text in field], minlength=self._size
            )
            usual = max(float(length.mean()), 1.0) if len(length) else 1.0
            shorten = weight / (1 - _LENGTH + _LENGTH * length / usual)
            cells += [
                (term, place, worth * shorten[place])
                for place, text in field
                for word in text
                for term, worth in terms[word]
            ]
        postings = Postings.gathered(cells, len(self.vocabulary), self._size)
        among = postings.counts()
        self._rarity: Floats = np.log1p((self._size - among + 0.5) / (among + 0.5)).astype(np.float32)
        self._unknown = float(np.log1p(self._size / 0.5)) if self._size else 1.0
        rarity = self._rarity[postings.rows()]
        postings.values = postings.values / (postings.values + _SATURATION) * (_SATURATION + 1) * rarity
        return postings

    def read(self, question: str) -> Asked:
        """The question's words and needs; neighbours that the catalog knows as one word are joined."""
        joined = self._joined(content(question) or ())
        distinct = list(dict.fromkeys(joined))
        if len(distinct) > _MOST_WORDS:
            distinct = self._rarest(distinct)
        needs = [need for word in distinct for need in self.vocabulary.needs(word)]
        return Asked(tuple(distinct), tuple(needs), " ".join(joined)[:400])

    def _joined(self, found: Sequence[str]) -> list[str]:
        result: list[str] = []
        at = 0
        while at < len(found):
            pair = "".join(found[at : at + 2])
            if at + 1 < len(found) and len(pair) >= 5 and self.vocabulary.knows(pair):
                result.append(pair)
                at += 2
            else:
                result.append(found[at])
                at += 1
        return result

    def _rarest(self, distinct: list[str]) -> list[str]:
        number = self.vocabulary.number
        known = [word for word in distinct if stem(word) in number]
        known.sort(key=lambda word: -float(self._rarity[number[stem(word)]]))
        unknown = [word for word in distinct if stem(word) not in number]
        kept = set(known[:_MOST_WORDS]) | set(unknown[:_MOST_UNKNOWN])
        return [word for word in distinct if word in kept][:_MOST_WORDS]

    def need_weights(self, needs: Sequence[Need]) -> list[float]:
        """How much each need matters: the rarity of its best term, or that of a word nobody knows."""
        return [
            need.weight * (float(self._rarity[need.terms[0][0]]) if need.terms else 0.8 * self._unknown)
            for need in needs
        ]

    def find(self, asked: Asked) -> Found:
        """The likely entries with their signs, best evidence first; none where nothing is known."""
        needs = [need for need in asked.needs if need.terms]
        if not needs or not self._size:
            return Found(np.zeros(0, np.int32), np.zeros((0, len(SIGNS)), np.float32))
        weights = self.need_weights(asked.needs)
        total = sum(weights)
        scores = np.zeros(self._size, np.float32)
        covered = np.zeros(self._size, np.float32)
        for need, weight in zip(asked.needs, weights, strict=True):
            if not need.terms:
                continue
            best = self._entries.best(need.terms) * np.float32(need.weight)
            scores += best
            covered += np.float32(weight) * self._met(need)
        likely = np.argsort(-scores, kind="stable")[:CANDIDATES]
        likely = likely[scores[likely] > 0].astype(np.int32)
        evidence = scores[likely] / (total * (_SATURATION + 1) / 2)
        amount = np.log1p(scores[likely])
        signs = [evidence, amount, *self._closely(asked, weights, likely), covered[likely] / total]
        return Found(likely, np.column_stack(signs).astype(np.float32))

    def _met(self, need: Need) -> Floats:
        result = np.zeros(self._size, np.float32)
        for term, worth in reversed(need.terms):
            places, _ = self._entries.row(term)
            result[places] = np.maximum(result[places], np.float32(worth))
        return result

    def _closely(self, asked: Asked, weights: Sequence[float], likely: Ints) -> tuple[Floats, Floats, Floats]:
        """Cosine, sorted likeness and overlap of the best phrasing of each likely entry."""
        sizes = self._first[likely + 1] - self._first[likely]
        offset = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        among = (np.repeat(self._first[likely], sizes) + offset).astype(np.int32)
        if not len(among):
            nothing = np.zeros(len(likely), np.float32)
            return nothing, nothing, nothing
        bounds = np.cumsum(sizes) - sizes
        cosine = self._grams.likeness(asked.text, among)
        text = " ".join(map(stem, asked.text.split()))
        sortedly = (
            process.cdist(
                [text],
                [self._comparable[place] for place in among.tolist()],
                scorer=fuzz.token_sort_ratio,
                dtype=np.float32,
            )[0]
            / 100
        )
        shared = np.zeros(self._phrases.width, np.float32)
        for need, weight in zip(asked.needs, weights, strict=True):
            if need.terms:
                shared += np.float32(weight) * self._phrases.best(need.terms)
        overlap = 2 * shared[among] / (sum(weights) + self._phrase_sum[among] + 1e-6)
        best = [
            np.maximum.reduceat(sign, np.minimum(bounds, len(among) - 1))
            for sign in (cosine, sortedly, overlap)
        ]
        empty = sizes == 0
        for sign in best:
            sign[empty] = 0
        return best[0], best[1], best[2]
