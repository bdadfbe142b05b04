"""Words that are written or sound much like an unknown one, or hold it, or are held by it."""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from faq.needs import Terms
from faq.phonetics import sound
from faq.postings import Ints

ALIKE_FROM = 0.72  # OSA similarity from which an unknown word may be a typo of a known one
SOUNDS_ALIKE = 0.7  # how much a word that only sounds the same is worth
_SHORTEST_TYPO = 4
_MOST_ALIKE, _MOST_WITHIN, _MOST_AROUND = 12, 50, 90


class Likeness:
    """Built once for the sorted terms of a vocabulary."""

    def __init__(self, terms: Sequence[str]) -> None:
        self._terms = terms
        self._backwards = sorted((term[::-1], index) for index, term in enumerate(terms))
        self._sounds: dict[str, list[int]] = {}
        for index, term in enumerate(terms):
            if len(code := sound(term)) >= 3:
                self._sounds.setdefault(code, []).append(index)
        order = sorted(range(len(terms)), key=lambda index: len(terms[index]))
        self._by_length = [terms[index] for index in order]
        self._order: Ints = np.array(order, np.int32)
        self._lengths = [len(term) for term in self._by_length]

    def alike(self, root: str) -> Terms:
        """Terms that are written or sound much like `root`."""
        found = Terms()
        if len(root) < _SHORTEST_TYPO or not root.isalpha():
            return found
        first = bisect_left(self._lengths, max(_SHORTEST_TYPO, int(np.ceil(len(root) * ALIKE_FROM))))
        last = bisect_left(self._lengths, int(len(root) / ALIKE_FROM) + 1)
        likeness = process.cdist(
            [root],
            self._by_length[first:last],
            scorer=OSA.normalized_similarity,
            score_cutoff=ALIKE_FROM,
            dtype=np.float32,
        )[0]
        places = np.flatnonzero(likeness)
        for place in places[np.argsort(-likeness[places], kind="stable")][:_MOST_ALIKE].tolist():
            found.add(int(self._order[first + place]), float(likeness[place]) ** 1.5, "typo")
        for index in self._sounds.get(sound(root), ()):
            near = OSA.normalized_similarity(root, self._terms[index])
            if near >= 0.5:
                found.add(index, SOUNDS_ALIKE * near**0.5, "sound")
        return found

    def around(self, root: str, number: dict[str, int]) -> Terms:
        """Terms that `root` begins or ends with, and terms that begin or end with it."""
        found = Terms()
        for cut in range(4, len(root)):
            for piece, factor in ((root[:cut], 0.8), (root[-cut:], 0.9)):
                if (index := number.get(piece)) is not None:
                    found.add(index, factor * (cut / len(root)) ** 0.5, "within")
        if len(root) >= 4:
            self._longer(root, found)
        return found

    def _longer(self, root: str, found: Terms) -> None:
        at = bisect_left(self._terms, root)
        while at < len(self._terms) and self._terms[at].startswith(root) and len(found) < _MOST_WITHIN:
            found.add(at, 0.8 * len(root) / len(self._terms[at]), "within")
            at += 1
        backwards = root[::-1]
        at = bisect_left(self._backwards, (backwards, -1))
        while (
            at < len(self._backwards)
            and self._backwards[at][0].startswith(backwards)
            and len(found) < _MOST_AROUND
        ):
            index = self._backwards[at][1]
            found.add(index, 0.9 * len(root) / len(self._terms[index]), "within")
            at += 1
