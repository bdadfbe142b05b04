"""The terminal's own words."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol


class Voice(Protocol):
    """Says what the terminal itself has to say, in the language of whoever sits there."""

    def t(self, key: str, **values: object) -> str:
        """The sentence of this key."""
        ...

    def words(self, key: str) -> Collection[str]:
        """The words to recognise under this key, in every language."""
        ...
