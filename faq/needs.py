"""What a word of a question asks for, and by what a catalog's words would meet it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, Self

from faq.ideas import SIGN

By = Literal["exact", "part", "typo", "sound", "within", "synonym", "translation", "thesaurus", "idea"]
_MOST_TERMS = 16
_GUESSES: frozenset[By] = frozenset({"typo", "sound", "within"})
_GUESSED = 0.7  # worth below which a likeness may well be chance


class Term(NamedTuple):
    """A term of the vocabulary by its number, what it is worth in (0,1], and by what it meets the word."""

    number: int
    worth: float
    by: By

    @property
    def is_guess(self) -> bool:
        """Whether it is merely written or spoken a little like the word: Spam for "spät"."""
        return self.by in _GUESSES and self.worth < _GUESSED


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a question asks for: the known terms that would meet it, the best one first.

    `word` is as the question has it; `weight` is 1, less for a part of a word.
    """

    word: str
    weight: float
    terms: tuple[Term, ...]

    @property
    def is_idea(self) -> bool:
        """Whether it is something that people put in many ways, rather than a word."""
        return self.word.startswith(SIGN)


class Terms(dict[int, Term]):
    """Terms by number, of which each keeps its greatest worth."""

    def add(self, number: int, worth: float, by: By) -> None:
        """Take a term in, unless it is there with as much worth."""
        known = self.get(number)
        if known is None or known.worth < worth:
            self[number] = Term(number, worth, by)

    def join(self, others: Mapping[int, Term], factor: float = 1.0, by: By | None = None) -> None:
        """Take in others, each worth less by `factor`."""
        for term in others.values():
            self.add(term.number, term.worth * factor, by or term.by)

    def ranked(self) -> tuple[Term, ...]:
        """The best ones, best first."""
        return tuple(sorted(self.values(), key=lambda term: (-term.worth, term.number))[:_MOST_TERMS])

    @classmethod
    def of(cls, *terms: tuple[int, float, By]) -> Self:
        """From (number, worth, by)."""
        found = cls()
        for term in terms:
            found.add(*term)
        return found
