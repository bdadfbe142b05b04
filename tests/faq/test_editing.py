"""An edit changes one line and leaves every other letter, comment and order as the author had it."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from faq.editing import CannotEdit, with_item, with_key, without_item, written
from faq.saving import saved
from faq.tree import Unreadable, read_tree

STARTER = Path(__file__).parents[2] / "faq" / "starter"
PAGES = sorted(path for path in STARTER.glob("*.yaml") if path.stem not in ("facts", "questions"))
VARIANTS = ("entries", 0, "variants")

START = "entries:\n  - id: a\n    question: b"
AUTHORS = {
    "block": f"{START}   # c\n    variants:\n      # eins\n      - x\n\n    answer: d\n",
    "no list": "entries:\n- id: a\n  question: >\n    lang\n    länger\n  answer: |\n    x\n    y\n",
    "flow": "entries: [{id: a, question: 'b', variants: [x, \"y, z\"], answer: c}]",
    "empty": f"{START}\n    variants:   # noch nichts\n    answer: d\n",
    "brackets": f"{START}\n    variants: []\n    answer: d\n",
    "at the end": f"{START}\n    answer: d\n    variants:\n    - x",
    "folded": f"{START}\n    variants:\n      - >-\n        eins\n        zwei\n    answer: d\n",
    "windows": f"\ufeff{START}\n    variants:\n      - x\n    answer: d\n".replace("\n", "\r\n"),
}
words = st.text(min_size=1, max_size=60).filter(lambda text: text.strip() != "" and readable(text))


def readable(text: str) -> bool:
    """Whether a file may hold it at all."""
    try:
        return read_tree(f"[{written(text)}]".encode()).value == [text]
    except (Unreadable, UnicodeEncodeError):
        return False


def value(text: str) -> Any:
    return read_tree(text.encode()).value


@pytest.mark.parametrize("author", AUTHORS)
def test_a_variant_is_added_in_the_style_of_its_author(author: str) -> None:
    """It stands last in the list; taken away again nothing but it is gone."""
    before = AUTHORS[author]
    after = with_item(before, VARIANTS, "Wie geht: das?")
    assert value(after)["entries"][0]["variants"][-1] == "Wie geht: das?"
    lines, added = before.splitlines(), after.splitlines()
    assert [line for line in lines if "#" in line and line not in added] == [] or author == "empty"
    assert len(added) - len(lines) in (0, 1, 2)
    assert before.count("\r\n") <= after.count("\r\n")
    assert "\n" not in after.replace("\r\n", "") or "\r\n" not in before


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_in_a_real_file_one_line_more_is_all(path: Path) -> None:
    """Of every entry of the starter, German and English."""
    before = path.read_text(encoding="utf-8")
    for number in range(min(4, len(value(before)["entries"]))):
        for inner in (("variants",), ("en", "variants")):
            after = with_item(before, ("entries", number, *inner), "Wo steht das?")
            assert sorted([*before.splitlines(), added_line(before, after)]) == sorted(after.splitlines())


def added_line(before: str, after: str) -> str:
    lines = after.splitlines()
    for line in before.splitlines():
        lines.remove(line)
    (line,) = lines
    return line


@given(st.sampled_from(sorted(AUTHORS)), words, words)
@settings(max_examples=150, deadline=None)
def test_whatever_is_added_is_read_again_as_it_was_said(author: str, one: str, two: str) -> None:
    """Colons, quotes, emoji, braces: no words of a person can break a file or become another value."""
    once = with_item(AUTHORS[author], VARIANTS, one)
    twice = with_item(once, VARIANTS, two)
    kept = value(AUTHORS[author])["entries"][0].get("variants") or []
    assert value(twice)["entries"][0]["variants"] == [*kept, one, two]
    assert value(without_item(twice, VARIANTS, len(kept) + 1)) == value(once)


tree = st.recursive(
    st.text(max_size=12) | st.none(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abc-", min_size=1, max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(tree, st.sampled_from([("a",), ("a", "b"), (0, "c"), ("b", 0, "a")]), words)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_file_of_any_shape_is_edited_rightly_or_not_at_all(
    data: Any, where: tuple[Any, ...], added: str
) -> None:
    """Never a silent change of something else: what can't be edited raises."""
    from io import StringIO

    file = StringIO()
    YAML(typ="safe", pure=True).dump(data, file)
    try:
        after = with_item(file.getvalue(), where, added)
    except CannotEdit:
        return
    found = value(after)
    for key in where:
        found = found[key]
    assert found[-1] == added


def test_a_key_is_renamed_where_it_stands() -> None:
    """The comment beside it stays; a name that is taken is refused."""
    text = "entries:\n  - id: a\n    qestion: b  # hm\n    answer: c\n"
    assert with_key(text, ("entries", 0, "qestion"), "question") == text.replace("qestion", "question")
    with pytest.raises(CannotEdit):
        with_key(text, ("entries", 0, "qestion"), "answer")


@pytest.mark.parametrize("text", ["", "a: [", "- &x a\n- *x", "just words", "a: {b: 'c"])
def test_what_cannot_be_read_cannot_be_edited(text: str) -> None:
    """And says so."""
    with pytest.raises(CannotEdit):
        with_item(text, VARIANTS, "x")


def test_a_file_is_saved_whole_with_its_rights(tmp_path: Path) -> None:
    """Nothing is left beside it, and a folder that can't be written changes nothing."""
    file = tmp_path / "konto.yaml"
    file.write_text("alt", encoding="utf-8")
    file.chmod(0o640)
    saved(file, "neu\r\n")
    assert file.read_bytes() == b"neu\r\n"
    assert file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["konto.yaml"]
    with pytest.raises(OSError):
        saved(tmp_path / "no" / "konto.yaml", "x")


def test_who_was_quicker_is_not_overwritten(tmp_path: Path) -> None:
    """A file that somebody saved after it was read stays as that person saved it."""
    file = tmp_path / "konto.yaml"
    file.write_text("von ihr", encoding="utf-8")
    with pytest.raises(CannotEdit):
        saved(file, "neu", instead_of="alt")
    assert file.read_text(encoding="utf-8") == "von ihr"
    saved(file, "neu", instead_of="von ihr")
    assert file.read_text(encoding="utf-8") == "neu"
