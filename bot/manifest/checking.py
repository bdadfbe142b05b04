"""Opens a Teams app package and finds what Teams would refuse, without asking anybody outside."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.manifest import rules, schema
from bot.manifest.building import leaves
from bot.manifest.rules import Fault, Files, Words
from bot.manifest.schema import SchemaMissing

LARGEST = 5 << 20
"""Bytes that are unpacked of one file; ours have some thousands."""
UNREADABLE = (zipfile.BadZipFile, RuntimeError, OSError)
"""What zipfile raises: the second for a password, and for a packing it does not know."""
SPOKEN = ("title", "description", "short", "full")
"""The last names of the manifest's texts."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found, and what it was compared with."""

    faults: tuple[Fault, ...]
    schema: str | None
    """The version of Microsoft's schema that was asked; None where it isn't installed."""


def examine(zipped: bytes, schemas: Path = schema.SCHEMAS) -> Examined:
    """Everything that is wrong with this package."""
    try:
        files = _files(zipped)
        parsed = {name: _object(name, content) for name, content in files.items() if name.endswith(".json")}
    except _Unreadable as error:
        return Examined((error.fault,), None)
    manifest = parsed["manifest.json"]
    version = str(manifest.get("manifestVersion"))
    try:
        found = [*_by_rules(manifest, parsed, files)]
    except (AttributeError, TypeError):
        found = [Fault("shape", "manifest.json")]
    told = {fault.where for fault in found}
    try:
        found += [fault for fault in _by_schema(parsed, version, schemas) if fault.where not in told]
    except SchemaMissing:
        return Examined(tuple(found), None)
    return Examined(tuple(found), version)


class _Unreadable(Exception):
    """Nothing can be said of it but this."""

    def __init__(self, kind: str, where: str) -> None:
        super().__init__(kind)
        self.fault = Fault(kind, where)


def _files(zipped: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
            entries = archive.infolist()
            if large := next((entry for entry in entries if entry.file_size > LARGEST), None):
                raise _Unreadable("too_large", large.filename)
            files = {entry.filename: archive.read(entry) for entry in entries}
    except UNREADABLE as error:
        raise _Unreadable("no_zip", "zip") from error
    if "manifest.json" not in files:
        raise _Unreadable("no_manifest", "manifest.json")
    return files


def _object(name: str, content: bytes) -> dict[str, Any]:
    try:
        read = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise _Unreadable("no_json", name) from error
    if not isinstance(read, dict):
        raise _Unreadable("no_json", name)
    return read


def _by_rules(manifest: dict[str, Any], parsed: dict[str, dict[str, Any]], files: Files) -> Iterator[Fault]:
    said = _said(manifest)
    languages = {
        tag: {path: str(words) for path, words in parsed[file].items()}
        for tag, file in _language_files(manifest)
        if file in parsed
    }
    yield from rules.of_ids(manifest)
    yield from rules.of_addresses(manifest)
    yield from rules.of_commands(manifest)
    yield from rules.of_words(said, "manifest.json")
    for language, words in languages.items():
        yield from rules.of_words(words, f"{language}.json")
    yield from rules.of_languages(said, languages)
    yield from rules.of_icons(manifest, files)
    known = {"manifest.json", *manifest["icons"].values(), *(file for _, file in _language_files(manifest))}
    yield from (Fault("stranger", name) for name in sorted(files.keys() - known))


def _language_files(manifest: dict[str, Any]) -> list[tuple[str, str]]:
    """Each language that the package speaks, and its file."""
    told = manifest.get("localizationInfo", {})
    first = [(told.get("defaultLanguageTag", ""), told.get("defaultLanguageFile", ""))]
    more = told.get("additionalLanguages", [])
    return [*first, *((one.get("languageTag"), one.get("file")) for one in more)]


def _said(manifest: dict[str, Any]) -> Words:
    """Every text that people read, by its path."""
    parts = {name: manifest.get(name, {}) for name in ("name", "description", "bots", "composeExtensions")}
    return {path: text for path, text in leaves(parts) if path.rpartition(".")[2] in SPOKEN}


def _by_schema(parsed: dict[str, dict[str, Any]], version: str, schemas: Path) -> Iterator[Fault]:
    """What Microsoft's schema doesn't allow, and that there is a newer one. Raises SchemaMissing."""
    newest = schema.newest(schemas)
    if version != newest:
        yield Fault("old_schema", "manifestVersion", {"version": version, "newest": newest})
    if not re.fullmatch(r"\d+\.\d+", version):
        return
    for name, content in parsed.items():
        rules_for = schema.MANIFEST if name == "manifest.json" else schema.LOCALIZATION
        for path, said in schema.breaches(content, version, rules_for, schemas):
            yield Fault("schema", f"{name}, {path}", {"said": said})
