"""The JSON schema of a content file, by which editors complete and explain while somebody writes.

An editor finds it by the file's first line: `# yaml-language-server: $schema=…`.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from faq.entry import Language
from faq.schema import FilePart
from faq.tree import read_tree


def schema(language: Language = "de") -> str:
    """The schema as JSON, each key explained in `language`."""
    made = FilePart.model_json_schema()
    named = {"FilePart": made, **made.get("$defs", {})}
    for name, part in named.items():
        part.pop("description", None)
        for key, field in part.get("properties", {}).items():
            field["description"] = _explained(f"{name}.{key}", language)
            field.pop("title", None)
        part.pop("title", None)
    made = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": _explained("title", language),
        **made,
    }
    for field in _review_dates(made):
        field.pop(
            "format", None
        )  # YAML editors take a bare date for one, and quotes for a text: both are fine
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _review_dates(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [field for item in node for field in _review_dates(item)]
    if not isinstance(node, dict):
        return []
    own = [node] if node.get("format") == "date" else []
    return own + [field for item in node.values() for field in _review_dates(item)]


def _explained(key: str, language: Language) -> str:
    return _words()[key][language]


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    value = read_tree(files("faq").joinpath("editor.yaml").read_bytes()).value
    return value if isinstance(value, dict) else {}
