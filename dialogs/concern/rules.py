"""What a shy message is about, what is asked in the dialog, and what is looked for in a text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.concern.rules import LONGEST, Topic, cleaned
from bot.concern.signs import about, sounds_like_worry
from bot.router import Form
from faq.german import folded

__all__ = ["Writing", "about", "matter", "sounds_like_worry"]

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


def matter(text: str, feelings: Iterable[str]) -> str:
    """What a shy message is about, without the words of the feeling: «die E-Akte»."""
    felt = {folded(word) for word in feelings}
    return " ".join(word for word in _WORD.findall(text) if folded(word) not in felt)
