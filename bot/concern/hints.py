"""What a text may tell about its writer, and which office is the right one. Looked up here, never kept."""

from __future__ import annotations

import re
from enum import StrEnum

from bot.concern.signs import sounds_like_worry
from bot.texts import Texts

_NAMED = re.compile(
    r"\b(?:Herrn?|Frau|Kolleg(?:e|en|in)|Che(?:f|fin)|[\w-]*[Ll]eiter(?:in)?|Mrs?|Ms|Dr)\b\.?\s+"
    r"(?!Dokt|Kolleg|Chef|Leiter|Bürgermeister)[A-ZÄÖÜ][a-zäöüß]+"
)
_NUMBER = re.compile(r"\d(?:[\s./-]?\d){2,}|\d+\.\d+\.|(?<!\S)\S+@\S+")
"""Three digits or more, a day and a month, an address of mail."""


class Hint(StrEnum):
    """A gentle word before it is sent."""

    DANGER = "danger"
    """A life may be in danger: people help at once."""
    LAW = "law"
    """It may be a breach of law: there is an office for that, with rights that a box can't give."""
    NAME = "name"
    NUMBER = "number"
    ALONE = "alone"
    """Only one person can have written this: «nur ich»."""


def unseen(words: str, seen: str, texts: Texts) -> list[Hint]:
    """The same, but nothing where all of it was `seen` before: their names, parted by spaces.

    Who then adds a name to the text is asked once more.
    """
    found = hints(words, texts)
    return [] if set(found) <= set(seen.split()) else found


def hints(words: str, texts: Texts) -> list[Hint]:
    """What to say of this text before it is sent, the gravest first."""
    found = [
        hint
        for hint, *keys in (
            (Hint.DANGER, "concern.danger_signs"),
            (Hint.LAW, "sorgenbox.law_signs", "concern.law_signs"),
            (Hint.ALONE, "sorgenbox.alone_signs"),
        )
        if any(sounds_like_worry(words, texts.every_word(key)) for key in keys)
    ]
    if _NAMED.search(words):
        found.append(Hint.NAME)
    if _NUMBER.search(words):
        found.append(Hint.NUMBER)
    return [hint for hint in Hint if hint in found]
