"""What a whole sentence about the IT-Café asks for. Pure."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection
from typing import Literal

from bot.router import bare

Wish = Literal["offer", "mine"]
_APOSTROPHE = re.compile("['’]")


def wish(text: str, names: tuple[str, ...], own: Collection[str], fillers: Collection[str]) -> Wish | None:
    """Whether it is for free slots or for one's own; None where the sentence says anything else.

    It has to name the café (`names`), and may hold nothing besides but numbers, `fillers` and words of one's
    `own` appointment: «Wann ist IT-Café?» is for free slots, «IT-Café absagen» for one's own, «Was ist das
    IT-Café?» for neither.
    """
    said = f" {bare(_APOSTROPHE.sub('', text))} "
    if len(said) > 120:
        return None
    rest = said
    for name in _longest_first(names):
        rest = rest.replace(f" {name} ", "  ")
    words = {word for word in rest.split() if not word.isdecimal()}
    if rest == said or words - {*fillers, *own}:
        return None
    return "mine" if words & {*own} else "offer"


@functools.lru_cache(maxsize=2)
def _longest_first(names: tuple[str, ...]) -> tuple[str, ...]:
    """As messages are compared; the list changes only with the texts."""
    return tuple(sorted(map(bare, names), key=len, reverse=True))
