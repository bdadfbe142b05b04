"""What Teams would refuse is found before anybody uploads it: each rule is broken once on purpose."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.manifest.building import drawn
from bot.manifest.checking import LARGEST, examine
from bot.manifest.schema import SCHEMAS, newest
from tests.manifest.conftest import contents, rewritten, zipped

SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


def kinds(package: bytes) -> set[str]:
    return {fault.kind for fault in examine(package).faults}


def test_what_we_build_is_sound_by_microsofts_newest_schema(sound: bytes) -> None:
    """The schema that set-up brought was asked, in the version that the package names."""
    examined = examine(sound)
    assert examined.faults == ()
    assert examined.schema == newest()
    assert json.loads(contents(sound)["manifest.json"])["manifestVersion"] == examined.schema


def set_(*path: str | int) -> Callable[[Any], Callable[[Any], None]]:
    """A change: `set_("name", "short")("…")`."""

    def to(value: Any) -> Callable[[Any], None]:
        def change(content: Any) -> None:
            *above, last = path
            for step in above:
                content = content[step]
            content[last] = value

        return change

    return to


LISTS = ("bots", 0, "commandLists")
ONE = {"title": "Hilfe", "description": "x"}
BREACHES: dict[str, list[Callable[[Any], None]]] = {
    "no_id": [
        set_("id")("lotse"),
        set_("bots", 0, "botId")("00000000-0000-0000-0000-000000000000"),
    ],
    "two_bots": [set_("composeExtensions", 0, "botId")("11111111-2222-4333-8444-555555555555")],
    "version": [set_("version")("1.0"), set_("version")("v1.0.0")],
    "no_https": [set_("developer", "privacyUrl")("http://lotse.stadt.example/privacy")],
    "foreign_domain": [
        set_("validDomains")(["*.stadt.example"]),
        set_("validDomains")(["token.botframework.com"]),
    ],
    "too_many_lists": [set_(*LISTS)([{"scopes": ["personal"], "commands": [ONE]}] * 4)],
    "too_many_commands": [
        set_(*LISTS, 0, "commands")([{"title": f"W{number}", "description": "x"} for number in range(11)])
    ],
    "twice": [set_(*LISTS, 1, "commands")([ONE, ONE])],
    "too_long": [
        set_("name", "short")("x" * 31),
        set_("description", "short")("x" * 81),
        set_(*LISTS, 0, "commands", 0, "title")("x" * 33),
    ],
    "empty": [set_("description", "full")(" ")],
    "no_language": [lambda manifest: manifest["localizationInfo"].pop("additionalLanguages")],
    "not_translated": [
        lambda manifest: manifest["bots"][0]["commandLists"].append({"scopes": ["team"], "commands": [ONE]}),
    ],
    "translated_nothing": [lambda manifest: manifest["bots"][0]["commandLists"].pop()],
    "no_icon": [set_("icons", "color")("missing.png")],
    "old_schema": [set_("manifestVersion")("1.29")],
    "schema": [set_("accentColor")("red"), set_("bots", 0, "scopes")(["everywhere"])],
    "shape": [set_("bots")("none"), set_("localizationInfo")([])],
}


@pytest.mark.parametrize(
    ("kind", "change"), [(kind, change) for kind, changes in BREACHES.items() for change in changes]
)
def test_each_rule_is_kept(sound: bytes, kind: str, change: Callable[[Any], None]) -> None:
    """One thing is wrong, and it is found; the untouched package has no fault at all."""
    assert kind in kinds(rewritten(sound, change))
    assert kinds(rewritten(sound, lambda manifest: None)) == set()


def test_a_language_must_say_everything(sound: bytes) -> None:
    """A text that one language file lacks, or has to spare, is named with its path."""
    path = "composeExtensions[0].commands[0].title"
    (fault,) = examine(rewritten(sound, lambda words: words.pop(path), "en.json")).faults
    assert (fault.kind, fault.where, fault.values) == ("not_translated", "en.json", {"path": path})


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("no_png", {"color.png": b"GIF89a"}),
        ("icon_size", {"color.png": drawn(SQUARE, 191)}),
        ("icon_size", {"outline.png": drawn(SQUARE, 192)}),
        ("icon_ground", {"outline.png": drawn(SQUARE, 32)[:25] + b"\x02" + drawn(SQUARE, 32)[26:]}),
        ("stranger", {"notes.txt": b"x"}),
        ("no_json", {"de.json": b"{"}),
        ("no_json", {"en.json": b"[]"}),
        ("too_large", {"color.png": b"x" * (LARGEST + 1)}),
    ],
)
def test_every_file_is_looked_at(sound: bytes, kind: str, changed: dict[str, bytes]) -> None:
    """Pictures, words, and what has no place in a package."""
    assert kinds(zipped(contents(sound) | changed)) == {kind}


@pytest.mark.parametrize(
    ("kind", "package"),
    [
        pytest.param("no_zip", b"PK nonsense", id="text"),
        pytest.param("no_zip", b"", id="empty"),
        pytest.param("no_manifest", zipped({"a": b""}), id="another archive"),
    ],
)
def test_what_is_no_package_is_said(kind: str, package: bytes) -> None:
    """A file that can't be opened is one fault, not a traceback."""
    assert kinds(package) == {kind}


def test_without_the_schema_the_own_rules_are_still_asked(sound: bytes, tmp_path: Path) -> None:
    """It is said that Microsoft's schema was not asked; what the rules know is found all the same."""
    broken = rewritten(sound, set_("version")("one"))
    examined = examine(broken, tmp_path)
    assert examined.schema is None
    assert [fault.kind for fault in examined.faults] == ["version"]
    assert examine(broken, SCHEMAS).schema is not None
