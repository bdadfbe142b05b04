"""A town's own questions show what an edit has won and lost."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq import Catalog, Entry, Matcher
from faq.lint_questions import (
    LAST,
    Asked,
    Grade,
    bettered,
    changes,
    grade,
    read_best,
    read_questions,
    write_best,
)

ONE = Asked("Wie komme ich ins WLAN?", frozenset({"wlan"}))
TWO = Asked("Wie wird das Wetter?", frozenset())


def file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "questions.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_questions_name_their_entries(tmp_path: Path) -> None:
    """One id, several, or nobody, each with its line."""
    asked, faults = read_questions(file(tmp_path, "a?: x\nb?: [x, y]\n'c?': keine\n"), {"x", "y"})
    assert [(one.text, one.ids, one.line) for one in asked] == [
        ("a?", {"x"}, 1),
        ("b?", {"x", "y"}, 2),
        ("c?", frozenset(), 3),
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ("a?: x\nb?: drukcer\n", "question_unknown_id_like", 2),
        ("a?: xyz123\n", "question_unknown_id", 1),
        ("a?:\n", "questions_shape", 1),
        ("- a?\n", "questions_shape", 1),
        ("a?: [", "syntax_bracket", 1),
        ("a?: {b: c}\n", "questions_shape", 1),
    ],
)
def test_what_is_wrong_with_them_is_told(tmp_path: Path, text: str, kind: str, line: int) -> None:
    """At its line, with what to write."""
    _, (fault, *_) = read_questions(file(tmp_path, text), {"x", "drucker"})
    assert (fault.kind, fault.line) == (kind, line)
    assert all(fault.said(language) for language in ("de", "en"))


def test_how_a_question_fares() -> None:
    """Answered, left to a human, or missed."""
    matcher = Matcher(
        Catalog.of([Entry("wlan", ONE.text, "Rathaus."), Entry("vpn", "Wie starte ich das VPN?", "So.")])
    )
    assert grade(matcher, ONE) == "answered"
    assert grade(matcher, TWO) == "silent"
    assert grade(matcher, Asked(ONE.text, frozenset({"vpn"}))) == "missed"
    assert grade(matcher, Asked(ONE.text, frozenset())) == "wrong"


def test_the_best_is_a_ratchet() -> None:
    """What was won is kept, what was lost is told until it is mended or accepted."""
    asked, best = (
        [ONE, TWO],
        bettered([ONE, TWO], {ONE.text: "answered", TWO.text: "silent"}, {}, accept=False),
    )
    worse: dict[str, Grade] = {ONE.text: "suggested", TWO.text: "silent"}
    (lost,) = changes(asked, worse, best)
    assert (lost.asked, lost.before, lost.now, lost.won) == (ONE, "answered", "suggested", False)
    again = bettered(asked, worse, best, accept=False)
    assert [change.asked for change in changes(asked, worse, again)] == [ONE]
    assert changes(asked, worse, bettered(asked, worse, again, accept=True)) == []
    better: dict[str, Grade] = {ONE.text: "answered", TWO.text: "silent"}
    (won,) = changes(asked, better, bettered(asked, worse, {}, accept=False))
    assert won.won


def test_another_right_entry_is_another_question() -> None:
    """Who changes what a question should find starts anew with it."""
    best = bettered([ONE], {ONE.text: "answered"}, {}, accept=False)
    assert changes([Asked(ONE.text, frozenset({"netz"}))], {ONE.text: "missed"}, best) == []


def test_the_memory_is_a_file_that_may_be_lost(tmp_path: Path) -> None:
    """Written and read again it is the same; broken or away it is empty."""
    best = {ONE.text: ("wlan", "answered")}
    write_best(tmp_path / LAST, best)  # type: ignore[arg-type]  # a literal in a dict is a str to the checker
    assert read_best(tmp_path / LAST) == best
    assert read_best(tmp_path / "nothing") == {}


@given(st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_no_file_breaks_reading_them(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Questions or faults, whatever is in it, and the memory likewise."""
    path = tmp_path_factory.mktemp("q") / "questions.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    asked, faults = read_questions(path, {"x"})
    assert isinstance(asked, list)
    assert isinstance(faults, list)
    assert isinstance(read_best(path), dict)
