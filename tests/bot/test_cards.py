"""Card pieces, and what people's words may do in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import cards


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("**fett** und _kursiv_", "\\*\\*fett\\*\\* und \\_kursiv\\_"),
        ("[klick](https://böse.example)", "\\[klick\\](https://böse.example)"),
        ("<at>Alle</at>", "\\<at\\>Alle\\</at\\>"),
        ("- Liste\n1. Zahl", "\\- Liste\n1\\. Zahl"),
        ("# Titel", "\\# Titel"),
        ("3-4 Tage, 2.5 Stunden", "3-4 Tage, 2.5 Stunden"),
        ("{{DATE(2026-01-01)}}", "{ {DATE(2026-01-01)} }"),
        ("unsicht\u200bbar \u202everdreht", "unsichtbar verdreht"),
        ("C:\\temp", "C:\\\\temp"),
        ("Grüße an Müller & Söhne", "Grüße an Müller & Söhne"),
    ],
)
def test_peoples_words_are_shown_as_they_are(words: str, shown: str) -> None:
    """No Markdown, no mention, no card macro, nothing invisible comes out of what people write."""
    assert cards.escape(words) == shown


@given(st.text(max_size=300))
def test_escaped_words_hold_no_bare_sign(words: str) -> None:
    """Whatever is written, each sign that Markdown knows has its backslash."""
    escaped = cards.escape(words)
    bare = escaped.replace("\\\\", "")
    for sign in "*_[]<>`~|":
        assert bare.count(sign) == bare.count("\\" + sign)
    assert "{{" not in escaped


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("**fett**, _kursiv_\n\n- eins\n- zwei", "**fett**, _kursiv_\n\n- eins\n- zwei"),
        ("# Titel\nText", "**Titel**\nText"),
        ("![Bild vom Knopf](https://x.example/a.png)", "Bild vom Knopf"),
        ("[gut](https://x.example) [schlecht](javascript:alert(1))", "[gut](https://x.example) schlecht)"),
        ("<b>roh</b> und `Code`", "\\<b>roh\\</b> und Code"),
    ],
)
def test_an_authors_text_keeps_only_what_cards_know(content: str, shown: str) -> None:
    """Bold, italic, lists and safe links stay; the rest becomes plain."""
    assert cards.markdown(content) == shown


@pytest.mark.parametrize(
    ("words", "most", "shown"),
    [
        ("kurz", 10, "kurz"),
        ("ein ziemlich langer Satz", 14, "ein ziemlich…"),
        ("ohnejedeslücke" * 3, 10, "ohnejedes…"),
    ],
)
def test_long_words_are_cut_at_a_word(words: str, most: int, shown: str) -> None:
    """What is cut says so by an ellipsis, and never passes the length."""
    assert cards.shortened(words, most) == shown
    assert len(cards.shortened(words, most)) <= most


def test_a_button_carries_its_fallback() -> None:
    """Where Execute is not known, a Submit with the same data stands in."""
    made = cards.button("Los", "cafe.book", slot="7")
    assert made["type"] == "Action.Execute"
    assert made["verb"] == "cafe.book"
    assert made["data"] == made["fallback"]["data"] == {"lotse": "cafe.book", "slot": "7"}
    assert made["fallback"]["type"] == "Action.Submit"


def test_stamping_marks_every_button_and_leaves_the_card_as_it_was() -> None:
    """A stamped copy carries nonce and language in each action, fallbacks and lines included."""
    made = cards.card(
        cards.choice("Zeile", "a.b"), actions=[cards.button("Los", "a.c"), cards.link("L", "https://x")]
    )
    copy = cards.stamped(made, "n1", "de")
    marked = [piece["data"] for piece in cards.pieces(copy) if "data" in piece]
    assert len(marked) == 4
    assert all(data["nonce"] == "n1" and data["spoken"] == "de" for data in marked)
    assert not [piece for piece in cards.pieces(made) if "nonce" in piece.get("data", {})]
