"""Signs in what people write, such as those of a worry. Pure, and kept nowhere: not in a cache either.

A sign is written as people write, in words that are compared folded (ä is ae, hyphens join):

    mobbing            the word, or one typo away from it where it has six letters or more
    suizid*            with any ending
    scared!            exactly so, because a typo makes another word of it ("shared")
    heule|weine gleich         one word or the other
    angst vor … <thing>        one of a list of things
    mir geht … schlecht        up to three words may stand between
    . ich kann nicht mehr .    a dot is where a clause begins or ends

Little words that are too short for a typo to be forgiven are read as they are spoken: "nich" and "net" are
"nicht", "nimmer" is "nicht mehr", "schaff's" is "schaff es".
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from faq.german import folded

TYPO_FROM = 6
"""Letters of a word from which on one typo is forgiven; shorter ones have too many neighbours."""

_SPOKEN = {
    form: word
    for word, forms in {
        "ich": "i ick icke isch ik iech",
        "nicht": "nich nihct nciht nicth nit ned nedd net nech ni nid",
        "nicht mehr": "nimmer nimma nimmr nimme nimmi nemme nuemm nuemme",
        "nichts": "nix nischt nichs nuescht niks",
        "keine": "kein keinen keen keene koa koan koi koine",
        "kann": "kan ko konn gann cha",
        "mehr": "mer meh mea mihr mih",
        "das": "des dat dit",
        "ist": "is",
        "mich": "misch mi",
        "geht": "get gehd goht jeht",
        "gehts": "gets gehds gohts jehts",
        "nachts": "nachst nahts",
        "schaff": "schaf",
        "schaff es": "schaffs",
        "pack es": "packs",
        "halt es": "halts",
        "weiss": "weis woiss woass",
        "mir": "mia",
        "habe": "hab hob han",
        "mein": "meim mei",
        "auch": "ooch",
        "alles": "ois allet",
    }.items()
    for form in forms.split()
}

_APOSTROPHE = re.compile(r"(?<=\w)['’‘`´](?=\w)")
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_TOKEN = re.compile(r"[^\W_]+|[.!?,;:()\n]")
_BETWEEN = folded("…")
_GAP = r"(?: \w++){0,3}"


@dataclass(frozen=True, slots=True)
class Stem:
    """A word of a sign, for which one typo is forgiven."""

    letters: str
    open: bool
    """Whether any ending may follow."""

    def meant_by(self, word: str) -> bool:
        """Whether this folded word is the stem but for one letter: missing, added, wrong, or swapped."""
        if not self.open and abs(len(word) - len(self.letters)) > 1:
            return False
        if word[1] not in self.letters[1:3] and word[2] not in self.letters[1:3]:
            return False  # nearly all of them
        pairs = enumerate(zip(word, self.letters, strict=False))
        same = next((at for at, (a, b) in pairs if a != b), min(len(word), len(self.letters)))
        rest, due = word[same:], self.letters[same:]
        if not rest or not due:
            return len(due) <= 1
        ends = str.startswith if self.open else str.__eq__
        return (
            ends(rest[1:], due[1:])
            or ends(rest, due[1:])
            or ends(rest[1:], due)
            or (rest[:2] == due[1::-1] and ends(rest[2:], due[2:]))
        )


@dataclass(frozen=True, slots=True)
class Signs:
    """Signs, ready to be looked for."""

    pattern: re.Pattern[str]
    stems: dict[str, tuple[Stem, ...]]
    """Where a typo is forgiven, by the first letter, which has to be right."""
    words: frozenset[str]
    """Those that are right as they stand: «nicht» is no «nichts»."""

    def within(self, reading: str) -> bool:
        """Whether one of the signs stands in these words, as written or but for one typo in a word."""
        if self.pattern.search(reading):
            return True
        righted = self._righted(reading)
        return righted != reading and bool(self.pattern.search(righted))

    def without(self, reading: str) -> str:
        """The same words with an end of a clause in the place of each sign."""
        for words in (reading, self._righted(reading)):
            if self.pattern.search(words):
                return self.pattern.sub(".", words)
        return reading

    def _righted(self, reading: str) -> str:
        """The same with each word that is one typo away from a word of the signs put right."""
        return " ".join(map(self._right, reading.split(" ")))

    def _right(self, word: str) -> str:
        if len(word) >= TYPO_FROM - 1 and word not in self.words:
            for stem in self.stems.get(word[0], ()):
                if stem.meant_by(word):
                    return stem.letters
        return word


def sounds_like_worry(text: str, signs: Iterable[str], apart: Iterable[str] = ()) -> bool:
    """Whether a message holds one of these signs. At most 8,000 characters of it are read.

    What stands in `apart` is taken out first: in «keine Angst vor Excel» there is no fear. It may be wrong
    in both directions. Wrongly yes costs a kind sentence; so signs are chosen broadly.
    """
    sought, other = _compiled(tuple(signs)), tuple(apart)
    for reading in _readings(text):
        if sought.within(_compiled(other).without(reading) if other else reading):
            return True
    return False


def beside(text: str, signs: Iterable[str]) -> frozenset[str] | None:
    """The folded words of a text that stand beside these signs; None where it holds none of them."""
    sought = _compiled(tuple(signs))
    held = [reading for reading in _readings(text) if sought.within(reading)]
    return frozenset(sought.without(held[0]).split()) if held else None


@functools.lru_cache(maxsize=8)
def about(signs: tuple[str, ...], things: tuple[str, ...]) -> tuple[str, ...]:
    """These signs, with the things in the place of `<thing>`."""
    return tuple(sign.replace("<thing>", "|".join(things)) for sign in signs)


def _readings(text: str) -> Iterator[str]:
    """The words of a text, folded, with a dot where a clause ends: hyphens join, and then they part."""
    plain = _APOSTROPHE.sub("", folded(text))
    joined = _HYPHEN.sub("", plain)
    yield _tokens(joined)
    if joined != plain:
        yield _tokens(plain)


def _tokens(plain: str) -> str:
    return f" . {' '.join(_SPOKEN.get(t, t) if t.isalnum() else '.' for t in _TOKEN.findall(plain))} . "


@functools.lru_cache(maxsize=16)
def _compiled(signs: tuple[str, ...]) -> Signs:
    """These signs, ready to be looked for; the lists change only with the texts."""
    plain = (_HYPHEN.sub("", _APOSTROPHE.sub("", folded(sign))).split() for sign in signs)
    split = [
        [_SPOKEN.get(word, word) for word in one]
        for sign in plain
        for one in itertools.product(*(word.split("|") for word in sign))
    ]
    stems: dict[str, tuple[Stem, ...]] = {}
    every = frozenset(word for words in split for word in words)
    for word in sorted(every):
        letters = word.rstrip("*")
        if len(letters) >= TYPO_FROM and letters.isalpha():
            stems[letters[0]] = (*stems.get(letters[0], ()), Stem(letters, word.endswith("*")))
    pattern = re.compile(rf"(?<= )(?:{_alternatives(set(map(_pattern, split)))})(?= )")
    return Signs(pattern, stems, every)


def _alternatives(patterns: Iterable[str]) -> str:
    """One of these; grouped by the first letter, so that most are never tried."""
    groups: dict[str, list[str]] = {}
    for pattern in sorted(patterns):
        first = pattern[:2] if pattern.startswith("\\") else pattern[0]
        groups.setdefault(first, []).append(pattern[len(first) :])
    return "|".join(f"{first}(?:{'|'.join(rests)})" for first, rests in groups.items())


def _pattern(words: list[str]) -> str:
    """The words of one sign, with a space before each but the first."""
    return "".join(_GAP if word == _BETWEEN else " " + _written(word) for word in words)[1:]


def _written(word: str) -> str:
    bare = word.rstrip("!")
    return re.escape(bare.rstrip("*")) + (r"\w*+" if bare.endswith("*") else "")
