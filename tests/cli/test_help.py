"""What `lotse` says about itself, and how it takes what it can't read."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import installed_version, run
from bot.command.call import typed
from tests.cli.conftest import ROOT, Lotse, environment

COMMANDS = (
    *("", "demo", "chat", "serve", "init", "faq", "faq check", "faq ask", "privacy", "privacy report"),
    *("db", "db status", "db check", "db backup", "db restore"),
    *("doctor", "manifest", "manifest build", "manifest check"),
)


def test_the_version_is_that_of_the_package(lotse: Lotse) -> None:
    """Scripts read `digitallotse X.Y.Z`."""
    assert lotse("--version").out == f"digitallotse {installed_version()}\n"


def test_help_and_version_load_nothing_heavy() -> None:
    """Help is there at once: neither the SDK nor the matcher nor the server is imported for it."""
    code = (
        "import sys; from bot.cli import run; run(['--help'], {}); run(['--version'], {});"
        "print([name for name in ('botbuilder', 'numpy', 'aiohttp', 'sqlite3') if name in sys.modules])"
    )
    unmeasured = {name: value for name, value in environment().items() if not name.startswith("COVERAGE_")}
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=unmeasured, capture_output=True, text=True, check=True
    )
    assert shown.stdout.endswith("[]\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_each_help_teaches_in_the_language_of_the_reader(within: Lotse, command: str) -> None:
    """Usage, options and an example, each word in German, or in English where that is wished."""
    german, english = (within(*command.split(), "--help", LANGUAGE=language) for language in ("de", "en"))
    assert german.code == english.code == 0
    for word in ("Aufruf: lotse", "Optionen:", "Diese Hilfe zeigen.", "Beispiele:"):
        assert word in german.out
        assert word not in english.out
    for word in ("Usage: lotse", "Options:", "Show this help.", "Examples:"):
        assert word in english.out
        assert word not in german.out


def test_lotse_alone_shows_the_commands_and_the_exit_codes(lotse: Lotse) -> None:
    """Who knows nothing types nothing."""
    shown = lotse()
    assert shown.code == 0
    assert all(f"  {name} " in shown.out for name in ("demo", "chat", "serve", "init", "faq"))
    assert "Rückgabewert" in shown.out


def test_the_language_of_the_town_is_that_of_its_command_line(within: Lotse, tmp_path: Path) -> None:
    """`language:` in settings.yaml counts, LOTSE_LANGUAGE counts more."""
    (tmp_path / "settings.yaml").write_text("# town\nlanguage: en\n")
    assert "Usage:" in within("--help", HOME=str(tmp_path)).out
    assert "Aufruf:" in within("--help", HOME=str(tmp_path), LANGUAGE="de").out


@pytest.mark.parametrize(
    ("arguments", "named", "see"),
    [
        ("chatt", "chatt", "lotse --help"),
        ("faq chek", "chek", "lotse faq --help"),
        ("serve --port 80", "--port", "lotse serve --help"),
        ("faq ask", "FRAGE", "lotse faq ask --help"),
        ("faq ask --path", "--path", "lotse"),
        ("faq check a b", "passt", "lotse faq check --help"),
        ("init", "ORDNER", "lotse init --help"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(
    within: Lotse, arguments: str, named: str, see: str
) -> None:
    """It names what was not understood and where to read on; the exit code is 2."""
    ended = within(*arguments.split())
    assert ended.code == 2
    assert ended.out == ""
    assert len(ended.err.splitlines()) == 1
    assert named in ended.err
    assert see in ended.err


def test_it_is_called_as_people_have_to_type_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its name alone where the shell finds this very program, else with its path."""
    here, elsewhere = tmp_path / "here" / "lotse", tmp_path / "elsewhere" / "lotse"
    for program in (here, elsewhere):
        program.parent.mkdir()
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(here.parent))
    assert typed(str(here)) == "lotse"
    assert typed(str(elsewhere)) == str(elsewhere), "PATH leads to another one"
    monkeypatch.setenv("PATH", "")
    monkeypatch.chdir(tmp_path)
    assert typed("here/lotse") == "here/lotse"
    assert typed("/srv/bot/__main__.py") == f"{sys.executable} -m bot"


@pytest.mark.parametrize("arguments", [*COMMANDS, "chatt", "faq ask", "faq ask wlan --path nowhere"])
def test_what_it_tells_people_to_type_can_be_typed(
    arguments: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every command in help and hints begins as this one was called."""
    run([*arguments.split(), *(["--help"] if arguments in COMMANDS else [])], {}, ".venv/bin/lotse")
    said = "".join(capsys.readouterr())
    assert said
    assert not re.findall(r"(?<!bin/)\blotse [a-z-]+", said)


def test_the_readme_names_commands_that_exist(within: Lotse) -> None:
    """Whoever copies a `lotse …` from the README is not let down."""
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"(?ms)^```.*?^```|`[^`\n]+`", page))
    named = set(re.findall(r"\blotse((?: faq)? [a-z]+)", code))
    assert {" chat", " faq check"} <= named
    assert [name for name in named if within(*name.split(), "--help").code != 0] == []
