"""Tables of questions and answers as other programs write them, read into plain entries.

CSV and TSV of any separator and of the encodings that office programs use, and JSON. Cells are read by what
their column is called, in German or in English.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from faq.cells import foreign_cell, own_cell
from faq.exporting import COLUMNS, LINKS, unguarded
from faq.german import folded
from faq.markup import card_markdown
from faq.schema import EntryPart

MAX_CELL = 200_000  # characters

_SEPARATORS = "\t;,|"
_NAMES = {
    "id": ("id", "kennung", "schlüssel", "key", "qnaid", "questionid"),
    "question": ("question", "frage", "title", "titel", "questions", "fragen"),
    "answer": ("answer", "antwort", "text", "inhalt", "lösung"),
    "variants": (
        "variants",
        "varianten",
        "alternatives",
        "alternativen",
        "alternativefragen",
        "suggestedquestions",
    ),
    "keywords": ("keywords", "stichwörter", "stichworte", "schlagwörter", "schlagworte", "tags"),
    "topic": ("topic", "thema", "kategorie", "category", "rubrik", "bereich"),
    "owner": ("owner", "zuständig", "zuständigkeit", "ansprechpartner", "stelle"),
    "why": ("why", "warum", "grund", "begründung"),
    "benefit": ("benefit", "nutzen", "vorteil"),
    "links": ("links", "link", "url", "adresse"),
    "review_by": ("review_by", "prüfenbis", "gültigbis", "wiedervorlage"),
    "followups": ("followups", "siehe auch", "folgefragen"),
    "prompts": ("prompts",),
    "metadata": ("metadata",),
}
"""What a column may be called, folded and without spaces."""


class NotATable(Exception):
    """The file can't be read as questions and answers: it has no columns of these names, or is too large."""


Plain = dict[str, Any]


def decoded(data: bytes) -> str:
    """The text of a file as office programs save it: UTF-8, UTF-16 with its mark, else Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def rows(text: str) -> Iterator[tuple[int, Plain]]:
    """(line, entry) of each row of a table, or of each entry of a JSON file. Raises NotATable.

    An entry has the keys of the YAML files; `id` and `prompts` (ids of further questions) are as they stand.
    """
    if text.lstrip()[:1] in ("{", "["):
        yield from _json_rows(text)
    else:
        yield from _table_rows(text)


def _table_rows(text: str) -> Iterator[tuple[int, Plain]]:
    text = text.replace("\x00", "")
    separator = _separator(text)
    before = csv.field_size_limit(MAX_CELL)
    try:
        lines = csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=False)
        header = [_column(cell) for cell in next(lines, [])]
        if not {"question", "answer"} <= set(header):
            raise NotATable("no question and no answer")
        ours = set(COLUMNS) <= set(header)
        for row in lines:
            cells = dict(zip(header, map(unguarded, row), strict=False))
            if any(cells.values()):
                yield lines.line_num, _from_cells(cells, own_cell if ours else foreign_cell)
    except csv.Error as error:
        raise NotATable(str(error)) from error
    finally:
        csv.field_size_limit(before)


def _separator(text: str) -> str:
    """What parts the header: the separator by which most of its columns have a known name."""
    header = text.lstrip("\r\n").split("\n", 1)[0]

    def known(separator: str) -> int:
        return sum(_column(cell.strip(' "\r')) in (*_NAMES, *COLUMNS) for cell in header.split(separator))

    return max(_SEPARATORS, key=known)


def _column(cell: str) -> str:
    """The column that a header means; as it stands where none is known."""
    name = cell.strip().lstrip("\ufeff")
    if name in COLUMNS:
        return name
    plain = re.sub(r"[^a-z0-9_]", "", folded(name))
    for column, names in _NAMES.items():
        if plain in {re.sub(r"[^a-z0-9_]", "", folded(one)) for one in names}:
            return column
    return plain


def _json_rows(text: str) -> Iterator[tuple[int, Plain]]:
    """The entries of our own JSON, or of an Azure export, each with its number."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotATable("no JSON") from error
    found = value
    for key in ("entries", "Qnas", "qnaDocuments", "qnaList", "Assets"):
        if isinstance(found, dict) and key in found:
            found = found[key]
            if isinstance(found, dict):
                found = found.get("Qnas", found)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise NotATable("no list of entries")
    ours = isinstance(value, dict) and "entries" in value
    for number, one in enumerate(found, 1):
        yield number, _from_json(one, ours=ours)


def _from_cells(row: Mapping[str, str], read: Callable[[str, str], Any]) -> Plain:
    made: dict[str, Any] = {}
    for column, cell in row.items():
        value = read(column, cell)
        if value in ("", [], {}):
            continue
        part, _, name = column.rpartition(".")
        if column in COLUMNS and part:
            made.setdefault(part, {})[name] = value
        elif column in _NAMES or column in COLUMNS:
            made[column] = value
    _join_english_links(made)
    metadata = made.pop("metadata", {})
    for names, target in (("topic", "topic"), ("category", "topic"), ("thema", "topic"), ("owner", "owner")):
        if names in metadata:
            made.setdefault(target, metadata[names])
    return made


def _join_english_links(made: dict[str, Any]) -> None:
    """The columns of links stand side by side, German and English in the same order."""
    for link, english in zip(made.get("links", []), made.pop(LINKS[1], []), strict=False):
        if english["text"] != link["text"]:
            link["text_en"] = english["text"]


def _from_json(row: Mapping[str, Any], *, ours: bool) -> Plain:
    """An entry of our own JSON, or a pair of an Azure export (`questions`, `answer`, `metadata`)."""
    made = {str(key): value for key, value in row.items() if str(key) in EntryPart.model_fields}
    asked = row.get("questions")
    if isinstance(asked, list) and asked and all(isinstance(one, str) for one in asked):
        made |= {"question": asked[0], "variants": asked[1:]}
        context = row.get("dialog") or row.get("context") or {}
        prompts = context.get("prompts", []) if isinstance(context, dict) else []
        made["prompts"] = [str(one["qnaId"]) for one in prompts if isinstance(one, dict) and "qnaId" in one]
    for name in ("question", "answer"):
        made[name] = made[name] if isinstance(made.get(name), str) else ""
    made["id"] = str(row.get("id", ""))
    if not ours:
        made |= {"answer": card_markdown(made["answer"]), "question": " ".join(made["question"].split())}
    return made
