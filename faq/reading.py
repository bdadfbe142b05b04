"""A question as an index reads it: what it needs, and how much each need matters."""

from collections.abc import Sequence
from dataclasses import dataclass

from faq.german import stem, words
from faq.ideas import meaning, shaded
from faq.language import language_of
from faq.needs import Need
from faq.postings import Floats
from faq.sentences import said, sentences
from faq.vocabulary import Vocabulary

_MOST_WORDS = 40  # of a question; the rarest are kept
_MOST_UNKNOWN = 20  # of these
_MOST_BROAD = 2  # words of a message that is one word with nothing around it


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as an index reads it: what it needs, how much each need matters, its words for comparing.

    `broad` where it is one word that is said alone, or nearly so: "Gehalt", "das Gehalt". `repeated` are the
    ideas that say nothing but what a word among the needs says, too: "lost".
    """

    needs: tuple[Need, ...]
    weights: tuple[float, ...]
    words: tuple[str, ...]
    broad: bool
    sentences: tuple[str, ...] = ()
    repeated: frozenset[str] = frozenset()


class Reader:
    """Reads questions for one index: its vocabulary, the rarity of each term, and that of an unknown word."""

    def __init__(self, vocabulary: Vocabulary, rarity: Floats, unknown: float) -> None:
        self._vocabulary = vocabulary
        self._rarity = rarity
        self._rarity_of_unknown = unknown

    def read(self, question: str) -> Asked:
        """The question's needs; neighbours that the catalog knows as one word are joined."""
        plain = said(question)
        spoken = words(plain)
        told = meaning(self._joined(spoken))
        distinct = list(dict.fromkeys(told))
        if len(distinct) > _MOST_WORDS:
            distinct = self._rarest(distinct)
        english = language_of(question) == "en"
        needs = tuple(need for word in distinct for need in self._vocabulary.needs(word, english=english))
        broad = len(needs) == 1 and len(spoken) <= _MOST_BROAD
        needs += self._vocabulary.phrases(told)
        return Asked(
            needs,
            tuple(map(self._weight, needs)),
            tuple(told),
            broad,
            sentences(plain),
            frozenset(idea for word in told for idea in shaded(word)),
        )

    def _weight(self, need: Need) -> float:
        """How much a need matters: the rarity of its best term, or that of a word that nobody knows."""
        rarity = float(self._rarity[need.terms[0].number]) if need.terms else self._rarity_of_unknown
        return need.weight * rarity

    def _joined(self, words: Sequence[str]) -> list[str]:
        result: list[str] = []
        at = 0
        while at < len(words):
            pair = "".join(words[at : at + 2])
            if at + 1 < len(words) and len(pair) >= 5 and self._vocabulary.knows(pair):
                result.append(pair)
                at += 2
            else:
                result.append(words[at])
                at += 1
        return result

    def _rarest(self, words: Sequence[str]) -> list[str]:
        number = self._vocabulary.number
        known = [word for word in words if stem(word) in number]
        known.sort(key=lambda word: -float(self._rarity[number[stem(word)]]))
        unknown = [word for word in words if stem(word) not in number][:_MOST_UNKNOWN]
        kept = {*known[: _MOST_WORDS - len(unknown)], *unknown}
        return [word for word in words if word in kept]
