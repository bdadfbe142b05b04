"""The searchable form of a catalog: how well each likely entry fits a question, seen from several sides."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from faq.aids import NO_AIDS, Aids
from faq.columns import Column, Lexicon, Terms
from faq.german import content, stem, words
from faq.grams import Grams
from faq.ideas import meaning
from faq.needs import By
from faq.passages import Passages, greatest
from faq.postings import Floats, Ints, Postings
from faq.reading import Asked, Reader
from faq.vectors import Meanings
from faq.vocabulary import Vocabulary

CANDIDATES = 100  # entries that are looked at closely
BY_MEANING = 20  # entries that are looked at because they mean much the same
SIGNS = ("evidence", "amount", "cosine", "sorted", "overlap", "coverage", "meaning")
_UNLIKE = 0.2  # cosine up to which two texts have nothing to do with each other
_COVERED = SIGNS.index("coverage")
_SATURATION, _LENGTH = 1.2, 0.5  # k1 and b of BM25
_PHRASING, _KEYWORD, _ANSWER = 1.0, 1.3, 0.35  # how much a word counts, by where it stands
_MOST_COMPARED = 400  # characters of a question that are compared with whole phrasings


Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Document:
    """The words of one entry, as the index takes them; `english` are the folded ones of its English half."""

    phrasings: tuple[str, ...]
    keywords: tuple[str, ...] = ()
    answer: str = ""
    english: tuple[str, ...] = ()

    def words(self) -> set[str]:
        """All of them, folded."""
        return {word for text in (*self.phrasings, *self.keywords, self.answer) for word in words(text)}


@dataclass(frozen=True, slots=True)
class Found:
    """The likely entries of a question: their numbers, shape (n,), and their signs, shape (n, len(SIGNS)).

    `lacks`: how much of the question is ideas that the entry says nothing of. `about`: how far the entry is
    about a `broad` question's one word, else 1. Both in [0,1], shape (n,). `hanging`: whether the entry hangs
    on a single word of the question that is only guessed, or beside one that the whole catalog doesn't know,
    or merely guesses; shape (n,).
    """

    entries: Ints
    signs: Floats
    lacks: Floats
    about: Floats
    hanging: Flags
    broad: bool


NOTHING = Found(
    np.zeros(0, np.int32),
    np.zeros((0, len(SIGNS)), np.float32),
    np.zeros(0, np.float32),
    np.zeros(0, np.float32),
    np.zeros(0, np.bool_),
    broad=False,
)


class Index:
    """Built once from documents, never changed; threads may share it."""

    def __init__(self, documents: Sequence[Document], aids: Aids = NO_AIDS) -> None:
        self._size = len(documents)
        owners = [number for number, doc in enumerate(documents) for _ in doc.phrasings]
        phrasings = [_read(text) for doc in documents for text in doc.phrasings]
        name_owners = [number for number, doc in enumerate(documents) for _ in doc.keywords]
        lexicon = Lexicon()
        asked = lexicon.column(enumerate(phrasings))
        names = lexicon.column(enumerate(_read(text) for doc in documents for text in doc.keywords))
        answers = lexicon.column((number, content(doc.answer)) for number, doc in enumerate(documents))
        self.vocabulary = Vocabulary(lexicon.numbers, aids, _foreign(documents))
        terms = Terms(lexicon, self.vocabulary)
        fields = (_by_entry(asked, owners), _by_entry(names, name_owners), answers)
        self._entries = self._weighed(terms, fields)
        self._reader = Reader(self.vocabulary, self._rarity, 0.8 * float(np.log1p(2 * self._size)))
        self._comparable = [" ".join(map(stem, text)) for text in phrasings]
        self._grams = Grams([" ".join(text) for text in phrasings])
        self._phrasings = Passages(asked, owners, self._size, terms, self._rarity)
        self._owners: Ints = np.array(owners, np.int32)
        told = [text for doc in documents for text in doc.phrasings] if aids.encoder else []
        self._meanings = Meanings(aids.encoder, told) if aids.encoder and told else None
        self._names = Passages(names, name_owners, self._size, terms, self._rarity)

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
        saturated = counted.values / (counted.values + _SATURATION) * (_SATURATION + 1)
        return counted.replaced((saturated * self._rarity[counted.rows()]).astype(np.float32))

    def read(self, question: str) -> Asked:
        """What the question needs of this index."""
        return self._reader.read(question)

    def find(self, asked: Asked) -> Found:
        """The likely entries with their signs, best evidence first; none where nothing is known."""
        if not asked.needs or not self._size:
            return NOTHING
        meaning = self._meant(asked)
        if meaning is None and not any(need.terms for need in asked.needs):
            return NOTHING
        total = np.float32(sum(asked.weights))
        score = np.zeros(self._size, np.float32)
        covered = np.zeros(self._size, np.float32)
        met = np.zeros(self._size, np.int32)
        firm = np.zeros(self._size, np.bool_)
        for need, weight in zip(asked.needs, asked.weights, strict=True):
            score += self._entries.best(need.terms) * np.float32(need.weight)
            held = self._entries.held(need.terms)
            covered += held * np.float32(weight)
            met += (held > 0) & (need.word not in asked.repeated)
            firm |= self._entries.held(term for term in need.terms if not term.is_guess) > 0
        likely = _best(score, CANDIDATES)
        if meaning is not None:
            near = _best(meaning, BY_MEANING)
            likely = np.concatenate([likely, near[~np.isin(near, likely)]])
        evidence = score[likely] / (total * np.float32((_SATURATION + 1) / 2))
        amount = np.log1p(score[likely])
        signs = [evidence, amount, *self._closely(asked, likely), covered[likely] / total]
        signs.append(np.zeros(len(likely), np.float32) if meaning is None else meaning[likely])
        table = np.column_stack(signs).astype(np.float32)
        about = self._share(asked, likely) * signs[_COVERED] if asked.broad else np.ones_like(evidence)
        alone = any(all(term.is_guess for term in need.terms) for need in asked.needs) | ~firm[likely]
        hanging = (met[likely] == 1) & alone
        return Found(likely, table, self._lacking(asked, likely) / total, about, hanging, asked.broad)

    def meetings(self, asked: Asked, entry: int) -> list[tuple[str, str, By, float] | str]:
        """How each need of a question is met by the entry of this number: (word, term, by what, weight).

        A need that is not met is its word alone.
        """
        found: list[tuple[str, str, By, float] | str] = []
        for need in asked.needs:
            weights = [self._entries.at(term.number, entry) * term.worth * need.weight for term in need.terms]
            best = int(np.argmax(weights)) if weights else 0
            if weights and weights[best] > 0:
                term = need.terms[best]
                found.append((need.word, self.vocabulary.terms[term.number], term.by, weights[best]))
            else:
                found.append(need.word)
        return found

    def _meant(self, asked: Asked) -> Floats | None:
        """How near each entry's best phrasing is in meaning; shape (entries,), None without vectors."""
        if self._meanings is None or not asked.sentences:
            return None
        nearest = np.zeros(self._size, np.float32)
        np.maximum.at(nearest, self._owners, self._meanings.likeness(asked.sentences) - np.float32(_UNLIKE))
        return nearest

    def _closely(self, asked: Asked, likely: Ints) -> list[Floats]:
        """Cosine, sorted likeness and overlap of the best phrasing of each likely entry."""
        among, sizes = self._phrasings.of(likely)
        cosine = self._grams.likeness(" ".join(asked.words)[:_MOST_COMPARED], among)
        text = " ".join(map(stem, asked.words))[:_MOST_COMPARED]
        others = [self._comparable[place] for place in among.tolist()]
        likeness = process.cdist([text], others, scorer=fuzz.token_sort_ratio, dtype=np.float32)[0] / 100
        shared = self._phrasings.shared(asked.needs, asked.weights)[among]
        overlap = 2 * shared / (np.float32(sum(asked.weights)) + self._phrasings.weight[among] + 1e-6)
        return [greatest(sign, sizes) for sign in (cosine, likeness, overlap)]

    def _share(self, asked: Asked, likely: Ints) -> Floats:
        """How much of an entry's most fitting phrasing or keyword was asked for; shape (n,), in [0,1]."""
        shares: list[Floats] = []
        for passages in (self._phrasings, self._names):
            among, sizes = passages.of(likely)
            share = passages.shared(asked.needs, asked.weights)[among] / (passages.weight[among] + 1e-6)
            shares.append(greatest(share.astype(np.float32), sizes))
        return np.minimum(np.maximum(*shares), np.float32(1.0))

    def _lacking(self, asked: Asked, likely: Ints) -> Floats:
        """The weight of the ideas in the question that an entry says nothing of; shape (n,)."""
        lacking = np.zeros(len(likely), np.float32)
        for need, weight in zip(asked.needs, asked.weights, strict=True):
            if need.is_idea:
                lacking += (self._entries.held(need.terms)[likely] == 0) * np.float32(weight)
        return lacking


def _best(score: Floats, count: int) -> Ints:
    """The places of the greatest positive figures, greatest first, of equal ones the earlier first."""
    places = np.flatnonzero(score > 0)
    if len(places) > count:
        least = np.partition(score[places], -count)[-count]
        places = places[score[places] >= least]
    result: Ints = places[np.argsort(-score[places], kind="stable")][:count].astype(np.int32)
    return result


def _foreign(documents: Sequence[Document]) -> frozenset[str]:
    """The words that stand in no German half."""
    foreign = {word for doc in documents for word in doc.english}
    if foreign:
        for doc in documents:
            foreign -= doc.words().difference(doc.english)
    return frozenset(foreign)


def _read(text: str) -> tuple[str, ...]:
    return meaning(words(text))


def _by_entry(texts: Column, owners: Sequence[int]) -> Column:
    return Column(texts.words, np.array(owners, np.int32)[texts.places])
