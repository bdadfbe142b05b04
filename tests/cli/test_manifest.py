"""`lotse manifest`: the Teams package from the command line."""

import json
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import Lotse
from tests.fake_teams import APP

NAMED = ("--app-id", APP, "--domain", "lotse.ems.example", "--town", "Ems")


def test_a_package_is_built_and_checked(within: Lotse, tmp_path: Path) -> None:
    """From flags alone; the file is the same however often it is built, and sound by Microsoft's schema."""
    built = within("manifest", "build", *NAMED)
    assert built.code == 0
    assert "digitallotse-teams.zip" in built.out
    first = (tmp_path / "digitallotse-teams.zip").read_bytes()
    assert within("manifest", "build", *NAMED, "--out", "again.zip").code == 0
    assert (tmp_path / "again.zip").read_bytes() == first
    checked = within("manifest", "check")
    assert checked.code == 0
    assert "1.30" in checked.out


def test_what_a_town_has_set_needs_no_flag(within: Lotse, small: Path, tmp_path: Path) -> None:
    """Id, domain and language from its settings, its name from its facts; a missing secret is no matter."""
    (small / "settings.yaml").write_text(f"app_id: {APP}\ndomain: https://lotse.ems.example/\nlanguage: en\n")
    (small / "faq" / "facts.yaml").write_text("town: Stadt Ems\n")
    assert within("manifest", "build", "--version", "2.0.1", HOME=str(small)).code == 0
    with zipfile.ZipFile(tmp_path / "digitallotse-teams.zip") as package:
        made = json.loads(package.read("manifest.json"))
    assert made["version"] == "2.0.1"
    assert made["developer"]["name"] == "Stadt Ems"
    assert made["validDomains"] == ["lotse.ems.example"]
    assert made["localizationInfo"]["defaultLanguageTag"] == "en"


@pytest.mark.parametrize(
    ("flags", "named"),
    [
        ((), ("--app-id", "--domain")),
        (("--app-id", "lotse", *NAMED[2:]), ("--app-id",)),
        ((*NAMED[:2], "--domain", "nodots", *NAMED[4:]), ("--domain",)),
        ((*NAMED[:4], "--town", "x" * 33), ("--town",)),
    ],
)
def test_what_is_missing_or_wrong_is_named(
    within: Lotse, tmp_path: Path, flags: tuple[str, ...], named: tuple[str, ...]
) -> None:
    """All at once, with the flag that gives it; no file is made."""
    ended = within("manifest", "build", *flags)
    assert ended.code == 2
    assert len(ended.err.splitlines()) == len(named)
    assert all(flag in ended.err for flag in named)
    assert not list(tmp_path.glob("*.zip"))


def test_what_teams_would_refuse_is_not_built(within: Lotse, tmp_path: Path) -> None:
    """A version that is none is found before anybody uploads it."""
    ended = within("manifest", "build", *NAMED, "--version", "one")
    assert ended.code == 1
    assert "version: " in ended.out
    assert not list(tmp_path.glob("*.zip"))


def test_a_package_offers_no_command_that_the_town_has_taken_away(within: Lotse, small: Path) -> None:
    """A town's own words for help must still hold the word on the package's list."""
    (small / "texts.yaml").write_text("welcome: {help_words: {de: [beistand], en: [help]}}")
    ended = within("manifest", "build", *NAMED, HOME=str(small))
    assert ended.code == 3
    assert "Hilfe" in ended.err


def test_a_drawing_that_is_none_and_a_place_that_is_none(within: Lotse, small: Path) -> None:
    """Each is one sentence."""
    assert "nowhere" in within("manifest", "build", *NAMED, "--out", "nowhere/x.zip").err
    (small / "manifest").mkdir()
    (small / "manifest" / "color.svg").write_text("no drawing")
    ended = within("manifest", "build", *NAMED, HOME=str(small))
    assert ended.code == 3
    assert len(ended.err.splitlines()) == 1


def test_a_check_tells_people_and_programs(within: Lotse, tmp_path: Path) -> None:
    """What is wrong with its place; as JSON with kind and place; a file that isn't there."""
    within("manifest", "build", *NAMED)
    file = tmp_path / "digitallotse-teams.zip"
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("notes.txt", "x")
    ended = within("manifest", "check")
    assert ended.code == 1
    assert "notes.txt: Diese Datei gehört nicht in das Paket." in ended.out
    read = json.loads(within("manifest", "check", str(file), "--json", LANGUAGE="en").out)
    assert (read["ok"], read["schema"]) == (False, "1.30")
    assert [(fault["kind"], fault["where"]) for fault in read["faults"]] == [("stranger", "notes.txt")]
    assert "does not belong" in read["faults"][0]["said"]
    missing = within("manifest", "check", "nothing.zip")
    assert missing.code == 3
    assert "lotse manifest build" in missing.err
