"""Which answers a few typed letters find. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from faq import SUGGEST_FROM, Catalog, Entry, Shelf
from faq.german import words

MOST = 8
"""Hits that are shown: as many as one looks at."""
LINE = 120
"""Characters of an answer in the list."""
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARK = re.compile(r"\*\*|[*_`#]|^\s*[-+]\s+", re.MULTILINE)


class Lexicon:
    """Finds entries by the beginnings of their words, for who is still typing."""

    def __init__(self, catalog: Catalog) -> None:
        """Reads every phrasing, keyword and topic once: some 20 microseconds an entry."""
        self.catalog = catalog
        places: dict[str, set[int]] = {}
        for place, entry in enumerate(catalog.entries):
            for word in _words(entry):
                places.setdefault(word, set()).add(place)
        self._words = sorted(places)
        self._places = [places[word] for word in self._words]

    def begun(self, typed: str) -> list[Entry]:
        """The entries that have, for each typed word, one that begins so; first those that ask with it."""
        asked = words(typed)
        found = [self._beginning(word) for word in asked]
        entries = [self.catalog.entries[place] for place in sorted(set.intersection(*found))] if found else []
        return sorted(entries, key=lambda entry: not _asks(entry, asked))

    def _beginning(self, typed: str) -> set[int]:
        first, last = bisect_left(self._words, typed), bisect_left(self._words, typed + "\uffff")
        return set().union(*self._places[first:last])


def found(typed: str, shelf: Shelf, lexicon: Lexicon) -> list[Entry]:
    """Up to MOST entries, likeliest first; where nothing is typed, the first of each topic."""
    if not typed.strip():
        return list(_first_of_each_topic(lexicon.catalog))[:MOST]
    likely = [hit.entry for hit in shelf.matcher.find(typed, MOST) if hit.confidence >= SUGGEST_FROM]
    every = {entry.id: entry for entry in (*likely, *lexicon.begun(typed))}
    return list(every.values())[:MOST]


def line(answer: str) -> str:
    """The beginning of an answer in one line without Markdown."""
    return " ".join(_MARK.sub("", _LINK.sub(r"\1", answer)).split())


def _asks(entry: Entry, typed: tuple[str, ...]) -> bool:
    """Whether each typed word begins one of its questions' own."""
    english = entry.en.question if entry.en else ""
    own = words(f"{entry.question} {english}")
    return all(any(word.startswith(begun) for word in own) for begun in typed)


def _words(entry: Entry) -> set[str]:
    english = entry.en.keywords if entry.en else ()
    return set(words(" ".join([*entry.phrasings(), *entry.keywords, *english, entry.topic, entry.topic_en])))


def _first_of_each_topic(catalog: Catalog) -> Iterator[Entry]:
    """Not the shy ones: others may look over one's shoulder."""
    seen = set()
    for entry in catalog.entries:
        if not entry.shy and entry.topic not in seen:
            seen.add(entry.topic)
            yield entry
