"""The decisions of the dialogs, without a conversation around them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.app import text_files
from bot.settings import STARTER
from bot.texts import Texts
from dialogs.concern.rules import about, matter, sounds_like_worry
from dialogs.welcome.rules import (
    TALKS,
    examples,
    gesture,
    longest_first,
    may_be_talk,
    nonsense,
    small_talk,
    wordless,
)
from faq import Catalog, Entry, Matcher
from tests.dialogs.worries import ANNOYED, DANGER, LAWFUL, ORDINARY, TIMID, UNLAWFUL, WORRIES, lines

TEXTS = Texts.load(text_files())
SIGNS = [sign for words in TEXTS.words("concern.signs").values() for sign in words]
DANGER_SIGNS = [sign for words in TEXTS.words("concern.danger_signs").values() for sign in words]
HARMLESS = TEXTS.every_word("concern.harmless_signs")
LAW_SIGNS = TEXTS.every_word("concern.law_signs")
TIMID_SIGNS = about(TEXTS.every_word("concern.timid_signs"), TEXTS.every_word("concern.things"))
ANNOYED_SIGNS = TEXTS.every_word("concern.annoyed_signs")
KINDS = tuple((talk, TEXTS.every_word(f"welcome.{talk}_phrases")) for talk in TALKS)
PHRASES = longest_first(KINDS)
FILLERS = TEXTS.every_word("welcome.filler_words")


@pytest.mark.parametrize("worry", lines(WORRIES) + lines(DANGER))
def test_a_worry_is_heard(worry: str) -> None:
    """In capitals, inflected, with signs around it, without umlauts, with a typo."""
    assert sounds_like_worry(worry, SIGNS + DANGER_SIGNS, apart=(*TIMID_SIGNS, *HARMLESS))


@pytest.mark.parametrize("timid", lines(TIMID))
def test_shyness_is_heard_and_told_from_a_worry(timid: str) -> None:
    """It is met milder."""
    assert sounds_like_worry(timid, TIMID_SIGNS, apart=HARMLESS)
    assert not sounds_like_worry(timid, SIGNS + DANGER_SIGNS, apart=(*TIMID_SIGNS, *HARMLESS))


@pytest.mark.parametrize("worry", lines(DANGER))
def test_danger_is_told_from_other_worries(worry: str) -> None:
    """There help comes first."""
    assert sounds_like_worry(worry, DANGER_SIGNS)


@pytest.mark.parametrize("worry", lines(WORRIES))
def test_not_every_worry_is_danger(worry: str) -> None:
    """A sad day is no emergency."""
    assert not sounds_like_worry(worry, DANGER_SIGNS)


@pytest.mark.parametrize("question", ["", *lines(ORDINARY)])
def test_a_question_is_no_worry(question: str) -> None:
    """Machines break and are replaced; whole words count, and people's own words for themselves."""
    assert not sounds_like_worry(question, SIGNS + DANGER_SIGNS, apart=HARMLESS)
    assert not sounds_like_worry(question, TIMID_SIGNS, apart=HARMLESS)


@pytest.mark.parametrize("breach", lines(UNLAWFUL))
def test_a_breach_of_law_is_heard(breach: str) -> None:
    """What somebody is told to do, or sees others do."""
    assert sounds_like_worry(breach, LAW_SIGNS)


def test_no_question_of_the_house_sounds_unlawful() -> None:
    """Neither those near it, nor worries and ordinary ones, nor any that the starter FAQ is tried with."""
    asked = YAML(typ="safe").load((STARTER / "questions.yaml").read_text(encoding="utf-8"))
    assert len(asked) > 100
    near = (*lines(LAWFUL), *lines(ORDINARY), *lines(TIMID), *lines(DANGER))
    worries = [worry for worry in lines(WORRIES) if worry not in lines(UNLAWFUL)]
    assert [one for one in (*asked, *near, *worries) if sounds_like_worry(one, LAW_SIGNS)] == []


@pytest.mark.parametrize("question", lines(LAWFUL))
def test_a_question_about_rules_is_no_worry_either(question: str) -> None:
    """It is answered like any other."""
    assert not sounds_like_worry(question, SIGNS + DANGER_SIGNS, apart=(*TIMID_SIGNS, *HARMLESS))


