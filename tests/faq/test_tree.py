"""A file is read by libyaml, and says exactly what the pure parser says of it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from faq.tree import Tree, Unreadable, read_carefully, read_quickly, read_tree

ROOT = Path(__file__).parents[2]
SHIPPED = sorted(path for folder in ("faq", "bot/init") for path in (ROOT / folder).rglob("*.yaml"))

PIECES = [
    "a: ", "b: ", "- ", "\n", "\n  ", "\n    ", " ", "[", "]", "{", "}", ", ", ":", "?", "? ", "#", " #",
    "|", ">", "|-", ">+", "|2", "'", '"', "\\", "\\x41", "&x", "*x", "!!str ", "!", "%", "%YAML 1.1", "---",
    "...", "\t", "ä", "😀", "\ufeff", "\u2028", "\x85", "yes", "no", "012", "12:30", "2026-11-23", "0x1f",
    "~", "null", "<<: ", "@", "`", "https://x.example/y", "[a, b]", "{a: b}", '"a":b', "\r\n", "x" * 1_030,
    "\nk: |\n", "\nk: >-\n    ", "\n  - id: x\n    question: Wie geht das?", "\nk: 'a\n  b'", "\nk: a\n  b",
]  # fmt: skip
SOUP = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)

SAME = {
    "words of YAML 1.1": "a: yes\nb: [no, on, off]\nc: ~\n",
    "octal, sexagesimal, hexadecimal": "a: 012\nb: 12:30\nc: 0x1f\nd: 1_000\n",
    "dates": "a: 2026-11-23\nb: 2026-11-23 10:00:00\n",
    "quotes over lines": "a: 'b\n\n  c'\nd: \"e\\\n  f \\u00e4\"\n",
    "plain over lines": "a: b\n  c\n\n  d\n",
    "blocks": "a: |\n  b\n\n   c\nd: >-\n  e\n  f\ng: |+\n  h\n\n",
    "flow over lines": "a: [b,\n  c, {d: e,\n  f: g}]\n",
    "marks and line ends": "\ufeffa: b\r\nc:\r\n  - d\r\n",
    "many pictures": "a: 😀😀\nb: [😀, ä]\n",
}
FAULTS = {
    "anchor": "a: &x b\nc: *x\n",
    "merge": "a: &x {b: c}\nd: {<<: *x}\n",
    "twice": "a: b\na: c\n",
    "tag": "a: !!str 1\n",
    "two documents": "a: b\n---\nc: d\n",
    "colon": "a: b: c\n",
    "bracket": "a: [b, c\nd: e\n",
    "tab": "a:\n\tb: c\n",
}
CONTESTED = {
    "tab": "a\t",
    "line end of Unicode": "\u2028a: b",
    "old version": "%YAML 1.1\n---\n[a:b]",
    "colon behind a quote": '["a":b]',
    "comment at a block's head": ">+#",
    "spaces before a block": ">\n    \n      a\n  b",
    "ended twice": "a: b\n...\n...\n",
    "nothing": "a: ",
    "text alone": "|\n#a",
}


def outcome(text: str) -> Tree | tuple[str, int, int]:
    """What the pure parser says: the data and their places, or what is wrong and where."""
    try:
        return read_carefully(text)
    except Unreadable as bad:
        return bad.kind, bad.line, bad.column


def events(text: str, *, pure: bool) -> list[tuple[object, ...]]:
    """What a parser of YAML makes of it, and where, up to what it refuses."""
    found: list[tuple[object, ...]] = []
    try:
        for event in YAML(typ="safe", pure=pure).parse(text):
            mark = event.start_mark
            found.append((type(event), getattr(event, "value", ""), mark.line, mark.column))
    except YAMLError:
        found.append(("refused",))
    return found


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_ships_is_read_quickly_and_says_the_same(path: Path) -> None:
    """Every file of ours: the same data, at the same places."""
    text = path.read_text(encoding="utf-8")
    assert read_quickly(text) == read_carefully(text)


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_what_both_take_says_the_same(text: str) -> None:
    """Whatever the words, numbers, quotes and line ends; read without the pure parser."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
    assert read_quickly(plain) == read_carefully(plain) == read_tree(text.encode())


@pytest.mark.parametrize("text", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_worded_by_the_pure_parser(text: str) -> None:
    """Where libyaml stops as well, it says nothing."""
    assert read_quickly(text) is None
    with pytest.raises(Unreadable):
        read_tree(text.encode())


@pytest.mark.parametrize("text", CONTESTED.values(), ids=CONTESTED)
def test_what_the_two_read_otherwise_is_left_to_the_pure_parser(text: str) -> None:
    """They do read it otherwise: else there would be nothing to leave."""
    assert events(text, pure=False) != events(text, pure=True)
    assert read_quickly(text) is None


@given(SOUP)
@settings(max_examples=250, deadline=None)
def test_whatever_is_typed_is_read_as_the_pure_parser_reads_it(text: str) -> None:
    """Or not at all."""
    text = text.replace("\r\n", "\n")
    assert (quick := read_quickly(text)) is None or quick == outcome(text)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_changed_file_is_read_as_the_pure_parser_reads_it(data: st.DataObject) -> None:
    """Some lines of ours, with something put in somewhere."""
    lines = data.draw(st.sampled_from(SHIPPED)).read_text(encoding="utf-8").splitlines(keepends=True)
    first = data.draw(st.integers(0, len(lines) - 1))
    text = "".join(lines[first : first + data.draw(st.integers(1, 12))])
    at = data.draw(st.integers(0, len(text)))
    changed = text[:at] + data.draw(st.sampled_from(PIECES)).replace("\r", "") + text[at:]
    assert (quick := read_quickly(changed)) is None or quick == outcome(changed)
