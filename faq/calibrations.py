"""Calibrations that were made before, by what they were made of, so that a restart needs none."""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np

from faq.confidence import PRIOR, Confidence
from faq.index import Document
from faq.synonyms import Group

_VERSION = 5  # of the engine: a calibration is good for the matching it was made with
_MOST = 8


class Calibrations:
    """A small JSON file of weights; what can't be read or written is calculated again."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def of(self, mark: str) -> Confidence | None:
        """The confidence that was kept under `mark`; None where there is none."""
        weights = self._read().get(mark)
        return Confidence(np.array(weights), calibrated=True) if weights else None

    def keep(self, mark: str, confidence: Confidence) -> None:
        """Remember it, whole or not at all, beside the last seven; one that was not calibrated isn't kept."""
        if not confidence.calibrated:
            return
        kept = {**self._read(), mark: confidence.weights.tolist()}
        kept = dict(list(kept.items())[-_MOST:])
        try:
            with NamedTemporaryFile("w", dir=self._path.parent, delete=False, encoding="utf-8") as file:
                json.dump(kept, file)
            Path(file.name).replace(self._path)
        except OSError:
            return  # a folder that can't be written costs a second at the next start

    def _read(self) -> dict[str, list[float]]:
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(kept, dict):
            return {}
        return {mark: weights for mark, weights in kept.items() if _good(weights)}


def mark_of(
    documents: Sequence[Document], seed: int, synonyms: Sequence[Group], in_use: Sequence[str]
) -> str:
    """What a calibration depends on, as a hash: content, synonyms, aids, seed and the engine itself."""
    told = repr((_VERSION, PRIOR.tolist(), seed, tuple(documents), tuple(synonyms), tuple(in_use)))
    return sha256(told.encode("utf-8", "replace")).hexdigest()


def _good(weights: object) -> bool:
    return (
        isinstance(weights, list)
        and len(weights) == len(PRIOR)
        and all(isinstance(one, int | float) and abs(one) < 1_000 for one in weights)
    )
