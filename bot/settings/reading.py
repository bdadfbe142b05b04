"""Reads the settings, and says every fault in a sentence."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.settings.town import Fault, Settings
from bot.texts import Texts

PREFIX = "LOTSE_"
FILE = "_FILE"
"""What ends the name of a variable that names a file with the value."""
ELSEWHERE = frozenset({"LOTSE_SOAK", "LOTSE_TEST_POSTGRES"})
"""Variables of this project that are no settings."""
NEAR = 0.75
"""From this likeness on (difflib's ratio) a name is a known one, misspelt: APPID, TENANT."""

KINDS = {
    "string": "settings.needs_text",
    "path": "settings.needs_path",
    "frozen": "settings.needs_list",
    "set": "settings.needs_list",
    "list": "settings.needs_list",
    "int": "settings.needs_number",
    "float": "settings.needs_number",
    "bool": "settings.needs_yes_or_no",
}
"""The sentence for pydantic's kinds of fault, by the first word of their names: `int_parsing`."""

Say = Callable[..., str]


class SettingsBroken(Exception):
    """The settings can't be used. `faults` holds one sentence each, ready to print."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def read(environment: Mapping[str, str], texts: Texts) -> Settings:
    """The settings of this environment and its file.

    Raises `SettingsBroken` with every fault at once, in the language that `LOTSE_LANGUAGE` names.
    """
    settings, faults = look(environment, texts)
    if faults:
        raise SettingsBroken(faults)
    return settings


def look(environment: Mapping[str, str], texts: Texts) -> tuple[Settings, list[str]]:
    """The same as far as it can be read, and every fault; what is wrong by itself has its default."""
    language = "en" if environment.get(f"{PREFIX}LANGUAGE") == "en" else "de"

    def say(key: str, **values: object) -> str:
        return texts.text(key, language, **values)

    faults = [
        f"{name}: {say('settings.unknown_near', near=near)}"
        for name in _unknown(environment)
        if (near := _near(name))
    ]
    raw = _from_environment(environment, say, faults)
    home = Settings.model_validate({"home": raw.get("home")}).home
    if home is not None:
        raw = _from_file(home / "settings.yaml", say, faults) | raw
    settings = _validated(raw, say, faults)
    faults += [said(fault, say) for fault in settings.faults()]
    return settings, faults


def said(fault: Fault, say: Say) -> str:
    """The sentence of a fault, after the variable's name."""
    field, key, values = fault
    return f"{_name(field)}: {say(key, **values)}"


def strangers(environment: Mapping[str, str]) -> list[str]:
    """Variables that look like settings but are none, and none misspelt: for a newer version, perhaps."""
    return [name for name in _unknown(environment) if not _near(name)]


def _unknown(environment: Mapping[str, str]) -> list[str]:
    mine = (name for name, value in environment.items() if value and name.upper().startswith(PREFIX))
    return sorted(name for name in mine if name not in {*_variables(), *ELSEWHERE})


def _near(name: str) -> str:
    """The variable that was probably meant, or ""."""
    bare = {variable.removeprefix(PREFIX): variable for variable in _variables()}
    found = difflib.get_close_matches(name.upper().removeprefix(PREFIX), bare, 1, NEAR)
    return bare[found[0]] if found else ""


def _variables() -> list[str]:
    return [_name(field) + end for field in Settings.model_fields for end in ("", FILE)]


def _name(field: str) -> str:
    return PREFIX + field.upper()


def _validated(raw: dict[str, Any], say: Say, faults: list[str]) -> Settings:
    """The settings without those that are wrong by themselves, so that the others are looked at too."""
    try:
        return Settings.model_validate(raw)
    except ValidationError as error:
        faults += dict.fromkeys(sentence(detail, say) for detail in error.errors())
        wrong = {detail["loc"][0] for detail in error.errors()}
        return Settings.model_validate({name: value for name, value in raw.items() if name not in wrong})


def _from_file(file: Path, say: Say, faults: list[str]) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        raw = YAML(typ="safe").load(file.read_text(encoding="utf-8")) or {}
    except (YAMLError, UnicodeDecodeError, OSError) as error:
        faults.append(say("settings.unreadable", file=file, reason=" ".join(str(error).split())))
        return {}
    if not isinstance(raw, dict):
        faults.append(say("settings.no_mapping", file=file))
        return {}
    return {str(name): value for name, value in raw.items()}


def _from_environment(environment: Mapping[str, str], say: Say, faults: list[str]) -> dict[str, Any]:
    raw: dict[str, Any] = {}
    for field in Settings.model_fields:
        variable = _name(field)
        if value := environment.get(variable):
            raw[field] = value
        elif file := environment.get(variable + FILE):
            try:
                raw[field] = Path(file).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError):
                faults.append(f"{variable}{FILE}: {say('settings.no_file', file=file)}")
    return raw


def sentence(detail: ErrorDetails, say: Say) -> str:
    """What is wrong with one setting, in our own words."""
    field = str(detail["loc"][0]) if detail["loc"] else ""
    context = detail.get("ctx", {})
    if detail["type"] == "extra_forbidden":
        near = difflib.get_close_matches(field, Settings.model_fields, 1)
        said = say("settings.unknown_near", near=near[0]) if near else say("settings.unknown")
        return f"settings.yaml, {field}: {said}"
    if detail["type"] == "lotse":
        said = say(context["key"], **{name: value for name, value in context.items() if name != "key"})
    elif detail["type"] == "literal_error":
        said = say("settings.choice", choices=context["expected"].replace(" or ", ", ").replace("'", ""))
    else:
        said = say(KINDS.get(detail["type"].partition("_")[0], "settings.wrong"))
    return f"{_name(field)}: {said}"
