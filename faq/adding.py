"""Adds a whole entry to a content file, below the others: every comment and all else stays as it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from faq.editing import CannotEdit, written
from faq.saving import read, saved
from faq.schema import FilePart, without_empty
from faq.tree import Unreadable, read_tree

STARTER = Path(__file__).with_name("starter")
"""Belongs to the program: nobody writes there."""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What a new entry says. Line breaks in the answer stay."""

    id: str
    topic: str
    question: str
    answer: str
    variants: tuple[str, ...] = ()


def add_entry(file: Path, entry: NewEntry, heading: str, owner: str) -> None:
    """Write the entry into the file; a file that isn't there begins with `heading` and names `owner`.

    An entry that is there already stays as it is, so it may be done twice. Raises CannotEdit for a file whose
    entries are not its last key, or an entry that the schema refuses, and OSError.
    """
    if file.parent.resolve() == STARTER.resolve():
        raise CannotEdit("the starter FAQ is part of the program")
    text = read(file) if file.exists() else f"# {heading}\nowner: {written(owner)}\nentries:\n"
    fresh = with_entry(text, entry)
    if fresh != text:
        saved(file, fresh)


def with_entry(text: str, entry: NewEntry) -> str:
    """`text` with this entry at its end; the same text where its id stands there. Raises CannotEdit."""
    before = _value(text)
    known = before.get("entries") or []
    if any(isinstance(one, dict) and one.get("id") == entry.id for one in known):
        return text
    if list(before)[-1:] != ["entries"]:
        raise CannotEdit("entries is not the last key")
    line_end = "\r\n" if "\r\n" in text else "\n"
    dash = _dash(text) if known else "  "
    body = line_end.join(f"{dash}{line}" if line else "" for line in _lines(entry))
    gap = line_end if known else ""
    after = f"{text.rstrip()}{line_end}{gap}{body}{line_end}"
    value = _value(after)
    if value.get("entries", [])[:-1] != known or value["entries"][-1].get("id") != entry.id:
        raise CannotEdit("the edit would change more than it should")
    try:
        FilePart.model_validate(without_empty(value))
    except ValueError as error:
        raise CannotEdit("the schema refuses this") from error
    return after


def _lines(entry: NewEntry) -> Sequence[str]:
    variants = [f"    - {written(one)}" for one in entry.variants]
    return [
        f"- id: {entry.id}",
        f"  topic: {written(entry.topic)}",
        f"  question: {written(entry.question)}",
        *(["  variants:", *variants] if variants else []),
        "  answer: |2",
        *(f"    {line}".rstrip() for line in entry.answer.strip().splitlines()),
    ]


def _dash(text: str) -> str:
    """How far the entries are indented."""
    tree = read_tree(text.encode())
    column = tree.places[("entries", 0)][1]
    return " " * max(0, column - 3)


def _value(text: str) -> dict[str, list[dict[str, str]]]:
    try:
        value = read_tree(text.encode()).value
    except Unreadable as error:
        raise CannotEdit(error.kind) from error
    if not isinstance(value, dict):
        raise CannotEdit("no content file")
    return value
