"""A town's own wording is checked as a whole: every fault at its line, in words that say what to write."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app import text_files
from bot.command.call import TEXTS
from bot.own_texts import wording_faults
from bot.texts import Texts, TextsBroken

COMMAND = Texts.load({TEXTS: "command"})
KEYS = sorted(Texts.load(text_files()))


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ("welcome:\n  titel: {de: A, en: B}\n", "unknown_like", 2),
        ("qwertz:\n  uiop: {de: A}\n", "unknown", 2),
        ("welcome:\n  title: {de: [A]}\n", "sentence", 2),
        ("escalation:\n  words: {de: A}\n", "words", 2),
        ("welcome:\n\n  title: {de: '{wer}'}\n", "placeholder", 3),
        ("apology: {de: Leider nicht.}\n", "left_out", 1),
        ("welcome: A\n", "shape", 1),
        ("welcome: [", "yaml", 1),
        ("- a\n", "shape", 1),
    ],
)
def test_each_fault_has_its_line_and_its_words(tmp_path: Path, text: str, kind: str, line: int) -> None:
    """In both languages, with the place in front."""
    file = tmp_path / "texts.yaml"
    file.write_text(text, encoding="utf-8")
    fault = wording_faults(file, text_files())[0]
    assert (fault.kind, fault.line) == (kind, line)
    for language in ("de", "en"):
        said = COMMAND.text(
            f"command.broken.texts.{fault.kind}", language, file="texts.yaml:1", **dict(fault.values)
        )
        assert said.startswith("texts.yaml:1")


def test_all_faults_are_listed_not_only_the_first(tmp_path: Path) -> None:
    """What the bot itself would find one after the other."""
    file = tmp_path / "texts.yaml"
    file.write_text("welcome:\n  titel: {de: A}\n  title: {de: '{wer}'}\nx: {de: B}\n", encoding="utf-8")
    assert [fault.line for fault in wording_faults(file, text_files())] == [2, 3, 4]


def test_a_town_without_own_words_has_no_fault(tmp_path: Path) -> None:
    """Nor has one whose file says nothing yet."""
    file = tmp_path / "texts.yaml"
    assert wording_faults(file, text_files()) == []
    file.write_text("# noch nichts\n", encoding="utf-8")
    assert wording_faults(file, text_files()) == []


words = st.text(max_size=20) | st.sampled_from(["{incident}", "{wer}", "{", "{it.hotline}", ""])
leaf = st.dictionaries(
    st.sampled_from(["de", "de-du", "en", "fr"]), words | st.lists(words, max_size=2), max_size=3
)


@given(st.dictionaries(st.sampled_from([*KEYS[:40], "x", "welcome"]), leaf | words | st.none(), max_size=3))
@settings(max_examples=60, deadline=None)
def test_what_the_bot_refuses_has_a_fault_here_and_what_it_takes_has_none(
    tmp_path_factory: pytest.TempPathFactory, given_: dict[str, Any]
) -> None:
    """Whatever a town writes: both agree, and neither falls over."""
    from ruamel.yaml import YAML

    nested: dict[str, Any] = {}
    for key, value in given_.items():
        *above, last = key.split(".")
        inner = nested
        for part in above:
            inner = inner.setdefault(part, {})
            if not isinstance(inner, dict):
                return
        inner[last] = value
    file = tmp_path_factory.mktemp("own") / "texts.yaml"
    with file.open("w", encoding="utf-8") as out:
        YAML(typ="safe", pure=True).dump(nested, out)
    serious = [fault for fault in wording_faults(file, text_files()) if not fault.tip]
    try:
        Texts.load(text_files(), file)
    except TextsBroken:
        assert serious
    else:
        assert serious == []
