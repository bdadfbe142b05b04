"""`lotse init`: a town's own folder."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.app import text_files
from bot.command.init import TEMPLATES
from bot.settings import STARTER, Settings
from bot.texts import Texts
from tests.cli.conftest import SMALL, Lotse


def uncommented(text: str) -> str:
    """The file with every example switched on."""
    return re.sub(r"(?m)^#(?=\S|  )", "", text)


def slimmed(town: Path) -> Path:
    """The town with its facts, and three answers instead of all: what it knows is not the matter then."""
    for file in (town / "faq").iterdir():
        if file.name != "facts.yaml":
            file.unlink()
    shutil.copytree(SMALL, town / "faq", dirs_exist_ok=True)
    return town


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_new_folder_works_as_it_is(within: Lotse, tmp_path: Path, language: str) -> None:
    """Settings, texts and the whole starter; the FAQ is sound, and the next two steps are told.

    What is invented in it is told until somebody has replaced it.
    """
    ended = within("init", "town", LANGUAGE=language)
    assert ended.code == 0
    assert "lotse faq check town" in ended.out
    assert "LOTSE_HOME=town lotse chat" in ended.out
    made = {file.name for file in (tmp_path / "town" / "faq").iterdir()}
    assert made == {file.name for file in STARTER.glob("*.yaml")}
    talked = within("chat", typed="wlan\n", HOME="town", LANGUAGE=language)
    assert talked.code == 0
    checked = within("faq", "check", "town", LANGUAGE=language)
    assert checked.code == 0
    for ended in (talked, checked):
        (invented,) = ended.err.splitlines()
        assert str(Path("town", "faq", "facts.yaml")) in invented
    assert (tmp_path / "town" / "lotse.db").is_file()


def test_a_town_with_facts_of_its_own_is_told_nothing(within: Lotse, tmp_path: Path) -> None:
    """Nor is the starter itself called invented: it is meant for a first look."""
    within("init", "town")
    facts = slimmed(tmp_path / "town") / "faq" / "facts.yaml"
    told = facts.read_text(encoding="utf-8")
    assert within("chat", HOME="town").err
    facts.write_text(re.sub(r"(?m)^( *\w+:) (?=\S).*", r"\1 Eigenes", told), encoding="utf-8")
    for command in (("faq", "check"), ("chat",)):
        assert within(*command, HOME="town").err == ""
    assert within("faq", "check").err == ""


def test_a_town_s_repository_never_takes_in_data_or_secrets(within: Lotse, tmp_path: Path) -> None:
    """What the bot keeps stays out by itself; a repository may be there first."""
    git = shutil.which("git")
    assert git, "git is needed for this test"

    def run(*arguments: str) -> str:
        return subprocess.run(
            [git, *arguments], cwd=tmp_path / "town", capture_output=True, text=True, check=True
        ).stdout

    (tmp_path / "town").mkdir()
    run("init", "--quiet")
    assert within("init", "town").code == 0
    slimmed(tmp_path / "town")
    before = run("status", "--porcelain", "--untracked-files=all")
    assert all(f"?? {name}\n" in before for name in ("settings.yaml", ".gitignore", "faq/facts.yaml"))
    within("chat", typed="Ich habe mein Passwort vergessen\n", HOME="town")
    town = tmp_path / "town"
    for kept in ("lotse.db-wal", "demo/lotse.db", "lotse.pem"):
        (town / kept).parent.mkdir(exist_ok=True)
        (town / kept).touch()
    assert (town / "lotse.db").exists()
    assert list((town / "terminal").iterdir())
    assert run("status", "--porcelain", "--untracked-files=all") == before


def test_what_is_there_is_never_overwritten(within: Lotse, tmp_path: Path) -> None:
    """A folder with anything in it, and a file of that name, stay as they are."""
    (tmp_path / "town").mkdir()
    (tmp_path / "town" / "settings.yaml").write_text("address: du\n")
    (tmp_path / "file").write_text("precious")
    for name in ("town", "file"):
        ended = within("init", name)
        assert ended.code == 3
        assert name in ended.err
    assert [file.name for file in (tmp_path / "town").iterdir()] == ["settings.yaml"]
    assert (tmp_path / "town" / "settings.yaml").read_text() == "address: du\n"
    assert (tmp_path / "file").read_text() == "precious"


def test_an_empty_folder_may_be_there_already(within: Lotse, tmp_path: Path) -> None:
    """Someone made it first, which is fine."""
    (tmp_path / "town").mkdir()
    assert within("init", "town").code == 0


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_file_of_settings_names_each_one(language: str) -> None:
    """Every setting stands there with a value that is valid, and nothing else does."""
    template = (TEMPLATES / f"settings.{language}.yaml").read_text(encoding="utf-8")
    lines = [line for line in uncommented(template).splitlines() if re.match(r"[a-z_]+: ", line)]
    examples = YAML(typ="safe").load("\n".join(lines))
    assert examples.keys() == Settings.model_fields.keys() - {"home"}
    settings = Settings.model_validate({**examples, "app_certificate": None})
    assert settings.faults() == []
    assert settings.language == language
    as_delivered = YAML(typ="safe").load(template) or {}
    assert as_delivered == ({} if language == "de" else {"language": "en"})


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_example_of_an_own_text_works(tmp_path: Path, language: str) -> None:
    """Who takes the signs away gets what the comment promises."""
    template = (TEMPLATES / f"texts.{language}.yaml").read_text(encoding="utf-8")
    own = tmp_path / "texts.yaml"
    own.write_text(template[template.index("#welcome:") :].replace("#", ""), encoding="utf-8")
    assert "Lotti" in Texts.load(text_files(), own).text("welcome.title", "de")
