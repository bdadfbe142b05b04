"""From the signs of likely entries to a score, and to the grounds that confidence is judged by."""

import numpy as np

from faq.index import SIGNS, Found
from faq.postings import Floats, Places

# How much each sign says about which entry is meant; tuned on one half of the municipal questions.
_WEIGHTS = {
    "evidence": 1.0,
    "amount": 0.0,
    "cosine": 0.7,
    "sorted": 0.3,
    "overlap": 0.5,
    "coverage": 0.0,
    "meaning": 1.5,
}
_ORDERED = np.array([_WEIGHTS[sign] for sign in SIGNS], dtype=np.float32)
_AMOUNT, _COSINE, _COVERAGE, _MEANING = map(SIGNS.index, ("amount", "cosine", "coverage", "meaning"))

GROUNDS = ("constant", "margin", "lead", "cosine", "amount", "coverage", "meaning")


def scores(found: Found) -> Floats:
    """One figure for each likely entry; the greater, the likelier. Shape (n,)."""
    result: Floats = found.signs @ _ORDERED
    return result


def grounds(found: Found, score: Floats, chosen: Places) -> Floats:
    """What speaks for the entries at the places `chosen` of `found`, shape (len(chosen), len(GROUNDS)).

    Margin: the share of its score by which an entry is ahead of the best other one, negative for all but the
    first. Lead: how far it is ahead of the fourth.
    """
    ordered = np.sort(score)[::-1]
    first, second, fourth = ordered[0], ordered[min(1, len(ordered) - 1)], ordered[min(3, len(ordered) - 1)]
    if len(ordered) == 1:
        second = fourth = np.float32(0.0)
    own = score[chosen]
    margin = (own - np.where(own >= first, second, first)) / (own + 0.1)
    signs = found.signs[chosen]
    columns = [
        np.ones(len(own)),
        margin,
        own - fourth,
        signs[:, _COSINE],
        signs[:, _AMOUNT],
        signs[:, _COVERAGE],
        signs[:, _MEANING],
    ]
    return np.column_stack(columns).astype(np.float32)
