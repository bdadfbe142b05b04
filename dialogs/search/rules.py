"""Which answers a few typed letters find. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from functools import reduce
from itertools import chain, islice
from operator import and_, or_

from faq import SUGGEST_FROM, Catalog, Entry, Shelf
from faq.german import words

MOST = 8
"""Hits that are shown: as many as one looks at."""
LINE = 120
"""Characters of an answer in the list."""
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARK = re.compile(r"\*\*|[*_`#]|^\s*[-+]\s+", re.MULTILINE)


class Beginnings:
    """Which entries have a word that begins so. A set of entries is an integer, bit by place: whatever one
    letter finds, the largest catalog is joined in microseconds.
    """

    def __init__(self, entries: Iterable[Iterable[str]]) -> None:
        """The words of each entry, in the catalog's order."""
        places: dict[str, int] = {}
        for place, own in enumerate(entries):
            for word in own:
                places[word] = places.get(word, 0) | 1 << place
        self._words = sorted(places)
        self._places = [places[word] for word in self._words]

    def of(self, typed: Collection[str]) -> int:
        """The entries that have one for each typed word; none where nothing is typed."""
        return reduce(and_, map(self._one, typed)) if typed else 0

    def _one(self, typed: str) -> int:
        first, last = bisect_left(self._words, typed), bisect_left(self._words, typed + "\uffff")
        return reduce(or_, self._places[first:last], 0)


class Lexicon:
    """Finds entries by the beginnings of their words, for who is still typing."""

    def __init__(self, catalog: Catalog) -> None:
        """Reads every phrasing, keyword and topic once: half a second and 20 MB for 10,000 entries."""
        self.catalog = catalog
        self._every = Beginnings(map(_words, catalog.entries))
        self._asking = Beginnings(map(_question, catalog.entries))

    def begun(self, typed: str) -> list[Entry]:
        """Up to MOST entries with a word that begins so for each typed one; first those that ask with it."""
        asked = set(words(typed))
        every, asking = self._every.of(asked), self._asking.of(asked)
        places = islice(chain(_places(asking), _places(every & ~asking)), MOST)
        return [self.catalog.entries[place] for place in places]


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


def _places(entries: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first."""
    while entries:
        lowest = entries & -entries
        yield lowest.bit_length() - 1
        entries ^= lowest


def _question(entry: Entry) -> set[str]:
    """The words of its question, in both languages."""
    return set(words(f"{entry.question} {entry.en.question if entry.en else ''}"))


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
