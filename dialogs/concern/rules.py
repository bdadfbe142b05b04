"""What sounds like a worry. Pure, and kept nowhere: not in a cache either.

A sign is written as people write, in words that are compared folded (ä is ae, hyphens join):

    mobbing            the word, or one typo away from it where it has six letters or more
    depressi*          with any ending
    mir geht … schlecht    up to three words may stand between
    . ich kann nicht mehr .    a dot is where a clause begins or ends
    scared!            exactly so, because a typo makes another word of it ("shared")
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from faq.german import folded

TYPO_FROM = 6
"""Letters of a word from which on one typo is forgiven; shorter ones have too many neighbours."""

_APOSTROPHE = re.compile(r"(?<=\w)['’‘`´](?=\w)")
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_TOKEN = re.compile(r"[^\W_]+|[.!?,;:()\n]")
_GAP = r"(?: \w+){0,3}"


@dataclass(frozen=True, slots=True)
class Stem:
    """A word of a sign, for which one typo is forgiven."""

    letters: str
    open: bool
    """Whether any ending may follow."""

    def meant_by(self, word: str) -> bool:
        """Whether this folded word is the stem but for one letter: missing, added, wrong, or swapped."""
        stem = self.letters
        if not self.open and abs(len(word) - len(stem)) > 1:
            return False
        same = next((i for i, (a, b) in enumerate(zip(word, stem, strict=False)) if a != b), None)
        if same is None:
            return len(word) >= len(stem) - 1
        swapped = word[same : same + 2] == stem[same : same + 2][::-1] and self._goes_on(word, same + 2, 2)
        return (
            swapped
            or self._goes_on(word, same + 1, 1)  # wrong
            or self._rest(word[same:], stem[same + 1 :])  # missing
            or self._rest(word[same + 1 :], stem[same:])  # added
        )

    def _goes_on(self, word: str, at: int, least: int) -> bool:
        return len(word) >= at - least + least and self._rest(word[at:], self.letters[at:])

    def _rest(self, word: str, stem: str) -> bool:
        return word.startswith(stem) if self.open else word == stem


@dataclass(frozen=True, slots=True)
class Signs:
    """Signs, ready to be looked for."""

    pattern: re.Pattern[str]
    stems: dict[str, tuple[Stem, ...]]
    """Where a typo is forgiven, by the first letter, which has to be right."""

    def within(self, text: str) -> bool:
        """Whether one of the signs stands in these words, as written or but for one typo in a word."""
        return any(
            self.pattern.search(reading) or self.pattern.search(self._righted(reading))
            for reading in _readings(text)
        )

    def _righted(self, reading: str) -> str:
        """The same with each word that is one typo away from a word of the signs put right."""
        return " ".join(map(self._right, reading.split(" ")))

    def _right(self, word: str) -> str:
        if len(word) >= TYPO_FROM - 1:
            for stem in self.stems.get(word[0], ()):
                if stem.meant_by(word):
                    return stem.letters
        return word


def sounds_like_worry(text: str, signs: Iterable[str]) -> bool:
    """Whether a message holds one of these signs. At most 8,000 characters of it are read.

    It may be wrong in both directions. Wrongly yes costs a kind sentence; so signs are chosen broadly.
    """
    return _compiled(tuple(signs)).within(text)


def _readings(text: str) -> Iterator[str]:
    """The words of a text, folded, with a dot where a clause ends: hyphens join, and then they part."""
    plain = _APOSTROPHE.sub("", folded(text))
    joined = _HYPHEN.sub("", plain)
    yield _tokens(joined)
    if joined != plain:
        yield _tokens(plain)


def _tokens(plain: str) -> str:
    return f" . {' '.join(t if t.isalnum() else '.' for t in _TOKEN.findall(plain))} . "


@functools.lru_cache(maxsize=8)
def _compiled(signs: tuple[str, ...]) -> Signs:
    """These signs, ready to be looked for; the lists change only with the texts."""
    patterns: list[str] = []
    stems: dict[str, dict[Stem, None]] = {}
    for sign in signs:
        parts = _HYPHEN.sub("", _APOSTROPHE.sub("", folded(sign))).split()
        patterns.append(_pattern(parts))
        for part in parts:
            letters = part.rstrip("*")
            if len(letters) >= TYPO_FROM and letters.isalpha():
                stems.setdefault(letters[0], {})[Stem(letters, part.endswith("*"))] = None
    # Longer stems first: the word is taken for the sign that says most.
    ready = {first: tuple(sorted(found, key=lambda s: -len(s.letters))) for first, found in stems.items()}
    return Signs(re.compile(rf"(?<= )(?:{'|'.join(patterns)})(?= )"), ready)


def _pattern(parts: list[str]) -> str:
    made = ""
    for part in parts:
        if part in ("…", "..."):  # folding writes the ellipsis as three dots
            made += _GAP
        else:
            word = re.escape(part.rstrip("*!")) + (r"\w*" if part.endswith("*") else "")
            made += f" {word}" if made else word
    return made
