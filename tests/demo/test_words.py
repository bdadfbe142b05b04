"""The page's words: all used, all there, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

from ruamel.yaml import YAML

from bot.texts import Texts, names
from demo.app import CAFE, FACTS
from demo.page import texts_file
from demo.people import CAST

PAGE = Path(__file__).parents[2] / "demo" / "web" / "page"
SOURCE = "\n".join(file.read_text(encoding="utf-8") for file in sorted(PAGE.glob("*.js")))
TEXTS = Texts.load(texts_file())
CALL = re.compile(r"""\bt\(\s*(?:\w+ \? )?["`](?P<key>[a-z_$.{}\w]+)["`]""")
MADE = {
    "role_": tuple(CAST),
    "kind_": ("personal", "groupChat", "channel"),
    "empty_": ("personal", "groupChat", "channel"),
    "write_": ("personal", "groupChat", "channel", "reply"),
    "tour_": ("ask", "press", "switch", "ask_words", "press_words", "title", "finished"),
    "leap_": ("hour", "day", "week"),
    "way_": ("in", "out"),
    "thumb_": ("up", "down"),
}
"""Keys that the page puts together from a beginning and what it has at hand."""


def spoken() -> set[str]:
    """Every quoted word of the page's code that could be a key."""
    return set(re.findall(r"""["'`]([a-z][a-zA-Z_]+)["'`]""", SOURCE))


def test_every_word_of_the_page_is_used() -> None:
    """No sentence stands in texts.yaml that nobody ever reads."""
    made = {start + end for start, ends in MADE.items() if f"`{start}${{" in SOURCE for end in ends}
    keys = {key.removeprefix("page.") for key in TEXTS}
    assert keys - spoken() - made == set()


def test_every_word_that_the_page_asks_for_is_there() -> None:
    """A missing key would leave the page empty."""
    keys = {key.removeprefix("page.") for key in TEXTS}
    asked = {found["key"] for found in CALL.finditer(SOURCE) if "$" not in found["key"]}
    assert len(asked) > 40
    assert asked - keys == set()
    assert {start + end for start, ends in MADE.items() for end in ends} <= keys


def test_both_languages_say_the_same() -> None:
    """Equal placeholders, and neither language is empty."""
    for key in TEXTS:
        german, english = TEXTS.text(key, "de", **fillers(key)), TEXTS.text(key, "en", **fillers(key))
        assert german.strip(), key
        assert english.strip(), key
        leaf = TEXTS.leaf(key)
        assert names(str(leaf["de"])) == names(str(leaf["en"])), key


def test_each_emoji_has_its_name_in_both_languages() -> None:
    """The names stand in one list, in the order of the signs."""
    found = re.search(r"const EMOJI = \[(.*)\]", SOURCE)
    assert found
    signs = found[1].split(", ")
    for language in ("de", "en"):
        assert len(TEXTS.text("page.emoji_names", language).split(", ")) == len(signs)


def test_no_sentence_stands_in_the_code() -> None:
    """Whatever a person reads comes from texts.yaml: nothing quoted there begins like a sentence."""
    quoted = re.findall(r"""["']([A-ZÄÖÜ][a-zäöüß]+ [^"']*[a-zäöüß])["']""", SOURCE)
    assert quoted == []


def test_the_faq_tells_when_and_where_the_demos_cafe_is() -> None:
    """What it answers agrees with the times that one can book."""
    cafe, facts = (YAML(typ="safe").load(file.read_text(encoding="utf-8")) for file in (CAFE, FACTS))
    first = cafe["cafes"][0]
    assert facts["room"]["cafe"] == first["place"]
    assert all(f"{date['every']}s" in facts["cafe"]["when"] for date in first["dates"])


def fillers(key: str) -> dict[str, str]:
    """Something for each placeholder."""
    return {name: "x" for sentence in TEXTS.leaf(key).values() for name in names(str(sentence))}
