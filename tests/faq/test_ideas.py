"""Dialect, shorthand and ideas: what is put in many ways is understood as one, and answered with caution."""

from collections import Counter
from importlib.resources import files

import pytest

from faq import ANSWER_FROM, Catalog, Entry, Matcher
from faq.aids import NO_AIDS
from faq.german import words
from faq.ideas import meaning
from faq.tree import read_tree
from tests.faq.conftest import TOWN

DEFECT = "@defect"


@pytest.mark.parametrize(
    "text",
    [
        "Der Drucker geht nicht",
        "drucker geht nich",
        "da drugger gehd ned",
        "Drucker kaputt",
        "der Drucker funktioniert nicht mehr",
        "nix geht mehr am Drucker",
        "Drucker will heute einfach nicht",
        "Der Drucker spinnt",
        "Drucker funzt ned",
        "Drucker tot",
    ],
)
def test_a_fault_is_one_idea_however_it_is_put(text: str) -> None:
    """In dialect, in short, with or without a verb: the printer, and that it is broken. Nothing else."""
    assert meaning(words(text)) == ("drucker", DEFECT)


@pytest.mark.parametrize(
    "text",
    [
        "Wie geht das?",
        "Ich weiß nicht, wie das mit dem Drucker geht",
        "Darf ich nicht dienstlich drucken?",
        "Wie richte ich einen Drucker ein?",
        "How does it work?",
    ],
)
def test_not_every_no_is_a_fault(text: str) -> None:
    """Only a "nicht" that stands beside its verb says that something is broken."""
    assert DEFECT not in meaning(words(text))


def test_what_else_a_word_says_is_kept() -> None:
    """A black screen is broken and black; a badge that is gone is lost."""
    assert meaning(words("Monitor schwarz")) == ("monitor", "schwarz", DEFECT)
    assert meaning(words("The screen stays black")) == ("screen", "stays", "black", DEFECT)
    assert meaning(words("kein Freizeichen")) == ("freizeichen", DEFECT)
    assert meaning(words("Dienstausweis weg")) == ("dienstausweis", "@loss")


def test_dialect_and_shorthand_become_written_words() -> None:
    """What is left is what a catalog holds."""
    assert meaning(words("hob mei pw vergessn")) == ("passwort", "vergessn")
    assert meaning(words("ick komm nich mehr rein")) == ("rein",)


def test_no_spoken_form_stands_for_two_words() -> None:
    """Each form is listed once, so that none silently wins, and none is a written word of the list."""
    value = read_tree(files("faq").joinpath("spoken.yaml").read_bytes()).value
    assert isinstance(value, dict)
    forms = Counter(form.strip() for named in value.values() for form in str(named).split(","))
    assert [form for form, count in forms.items() if count > 1] == []
    assert forms.keys().isdisjoint(value)


def _entry(name: str, question: str, *variants: str, keywords: tuple[str, ...] = ()) -> Entry:
    return Entry(name, question, f"Zu {name} steht alles im Handbuch.", variants=variants, keywords=keywords)


SET_UP = _entry("einrichten", "Wie richte ich das WLAN für Gäste ein?", "WLAN für Gäste", keywords=("WLAN",))
FAULT = _entry("stoerung", "Das WLAN funktioniert nicht, was hilft?", "Kein WLAN", keywords=("WLAN",))


@pytest.mark.parametrize("question", ["wlan geht nicht", "WLAN kaputt", "wlan tot", "mein wlan geht ned"])
def test_a_fault_is_never_surely_answered_with_a_set_up(question: str) -> None:
    """Without an entry on the fault the other is at most suggested; with one it stands first."""
    alone = Matcher(Catalog.of([*TOWN.entries, SET_UP]))
    both = Matcher(Catalog.of([*TOWN.entries, SET_UP, FAULT]))
    assert alone.decide(question).kind != "answer"
    assert both.decide(question).hits[0].entry.id == "stoerung"
    assert alone.decide("wlan für gäste").kind == "answer"


def test_a_lone_word_is_not_surely_answered_by_an_entry_that_only_mentions_it() -> None:
    """Which one was meant is asked; the entry that is named after the word is answered."""
    aside = _entry(
        "konto", "Meine Bankverbindung hat sich geändert", "Mein Gehalt soll auf ein anderes Konto"
    )
    named = _entry("abrechnung", "Wo finde ich mein Gehalt?", keywords=("Gehalt",))
    mentioned = Matcher(Catalog.of([*TOWN.entries, aside]))
    assert mentioned.find("gehalt")[0].entry.id == "konto"
    assert mentioned.decide("gehalt").kind != "answer"
    assert mentioned.find("gehalt")[0].confidence < ANSWER_FROM
    assert Matcher(Catalog.of([*TOWN.entries, aside, named])).find("gehalt")[0].entry.id == "abrechnung"


