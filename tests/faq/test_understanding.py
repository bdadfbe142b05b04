"""Messages as people write them: chatty, two questions at once, a follow-up; and why something was found."""

from dataclasses import replace
from pathlib import Path

import pytest

from faq import Calibrations, Catalog, Entry, Matcher
from faq.aids import NO_AIDS, Aids
from faq.confidence import UNFITTED, Confidence
from faq.sentences import follows_up, questions, said, sentences
from faq.synonyms import Synonyms, shipped
from tests.faq.conftest import TOWN


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Hallo Frau Huber, wo ist der Beamer?", "wo ist der Beamer?"),
        ("Wo ist der Beamer? Viele Grüße, M. Weber, Zimmer 12", "Wo ist der Beamer?"),
        ("Moin, wo ist der Beamer?\n\nMfG\nPetra Beispiel", "wo ist der Beamer?"),
        ("Hello, where is the projector? Kind regards, Ann", "where is the projector?"),
        ("Hallo!", "Hallo!"),
        ("Grüße", "Grüße"),
    ],
)
def test_greeting_and_signature_are_set_aside(text: str, rest: str) -> None:
    """A name in them is no word of the question; a message that only greets stays what it is."""
    assert said(text) == rest


def test_a_message_is_taken_apart_into_what_says_something() -> None:
    """Thanks alone is no sentence of it."""
    assert sentences("Der Drucker geht nicht. Danke! Wer hilft?\nEr steht im Flur.") == (
        "Der Drucker geht nicht.",
        "Er steht im Flur.",
    )


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Wie beantrage ich Urlaub? Und wie melde ich mich krank?", 2),
        ("Wie beantrage ich Urlaub und wo buche ich einen Besprechungsraum?", 2),
        ("Wie beantrage ich Urlaub?", 0),
        ("Wie beantrage ich Urlaub und Elternzeit?", 0),
        ("Ich bin neu. Wie beantrage ich Urlaub?", 0),
        ("Drucker? Urlaub? Raum? Auto?", 0),
        ("wie beantrage ich urlaub und gibt es eine kantine", 2),
        ("Wie beantrage ich Urlaub, außerdem wo buche ich einen Raum", 2),
        ("how do i reset my password and where do i book a room", 2),
        ("how do i reset my password. and also is there a canteen", 2),
        ("how do i report sick & should i call my manager", 2),
        ("Where do I print and scan?", 0),
        ("Der Drucker ist laut und ist auch langsam", 0),
    ],
)
def test_two_questions_are_told_from_one(text: str, count: int) -> None:
    """Two or three; a list of words is no list of questions."""
    assert len(questions(text)) == count


def test_two_questions_get_two_answers(town: Matcher) -> None:
    """In their order, each with its own words; the same answer isn't given twice."""
    decision = town.decide("Wie beantrage ich Urlaub? Und wie buche ich einen Besprechungsraum?")
    assert (decision.kind, decision.hits[0].entry.id) == ("answer", "urlaub")
    assert [(one.kind, one.hits[0].entry.id) for one in decision.also] == [("answer", "raum")]
    assert "Besprechungsraum" in decision.also[0].asked
    assert town.decide("Wie beantrage ich Urlaub? Wo kann ich Urlaub beantragen?").also == ()


@pytest.mark.parametrize(
    "text", ["und auf dem Handy?", "Und für Gäste?", "gilt das auch im Urlaub?", "and at home?"]
)
def test_a_follow_up_is_told(text: str) -> None:
    """Short, and it takes something up."""
    assert follows_up(text)


@pytest.mark.parametrize(
    "text",
    ["und", "Wie beantrage ich Urlaub?", "", "Und jetzt druckt der Drucker im Flur kein Papier mehr aus"],
)
def test_what_stands_alone_is_no_follow_up(text: str) -> None:
    """A whole question of its own, or nothing at all."""
    assert not follows_up(text)


def test_a_follow_up_is_understood_with_what_was_asked_before(town: Matcher) -> None:
    """The known answer is offered last; what can be answered alone is."""
    alone = town.decide("und einrichten?")
    both = town.decide("und einrichten?", "VPN im Homeoffice starten")
    assert alone.kind != "answer"
    assert both.hits[-1].entry.id == "vpn"
    sure = town.decide("und wie beantrage ich urlaub?", "VPN im Homeoffice starten")
    assert (sure.kind, sure.hits[0].entry.id) == ("answer", "urlaub")
    fresh = town.decide("Wie beantrage ich Urlaub?", "VPN im Homeoffice starten")
    assert fresh == town.decide("Wie beantrage ich Urlaub?")


