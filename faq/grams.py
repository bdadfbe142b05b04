"""Character trigrams of phrasings: a likeness that typos, endings and compounds hardly hurt."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from faq.columns import spread
from faq.postings import Floats, Ints

_BUCKETS = 1 << 16


def _hashed(text: str) -> NDArray[np.int64]:
    """The bucket of each trigram of `text`, spaces around it included."""
    codes = np.frombuffer(f" {text} ".encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.int64)
    if len(codes) < 3:
        return np.zeros(0, dtype=np.int64)
    mixed = codes[:-2] * 1_000_003 + codes[1:-1] * 10_007 + codes[2:] * 101
    return (mixed ^ (mixed >> 15)) % _BUCKETS


class Grams:
    """The trigrams of many texts, weighted by rarity, each text of length 1."""

    def __init__(self, texts: Sequence[str]) -> None:
        hashed = [_hashed(text).astype(np.uint16) for text in texts]
        cells = np.repeat(np.arange(len(texts)) * _BUCKETS, [len(one) for one in hashed])
        cells += np.concatenate([*hashed, np.zeros(0, np.uint16)])
        del hashed
        cells.sort()  # in place: the cells of a large catalog are what its index needs most memory for
        first = np.flatnonzero(np.diff(cells, prepend=-1))
        count = np.diff(first, append=len(cells)).astype(np.float32)
        cells = cells[first]
        self._grams: NDArray[np.uint16] = (cells % _BUCKETS).astype(np.uint16)
        self._starts: Ints = np.searchsorted(cells, np.arange(len(texts) + 1) * _BUCKETS).astype(np.int32)
        del cells, first
        among = np.bincount(self._grams, minlength=_BUCKETS)
        self._rarity: Floats = np.log((len(texts) + 1) / (among + 0.5)).clip(0.1).astype(np.float32)
        self._weights: Floats = (1 + np.log(count)) * self._rarity[self._grams]
        sizes = np.diff(self._starts)
        owner = np.repeat(np.arange(len(texts), dtype=np.int32), sizes)
        length = np.sqrt(np.bincount(owner, weights=self._weights**2, minlength=len(texts)))
        self._weights /= length.astype(np.float32)[owner]

    def likeness(self, text: str, among: Ints) -> Floats:
        """Cosine in [0,1] of `text` with each of the texts numbered in `among`; same shape."""
        gram, count = np.unique(_hashed(text), return_counts=True)
        if len(gram) == 0 or len(among) == 0:
            return np.zeros(len(among), dtype=np.float32)
        weights = (1 + np.log(count)) * self._rarity[gram]
        asked = np.zeros(_BUCKETS, dtype=np.float32)
        asked[gram] = weights / np.sqrt((weights**2).sum())
        starts, sizes = self._starts[among], self._starts[among + 1] - self._starts[among]
        owner = np.repeat(np.arange(len(among)), sizes)
        cells = spread(starts, sizes)
        products = asked[self._grams[cells]] * self._weights[cells]
        return np.bincount(owner, weights=products, minlength=len(among)).astype(np.float32)
