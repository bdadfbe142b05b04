"""The texts of all entries one by one (phrasings, or keywords), and how far a question speaks of each."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from faq.columns import Column, Terms, spread
from faq.needs import Need
from faq.postings import Floats, Ints, Postings

Number = TypeVar("Number", bound=np.generic)


class Passages:
    """Built once. `column` has the words of each text, `owners` the entry of each, in ascending order.

    `size` is the number of entries, `rarity` the weight of each term of `terms`.
    """

    def __init__(
        self, column: Column, owners: Sequence[int], size: int, terms: Terms, rarity: Floats
    ) -> None:
        owner: Ints = np.array(owners, np.int32)
        self._first: Ints = np.searchsorted(owner, np.arange(size + 1)).astype(np.int32)
        whole = Postings(*terms.cells(column), len(rarity), len(owners))
        self._held = whole.replaced(np.minimum(whole.values, np.float32(1.0)))
        own = self._held.values >= 1.0  # words themselves, not what they are made of
        self.weight: Floats = np.bincount(
            whole.places[own], weights=rarity[whole.rows()[own]], minlength=len(owners)
        ).astype(np.float32)

    def of(self, entries: Ints) -> tuple[Ints, Ints]:
        """The numbers of all texts of these entries, and how many texts each entry has."""
        sizes = self._first[entries + 1] - self._first[entries]
        return spread(self._first[entries], sizes), sizes

    def shared(self, needs: Sequence[Need], weights: Sequence[float]) -> Floats:
        """The weight of what a question and each text have in common; shape (number of texts,)."""
        shared = np.zeros(self._held.width, np.float32)
        for need, weight in zip(needs, weights, strict=True):
            shared += self._held.best(need.terms) * np.float32(weight)
        return shared


def greatest(sign: NDArray[Number], sizes: Ints) -> NDArray[Number]:
    """The greatest of each run of `sign`, 0 for an empty run; shape (len(sizes),)."""
    result = np.zeros(len(sizes), sign.dtype)
    full = sizes > 0
    if full.any():
        starts = (np.cumsum(sizes) - sizes)[full]
        result[full] = np.maximum.reduceat(sign, starts)
    return result
