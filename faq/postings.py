"""Which entries and phrasings hold a term: numpy arrays, one slice a term."""

from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
Places = NDArray[np.intp]


class Postings:
    """A sparse matrix terms x places with a value in each cell, sorted by term, then by place."""

    __slots__ = ("_starts", "places", "values", "width")

    def __init__(self, starts: Ints, places: Ints, values: Floats, width: int) -> None:
        self._starts, self.places, self.values, self.width = starts, places, values, width

    @classmethod
    def gathered(cls, cells: Iterable[tuple[int, int, float]], terms: int, width: int) -> Self:
        """From (term, place, value) in any order; values of one cell add up. `width` is the number of places."""
        table = np.array(list(cells), dtype=np.float64).reshape(-1, 3)
        term, place = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64)
        cell, back = np.unique(term * max(width, 1) + place, return_inverse=True)
        values = np.bincount(back, weights=table[:, 2], minlength=len(cell)).astype(np.float32)
        term, place = cell // max(width, 1), cell % max(width, 1)
        starts = np.searchsorted(term, np.arange(terms + 1)).astype(np.int32)
        return cls(starts, place.astype(np.int32), values, width)

    def row(self, term: int) -> tuple[Ints, Floats]:
        """The places that hold `term`, and its value in each."""
        part = slice(self._starts[term], self._starts[term + 1])
        return self.places[part], self.values[part]

    def counts(self) -> Ints:
        """In how many places each term is."""
        return np.diff(self._starts)

    def rows(self) -> Ints:
        """The term of each cell, beside `places` and `values`."""
        return np.repeat(np.arange(len(self._starts) - 1, dtype=np.int32), self.counts())

    def best(self, terms: Sequence[tuple[int, float]]) -> Floats:
        """For each place the greatest value x worth over `terms`; shape (width,), 0 where none is."""
        result = np.zeros(self.width, dtype=np.float32)
        for term, worth in terms:
            places, values = self.row(term)
            result[places] = np.maximum(result[places], values * np.float32(worth))
        return result
