"""Debian's dictionaries, read where they are installed and never copied: `trans-de-en` and `mythes-de`.

The first is Frank Richter's German-English word list (GPL), the second OpenThesaurus (LGPL). Both are reduced
to a text that is searched for a line, which takes a tenth of the memory of a dict.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from faq.german import words
from faq.stopwords import STOP

TRANSLATIONS = Path("/usr/share/trans/de-en")
THESAURUS = Path("/usr/share/mythes/th_de_DE_v2.dat")
_MOST = 24  # words that one word may lead to
_ASIDE = re.compile(r"\[[^\]]*\]|\{[^}]*\}|\([^)]*\)|<[^>]*>")
_ENDINGS = ("", "s", "es", "ed", "ing", "n", "en", "e")


class _Lines:
    """Lines "word\\tother other", sorted, found by their first word."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._text = ("\n" + "\n".join(sorted({f"{word}\t{other}" for word, other in pairs})) + "\n").encode()

    def of(self, word: str) -> tuple[str, ...]:
        """What stands behind a word in all of its lines; () where it has none."""
        key = f"\n{word}\t".encode()
        at = self._text.find(key)
        found: dict[str, None] = {}
        while at >= 0 and len(found) < _MOST and self._text.startswith(key, at):
            end = self._text.index(b"\n", at + 1)
            found[self._text[at + len(key) : end].decode()] = None
            at = end
        return tuple(found)


class Dictionary:
    """English words and their German names."""

    def __init__(self, path: Path) -> None:
        """Read the dictionary at `path` (about two seconds for Debian's); raises OSError."""
        with path.open(encoding="utf-8", errors="replace") as file:
            self._lines = _Lines(pair for line in file for pair in _translations(line))

    @staticmethod
    def installed(path: Path = TRANSLATIONS) -> Dictionary | None:
        """The dictionary of this machine, read once; None where there is none."""
        return _dictionary(path) if path.is_file() else None

    def german_for(self, word: str) -> tuple[str, ...]:
        """German names, folded, of a folded English word in any of its usual forms."""
        return _first(self._lines, word)


class Thesaurus:
    """German words that mean about the same."""

    def __init__(self, path: Path) -> None:
        """Read the thesaurus at `path`; raises OSError."""
        with path.open(encoding="utf-8", errors="replace") as file:
            self._lines = _Lines(pair for line in file if line.startswith("-|") for pair in _related(line))

    @staticmethod
    def installed(path: Path = THESAURUS) -> Thesaurus | None:
        """The thesaurus of this machine, read once; None where there is none."""
        return _thesaurus(path) if path.is_file() else None

    def related(self, word: str) -> tuple[str, ...]:
        """Folded words of about the same meaning as a folded German word in any of its usual forms."""
        return tuple(dict.fromkeys(other for line in _first(self._lines, word) for other in line.split()))


@cache
def _dictionary(path: Path) -> Dictionary:
    return Dictionary(path)


@cache
def _thesaurus(path: Path) -> Thesaurus:
    return Thesaurus(path)


def _first(lines: _Lines, word: str) -> tuple[str, ...]:
    for ending in _ENDINGS:
        base = word.removesuffix(ending) if ending else word
        if (base != word or not ending) and len(base) > 2 and (found := lines.of(base)):
            return found
    return ()


def _translations(line: str) -> Iterable[tuple[str, str]]:
    """(English, German) of a line "Urlaub {m}; Ferien {pl} | … :: leave; vacation | …"; single words."""
    german, _, english = line.partition(" :: ")
    if line.startswith("#") or not english:
        return
    for here, there in zip(german.split("|"), english.split("|"), strict=False):
        names = [name for text in _ASIDE.sub("", here).split(";") if (name := _single(text))]
        for text in _ASIDE.sub("", there).split(";"):
            if word := _single(text.strip().removeprefix("to ")):
                for name in names:
                    yield word, name


def _related(line: str) -> Iterable[tuple[str, str]]:
    """Each word of a line "-|Passwort|Kennwort|Hardware (Oberbegriff)" with the others; no wider terms."""
    same = [text for text in line.rstrip("\n").split("|")[1:] if "begriff)" not in text]
    names = list(dict.fromkeys(name for text in same if (name := _single(_ASIDE.sub("", text)))))
    for name in names:
        if others := [other for other in names if other != name][:_MOST]:
            yield name, " ".join(others)


def _single(text: str) -> str:
    """The folded word that a text is, "" where it is none, several, or one without meaning."""
    text = text.strip()
    if len(text) < 3 or not text.replace("-", "").isalpha():
        return ""
    found = words(text) if "-" in text or not text.isascii() else (text.lower(),)
    return found[0] if len(found) == 1 and found[0] not in STOP else ""