def test_the_lists_are_long_enough_to_prove_something() -> None:
    """Sixty of each."""
    assert len(set(lines(WORRIES) + lines(DANGER))) >= 60
    assert len(set(lines(ORDINARY))) >= 60


@pytest.mark.parametrize(
    ("sign", "heard", "not_heard"),
    [
        (
            "mobbing",
            ["mobbing", "MOBBING!", "mobing", "mobbbing", "mobbnig", "mobbimg"],
            ["mbbng", "bobbing"],
        ),
        ("angst", ["Angst?"], ["anst", "angste", "Angstrom"]),
        ("scared!", ["scared"], ["shared", "scare"]),
        ("suizid*", ["Suizid", "Suizidgedanken", "siuzid"], ["suite"]),
        ("überfordert", ["ueberfordert", "überfordert", "u\u0308berfordert", "uberfordert"], ["gefordert"]),
        ("burnout", ["Burn-out", "burn\u2011out"], ["burn it all out"]),
        ("mir … schlecht", ["mir schlecht", "mir ist so sehr schlecht"], ["mir ist es so sehr schlecht"]),
        (
            "ich kann nicht mehr .",
            ["ich kann nicht mehr", "ich kann nicht mehr, Hilfe"],
            ["ich kann nicht mehr scannen"],
        ),
        (". müde", ["Müde"], ["so müde"]),
        ("kein bock mehr", ["keinen Bock mehr", "koa bock meh"], ["bock mehr", "kein bock"]),
        (
            "ich kann nicht mehr .",
            ["ich kann nich mehr", "isch kan net mehr", "i ko nimmer", "Ich kann nicht mer!"],
            ["ich kann noch mehr", "das Netz kann nicht mehr", "ich kann nix mehr"],
        ),
        ("heul|weine gleich|bald", ["ich heul gleich", "weine bald"], ["heul", "heul weine", "gleich bald"]),
    ],
)
def test_how_signs_are_written(sign: str, heard: list[str], not_heard: list[str]) -> None:
    """Endings, gaps, ends of clauses, and one typo in words of six letters or more."""
    assert [text for text in heard if not sounds_like_worry(text, [sign])] == []
    assert [text for text in not_heard if sounds_like_worry(text, [sign])] == []


def test_a_word_that_is_right_is_not_taken_for_a_typo_of_its_neighbour() -> None:
    """«nicht» stays «nicht» beside a word that is put right, whatever else the signs hold."""
    signs = ["nicht mehr schlafen", "nichts wert"]
    assert sounds_like_worry("Ich kann nicht mehr sclafen", signs)
    assert sounds_like_worry("Ich bin nichtts wert", signs), "the control: a typo is forgiven"


def test_a_worry_is_looked_for_in_the_first_8000_characters() -> None:
    """However long and repetitive the message, the work is bounded."""
    for filler in ("ich ", "mich fühle ", "x", "schluss-"):
        assert sounds_like_worry(f"{(filler * 8_000)[:7_000]} . ich habe angst", SIGNS)
        assert not sounds_like_worry(f"{(filler * 8_000)[:8_000]} . ich habe angst", SIGNS)


def test_what_people_ask_does_not_sound_annoyed() -> None:
    """Neither ordinary questions nor any that the starter FAQ is tried with; worries are heard as such."""
    asked = YAML(typ="safe").load((STARTER / "questions.yaml").read_text(encoding="utf-8"))
    assert [
        one for one in (*asked, *lines(ORDINARY), *lines(TIMID)) if sounds_like_worry(one, ANNOYED_SIGNS)
    ] == []
    assert [one for one in lines(ANNOYED) if not sounds_like_worry(one, ANNOYED_SIGNS)] == []
    felt = [*SIGNS, *DANGER_SIGNS, *TIMID_SIGNS]
    assert [one for one in lines(ANNOYED) if sounds_like_worry(one, felt)] == []


