"""Microsoft's own schema of the manifest, offline: the npm package `@microsoft/app-manifest` carries it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "demo/web/node_modules/@microsoft/app-manifest/build/json-schemas/teams"
"""Where `make install` puts it; it isn't part of an installation for a town's server."""
MANIFEST = "MicrosoftTeams.schema.json"
LOCALIZATION = "MicrosoftTeams.Localization.schema.json"


class SchemaMissing(Exception):
    """The schema, or what reads it, is not installed here."""


def newest(schemas: Path = SCHEMAS) -> str:
    """The highest version there is a schema of: "1.30". Raises SchemaMissing."""
    found = [folder.name[1:].split(".") for folder in schemas.glob("v[0-9]*.[0-9]*")]
    numbers = [(int(major), int(minor)) for major, minor in found]
    if not numbers:
        raise SchemaMissing
    return ".".join(map(str, max(numbers)))


def breaches(content: Any, version: str, name: str, schemas: Path = SCHEMAS) -> Iterator[tuple[str, str]]:
    """What of this file Microsoft's schema does not allow: (path within it, what is said of it in English).

    Raises SchemaMissing.
    """
    file = schemas / f"v{version}" / name
    try:
        from jsonschema import Draft4Validator, FormatChecker

        rules = json.loads(file.read_text(encoding="utf-8-sig"))
    except (ImportError, OSError) as error:
        raise SchemaMissing from error
    for breach in Draft4Validator(rules, format_checker=FormatChecker()).iter_errors(content):
        yield breach.json_path.removeprefix("$").removeprefix("."), breach.message
