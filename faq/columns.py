"""The words of many texts as arrays of numbers, so that an index is built by numpy and not word by word."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from faq.german import stem
from faq.postings import Floats, Ints
from faq.vocabulary import PART, Vocabulary


@dataclass(frozen=True, slots=True)
class Column:
    """One field of all documents: for each of its words the word's number and the place it belongs to."""

    words: Ints
    places: Ints


class Lexicon:
    """Gives each distinct word a number, in order of first appearance."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def column(self, texts: Iterable[tuple[int, Sequence[str]]]) -> Column:
        """The column of texts that are given as (place, words)."""
        numbers = self.numbers
        words: list[int] = []
        places: list[int] = []
        for place, text in texts:
            words += [numbers.setdefault(word, len(numbers)) for word in text]
            places += [place] * len(text)
        return Column(np.array(words, np.int32), np.array(places, np.int32))


class Terms:
    """Which terms of a vocabulary each word of a lexicon counts for: itself, and the parts of a compound."""

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary) -> None:
        terms: list[int] = []
        worths: list[float] = []
        sizes: list[int] = []
        for word in lexicon.numbers:
            own = vocabulary.number[stem(word)]
            parts = {vocabulary.number[part] for part in vocabulary.parts(word)} - {own}
            terms += [own, *sorted(parts)]
            worths += [1.0] + [PART] * len(parts)
            sizes.append(1 + len(parts))
        self._terms: Ints = np.array(terms, np.int32)
        self._worths: Floats = np.array(worths, np.float32)
        self._sizes: Ints = np.array(sizes, np.int32)
        self._starts: Ints = (np.cumsum(self._sizes) - self._sizes).astype(np.int32)

    def cells(self, column: Column) -> tuple[Ints, Ints, Floats]:
        """(term, place, worth) of everything in a column, as three arrays of one length."""
        sizes = self._sizes[column.words]
        chosen = spread(self._starts[column.words], sizes)
        return self._terms[chosen], np.repeat(column.places, sizes), self._worths[chosen]


def spread(starts: Ints, sizes: Ints) -> Ints:
    """The numbers start, start + 1, … of each run, one run after the other; shape (sum of sizes,)."""
    ends = np.cumsum(sizes)
    within = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes, sizes)
    return (np.repeat(starts, sizes) + within).astype(np.int32)
