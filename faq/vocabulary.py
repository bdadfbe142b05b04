"""The words that a catalog knows, and which of them a word of a question may mean."""

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from faq.compounds import split
from faq.german import stem
from faq.glossary import german_for
from faq.ideas import SIGN
from faq.phonetics import sound

ALIKE_FROM = 0.72  # OSA similarity from which an unknown word may be a typo of a known one
SOUNDS_ALIKE = 0.7  # how much a word that only sounds the same is worth
TRANSLATED = 0.85  # how much a German word is worth to its English name
IDEA = 0.6  # how much an idea matters beside a word
PART = 0.6  # how much a part of a compound is worth beside the whole
_MOST_MATCHES = 12
_REMEMBERED = 20_000
_SHORTEST_TYPO = 4


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a question asks for: the known terms that would meet it, each with its worth in (0,1].

    The best term comes first. `word` is as the question has it; `weight` is 1, less for a part of a word.
    """

    word: str
    weight: float
    terms: tuple[tuple[int, float], ...]

    @property
    def is_idea(self) -> bool:
        """Whether it is something that people put in many ways, rather than a word."""
        return self.word.startswith(SIGN)


class Vocabulary:
    """All stems of a catalog, numbered; finds the known stems behind a word. Threads may share it."""

    def __init__(self, stems: Iterable[str]) -> None:
        self.terms = sorted(set(stems))
        self.number: Mapping[str, int] = {term: index for index, term in enumerate(self.terms)}
        self._backwards = sorted((term[::-1], index) for index, term in enumerate(self.terms))
        self._sounds: dict[str, list[int]] = {}
        for index, term in enumerate(self.terms):
            if len(code := sound(term)) >= 3:
                self._sounds.setdefault(code, []).append(index)
        self._remembered: OrderedDict[str, tuple[Need, ...]] = OrderedDict()

    def __len__(self) -> int:
        return len(self.terms)

    def needs(self, word: str) -> tuple[Need, ...]:
        """What `word` (folded) asks for; a need without terms where the catalog knows nothing like it."""
        found = self._remembered.get(word)
        if found is None:
            found = self._needs(word)
            self._remembered[word] = found
            if len(self._remembered) > _REMEMBERED:
                self._remembered.popitem(last=False)
        return found

    def knows(self, word: str) -> bool:
        """Whether the stem of a folded word is in the catalog."""
        return stem(word) in self.number

    def parts(self, word: str) -> tuple[str, ...]:
        """The known stems that a folded word is made of, () where it is none of them joined."""
        return split(word, self.number)

    def _needs(self, word: str) -> tuple[Need, ...]:
        root = stem(word)
        exact = self.number.get(root)
        if word.startswith(SIGN):
            return (Need(word, IDEA, ((exact, 1.0),)),) if exact is not None else ()
        parts = [self.number[part] for part in self.parts(word)]
        if exact is not None:
            terms = {exact: 1.0} | {part: PART for part in parts if part != exact}
            return (Need(word, 1.0, _ranked(terms)),)
        if names := german_for(word):
            translated = self._translated(names)
            if translated:
                return (Need(word, 1.0, _ranked(translated)),)
        alike = self._alike(root)
        if parts and max(alike.values(), default=0.0) < 0.85:
            return tuple(Need(word, PART + 0.2, ((part, 1.0),)) for part in parts)
        for term, worth in self._contained(root).items():
            alike[term] = max(worth, alike.get(term, 0.0))
        return (Need(word, 1.0, _ranked(alike)),)

    def _translated(self, names: Iterable[str]) -> dict[int, float]:
        """Terms that a word's translations are, or are part of."""
        found: dict[int, float] = {}
        for name in names:
            root = stem(name)
            exact = self.number.get(root)
            near = {exact: 1.0} if exact is not None else self._contained(root)
            for term, worth in near.items():
                found[term] = max(TRANSLATED * worth, found.get(term, 0.0))
        return found

    def _alike(self, root: str) -> dict[int, float]:
        """Terms that are written or sound much like `root`."""
        if len(root) < _SHORTEST_TYPO or not root.isalpha():
            return {}
        likeness = process.cdist(
            [root], self.terms, scorer=OSA.normalized_similarity, score_cutoff=ALIKE_FROM, dtype=np.float32
        )[0]
        found = {int(index): float(likeness[index]) ** 1.5 for index in np.flatnonzero(likeness)}
        found = {index: worth for index, worth in found.items() if len(self.terms[index]) >= _SHORTEST_TYPO}
        for index in self._sounds.get(sound(root), ()):
            near = OSA.normalized_similarity(root, self.terms[index])
            if near >= 0.5:
                found[index] = max(found.get(index, 0.0), SOUNDS_ALIKE * near**0.5)
        return found

    def _contained(self, root: str) -> dict[int, float]:
        """Terms that `root` begins or ends with, and terms that begin or end with it."""
        found: dict[int, float] = {}
        for cut in range(4, len(root)):
            for piece, factor in ((root[:cut], 0.8), (root[-cut:], 0.9)):
                if (index := self.number.get(piece)) is not None:
                    found[index] = max(found.get(index, 0.0), factor * (cut / len(root)) ** 0.5)
        if len(root) >= 4:
            at = bisect_left(self.terms, root)
            while at < len(self.terms) and self.terms[at].startswith(root) and len(found) < 50:
                found[at] = max(found.get(at, 0.0), 0.8 * len(root) / len(self.terms[at]))
                at += 1
            backwards = root[::-1]
            at = bisect_left(self._backwards, (backwards, -1))
            while (
                at < len(self._backwards) and self._backwards[at][0].startswith(backwards) and len(found) < 90
            ):
                index = self._backwards[at][1]
                found[index] = max(found.get(index, 0.0), 0.9 * len(root) / len(self.terms[index]))
                at += 1
        return found


def _ranked(terms: Mapping[int, float]) -> tuple[tuple[int, float], ...]:
    best = sorted(terms.items(), key=lambda item: (-item[1], item[0]))
    return tuple(best[:_MOST_MATCHES])