def test_a_thread_leads_back_to_the_question_that_began_it(town: Matcher) -> None:
    """Through follow-ups that lean on it; what is answered alone begins the next."""
    begun = "VPN im Homeoffice starten"
    first = town.decide(begun)
    second = town.decide("und einrichten?", first.thread)
    third = town.decide("und zwurbeln?", second.thread)
    assert (first.thread, second.thread, third.thread) == (begun,) * 3
    assert town.decide("und wie beantrage ich urlaub?", begun).thread == "und wie beantrage ich urlaub?"
    two = "Wie beantrage ich Urlaub? Und wie buche ich einen Besprechungsraum?"
    assert town.decide(two).thread == two


def test_an_explanation_tells_which_words_met_by_what(town: Matcher) -> None:
    """Exact, a typo, a synonym, a translation; what was set aside and what nobody knows."""
    told = town.explain("Hallo, wie reserviere ich einen Dienswagen mit Zwurbel?")
    (first, *_) = told.reasons
    met = {one.asked: (one.met, one.by) for one in first.meetings}
    assert first.entry.id == "dienstwagen"
    assert met["reserviere"] == ("reservieren", "exact")
    assert met["dienswagen"] == ("Dienstwagen", "typo")
    assert {"hallo", "wie", "ich"} <= set(told.aside)
    assert told.unknown == ("zwurbel",)
    assert "zwurbel" in first.missed
    assert [one.weight for one in first.meetings] == sorted(
        (one.weight for one in first.meetings), reverse=True
    )
    assert (
        first.confidence == town.find("Hallo, wie reserviere ich einen Dienswagen mit Zwurbel?")[0].confidence
    )
    synonym = town.explain("fahrzeugpool").reasons[0].meetings[0]
    assert (synonym.met, synonym.by) == ("Fuhrpark", "synonym")
    english = town.explain("how do I book a vehicle").reasons[0].meetings
    assert ("vehicle", "translation") in {(one.asked, one.by) for one in english}
    assert Matcher(Catalog.of([])).explain("urlaub").reasons == ()


def test_an_explanation_names_an_idea_by_the_words_that_say_it() -> None:
    """On both sides as a person has typed it, never by the sign that it has inside."""
    entry = Entry("drucker", "Drucker defekt?", "Rufen Sie an.", variants=("Der Drucker geht nicht",))
    told = Matcher(Catalog.of([entry])).explain("Mein Drucker spinnt")
    assert told.words == ("drucker", "spinnt")
    assert told.aside == ("mein",)
    assert {(one.asked, one.met, one.by) for one in told.reasons[0].meetings} == {
        ("drucker", "Drucker", "exact"),
        ("spinnt", "defekt", "idea"),
    }


def test_new_content_answers_before_it_is_calibrated(tmp_path: Path) -> None:
    """And the calibration is the same whenever it is made; kept ones are used again, foreign ones aren't."""
    first = Matcher.at_once(TOWN)
    assert not first.confidence.calibrated
    assert first.decide("passwort vergessen").hits[0].entry.id == "passwort"
    kept = Calibrations(tmp_path / "calibrations.json")
    settled = first.settled(kept)
    assert settled.confidence.calibrated
    assert (first.settled(kept).confidence.weights == settled.confidence.weights).all()
    less = Matcher.at_once(Catalog.of(TOWN.entries[:-1])).settled(kept)
    assert (less.confidence.weights != settled.confidence.weights).any()


def test_settling_keeps_the_index_where_nothing_but_the_confidence_is_new() -> None:
    """Its words need no second look; with other aids, or other words of the town, they do."""
    aids = Aids.found(TOWN.synonyms)
    first = Matcher(TOWN, confidence=UNFITTED, aids=aids)
    settled = first.settled()
    assert settled.confidence.calibrated
    assert not first.confidence.calibrated
    assert vars(settled)["_index"] is vars(first)["_index"]
    for other in (NO_AIDS, replace(aids, synonyms=Synonyms(shipped()[1:]))):
        bare = Matcher(TOWN, confidence=UNFITTED, aids=other)
        assert vars(bare.settled())["_index"] is not vars(bare)["_index"]


@pytest.mark.parametrize("content", ["", "[]", "{", '{"a": 1}', '{"a": [1, "x"]}', "\x00"])
def test_a_broken_file_of_calibrations_does_no_harm(tmp_path: Path, content: str) -> None:
    """It is as if there were none, and it is written anew."""
    path = tmp_path / "calibrations.json"
    path.write_text(content)
    kept = Calibrations(path)
    assert kept.of("a") is None
    weights = Matcher(TOWN).confidence.weights
    kept.keep("a", Confidence(weights, calibrated=True))
    found = kept.of("a")
    assert found is not None
    assert (found.weights == weights).all()


def test_where_calibrations_cannot_be_written_nothing_breaks(tmp_path: Path) -> None:
    """It only costs a moment at the next start."""
    kept = Calibrations(tmp_path / "missing" / "calibrations.json")
    kept.keep("a", Confidence(Matcher(TOWN).confidence.weights, calibrated=True))
    assert kept.of("a") is None
