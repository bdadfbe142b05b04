"""`lotse init`: a town's own folder."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.app import text_files
from bot.command.init import TEMPLATES
from bot.settings import STARTER, Settings
from bot.texts import Texts
from tests.cli.conftest import Lotse


def uncommented(text: str) -> str:
    """The file with every example switched on."""
    return re.sub(r"(?m)^#(?=\S|  )", "", text)


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_new_folder_works_as_it_is(within: Lotse, tmp_path: Path, language: str) -> None:
    """Settings, texts and the whole starter; the FAQ is sound, and the next two steps are told."""
    ended = within("init", "town", LANGUAGE=language)
    assert ended.code == 0
    assert "lotse faq check town" in ended.out
    assert "LOTSE_HOME=town lotse chat" in ended.out
    made = {file.name for file in (tmp_path / "town" / "faq").iterdir()}
    assert made == {file.name for file in STARTER.glob("*.yaml")}
    assert within("faq", "check", "town").code == 0
    talked = within("chat", typed="wlan\n", HOME="town", LANGUAGE=language)
    assert (talked.code, talked.err) == (0, "")
    assert (tmp_path / "town" / "lotse.db").is_file()


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
