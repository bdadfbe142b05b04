"""What a whole sentence about the IT-Café asks for. Pure."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Literal

from bot.router import bare

Wish = Literal["offer", "mine"]
_APOSTROPHE = re.compile("['’]")


@dataclass(frozen=True, slots=True)
class Words:
    """By which a sentence is understood; each as it stands in the texts."""

    names: tuple[str, ...]
    """Of the café itself."""
    common: tuple[str, ...]
    """Names of what there is elsewhere, too: «Termin»."""
    own: frozenset[str]
    fillers: frozenset[str]
    how: frozenset[str]
    stating: frozenset[str]
    wanting: frozenset[str]


@functools.lru_cache(maxsize=2)
def words_of(*lists: tuple[str, ...]) -> Words:
    """The same from lists, in the order of its fields."""
    names, common, *rest = lists
    return Words(names, common, *map(frozenset, rest))


def wish(text: str, by: Words) -> Wish | None:
    """Whether it is for free slots or for one's own; None where the sentence says anything else.

    It has to name the café, and may hold nothing besides but numbers, fillers and words of one's own
    appointment: «Wann ist IT-Café?» is for free slots, «IT-Café absagen» for one's own, «Was ist das
    IT-Café?» for neither. So are «Wie verschiebe ich einen Termin?» and «Ich habe morgen einen Termin»,
    since appointments there are elsewhere, too.
    """
    said = f" {bare(_APOSTROPHE.sub('', text))} "
    if len(said) > 120:
        return None
    named = _without(said, by.names)
    rest = _without(named, by.common)
    words = {word for word in rest.split() if not word.isdecimal()}
    if rest == said or words - by.fillers - by.own:
        return None
    own = bool(words & by.own)
    if named == said and (words & by.how or (not own and words & by.stating and not words & by.wanting)):
        return None
    return "mine" if own else "offer"


def _without(said: str, names: tuple[str, ...]) -> str:
    for name in _longest_first(names):
        said = said.replace(f" {name} ", "  ")
    return said


@functools.lru_cache(maxsize=4)
def _longest_first(names: tuple[str, ...]) -> tuple[str, ...]:
    """As messages are compared; the lists change only with the texts."""
    return tuple(sorted(map(bare, names), key=len, reverse=True))
