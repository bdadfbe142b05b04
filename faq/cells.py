"""What a cell of a table says, read by its column: of our own export, or as another program writes it."""

import json
import re
from collections.abc import Callable
from typing import Any

from faq.exporting import LISTS
from faq.markup import card_markdown

_PROSE = ("answer", "why", "benefit")


def own_cell(column: str, cell: str) -> Any:
    """A cell of our own export: as it stands, several of a kind one a line."""
    if column in LISTS:
        return _own_lines(cell)
    return _READERS.get(column, str)(cell)


def foreign_cell(column: str, cell: str) -> Any:
    """A cell of another program: prose is brought into the form of cards."""
    if column.rpartition(".")[2] in _PROSE:
        return _prose(cell)
    if column in LISTS:
        return _list(cell)
    reader = _READERS.get(column)
    return reader(cell) if reader else " ".join(cell.split())


def _prose(cell: str) -> str:
    escaped = cell if "\n" in cell else cell.replace("\\r\\n", "\n").replace("\\n", "\n")
    return card_markdown(escaped)


def _list(cell: str) -> list[str]:
    """One a line; JSON where it looks like it; else parted by semicolon, bar or comma."""
    if cell.lstrip().startswith("[") and (found := _json_list(cell)) is not None:
        return [" ".join(str(one).split()) for one in found if isinstance(one, str) and one.strip()]
    parts = (
        cell.split("\n")
        if "\n" in cell
        else re.split(r"[;|]", cell)
        if re.search(r"[;|]", cell)
        else cell.split(",")
    )
    return [" ".join(part.split()) for part in parts if part.strip()]


def _own_lines(cell: str) -> list[str]:
    return [" ".join(part.split()) for part in cell.split("\n") if part.strip()]


def _links(cell: str) -> list[dict[str, str]]:
    found = []
    for line in cell.split("\n"):
        text, _, url = line.strip().rpartition(" | ")
        if url:
            found.append({"text": (text or url)[:120], "url": url})
    return found


def _flag(cell: str) -> bool | str:
    return True if cell.strip().casefold() in ("ja", "true", "yes", "1") else ""


def _prompts(cell: str) -> list[str]:
    """The QnA ids of a JSON list of prompts."""
    found = _json_list(cell) or []
    return [str(one["qnaId"]) for one in found if isinstance(one, dict) and "qnaId" in one]


def _metadata(cell: str) -> dict[str, str]:
    """`name:value|name:value`, or a JSON list of {name, value}; names in small letters."""
    if (found := _json_list(cell)) is not None:
        pairs = [(one.get("name"), one.get("value")) for one in found if isinstance(one, dict)]
    else:
        pairs = [part.partition(":")[::2] for part in cell.split("|")]
    return {str(name).strip().casefold(): str(value).strip() for name, value in pairs if name and value}


def _json_list(cell: str) -> list[Any] | None:
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None


_READERS: dict[str, Callable[[str], Any]] = {
    "links": _links,
    "links_en": _links,
    "shy": _flag,
    "prompts": _prompts,
    "metadata": _metadata,
}
