"""What a shy message is about, what is asked in the dialog, and what is looked for in a text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.concern.rules import LONGEST, Topic, cleaned
from bot.concern.signs import about, beside, sounds_like_worry
from bot.router import Form
from faq.german import folded

__all__ = ["Writing", "about", "matter", "merely_annoyed", "sounds_like_worry"]

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


class Writing(Form):
    """What stands in the form when it is sent."""

    topic: Topic = Topic.OTHER
    words: str = ""
    answer: bool = True
    seen: str = ""
    """The names of the hints that were seen, parted by spaces."""
    unsure: bool = False
    """Whether it may have been kept before, without an answer."""

    @property
    def text(self) -> str:
        """The words as they would be kept."""
        return cleaned(self.words)

    @property
    def too_long(self) -> bool:
        """Whether they are more than one text may hold."""
        return len(self.text) > LONGEST


def merely_annoyed(text: str, signs: Iterable[str], asking: Iterable[str]) -> bool:
    """Whether a message lets off steam and asks for nothing; `asking` are the words with which people ask."""
    others = beside(text, signs)
    return others is not None and "?" not in text and others.isdisjoint(map(folded, asking))


def matter(text: str, feelings: Iterable[str]) -> str:
    """What a shy message is about, without the words of the feeling: «die E-Akte»."""
    felt = {folded(word) for word in feelings}
    return " ".join(word for word in _WORD.findall(text) if folded(word) not in felt)
