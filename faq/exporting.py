"""A catalog for other programs: CSV for spreadsheets, JSON for everything else.

Both hold what people read, placeholders filled, and `faq.importing` takes both back without loss.
"""

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from faq.entry import BODY, HEAD, TAIL, Entry, Wording

LISTS = ("variants", "keywords", "followups", "en.variants", "en.keywords")
LINKS = ("links", "links_en")
COLUMNS = (
    *HEAD,
    *BODY,
    *LINKS,
    *TAIL,
    *(f"en.{field}" for field in BODY),
    *(f"simple.{field}" for field in ("answer", "why", "benefit")),
)
"""The columns of the CSV. A cell of several holds one a line; a link is `text | address`."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
"""What a spreadsheet may take for a formula, or for our mark that it is none: see `guarded`."""


def as_csv(entries: Iterable[Entry]) -> str:
    """One row an entry, fields parted by semicolons as German spreadsheets want it; no cell is a formula."""
    file = io.StringIO(newline="")
    table = csv.writer(file, delimiter=";", lineterminator="\r\n")
    table.writerow(COLUMNS)
    for entry in entries:
        fields = flat(entry)
        table.writerow([guarded(fields[column]) for column in COLUMNS])
    return file.getvalue()


def as_json(entries: Iterable[Entry]) -> str:
    """`{"entries": […]}`, each as in the YAML files, without what is empty."""
    found = [nested(entry) for entry in entries]
    return json.dumps({"entries": found}, ensure_ascii=False, indent=2) + "\n"


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: with an apostrophe before what would begin one.

    OWASP, CSV Injection. `unguarded` takes exactly that apostrophe away again.
    """
    begins = cell[:1]
    harmless = begins == "'" and not cell[1:2].startswith(FORMULA)
    return f"'{cell}" if begins.startswith(FORMULA) and begins and not harmless else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA else cell


def flat(entry: Entry) -> dict[str, str]:
    """Every column of an entry as text, "" where it has nothing."""
    fields: dict[str, str] = {
        "id": entry.id,
        "topic": entry.topic,
        "topic_en": entry.topic_en,
        "owner": entry.owner,
        "question": entry.question,
        "variants": _lines(entry.variants),
        "keywords": _lines(entry.keywords),
        "answer": entry.answer,
        "why": entry.why,
        "benefit": entry.benefit,
        "links": _lines(f"{link.text} | {link.url}" for link in entry.links),
        "links_en": _lines(f"{link.text} | {link.url}" for link in entry.links_en)
        if entry.links_en != entry.links
        else "",
        "followups": _lines(entry.followups),
        "review_by": entry.review_by.isoformat() if entry.review_by else "",
        "shy": "ja" if entry.shy else "",
    }
    for name, words in (("en", entry.en), ("simple", entry.simple)):
        fields |= _wording(name, words or Wording())
    return fields


def nested(entry: Entry) -> dict[str, Any]:
    """An entry as the YAML files have it, with its facts filled."""
    fields = {column: value for column, value in flat(entry).items() if value}
    made: dict[str, Any] = {}
    for column, value in fields.items():
        part, _, name = column.rpartition(".")
        target = made.setdefault(part, {}) if part else made
        target[name] = value.split("\n") if column in LISTS else value
    if entry.links:
        made["links"] = _links(entry)
    made.pop("links_en", None)
    if entry.shy:
        made["shy"] = True
    return made


def _links(entry: Entry) -> list[dict[str, str]]:
    found = []
    for link, english in zip(entry.links, entry.links_en or entry.links, strict=False):
        text_en = {"text_en": english.text} if english.text != link.text else {}
        found.append({"text": link.text, "url": link.url} | text_en)
    return found


def _wording(name: str, words: Wording) -> dict[str, str]:
    return {
        f"{name}.question": words.question,
        f"{name}.variants": _lines(words.variants),
        f"{name}.keywords": _lines(words.keywords),
        f"{name}.answer": words.answer,
        f"{name}.why": words.why,
        f"{name}.benefit": words.benefit,
    }


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(" ".join(text.split()) for text in texts)
