"""One file of a catalog, read by itself: its parts, or its faults.

A page knows nothing of other files, so it stays good for as long as its bytes do.
"""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from faq import tree as yaml_tree
from faq.faults import Fault
from faq.placeholders import flattened, nearest
from faq.schema import FilePart, known_keys, without_empty
from faq.tree import Place, Tree, Unreadable, read_tree

Kind = Literal["content", "facts"]

_ASIDE = {"questions", "synonyms"}  # tests and word groups live beside the entries, others read them
_LENGTHS = {"string_too_long": "max_length", "too_long": "max_length"}
_NOT_A_SLUG = re.compile(r"[^a-z0-9_-]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Page:
    """A file as read: a content file has `part`, a facts file `facts`; a bad one has faults instead."""

    path: Path
    kind: Kind
    digest: str = ""
    part: FilePart | None = None
    facts: tuple[tuple[str, str | None], ...] = ()
    tree: Tree = field(default_factory=lambda: Tree(None))
    faults: tuple[Fault, ...] = ()

    @property
    def good(self) -> bool:
        """Whether the file can be used."""
        return not self.faults

    def fault(self, place: Place, kind: str, *, warning: bool = False, **values: str) -> Fault:
        """A fault of this file at `place`."""
        return _fault(self.path, place, kind, "warning" if warning else "error", values)


def page_files(folder: Path) -> list[Path]:
    """The files of a folder that a catalog is made of, in order of name; raises OSError."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix in {".yaml", ".yml"}
        and not path.name.startswith((".", "~"))
        and path.stem not in _ASIDE
        and path.is_file()
    )


def read_page(path: Path, before: Page | None = None) -> Page:
    """The page at `path`; `before` again where its bytes haven't changed. Never raises for what is in it."""
    kind: Kind = "facts" if path.stem == "facts" else "content"
    try:
        with path.open("rb") as file:
            data = file.read(yaml_tree.MAX_BYTES + 1)
    except OSError as error:
        return Page(path, kind, faults=(_fault(path, (1, 1), "cannot_open", "error", _reason(error)),))
    digest = hashlib.sha256(data).hexdigest()
    if before is not None and before.digest == digest and before.path == path:
        return before
    try:
        tree = read_tree(data)
    except Unreadable as bad:
        fault = _fault(path, (bad.line, bad.column), bad.kind, "error", bad.values)
        return Page(path, kind, digest, faults=(fault,))
    return _facts_page(path, digest, tree) if kind == "facts" else _content_page(path, digest, tree)


def _reason(error: OSError) -> dict[str, str]:
    return {"reason": error.strerror or type(error).__name__}


def _fault(
    path: Path, place: Place, kind: str, severity: Literal["error", "warning"], values: dict[str, str]
) -> Fault:
    return Fault(str(path), *place, severity, kind, tuple(sorted(values.items())))


def _facts_page(path: Path, digest: str, tree: Tree) -> Page:
    value = {} if tree.value is None else tree.value
    if not isinstance(value, dict):
        fault = _fault(path, tree.place(()), "facts_not_mapping", "error", {})
        return Page(path, "facts", digest, faults=(fault,))
    faults = [
        _fault(path, place, "fact_is_list", "error", {"name": ".".join(map(str, where[:-1]))})
        for where, place in tree.places.items()
        if where and where[-1] == 0
    ]
    faults += [
        _fault(path, place, "fact_name", "error", {"name": str(where[-1])[:60]})
        for where, place in tree.keys.items()
        if re.fullmatch(r"[\w-]+", str(where[-1])) is None
    ]
    if faults:
        return Page(path, "facts", digest, faults=tuple(sorted(faults)))
    return Page(path, "facts", digest, facts=tuple(flattened(value)), tree=tree)


def _content_page(path: Path, digest: str, tree: Tree) -> Page:
    value: Any = without_empty({} if tree.value is None else tree.value)
    try:
        part = FilePart.model_validate(value)
    except ValidationError as error:
        found = {_schema_fault(path, tree, details) for details in error.errors(include_url=False)}
        return Page(path, "content", digest, faults=tuple(sorted(found)))
    if part.topic is None:
        lacking = [index for index, entry in enumerate(part.entries) if entry.topic is None]
        if lacking:
            place = tree.place(("entries", lacking[0]))
            fault = _fault(path, place, "missing", "error", {"key": "topic"})
            return Page(path, "content", digest, faults=(fault,))
    return Page(path, "content", digest, part=part, tree=tree)


def _schema_fault(path: Path, tree: Tree, details: ErrorDetails) -> Fault:
    where, kind, context = details["loc"], details["type"], details.get("ctx", {})
    key = str(where[-1])[:60] if where else ""
    place = tree.place(where)
    values = {"key": key}
    match kind:
        case "extra_forbidden":
            meant = nearest(key, known_keys(where[:-1]))
            values |= {"like": meant} if meant else {"known": ", ".join(known_keys(where[:-1]))}
            kind = "unknown_key_like" if meant else "unknown_key"
            place = tree.key_place(where)
        case "missing":
            kind = "missing"
            place = tree.key_place(where) if where in tree.keys else tree.place(where[:-1])
        case "string_too_long" | "too_long":
            kind = "text_too_long" if kind == "string_too_long" else "list_too_long"
            values["limit"] = str(context[_LENGTHS[details["type"]]])
        case "string_too_short":
            kind = "empty"
        case "string_pattern_mismatch":
            kind = "bad_id"
            values |= {"id": str(details["input"])[:60], "like": _slug(str(details["input"]))}
        case "flag" | "day":
            values["value"] = str(details["input"])[:60]
        case "string_type":
            kind = "needs_quotes" if where in tree.flow else "needs_text"
        case "tuple_type":
            kind = "needs_list"
        case _:
            kind = "needs_mapping"
    return _fault(path, place, kind, "error", values)


def _slug(text: str) -> str:
    return _NOT_A_SLUG.sub("-", text.casefold().translate(_UMLAUTS)).strip("-_")[:64] or "passwort-vergessen"
