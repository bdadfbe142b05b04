"""The starter FAQ: complete in every field, without a fault, and found by how people really ask."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from faq import Catalog, Entry, Matcher

STARTER = Path(__file__).parents[2] / "faq" / "starter"
CATALOG = Catalog.load(STARTER)
MATCHER = Matcher(CATALOG)
QUESTIONS: dict[str, str] = YAML(typ="safe").load((STARTER / "questions.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("word", ["paswort", "passwrot", "drukcer", "otlook", "telefn", "urlab", "kantiene"])
def test_one_misspelt_word_is_understood(word: str) -> None:
    """Whoever types the one word that an entry is named by gets it to choose, if not as an answer."""
    assert MATCHER.decide(word).kind != "unknown"


def test_a_word_that_only_sounds_like_one_names_nothing() -> None:
    """A dragon is no printer: a mere guess is no reason to suggest anything."""
    assert MATCHER.decide("drache").kind == "unknown"


def test_it_is_large_enough_and_without_a_fault() -> None:
    """Neither an error nor a warning."""
    assert len(CATALOG.entries) >= 60
    assert [fault.problem for fault in CATALOG.faults] == []


@pytest.mark.parametrize("entry", CATALOG.entries, ids=lambda entry: entry.id)
def test_an_entry_is_complete(entry: Entry) -> None:
    """Every field, in German, in English and in Einfache Sprache."""
    assert len(entry.variants) >= 2
    assert len(entry.keywords) >= 3
    assert all([entry.answer, entry.why, entry.benefit, entry.owner, entry.topic, entry.review_by])
    assert entry.followups
    assert entry.en
    assert all([entry.en.question, entry.en.answer, entry.en.why, entry.en.benefit])
    assert entry.simple
    assert all([entry.simple.answer, entry.simple.why, entry.simple.benefit])
    assert "{" not in entry.answer


SAME = {"town", "it.mail", "cafe.name", "wlan.gast", "limit.mail_mb"}
"""Facts that are the same in English, beside addresses."""


def test_no_english_answer_shows_a_german_fact() -> None:
    """Hours, numbers and offices are said in English; the German name of an office may stand behind it."""
    facts = CATALOG.facts
    german = {
        name: fact
        for name, fact in facts.items()
        if fact and name not in SAME and not name.endswith("_en") and not name.endswith(".mail")
        if not name.startswith("url.")
    }
    assert german.keys() == {name.removesuffix("_en") for name in facts if name.endswith("_en")}
    for entry in CATALOG.entries:
        assert entry.en
        told = "\n".join([entry.en.question, entry.en.answer, entry.en.why, entry.en.benefit])
        shown = [fact for name, fact in german.items() if fact in told and f"({fact})" not in told]
        assert not shown, entry.id


@pytest.mark.parametrize("entry", CATALOG.entries, ids=lambda entry: entry.id)
def test_no_entry_steals_anothers_question(entry: Entry) -> None:
    """Each phrasing of an entry finds that entry first."""
    for phrasing in entry.phrasings():
        assert MATCHER.find(phrasing)[0].entry.id == entry.id, phrasing


def test_the_questions_are_nobodys_phrasing() -> None:
    """Else they would prove nothing."""
    known = {phrasing.casefold() for entry in CATALOG.entries for phrasing in entry.phrasings()}
    assert not known & {question.casefold() for question in QUESTIONS}
    assert len(QUESTIONS) >= 200
    assert {entry for entry in QUESTIONS.values() if entry != "keine"} <= CATALOG.by_id.keys()


def test_what_people_ask_is_found() -> None:
    """Fourteen in fifteen are first or among the suggestions, and no sure answer is a wrong one."""
    asked = {question: right for question, right in QUESTIONS.items() if right != "keine"}
    decisions = {question: MATCHER.decide(question) for question in asked}
    offered = {
        question: [hit.entry.id for hit in decision.hits] if decision.kind != "unknown" else []
        for question, decision in decisions.items()
    }
    missed = [question for question, right in asked.items() if right not in offered[question]]
    assert len(missed) <= len(asked) / 15, missed
    answered = [question for question, decision in decisions.items() if decision.kind == "answer"]
    assert len(answered) >= len(asked) / 2
    assert [q for q in answered if offered[q][0] != asked[q]] == []


def test_what_nobody_has_written_about_is_not_answered() -> None:
    """The bot says that it does not know, or asks."""
    uncovered = [question for question, right in QUESTIONS.items() if right == "keine"]
    assert [question for question in uncovered if MATCHER.decide(question).kind == "answer"] == []


@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("urlaub", "urlaub-beantragen"),
        ("Reisekosten abrechnen", "reisekosten-abrechnen"),
        ("abwesenheitsnotiz", "outlook-abwesenheit"),
        ("notruf", "notfall"),
        ("Kantine heute", "kantine"),
        ("hab auf den link geklickt!!!", "link-geklickt"),
    ],
)
def test_a_word_of_everyday_work_is_enough(question: str, right: str) -> None:
    """Nobody has to choose where only one thing can be meant."""
    decision = MATCHER.decide(question)
    assert (decision.kind, decision.hits[0].entry.id) == ("answer", right)


def test_who_has_clicked_is_not_told_to_click_nothing() -> None:
    """The first step after a click is to leave the network; in every wording."""
    entry = CATALOG.by_id["link-geklickt"]
    assert entry.en
    assert entry.simple
    steps = [
        next(line for line in wording.answer.splitlines() if line.startswith("1."))
        for wording in (entry, entry.en, entry.simple)
    ]
    assert [step for step in steps if "Netzwerkkabel" not in step and "network cable" not in step] == []
