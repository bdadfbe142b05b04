"""What sounds like a worry. Pure, and kept nowhere."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable


def sounds_like_worry(text: str, signs: Iterable[str]) -> bool:
    """Whether a message holds one of these signs as whole words; a sign's `*` stands for any ending.

    It may be wrong in both directions. Wrongly yes costs a kind sentence; so signs are chosen broadly.
    """
    plain = " ".join(re.findall(r"[^\W_]+", text.casefold()))
    return _any_of(tuple(signs)).search(plain) is not None


@functools.lru_cache(maxsize=8)
def _any_of(signs: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all signs; the lists of all languages change only with the texts."""
    words = (re.escape(sign.casefold()).replace(r"\*", r"\w*") for sign in signs)
    return re.compile(rf"\b(?:{'|'.join(words)})\b")
