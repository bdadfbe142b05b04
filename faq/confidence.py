"""How sure an answer is: a logistic model over the grounds, fitted to the catalog without any labels.

The fit is the maximum a posteriori estimate of a logistic regression around `PRIOR`. Level and slope of the
model are free to follow the catalog, the proportions of its weights are held firmly: examples made by a
machine tell well how rare a right answer is, and badly what makes a person's question different from them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from faq.postings import Floats
from faq.ranking import GROUNDS

Doubles = NDArray[np.float64]

# Fitted to one half of three sets of questions (municipal, company, health), then rounded.
_PRIOR = {
    "constant": -5.8,
    "margin": 1.7,
    "lead": 1.0,
    "cosine": 2.3,
    "amount": 2.0,
    "coverage": 0.6,
    "meaning": 3.0,
}
PRIOR = np.array([_PRIOR[ground] for ground in GROUNDS])
_FIRM = 30.0  # precision of each weight's prior
_FREE = 0.05  # precision of the level's
_SLOPE = 2.0  # precision of the slope's
_STEPS = 30


@dataclass(frozen=True)
class Confidence:
    """Weights of the grounds; `calibrated` tells whether they were fitted to the catalog."""

    weights: Doubles
    calibrated: bool = False

    def of(self, grounds: Floats) -> Doubles:
        """The probability in [0,1] that each entry is right; shape (n,)."""
        return _probability(grounds.astype(np.float64) @ self.weights)


UNFITTED = Confidence(PRIOR)


def fitted(grounds: Floats, right: NDArray[np.bool_]) -> Confidence:
    """The model that explains best which examples are right; shapes (n, len(GROUNDS)) and (n,)."""
    plain, y = grounds.astype(np.float64), right.astype(np.float64)
    x = np.column_stack([plain, plain[:, 1:] @ PRIOR[1:]])
    start = np.append(PRIOR, 0.0)
    firmness = np.array([_FREE, *[_FIRM] * (len(PRIOR) - 1), _SLOPE])
    model = start.copy()
    for _ in range(_STEPS):  # Newton's method; the prior makes the problem strictly concave
        p = _probability(x @ model)
        slope = x.T @ (y - p) - firmness * (model - start)
        curve = (x * (p * (1 - p))[:, None]).T @ x + np.diag(firmness)
        step = np.linalg.solve(curve, slope)
        model = model + step / max(1.0, float(np.abs(step).max()) / 4)
        if np.abs(step).max() < 1e-6:
            break
    weights = model[:-1].copy()
    weights[1:] += model[-1] * PRIOR[1:]
    return Confidence(weights, calibrated=True)


def _probability(logit: Doubles) -> Doubles:
    result: Doubles = 1 / (1 + np.exp(-np.clip(logit, -30, 30)))
    return result