def test_what_stands_apart_is_no_sign() -> None:
    """But what else is in the message still counts."""
    assert not sounds_like_worry("Keine Angst vor Excel", ["angst"], apart=["keine angst"])
    assert sounds_like_worry("Keine Angst? Ich habe Angst!", ["angst"], apart=["keine angst"])
    assert about(("angst vor … <thing>",), ("pc", "akte")) == ("angst vor … pc|akte",)
    assert matter("Angst vor der E-Akte!", ["angst"]) == "vor der E-Akte"


@pytest.mark.parametrize(
    "text", ["asdfgh", "ASDF jklö", "qwertz", "blabla", "hahaha", "sdkjfhskd", "aaaaaa", "zzz", "lalala lala"]
)
def test_nonsense_is_told(text: str) -> None:
    """Keys side by side, stammering, and what nobody could say."""
    assert nonsense(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123",
        "VPN",
        "DSGVO",
        "kfz",
        "Wert",
        "Halle",
        "asdf Drucker",
        "Schifffahrt",
        "Angstschweiß",
        "xyzzy",
    ],
)
def test_words_are_no_nonsense(text: str) -> None:
    """As soon as one of them can be said; abbreviations are words."""
    assert not nonsense(text)


def test_a_gesture_is_the_same_in_every_colour() -> None:
    """Of skin, and of the heart."""
    assert gesture("👍🏽 👍") == "👍👍"
    assert gesture("❤\ufe0f") == "❤"


@pytest.mark.parametrize(
    ("text", "talk"),
    [
        ("Hallo!", "hello"),
        ("moin", "hello"),
        ("Hallo, danke dir", "thanks"),
        ("Danke und tschüss", "thanks"),
        ("wer bist du denn", "who"),
        ("Hallo, wie geht es dir?", "mood"),
        ("das passt nicht", "yes_no"),
        ("ja gern, danke", None),
        ("hallo hallo hallo", "hello"),
        ("Hallo, kannst du mir helfen?", "help"),
        ("Kannst du mir bei Outlook helfen?", None),
        ("Hallo, wie richte ich VPN ein?", None),
        ("Morgenbesprechung", None),
        ("du blöder idiot", "insult"),
        ("scheiß Drucker", None),
        ("", None),
        ("hallo " * 60, None),
    ],
)
def test_small_talk_is_the_whole_message_or_none_of_it(text: str, talk: str | None) -> None:
    """As soon as anything else is in it, it is a question."""
    assert small_talk(text, PHRASES, FILLERS) == talk
    assert may_be_talk(text, KINDS, FILLERS) or talk is None


@pytest.mark.parametrize(
    "question", ["Hallo, wie richte ich VPN ein?", "scheiß Drucker", "Morgenbesprechung"]
)
def test_a_word_that_is_none_of_small_talk_settles_it(question: str) -> None:
    """No phrase has to be looked for then."""
    assert not may_be_talk(question, KINDS, FILLERS)


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


SENTENCES = [
    (key, language, words)
    for key in TEXTS
    for language, words in TEXTS.leaf(key).items()
    if isinstance(words, str)
]


def ill_fitting(sentence: str) -> bool:
    """Whether a name in this sentence would need an article or a case."""
    return re.search(r"(?<!: )(?<!: \*\*)\{[a-z]+\.name\}", sentence) is not None


def test_any_name_fits_its_sentence() -> None:
    """Towns write names without an article, so each stands after a colon; and so do the fallbacks."""
    assert ill_fitting("Dann hilft {it.name} weiter.")
    assert not ill_fitting("Hier hilft man: **{it.name}** ({it.hotline})")
    assert [key for key, _, words in SENTENCES if ill_fitting(words)] == []
    fallbacks = [words for key, _, words in SENTENCES if re.fullmatch(r"facts\..*\.name", key)]
    assert len(fallbacks) >= 4
    assert [
        name for name in fallbacks if name[0].islower() or name.startswith(("Der ", "Die ", "The "))
    ] == []


def test_the_faq_has_one_gender() -> None:
    """Die FAQ, in every sentence of the chat."""
    other = re.compile(r"\b(das|dem|des|im|vom|zum|am|beim) FAQ\b(?!-)", re.IGNORECASE)
    assert other.search("Das steht im FAQ.")
    assert [key for key, language, words in SENTENCES if language != "en" and other.search(words)] == []
