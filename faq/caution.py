"""Holds back where a likely entry may still be the wrong one: three suggestions beat a wrong answer."""

import numpy as np

from faq.confidence import Doubles
from faq.index import Found
from faq.postings import Places

_WHOLLY = 0.85  # an entry that is less about the one word that was asked only mentions it
_CHOICE = 0.70  # the most that one of several entries about it gets: people choose
_NAMED = 0.25  # the least that an entry gets whose keyword is the word: it is worth suggesting
_MISSPELT = 0.5  # as far as an entry is about its keyword in other spelling: «paswort», «drukcer»


def tempered(sure: Doubles, found: Found, chosen: Places) -> Doubles:
    """The confidence of the entries at the places `chosen` of `found`, with caution; shape (len(chosen),).

    A question that says something is broken is not surely answered by how it is set up, nor one of which a
    single word is known by the entry that has it. One word alone is surely answered only by an entry that is
    about it, and by none where several are. Who names an entry, also misspelt, gets it suggested at least; a
    word that is merely guessed, such as one that only sounds alike, names nothing.
    """
    sure = sure * (1 - found.lacks[chosen])
    sure = np.where(found.hanging[chosen], np.minimum(sure, _CHOICE), sure)
    if not found.broad:
        return sure
    about = found.about[chosen]
    sure = sure * np.minimum(about / _WHOLLY, 1)
    if (found.about >= _WHOLLY).sum() > 1:
        sure = np.minimum(sure, _CHOICE)
    named = (about >= _MISSPELT) & ~found.hanging[chosen]
    return np.where(named, np.maximum(sure, _NAMED), sure)
