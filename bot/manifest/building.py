"""Builds the Teams app package. The same input gives the same bytes, on every machine."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template
from typing import Any, Literal

from bot.texts import Texts

SOURCE = Path(__file__).resolve().parents[2] / "manifest"
"""The template, its words and its icons."""
ICONS = {"color": 192, "outline": 32}
"""Pixels of each icon's side."""
MIDNIGHT = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold: a package says nothing about when it was built."""

Language = Literal["de", "en"]


@dataclass(frozen=True, slots=True)
class App:
    """What a town's app has that another's has not."""

    app_id: str
    domain: str
    """Where the bot is reached; a port in it is no part of `validDomains`."""
    town: str
    """Who offers the app: up to 32 characters."""
    version: str
    """Three numbers; a changed package needs a higher one."""
    language: Language = "de"
    """The language for those whose own is neither German nor English."""


def package(app: App, own_icons: Path | None = None) -> bytes:
    """The zip to upload. `own_icons` may hold a color.svg and an outline.svg in place of ours.

    Raises ValueError for an SVG that can't be drawn, OSError for one that can't be read.
    """
    files = {
        "manifest.json": _json(manifest(app)),
        **{f"{language}.json": _json(_language_file(app, language)) for language in ("de", "en")},
        **{f"{name}.png": drawn(_svg(name, own_icons), side) for name, side in ICONS.items()},
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, MIDNIGHT)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content)  # stored: each zlib would squeeze it differently
    return held.getvalue()


def manifest(app: App) -> dict[str, Any]:
    """The manifest with the town's values, in the app's own language."""
    made: dict[str, Any] = _filled(_template(), _values(app))
    for path, words in _words(app, app.language).items():
        place, key = _place(made, path)
        place[key] = words
    return made


def commands(app: App) -> set[str]:
    """What the package lets people choose or type, in both languages."""
    return {
        words
        for language in ("de", "en")
        for path, words in _words(app, language).items()
        if "commandLists" in path and path.endswith(".title")
    }


def drawn(svg: str, side: int) -> bytes:
    """The drawing as a square PNG. Raises ValueError where it can't be drawn."""
    from resvg_py import svg_to_bytes

    return svg_to_bytes(svg_string=svg, width=side, height=side, skip_system_fonts=True)


def _svg(name: str, own: Path | None) -> str:
    mine = own / f"{name}.svg" if own else None
    return (mine if mine and mine.is_file() else SOURCE / f"{name}.svg").read_text(encoding="utf-8")


def _template() -> Any:
    return json.loads((SOURCE / "manifest.json").read_text(encoding="utf-8"))


def _values(app: App) -> Mapping[str, str]:
    other = "en" if app.language == "de" else "de"
    return {**asdict(app), "host": app.domain.partition(":")[0], "other": other}


def _filled(part: Any, values: Mapping[str, str]) -> Any:
    """The template with each ${name} replaced."""
    match part:
        case dict():
            return {key: _filled(value, values) for key, value in part.items()}
        case list():
            return [_filled(value, values) for value in part]
        case str():
            return Template(part).substitute(values)
        case _:
            return part


def _language_file(app: App, language: Language) -> dict[str, str]:
    version = _template()["manifestVersion"]
    address = "https://developer.microsoft.com/en-us/json-schemas/teams"
    schema = f"{address}/v{version}/MicrosoftTeams.Localization.schema.json"
    return {"$schema": schema, **_words(app, language)}


def _words(app: App, language: Language) -> dict[str, str]:
    """Every text of the manifest by its path, as language files name it: `bots[0].commandLists[0]…`."""
    texts = Texts.load({SOURCE / "texts.yaml": ""})
    return {path: texts.text(key, language).strip() for path, key in leaves(_template()) if key in texts}


def leaves(part: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every string below, with its path."""
    match part:
        case dict():
            for key, value in part.items():
                yield from leaves(value, f"{path}.{key}" if path else key)
        case list():
            for number, value in enumerate(part):
                yield from leaves(value, f"{path}[{number}]")
        case str():
            yield path, part


def _place(made: Any, path: str) -> tuple[Any, str]:
    """What holds the last name of the path, and that name."""
    *above, last = path.replace("[", ".[").split(".")
    for step in above:
        made = made[int(step[1:-1])] if step.startswith("[") else made[step]
    return made, last


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
