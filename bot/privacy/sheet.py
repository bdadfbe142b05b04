"""The data sheet: every table and field with purpose, retention and whom it is about, off the schema itself.

The migrations speak English; beside them `de.yaml` says each of their phrases in German, phrase for phrase,
so a purpose that changes asks for its German anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML

from bot.retention import DAYS
from bot.storage import Table
from bot.texts import Texts

CORE = Path(__file__).parents[1] / "storage" / "migrations"
TEXTS = Path(__file__).with_name("texts.yaml")
Language = Literal["de", "en"]


@dataclass(frozen=True, slots=True)
class Title:
    """A heading; 1 is that of the whole sheet."""

    words: str
    level: int


@dataclass(frozen=True, slots=True)
class Points:
    """A list of sentences."""

    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; names of tables and fields stand in its first column."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Title | Points | Grid | str
"""A piece of the sheet; a str is a paragraph."""


def german(folders: Iterable[Path]) -> dict[str, str]:
    """What the migrations in these folders say, in German: {"Entra tenant": "…"}."""
    known: dict[str, str] = {}
    for folder in {CORE: None, **dict.fromkeys(folders)}:
        if (file := folder / "de.yaml").exists():
            known |= YAML(typ="safe").load(file.read_text(encoding="utf-8")) or {}
    return known


def phrases(table: Table) -> Iterator[str]:
    """Every English phrase that a table's migration says and that a German sheet has to translate."""
    yield table.promise.purpose
    if not DAYS.fullmatch(table.promise.retention):
        yield table.promise.retention
    yield from (column.comment for column in table.columns if column.comment)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The data sheet in one language."""

    tables: Sequence[Table]
    language: Language
    words: Texts
    german: Mapping[str, str]

    @classmethod
    def of(cls, tables: Iterable[Table], language: Language, folders: Iterable[Path]) -> Sheet:
        """For these tables, whose migrations stand in these folders."""
        return cls(tuple(tables), language, Texts.load({TEXTS: "sheet"}), german(folders))

    def blocks(self, day: date, version: str) -> Iterator[Block]:
        """The whole sheet from top to bottom."""
        personal = ", ".join(table.name for table in self.tables if table.personal) or "0"
        yield Title(self._t("title"), 1)
        yield self._t("made", day=day.isoformat(), version=version)
        yield from self._points("brief", tables=len(self.tables), personal=personal)
        yield from self._points("fill")
        yield Title(self._t("overview_title"), 2)
        yield Grid(
            (self._t("table"), self._t("purpose"), self._t("retention"), self._t("about")),
            tuple(
                (one.name, self.say(one.promise.purpose), self.retention(one), self.about(one))
                for one in self.tables
            ),
        )
        for chapter in ("deletion", "not", "outside", "limits"):
            yield from self._points(chapter)
        yield Title(self._t("tables_title"), 2)
        for table in self.tables:
            yield from self._table(table)

    def as_json(self, day: date, version: str) -> dict[str, Any]:
        """The same for programs; of the words only those of the tables."""
        return {
            "day": day.isoformat(),
            "version": version,
            "tables": [
                {
                    "table": table.name,
                    "purpose": self.say(table.promise.purpose),
                    "retention": self.retention(table),
                    "about": list(table.promise.about),
                    "emptied": list(table.promise.emptied),
                    "fields": [
                        {"field": column.name, "type": column.kind, "content": self.say(column.comment)}
                        for column in table.columns
                    ],
                }
                for table in self.tables
            ],
        }

    def say(self, phrase: str) -> str:
        """What a migration says, in the language of the sheet; in English where it has no German."""
        return self.german.get(phrase, phrase) if self.language == "de" else phrase

    def retention(self, table: Table) -> str:
        """How long a row lives."""
        found = DAYS.fullmatch(table.promise.retention)
        return self._t("days", days=found[1]) if found else self.say(table.promise.retention)

    def about(self, table: Table) -> str:
        """Whom a row is about, and what of it goes at their wish."""
        promise = table.promise
        told = [
            self._t(key, columns=", ".join(columns))
            for key, columns in (("person", promise.about), ("named", promise.emptied))
            if columns
        ]
        return " ".join(told) or self._t("nobody")

    def _table(self, table: Table) -> Iterator[Block]:
        yield Title(table.name, 3)
        yield self.say(table.promise.purpose)
        yield Points(
            (
                f"{self._t('retention')}: {self.retention(table)}",
                f"{self._t('about')}: {self.about(table)}",
            )
        )
        rows = tuple((column.name, self.say(column.comment)) for column in table.columns)
        yield Grid((self._t("field"), self._t("meaning")), rows)

    def _points(self, chapter: str, **values: object) -> Iterator[Block]:
        yield Title(self._t(f"{chapter}_title"), 2)
        yield Points(tuple(self._t(chapter, **values).splitlines()))

    def _t(self, key: str, **values: object) -> str:
        return self.words.text(f"sheet.{key}", self.language, **values)
