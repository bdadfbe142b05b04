"""Makes the folder: settings, words, the starter FAQ, and schemas that let editors help."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.settings import STARTER, Settings
from faq.editor import schema

TEMPLATES = Path(__file__).resolve().parent
FILES = ("settings", "texts", "cafe", "lotsen")
"""The templates, each in both languages: `settings.de.yaml`. What a feature needs, it adds here."""
IGNORED = (
    *("*.db*", "/sorgenbox-tuer/", "/terminal/", "/demo/"),
    *("/calibrations.json", "*.lock", "*.zip", "*.pem", ".env"),
)
"""What doesn't belong into the town's repository: data about people, secrets, and what can be built again."""
FACTS = "facts.yaml"
OTHERS = (FACTS, "questions.yaml")
"""Files of the FAQ's folder that hold no entries."""
HINT = "# yaml-language-server: $schema={schema}\n"
"""The line by which editors find the schema of a YAML file, and then complete names and mark faults."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a town says of itself; "" leaves it as the templates have it."""

    language: Literal["de", "en"] = "de"
    address: Literal["sie", "du", ""] = ""
    land: str = ""
    town: str = ""
    hotline: str = ""
    admins: tuple[str, ...] = ()


def make(folder: Path, wishes: Wishes, ignored_because: str) -> None:
    """Make the folder. Raises OSError; what is in it already is the caller's business."""
    (folder / "faq").mkdir(parents=True)
    (folder / ".schema").mkdir()
    settings = json.dumps(_plain(Settings.model_json_schema()), ensure_ascii=False, indent=1)
    for name, text in {"settings": settings + "\n", "faq": schema(wishes.language)}.items():
        (folder / ".schema" / f"{name}.json").write_text(text, encoding="utf-8")
    for name in FILES:
        shutil.copyfile(TEMPLATES / f"{name}.{wishes.language}.yaml", folder / f"{name}.yaml")
    for file in sorted(STARTER.glob("*.yaml")):
        shutil.copyfile(file, folder / "faq" / file.name)
        if file.name not in OTHERS:
            _put_first(folder / "faq" / file.name, HINT.format(schema="../.schema/faq.json"))
    _put_first(folder / "settings.yaml", HINT.format(schema=".schema/settings.json"))
    _set(folder / "settings.yaml", _settings(wishes))
    _set(folder / "faq" / FACTS, {"town": wishes.town, "  hotline": wishes.hotline})
    kept_out = [f"# {ignored_because}", *IGNORED, ""]
    (folder / ".gitignore").write_text("\n".join(kept_out), encoding="utf-8")


def _settings(wishes: Wishes) -> dict[str, object]:
    return {
        "language": wishes.language if wishes.language != "de" else "",
        "address": wishes.address,
        "land": wishes.land,
        "admins": list(wishes.admins),
    }


def _set(file: Path, values: dict[str, object]) -> None:
    """Give the first line of each name its value, in a way that is YAML whatever a person has typed."""
    text = file.read_text(encoding="utf-8")
    for name, value in values.items():
        if value:
            word = isinstance(value, str) and re.fullmatch("[A-Za-z]{2,3}", value)
            line = f"{name}: {value if word else json.dumps(value, ensure_ascii=False)}"
            text = re.sub(rf"(?m)^#?{name}:.*$", line.replace("\\", r"\\"), text, count=1)
    file.write_text(text, encoding="utf-8")


def _put_first(file: Path, line: str) -> None:
    file.write_text(line + file.read_text(encoding="utf-8"), encoding="utf-8")


def _plain(schema: Any) -> Any:
    """Without pydantic's titles, which only say each name again."""
    if isinstance(schema, dict):
        named = {key: _plain(value) for key, value in schema.items()}
        return {key: value for key, value in named.items() if key != "title" or not isinstance(value, str)}
    return [_plain(one) for one in schema] if isinstance(schema, list) else schema
