"""Editors complete and explain by a schema that takes what the engine takes."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from faq.editor import schema

STARTER = Path(__file__).parents[2] / "faq" / "starter"
PAGES = sorted(path for path in STARTER.glob("*.yaml") if path.stem not in ("facts", "questions"))


def fields(node: Any) -> list[dict[str, Any]]:
    """Every key that an author may write, with what is said of it."""
    if isinstance(node, list):
        return [field for item in node for field in fields(item)]
    if not isinstance(node, dict):
        return []
    own = list(node["properties"].values()) if "properties" in node else []
    return own + [field for item in node.values() for field in fields(item)]


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_key_is_explained(language: Any) -> None:
    """In the town's language."""
    found = fields(json.loads(schema(language)))
    assert len(found) > 30
    assert all(len(field["description"]) > 10 for field in found)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_what_the_engine_takes_the_schema_takes(path: Path) -> None:
    """No red line below a good entry; one below a misspelt key."""
    judge = Draft7Validator(json.loads(schema()))
    value = json.loads(json.dumps(YAML(typ="safe").load(path.read_text(encoding="utf-8")), default=str))
    assert [error.message for error in judge.iter_errors(value)] == []
    assert list(judge.iter_errors({**value, "topik": "x"}))
