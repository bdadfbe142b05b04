"""What sounds like a worry. Pure, and kept nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable


def sounds_like_worry(text: str, signs: Iterable[str]) -> bool:
    """Whether a message holds one of these signs as whole words; a sign's `*` stands for any ending.

    It may be wrong in both directions. Wrongly yes costs a kind sentence; so signs are chosen broadly.
    """
    plain = " ".join(re.findall(r"[^\W_]+", text.casefold()))
    return any(re.search(_pattern(sign), plain) for sign in signs)


def _pattern(sign: str) -> str:
    return r"\b" + re.escape(sign.casefold()).replace(r"\*", r"\w*") + r"\b"
