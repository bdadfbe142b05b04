"""Which entries and phrasings hold a term: numpy arrays, one slice a term."""

from collections.abc import Iterable
from typing import Self

import numpy as np
from numpy.typing import NDArray

from faq.needs import Term

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
Places = NDArray[np.intp]


class Postings:
    """A sparse matrix terms x places with a value in each cell, sorted by term, then by place."""

    __slots__ = ("_starts", "places", "values", "width")

    def __init__(self, terms: Ints, places: Ints, values: Floats, height: int, width: int) -> None:
        """From cells in any order, of which equal ones add up; `height` terms, `width` places."""
        cell = terms.astype(np.int64) * max(width, 1) + places
        order = np.argsort(cell, kind="stable")
        cell = cell[order]
        first = np.flatnonzero(np.diff(cell, prepend=-1))
        added = np.add.reduceat(values[order], first) if len(first) else values[:0]
        cell = cell[first]
        self.values: Floats = added.astype(np.float32)
        self.places: Ints = (cell % max(width, 1)).astype(np.int32)
        self._starts: Ints = np.searchsorted(cell // max(width, 1), np.arange(height + 1)).astype(np.int32)
        self.width = width

    def replaced(self, values: Floats) -> Self:
        """The same cells with other values."""
        other = object.__new__(type(self))
        other._starts, other.places, other.values, other.width = self._starts, self.places, values, self.width
        return other

    def counts(self) -> Ints:
        """In how many places each term is."""
        return np.diff(self._starts).astype(np.int32)

    def rows(self) -> Ints:
        """The term of each cell, beside `places` and `values`."""
        return np.repeat(np.arange(len(self._starts) - 1, dtype=np.int32), self.counts())

    def at(self, term: int, place: int) -> float:
        """The value of one cell, 0 where there is none."""
        first, last = self._starts[term], self._starts[term + 1]
        at = first + int(np.searchsorted(self.places[first:last], place))
        return float(self.values[at]) if at < last and self.places[at] == place else 0.0

    def best(self, terms: Iterable[Term]) -> Floats:
        """For each place the greatest value x worth over `terms`; shape (width,), 0 where none is."""
        result = np.zeros(self.width, np.float32)
        for term, worth, _ in terms:
            part = slice(self._starts[term], self._starts[term + 1])
            places = self.places[part]
            result[places] = np.maximum(result[places], self.values[part] * np.float32(worth))
        return result

    def held(self, terms: Iterable[Term]) -> Floats:
        """For each place the greatest worth of the `terms` it holds; shape (width,)."""
        result = np.zeros(self.width, np.float32)
        for term, worth, _ in terms:
            places = self.places[self._starts[term] : self._starts[term + 1]]
            result[places] = np.maximum(result[places], np.float32(worth))
        return result
