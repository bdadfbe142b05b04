"""The decisions of the dialogs, without a conversation around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import text_files
from bot.texts import Texts
from dialogs.concern.rules import sounds_like_worry
from dialogs.welcome.rules import TALKS, Talk, examples, small_talk, wordless
from faq import Catalog, Entry, Matcher

TEXTS = Texts.load(text_files())
SIGNS = [sign for words in TEXTS.words("concern.signs").values() for sign in words]
PHRASES: dict[Talk, list[str]] = {
    talk: [w for words in TEXTS.words(f"welcome.{talk}_phrases").values() for w in words] for talk in TALKS
}
FILLERS = [w for words in TEXTS.words("welcome.filler_words").values() for w in words]


@pytest.mark.parametrize(
    "worry",
    [
        "Ich habe Angst vor der E-Akte.",
        "ich KANN NICHT MEHR",
        "Mein Chef mobbt mich, das ist Mobbing!",
        "werde ich jetzt ersetzt werden?",
        "Ich bin völlig überfordert",
        "I feel overwhelmed",
        "I can't cope",
        "das macht mich depressiv",
    ],
)
def test_a_worry_is_heard(worry: str) -> None:
    """In capitals, inflected, with signs around it."""
    assert sounds_like_worry(worry, SIGNS)


@pytest.mark.parametrize(
    "question",
    [
        "Wie setze ich mein Passwort zurück?",
        "Der Computer sucht Updates",
        "Wie lange dauert die Angstrom-Messung?",
        "drucker kaputt",
        "",
        "How do I book a room?",
    ],
)
def test_a_question_is_no_worry(question: str) -> None:
    """Whole words count, not parts of them."""
    assert not sounds_like_worry(question, SIGNS)


@pytest.mark.parametrize(
    ("text", "talk"),
    [
        ("Hallo!", "hello"),
        ("moin", "hello"),
        ("Hallo, danke dir", "thanks"),
        ("Danke und tschüss", "thanks"),
        ("wer bist du denn", "who"),
        ("Hallo, wie geht es dir?", "mood"),
        ("Hallo, wie richte ich VPN ein?", None),
        ("Morgenbesprechung", None),
        ("", None),
        ("hallo " * 60, None),
    ],
)
def test_small_talk_is_the_whole_message_or_none_of_it(text: str, talk: str | None) -> None:
    """As soon as anything else is in it, it is a question."""
    assert small_talk(text, PHRASES, FILLERS) == talk


@given(st.text(max_size=60))
def test_any_text_is_decided(text: str) -> None:
    """Nothing that people write breaks these rules."""
    assert small_talk(text, PHRASES, FILLERS) in (*TALKS, None)
    assert sounds_like_worry(text, SIGNS) in (True, False)
    assert wordless(text) == (not any(sign.isalnum() for sign in text))


def test_examples_are_questions_that_this_faq_answers() -> None:
    """What the town's FAQ can't answer is not offered; its own topics take the place."""
    words = [
        "drucker",
        "urlaub",
        "vpn",
        "raum",
        "scanner",
        "reise",
        "phishing",
        "notebook",
        "vertretung",
        "fax",
    ]
    catalog = Catalog.of(
        Entry(id=word, question=f"Wie geht das mit {word}?", answer="So.", topic=word, shy=word == "urlaub")
        for word in words
    )
    offered = examples(
        ["Wie geht das mit drucker?", "Was ist Quantenphysik?"], catalog, Matcher(catalog), "de"
    )
    assert len(offered) == 3
    assert "Was ist Quantenphysik?" not in offered
    assert "Wie geht das mit urlaub?" not in offered
    assert examples(["x"], Catalog.of([]), Matcher(Catalog.of([])), "de") == []