def test_a_lone_word_that_several_entries_share_is_suggested_with_all_of_them() -> None:
    """A broad noun is no question; the person chooses."""
    catalog = Catalog.of(
        [
            *TOWN.entries,
            *(_entry(f"d{number}", f"Frage {number}", keywords=("Datenschutz",)) for number in range(3)),
        ]
    )
    decision = Matcher(catalog).decide("datenschutz")
    assert decision.kind == "suggest"
    assert {hit.entry.id for hit in decision.hits} == {"d0", "d1", "d2"}


def test_an_entry_that_hangs_on_one_word_beside_an_unknown_one_is_not_sure() -> None:
    """What a doner kebab costs isn't answered with the costs of a journey; the costs themselves are."""
    costs = _entry("kosten", "Was kostet das?", "Kosten", keywords=("Kosten", "kostet"))
    matcher = Matcher(Catalog.of([*TOWN.entries, costs]))
    assert matcher.find("was kostet ein döner")[0].entry.id == "kosten"
    assert matcher.decide("was kostet ein döner").kind != "answer"
    assert matcher.decide("was kostet das").kind == "answer"


LOSS = Entry(
    "verlust",
    "Mein Gerät ist weg, wem melde ich den Verlust?",
    "Der IT.",
    variants=("Laptop verloren", "Handy verloren"),
    keywords=("Verlust", "verloren"),
)
WITH_LOSS = Matcher(Catalog.of([LOSS, *TOWN.entries]))


def test_a_word_and_its_idea_are_one_reason_only() -> None:
    """ "Lost" says loss and is one word: beside an unknown "property" nothing is sure, with a phone it is."""
    decision = WITH_LOSS.decide("Where is the lost property office?")
    assert decision.hits[0].entry.id == "verlust"
    assert decision.kind != "answer"
    assert WITH_LOSS.decide("I lost my phone").hits[0].confidence >= ANSWER_FROM


def test_one_guessed_word_is_not_sure() -> None:
    """ "Spät" is written a little like "Spam", which is all that speaks for the entry; "Spamm" is nearer."""
    spam = Entry("spam", "Spam?", "Löschen.", keywords=("Spam",))
    matcher = Matcher(Catalog.of([spam, *(one for one in TOWN.entries if one.id != "phishing")]))
    guess, typo = (matcher._index.find(matcher._index.read(text)) for text in ("ist es spät", "ist es spamm"))
    assert guess.hanging.tolist() == [True]
    assert typo.hanging.tolist() == [False]


def test_beside_a_guessed_word_nothing_is_sure() -> None:
    """ "Katze" is written a little like another entry's "Satz": a cat's illness is nobody's sick note."""
    ill = Entry(
        "krank", "Wie melde ich mich krank?", "Beim Amt.", variants=("Ich bin krank",), keywords=("krank",)
    )
    words = Entry("satz", "Wie schreibe ich einen guten Satz?", "Kurz.", keywords=("Satz",))
    index = Matcher(Catalog.of([ill, words, *TOWN.entries]))._index
    cat, me = (index.find(index.read(text)) for text in ("Meine Katze ist krank", "Ich bin heute krank"))
    assert cat.hanging[cat.entries == 0].tolist() == [True]
    assert me.hanging[me.entries == 0].tolist() == [False]


@pytest.mark.parametrize("compound", ["Smartphoneverlust", "Notebookverlust", "Mobiltelefonverlust"])
def test_a_part_of_a_compound_may_be_a_synonym(compound: str) -> None:
    """No entry has the first word; without the list they aren't understood."""
    assert WITH_LOSS.decide(compound).kind == "answer"
    assert WITH_LOSS.find(compound)[0].entry.id == "verlust"
    without = Matcher(WITH_LOSS.catalog, aids=NO_AIDS)
    assert without.decide(compound).kind == "unknown"


def test_a_known_part_of_a_compound_has_its_synonyms_too() -> None:
    """Another entry has the word "Smartphone", which doesn't hide that the Handy here is one."""
    tariff = Entry("tarif", "Welchen Tarif hat mein Smartphone?", "Den kleinen.", keywords=("Smartphone",))
    matcher = Matcher(Catalog.of([tariff, LOSS, *TOWN.entries]))
    reasons = {reason.entry.id: reason for reason in matcher.explain("Smartphoneverlust").reasons}
    assert {(one.met, one.by) for one in reasons["verlust"].meetings} == {
        ("Verlust", "part"),
        ("Handy", "synonym"),
    }


@pytest.mark.parametrize("compound", ["Dienstwagenreservierung", "Sitzungszimmerreservierung"])
def test_a_compound_that_is_taken_apart_is_no_lone_word(compound: str) -> None:
    """It says two things, as if they were written apart; so it may be surely answered."""
    index = WITH_LOSS._index
    assert not index.read(compound).broad
    assert index.read("Dienstwagen").broad
    assert WITH_LOSS.decide(compound).kind == "answer"
