"""What a catalog is made of: entries, and what an entry says in a language."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Literal

Language = Literal["de", "en"]


@dataclass(frozen=True, slots=True)
class Link:
    """Where to read on; `url` is https, http, mailto or tel, with every placeholder filled."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Wording:
    """An entry's words in one further language; what is empty falls back to German."""

    question: str = ""
    variants: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    answer: str = ""
    why: str = ""
    benefit: str = ""


HEAD, TAIL = ("id", "topic", "topic_en", "owner"), ("followups", "review_by", "shy")
BODY = tuple(field.name for field in fields(Wording))
"""The fields of an entry in the order in which authors write them: HEAD, BODY, links, TAIL."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a person reads: card Markdown, in `language_used`, which may differ from the wished one.

    `why` and `benefit` are "" where the authors wrote none. `simple` tells whether it is Einfache Sprache.
    """

    question: str
    answer: str
    why: str
    benefit: str
    topic: str
    links: tuple[Link, ...]
    language_used: Language
    simple: bool = False
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One question with its answer, immutable, every placeholder filled.

    `file` and `line` (from 1) say where its author wrote it; both are empty for entries made in code.
    """

    id: str
    question: str
    answer: str
    topic: str = ""
    owner: str = ""
    variants: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    why: str = ""
    benefit: str = ""
    links: tuple[Link, ...] = ()
    links_en: tuple[Link, ...] = ()
    topic_en: str = ""
    owner_en: str = ""
    review_by: date | None = None
    shy: bool = False
    followups: tuple[str, ...] = ()
    en: Wording | None = None
    simple: Wording | None = None
    file: str = ""
    line: int = 0

    def said(self, language: Language = "de", *, simple: bool = False) -> Said:
        """The entry's words in `language`; German where there is no English answer.

        `simple` asks for Einfache Sprache, which exists in German only; without it the usual words are said.
        """
        if language == "en" and self.en is not None and self.en.answer:
            words, links, topic = self.en, self.links_en or self.links, self.topic_en or self.topic
            return Said(
                words.question or self.question,
                words.answer,
                words.why,
                words.benefit,
                topic,
                links,
                "en",
                owner=self.owner_en or self.owner,
            )
        if simple and language == "de" and self.simple is not None and self.simple.answer:
            plain = self.simple
            return Said(
                self.question,
                plain.answer,
                plain.why or self.why,
                plain.benefit or self.benefit,
                self.topic,
                self.links,
                "de",
                simple=True,
                owner=self.owner,
            )
        return Said(
            self.question,
            self.answer,
            self.why,
            self.benefit,
            self.topic,
            self.links,
            "de",
            owner=self.owner,
        )

    def has_simple(self) -> bool:
        """Whether there is an answer in Einfache Sprache."""
        return self.simple is not None and bool(self.simple.answer)

    def phrasings(self) -> Iterator[str]:
        """Every way its authors ask it, in German and in English, the main question first."""
        yield self.question
        yield from self.variants
        if self.en is not None:
            if self.en.question:
                yield self.en.question
            yield from self.en.variants
