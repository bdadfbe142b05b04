"""Writes a content file of entries that come from elsewhere, as an author would have written it."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from faq.editing import written
from faq.entry import BODY, HEAD, TAIL

_ORDER = (*HEAD, *BODY, "links", *TAIL, "en", "simple")


def page_of(entries: Iterable[Mapping[str, Any]], heading: str = "") -> str:
    """The YAML of these entries, in the order in which authors write an entry's keys.

    `heading` becomes a comment above them. What is read from it again is what was given.
    """
    yaml = YAML(typ="rt", pure=True)
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 110
    yaml.allow_unicode = True
    file = io.StringIO()
    yaml.dump({"entries": [_ordered(entry) for entry in entries]}, file)
    comment = "".join(f"# {line}\n" for line in heading.splitlines())
    return comment + file.getvalue()


def _ordered(entry: Mapping[str, Any]) -> dict[str, Any]:
    known = {key: _scalar(entry[key]) for key in _ORDER if key in entry}
    return known | {key: _scalar(value) for key, value in entry.items() if key not in known}


def _scalar(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _scalar(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_scalar(item) for item in value]
    if not isinstance(value, str):
        return value
    if "\n" in value and _block(value):
        return LiteralScalarString(value + "\n")
    return value if written(value) == value else DoubleQuotedScalarString(value)


def _block(text: str) -> bool:
    """Whether a text may stand as a block: nothing in it that a block would change or hide."""
    lines = text.split("\n")
    clean = all(line == line.rstrip() and line.isprintable() for line in lines)
    return clean and bool(lines[0]) and not lines[0].startswith(" ") and bool(lines[-1])
