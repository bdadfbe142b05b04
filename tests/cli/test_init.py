"""`lotse init`: a town's own folder."""

import contextlib
import json
import os
import pty
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from bot.app import text_files
from bot.concern.door import FOLDER as DOOR
from bot.concern.file import NAME as SORGENBOX
from bot.init.folder import OTHERS, TEMPLATES
from bot.settings import STARTER, Settings
from bot.texts import Texts
from tests.cli.conftest import COMMAND, SMALL, Lotse, environment


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


@pytest.mark.parametrize("language", ["de", pytest.param("en", marks=pytest.mark.again)])
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
    box = (SORGENBOX, f"{SORGENBOX}-wal", f"{DOOR}/link")
    for kept in ("lotse.db-wal", "lotse.db.2026-11-23.schema-07.bak", "demo/lotse.db", "lotse.pem", *box):
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
    for one_of_two in ("concern_listen", "concern_url"):  # who hands over serves no page
        left_out = dict.fromkeys(("app_certificate", "faq_shared", one_of_two))
        settings = Settings.model_validate({**examples, **left_out})
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


def test_flags_are_written_where_they_belong(within: Lotse, tmp_path: Path) -> None:
    """Settings, facts and admins, in files that can still be read; the comments stay."""
    admin = "11111111-2222-4333-8444-555555555555"
    ended = within(
        *("init", "town", "--town", 'Stadt "Ems": #1', "--land", "Nordrhein-Westfalen", "--address", "du"),
        *("--hotline", "Tel. 12#3\\", "--admin", admin, "--language", "en"),
    )
    assert ended.code == 0
    written = (tmp_path / "town" / "settings.yaml").read_text(encoding="utf-8")
    settings = Settings.model_validate(YAML(typ="safe").load(written))
    assert (settings.land, settings.address, settings.language) == ("NW", "du", "en")
    assert settings.admins == {admin}
    assert "# Settings of the digital pilot." in written
    facts = YAML(typ="safe").load((tmp_path / "town" / "faq" / "facts.yaml").read_text(encoding="utf-8"))
    assert facts["town"] == 'Stadt "Ems": #1'
    assert facts["it"]["hotline"] == "Tel. 12#3\\"
    assert within("faq", "check", "town").code == 0


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (("--land", "XX"), "NW"),
        (("--language", "fr"), "de, en"),
        (("--address", "ihr"), "sie, du"),
        (("--admin", "anna@stadt.example"), "anna@stadt.example"),
    ],
)
def test_a_wrong_flag_makes_nothing(within: Lotse, tmp_path: Path, flags: tuple[str, str], told: str) -> None:
    """One sentence with what is possible, and no folder."""
    ended = within("init", "town", *flags)
    assert ended.code == 2
    assert told in ended.err
    assert len(ended.err.splitlines()) == 1
    assert not (tmp_path / "town").exists()


def test_at_a_terminal_it_asks(tmp_path: Path) -> None:
    """What no flag says is asked, an empty answer leaves it open; this is a real terminal."""
    ours, theirs = pty.openpty()
    answers = "\nEms\nbayern\ndu\nDurchwahl 7\n\n"
    process = subprocess.Popen(
        [*COMMAND, "init", "town"],
        cwd=tmp_path,
        env=environment(),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    os.write(ours, answers.encode())
    shown = b""
    with contextlib.suppress(OSError):  # Linux says so when the other end is closed
        while piece := os.read(ours, 4096):
            shown += piece
    assert process.wait(30) == 0, shown.decode()
    os.close(ours)
    assert "Bundesland" in shown.decode()
    settings = Settings.model_validate(
        YAML(typ="safe").load((tmp_path / "town" / "settings.yaml").read_text())
    )
    assert (settings.language, settings.address, settings.land) == ("de", "du", "BY")
    facts = YAML(typ="safe").load((tmp_path / "town" / "faq" / "facts.yaml").read_text(encoding="utf-8"))
    assert (facts["town"], facts["it"]["hotline"]) == ("Ems", "Durchwahl 7")


def test_editors_are_told_what_may_be_written(within: Lotse, tmp_path: Path) -> None:
    """Each file names a schema that is there; it takes the file as it is, and refuses a misspelt name."""
    within("init", "town")
    files = [tmp_path / "town" / "settings.yaml", *(tmp_path / "town" / "faq").glob("*.yaml")]
    hinted = 0
    for file in files:
        text = file.read_text(encoding="utf-8")
        found = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
        assert (found is None) == (file.name in OTHERS), file
        if found:
            schema = json.loads((file.parent / found[1]).read_text(encoding="utf-8"))
            content = json.loads(json.dumps(YAML(typ="safe").load(text) or {}, default=str))
            assert list(Draft202012Validator(schema).iter_errors(content)) == [], file
            assert list(Draft202012Validator(schema).iter_errors({**content, "tpoic": 1}))
            hinted += 1
    assert hinted > 10
    schema = json.loads((tmp_path / "town" / ".schema" / "settings.json").read_text(encoding="utf-8"))
    shown = {"listen": "127.0.0.1:80", "tenants": "a, b", "admins": ["a"]}
    assert list(Draft202012Validator(schema).iter_errors(shown)) == []
