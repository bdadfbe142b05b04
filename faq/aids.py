"""What helps the engine to understand beyond the catalog's own words: synonyms, dictionaries, vectors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from faq.dictionaries import Dictionary, Thesaurus
from faq.synonyms import NO_SYNONYMS, Group, Synonyms, shipped
from faq.vectors import Encoder


@dataclass(frozen=True)
class Aids:
    """All are optional; what is not installed is None."""

    synonyms: Synonyms = NO_SYNONYMS
    dictionary: Dictionary | None = None
    thesaurus: Thesaurus | None = None
    encoder: Encoder | None = None

    @classmethod
    def of_town(cls, groups: Iterable[Group] = ()) -> Aids:
        """The synonyms that ship, and a town's own: at hand at once."""
        return cls(Synonyms((*shipped(), *groups)))

    @classmethod
    def found(cls, groups: Iterable[Group] = ()) -> Aids:
        """Also what this machine has: dictionaries and vectors. Reading them takes about two seconds."""
        return cls(
            Synonyms((*shipped(), *groups)),
            Dictionary.installed(),
            Thesaurus.installed(),
            Encoder.installed(),
        )

    def german_for(self, word: str) -> tuple[str, ...]:
        """German words for a folded English one."""
        return self.dictionary.german_for(word) if self.dictionary else ()

    def related(self, word: str) -> tuple[str, ...]:
        """German words that mean about the same as a folded German one."""
        return self.thesaurus.related(word) if self.thesaurus else ()

    def helps_as(self, other: Aids) -> bool:
        """Whether an index made with either is the same: what is installed here is, for both."""
        return self.in_use == other.in_use and self.synonyms.says_as(other.synonyms)

    @property
    def in_use(self) -> tuple[str, ...]:
        """Which of synonyms, dictionary, thesaurus, vectors are in use, for `lotse faq status`."""
        known = {
            "synonyms": bool(self.synonyms),
            "dictionary": self.dictionary,
            "thesaurus": self.thesaurus,
            "vectors": self.encoder,
        }
        return tuple(name for name, aid in known.items() if aid)


NO_AIDS = Aids()
