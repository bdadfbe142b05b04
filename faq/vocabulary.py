"""The words that a catalog knows, and which of them a word of a question may mean."""

from collections import OrderedDict
from collections.abc import Container, Iterable

from faq.aids import NO_AIDS, Aids
from faq.compounds import split
from faq.german import english_stem, stem
from faq.glossary import german_for
from faq.ideas import SIGN
from faq.likeness import Likeness
from faq.needs import By, Need, Terms
from faq.synonyms import forms

TRANSLATED = 0.85  # how much a German word is worth to its English name
SYNONYM = 0.7  # how much a word that means the same is worth beside the word itself
INSTEAD = 0.85  # how much it is worth where the catalog hasn't the word itself
LOOKED_UP = 0.6  # how much a word is worth that only a big dictionary knows to be related
IDEA = 0.6  # how much an idea matters beside a word
PART = 0.6  # how much a part of a compound is worth beside the whole
BESIDE = 0.5  # how much a word that means the same as a part is worth beside the part itself
_REMEMBERED = 20_000
_CERTAIN = 0.85  # a likeness from which a word is a typo rather than a compound


class Vocabulary:
    """All stems of a catalog, numbered; finds the known stems behind a word. Threads may share it.

    `words` are the catalog's words, folded, in the forms in which they stand there; those of them that stand
    in its English texts alone are `foreign`.
    """

    def __init__(
        self, words: Iterable[str], aids: Aids = NO_AIDS, foreign: frozenset[str] = frozenset()
    ) -> None:
        self._words = frozenset(words)
        self._aids = aids
        self.terms = sorted(set(map(stem, self._words)))
        self.number = {term: index for index, term in enumerate(self.terms)}
        self._foreign = _only(foreign, self._words)
        self._likeness = Likeness(self.terms)
        self._remembered: OrderedDict[tuple[str, bool], tuple[Need, ...]] = OrderedDict()

    def __len__(self) -> int:
        return len(self.terms)

    def needs(self, word: str, *, english: bool = False) -> tuple[Need, ...]:
        """What `word` (folded) asks for; a need without terms where the catalog knows nothing like it.

        `english` tells that it stands in an English question, where it is looked up as such first.
        """
        found = self._remembered.get((word, english))
        if found is None:
            found = self._needs(word, english)
            self._remembered[word, english] = found
            if len(self._remembered) > _REMEMBERED:
                self._remembered.popitem(last=False)
        return found

    def phrases(self, text: Iterable[str]) -> tuple[Need, ...]:
        """What phrases of several words ask for together: "zweiter Faktor" is 2FA."""
        if not self._aids.synonyms:
            return ()
        found = self._aids.synonyms.phrases(tuple(text))
        meant = ((phrase, self._meant(names, "synonym", INSTEAD)) for phrase, names in found)
        return tuple(Need(phrase, 1.0, terms.ranked()) for phrase, terms in meant if terms)

    def knows(self, word: str) -> bool:
        """Whether the stem of a folded word is in the catalog."""
        return stem(word) in self.number

    def parts(self, word: str) -> tuple[str, ...]:
        """The known stems that a folded word is made of, () where it is none of them joined."""
        return split(word, self.number)

    def part(self, root: str) -> Terms:
        """What a stem means as part of a compound: itself, and what the synonyms find for it."""
        others = self._aids.synonyms.of_stem(root)
        if (number := self.number.get(root)) is None:
            return self._meant(others, "synonym", INSTEAD)
        terms = Terms.of((number, 1.0, "part"))
        terms.join(self._meant(others, "synonym", BESIDE))
        return terms

    def _needs(self, word: str, english: bool) -> tuple[Need, ...]:
        exact = self._exact(word, english)
        if word.startswith(SIGN):
            return (Need(word, IDEA, Terms.of((exact, 1.0, "idea")).ranked()),) if exact is not None else ()
        others = self._aids.synonyms.of(word)
        if exact is not None:
            parts = [self.number[part] for part in self.parts(word)]
            terms = Terms.of((exact, 1.0, "exact"), *((part, PART, "part") for part in parts))
            terms.join(self._meant(others, "synonym", SYNONYM))
            if english:
                terms.join(self._translated(word))
            return (Need(word, 1.0, terms.ranked()),)
        if near := self._related(word, others):
            return (Need(word, 1.0, near.ranked()),)
        root = stem(word)
        chance = self.number.get(root, -1)  # the stem of an English word: no likeness either
        alike = self._likeness.alike(root)
        alike.pop(chance, None)
        best = max((term.worth for term in alike.values()), default=0.0)
        if best < _CERTAIN and (pieces := self._pieces(word)):
            return tuple(Need(word, PART + 0.2, piece.ranked()) for piece in pieces)
        if best < _CERTAIN and (looked_up := self._looked_up(word, english)):
            return (Need(word, 1.0, looked_up.ranked()),)
        alike.join(self._likeness.around(root, self.number))
        alike.pop(chance, None)
        return (Need(word, 1.0, alike.ranked()),)

    def _exact(self, word: str, english: bool) -> int | None:
        """The number of a word's stem; None where the catalog lacks it, or has it by chance.

        By its German ending «reden» would be the red of «a red cross».
        """
        root = stem(word)
        forms = () if english else self._foreign.get(root, ())
        if forms and english_stem(word) not in map(english_stem, forms):
            return None
        return self.number.get(root)

    def _pieces(self, word: str) -> list[Terms]:
        """What each part of an unknown compound means; none where it isn't made of known words.

        A part may be a word that only the synonyms know: "Smartphoneverlust" is the loss of a Handy.
        """
        return [self.part(root) for root in self.parts(word) or split(word, _Sayable(self))]

    def _related(self, word: str, others: Iterable[str]) -> Terms:
        """What an unknown word means by the lists made for offices: synonyms, or its German names."""
        found = self._meant(others, "synonym", INSTEAD)
        found.join(self._translated(word))
        return found

    def _translated(self, word: str) -> Terms:
        """The German names of an English word in the glossary, and what else these are called."""
        found = Terms()
        for name in german_for(word):
            found.join(self._meant((name,), "translation", TRANSLATED, within=True))
            found.join(self._meant(self._aids.synonyms.of(name), "translation", TRANSLATED * SYNONYM))
        return found

    def _looked_up(self, word: str, english: bool) -> Terms:
        """What an unknown word may mean by the dictionaries that are installed."""
        if english:
            return self._meant(self._aids.german_for(word), "translation", LOOKED_UP)
        return self._meant(self._aids.related(word), "thesaurus", LOOKED_UP)

    def _meant(self, names: Iterable[str], by: By, worth: float, *, within: bool = False) -> Terms:
        """The terms that `names` are, in a form in which the catalog has them; or, `within`, are part of.

        The form matters: a Rechner is no form of "rechne", though both have one stem.
        """
        found = Terms()
        for name in names:
            number = self.number.get(stem(name))
            if number is not None and not self._words.isdisjoint((name, *forms(name))):
                found.add(number, worth, by)
            elif within and number is None:
                found.join(self._likeness.around(stem(name), self.number), worth, by)
        return found


def _only(foreign: frozenset[str], words: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """The foreign words by the German stem that they would have, where no German word has it."""
    found: dict[str, tuple[str, ...]] = {}
    for word in foreign & words:
        found[stem(word)] = (*found.get(stem(word), ()), word)
    german = {stem(word) for word in words - foreign} if found else set()
    return {root: forms for root, forms in found.items() if root not in german}


class _Sayable(Container[str]):
    """The stems that mean something to a vocabulary as parts of a compound."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def __contains__(self, root: object) -> bool:
        return isinstance(root, str) and bool(self._vocabulary.part(root))
