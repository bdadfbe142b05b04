"""`lotse faq check` and `lotse faq ask`."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Lotse

GOOD = """\
topic: Netz
entries:
  - id: wlan
    question: Wie komme ich ins WLAN?
    variants: [Das Funknetz geht nicht]
    keywords: [WLAN, Funknetz]
    answer: Wählen Sie **Rathaus** aus.
    en: {question: How do I use the wifi?, answer: Choose **Rathaus**.}
"""
BAD = GOOD.replace("id: wlan", "id: lan").replace("    question:", "    qestion:")


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A town's folder with one good file in its FAQ."""
    (tmp_path / "town" / "faq").mkdir(parents=True)
    (tmp_path / "town" / "faq" / "netz.yaml").write_text(GOOD, encoding="utf-8")
    return tmp_path / "town"


def test_the_starter_has_no_fault(within: Lotse) -> None:
    """Without a path and a home it is the starter that is checked."""
    ended = within("faq", "check")
    assert ended.code == 0
    assert "kein Fehler" in ended.out


def test_each_fault_stands_on_a_line_that_editors_can_follow(within: Lotse, town: Path) -> None:
    """File, line, column, severity, what is wrong; the exit code is 1; the good entries still count."""
    (town / "faq" / "lan.yaml").write_text(BAD, encoding="utf-8")
    german, english = (within("faq", "check", str(town), LANGUAGE=language) for language in ("de", "en"))
    assert german.code == english.code == 1
    file = town / "faq" / "lan.yaml"
    assert any(line.startswith(f"{file}:4:") and ": Fehler: " in line for line in german.out.splitlines())
    assert any(line.startswith(f"{file}:4:") and ": error: " in line for line in english.out.splitlines())
    assert "Einträge, die gelten: 1" in german.out


def test_a_single_file_is_checked_by_itself(within: Lotse, town: Path) -> None:
    """An editor asks about the file that was just saved, not about its neighbours."""
    (town / "faq" / "lan.yaml").write_text(BAD, encoding="utf-8")
    assert within("faq", "check", str(town / "faq" / "netz.yaml")).code == 0
    assert within("faq", "check", str(town / "faq" / "lan.yaml")).code == 1


def test_programs_get_the_faults_as_json(within: Lotse, town: Path) -> None:
    """All that the lines say, in fields; nothing else is printed."""
    (town / "faq" / "lan.yaml").write_text(BAD, encoding="utf-8")
    ended = within("faq", "check", "--json", HOME=str(town))
    found = json.loads(ended.out)
    assert ended.code == 1
    assert found["entries"] == 1
    assert found["errors"] == len([fault for fault in found["faults"] if fault["severity"] == "error"]) > 0
    assert {"file", "line", "column", "severity", "kind", "problem", "remedy"} == set(found["faults"][0])


@pytest.mark.parametrize("command", [("check", "nowhere"), ("ask", "wlan", "--path", "nowhere")])
def test_a_folder_that_is_not_there_is_said_kindly(within: Lotse, command: tuple[str, ...]) -> None:
    """One sentence, exit code 3."""
    ended = within("faq", *command)
    assert (ended.code, ended.out, len(ended.err.splitlines())) == (3, "", 1)
    assert "nowhere" in ended.err


def test_a_home_that_is_not_there_is_no_reason_to_check_something_else(within: Lotse) -> None:
    """A misspelled LOTSE_HOME must not pass because the starter is fine."""
    ended = within("faq", "check", HOME="nowhere")
    assert ended.code == 3
    assert "LOTSE_HOME" in ended.err


def test_a_home_without_a_faq_is_none_either(within: Lotse, tmp_path: Path) -> None:
    """Neither is the starter checked in its place, nor asked."""
    (tmp_path / "town").mkdir()
    for command in (("check",), ("ask", "wlan")):
        ended = within("faq", *command, HOME="town")
        assert (ended.code, ended.out) == (3, "")
        assert "faq" in ended.err


def test_a_known_question_is_answered(within: Lotse, town: Path) -> None:
    """The decision, the entry with how sure it is, and the answer as people read it."""
    ended = within("faq", "ask", "Wie komme ich ins WLAN?", "--path", str(town))
    assert ended.code == 0
    assert "Der Lotse antwortet" in ended.out
    assert "[wlan]" in ended.out
    assert "Wählen Sie Rathaus aus." in ended.out


def test_a_question_needs_no_quotes(within: Lotse, small: Path) -> None:
    """Its words are joined, wherever the options stand."""
    ended = within("faq", "ask", "passwort", "--json", "vergessen", HOME=str(small))
    assert json.loads(ended.out)["question"] == "passwort vergessen"


def test_an_unknown_question_ends_with_one(within: Lotse, small: Path) -> None:
    """A script sees without reading that the FAQ doesn't know."""
    ended = within("faq", "ask", "Wer gewann die Weltmeisterschaft im Hürdenlauf?", "--json", HOME=str(small))
    assert ended.code == 1
    assert json.loads(ended.out)["decision"] == "unknown"


def test_programs_get_the_decision_as_json(within: Lotse, small: Path) -> None:
    """Question, decision, language, and hits with a confidence in [0,1], surest first."""
    found = json.loads(
        within("faq", "ask", "Ich habe mein Passwort vergessen", "--json", HOME=str(small)).out
    )
    assert (found["question"], found["decision"], found["language"]) == (
        "Ich habe mein Passwort vergessen",
        "answer",
        "de",
    )
    assert found["hits"][0]["id"] == "passwort"
    sure = [hit["confidence"] for hit in found["hits"]]
    assert sure == sorted(sure, reverse=True)
    assert all(0 <= one <= 1 for one in sure)


def test_a_question_may_come_by_pipe(within: Lotse, town: Path) -> None:
    """A dash reads it from the input, whatever is in it."""
    ended = within("faq", "ask", "-", "--json", typed='Wie komme ich "ins" WLAN?\n', HOME=str(town))
    assert json.loads(ended.out)["question"] == 'Wie komme ich "ins" WLAN?'


def test_who_asks_hears_of_faults_in_the_files(within: Lotse, town: Path) -> None:
    """A question that isn't found may stand in a file that can't be read."""
    (town / "faq" / "lan.yaml").write_text(BAD, encoding="utf-8")
    assert "lotse faq check" in within("faq", "ask", "wlan", HOME=str(town)).err
