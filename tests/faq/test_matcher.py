"""What a colleague who asks gets: an answer, suggestions, or honesty."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from faq import ANSWER_FROM, SUGGEST_FROM, Catalog, Entry, Matcher
from faq.confidence import PRIOR, UNFITTED, fitted
from faq.quality import Question, auroc, benchmark, evaluate
from tests.faq.conftest import TOWN

ASKED = [
    ("passwort vergessen", "passwort"),
    ("Ich habe mein Kennwort vergessen!", "passwort"),
    ("ich hab mein pasword vergesen", "passwort"),
    ("PAPIERSTAU", "drucker"),
    ("druckt nicht", "drucker"),
    ("Urlaubsanträge", "urlaub"),
    ("urlaub beantragen wie geht das", "urlaub"),
    ("krank melden", "krank"),
    ("Hallo zusammen, eine kurze Frage: wo reserviere ich ein Sitzungszimmer? Danke!", "raum"),
    ("home office vpn", "vpn"),
    ("phisching", "phishing"),
    ("dienstwagenbuchung", "dienstwagen"),
    ("reisekosten abrechnen", "reise"),
    ("verbindung vpn zuhause", "vpn"),
    ("how do i create an electronic file", "akte"),
    ("I forgot my password", "passwort"),
    ("book a meeting room", "raum"),
    ("eakte anlegen", "akte"),
]
ELSEWHERE = [
    "Wie wird das Wetter morgen?",
    "Aufzug steckt fest",
    "asdfgh",
    "Wer gewinnt die Wahl in Frankreich?",
    "Rezept für Apfelkuchen",
    "What is the capital of Peru?",
    "Где туалет?",
    "1234567890",
    "ja",
]
EMPTY = ["", "   ", "😀", "🎉🎉🎉", "?!…", "\u200b\u200b", "wie geht das", "hallo"]


@pytest.mark.parametrize(("question", "entry"), ASKED)
def test_the_right_entry_is_first(town: Matcher, question: str, entry: str) -> None:
    """Typos, compounds, capitals, chatter and English don't hide it, and it is at least suggested."""
    decision = town.decide(question)
    assert decision.hits[0].entry.id == entry
    assert decision.kind != "unknown"


@pytest.mark.parametrize("question", ELSEWHERE)
def test_what_the_catalog_does_not_cover_is_never_answered(town: Matcher, question: str) -> None:
    """A wrong answer is worse than none."""
    assert town.decide(question).kind != "answer"


@pytest.mark.parametrize("question", EMPTY)
def test_a_message_without_content_has_no_hits(town: Matcher, question: str) -> None:
    """There is nothing to look for."""
    decision = town.decide(question)
    assert (decision.kind, decision.hits) == ("unknown", ())


def test_every_phrasing_of_the_catalog_finds_its_entry(town: Matcher) -> None:
    """What authors wrote is found, word for word."""
    wrong = [
        (phrasing, hits[0].entry.id if hits else None)
        for entry in TOWN.entries
        for phrasing in entry.phrasings()
        if not (hits := town.find(phrasing)) or hits[0].entry.id != entry.id
    ]
    assert wrong == []


def test_keywords_and_answers_are_searched_too() -> None:
    """A word that no phrasing has finds its entry; as a keyword it weighs more than in an answer."""
    told = Entry("told", "Wo bekomme ich Material?", "Der Toner liegt im Lager.")
    named = Entry("named", "Was ist leer?", "Bitte nachfüllen.", keywords=("Toner",))
    others = TOWN.entries[:6]
    matcher = Matcher(Catalog.of([told, named, *others]))
    assert [hit.entry.id for hit in matcher.find("toner")] == ["named", "told"]


def test_thresholds_decide(town: Matcher) -> None:
    """Sure: an answer. Less: suggestions only from their threshold on. Unknown keeps its hits for a human."""
    kinds = set()
    for question in [*(question for question, _ in ASKED), *ELSEWHERE, "buchen", "voll", "Frankreich melden"]:
        decision = town.decide(question)
        kinds.add(decision.kind)
        sure = [hit.confidence for hit in decision.hits]
        match decision.kind:
            case "answer":
                assert sure[0] >= ANSWER_FROM
            case "suggest":
                assert all(one >= SUGGEST_FROM for one in sure)
                assert sure[0] < ANSWER_FROM
            case "unknown":
                assert all(one < SUGGEST_FROM for one in sure)
    assert kinds == {"answer", "suggest", "unknown"}


def test_hits_are_sorted_and_limited(town: Matcher) -> None:
    """At most `limit` of them, surest first, each confidence a probability, no entry twice."""
    hits = town.find("wie buche ich einen Dienstwagen oder Raum", limit=5)
    sure = [hit.confidence for hit in hits]
    assert sure == sorted(sure, reverse=True)
    assert 2 <= len(hits) <= 5
    assert all(0 <= one <= 1 for one in sure)
    assert len({hit.entry.id for hit in hits}) == len(hits)
    assert town.find("passwort", limit=0) == []


def test_the_language_of_the_question_is_told(town: Matcher) -> None:
    """So that the answer can be given in it."""
    assert town.decide("how do i create an electronic file").language == "en"
    assert town.decide("wie lege ich eine akte an").language == "de"
    assert town.decide("akte").language is None


def test_the_same_catalog_gives_the_same_answers(town: Matcher) -> None:
    """On every replica, in every thread, and after any other question: to the last digit."""
    questions = [question for question, _ in ASKED] + ELSEWHERE
    expected = [town.decide(question) for question in questions]
    other = Matcher(TOWN)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(other.decide, reversed(questions))) == expected[::-1]


def test_an_empty_catalog_knows_nothing() -> None:
    """And says so without stumbling."""
    matcher = Matcher(Catalog.of([]))
    assert matcher.decide("passwort").kind == "unknown"


@pytest.mark.parametrize("count", [1, 2, 11, 12, 13])
def test_a_small_catalog_works_from_the_first_entry_on(count: int) -> None:
    """Below twelve entries there is nothing to calibrate on; the fixed weights answer an exact question."""
    matcher = Matcher(Catalog.of(TOWN.entries[:count]))
    assert matcher.confidence.calibrated == (count >= 12)
    assert matcher.find(TOWN.entries[0].question)[0].entry.id == "passwort"
    assert matcher.decide("Wie wird das Wetter morgen?").kind != "answer"


def test_entries_of_nothing_but_function_words_do_no_harm() -> None:
    """They can't be found, and the rest can."""
    empty = [Entry(f"e{number}", "Wie geht das?", "So.") for number in range(20)]
    matcher = Matcher(Catalog.of([*empty, TOWN.entries[0]]))
    assert matcher.find("passwort vergessen")[0].entry.id == "passwort"
    assert matcher.find("Wie geht das?") == []
    assert Matcher(Catalog.of(empty)).find("passwort") == []


def test_few_examples_leave_the_fixed_weights_and_many_move_them() -> None:
    """The prior holds the model where there is nothing to learn from."""
    chance = np.random.default_rng(0)
    grounds = np.column_stack([np.ones(4_000), chance.random((4_000, len(PRIOR) - 1))]).astype(np.float32)
    right = grounds[:, 1] > 0.5
    few, many = fitted(grounds[:2], right[:2]), fitted(grounds, right)
    assert np.abs(few.weights[1:] / PRIOR[1:] - 1).max() < 0.3
    assert many.weights[1] > 2 * PRIOR[1]
    assert ((many.of(grounds) > 0.5) == right).mean() > 0.9
    assert UNFITTED.of(grounds).shape == (4_000,)


def test_a_report_counts_what_it_says() -> None:
    """On four questions whose fate is known: two right and sure, one wrong, one uncovered and left alone."""
    questions = [
        Question("Wie beantrage ich Urlaub?", frozenset({"urlaub"}), "easy"),
        Question("Wie melde ich mich krank?", frozenset({"krank"}), "easy"),
        Question("Papierstau am Drucker beheben", frozenset({"urlaub"}), "wrong"),
        Question("Rezept für Apfelkuchen", frozenset(), "elsewhere"),
    ]
    report = evaluate(Matcher(TOWN), questions)
    assert (report.top1, report.top3, report.mrr) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert report.precision == pytest.approx(2 / 3)
    assert (report.answered, report.uncovered_answered) == (1.0, 0.0)
    assert {kind: (share.asked, share.top1) for kind, share in report.kinds.items()} == {
        "easy": (2, 1.0),
        "wrong": (1, 0.0),
    }


def test_auroc_is_the_chance_to_be_greater() -> None:
    """1 where all positives are greater, half for ties, 0 where there is nothing to compare."""
    high, low = np.array([0.8, 0.9]), np.array([0.1, 0.2])
    assert (auroc(high, low), auroc(low, high), auroc(low, low[:1])) == (1.0, 0.0, 0.75)
    assert auroc(high, low[:0]) == 0.0


def test_a_benchmark_file_becomes_catalog_and_questions(tmp_path: Path) -> None:
    """`alternatives` are variants, `category` is the topic, `oos` are questions without an entry."""
    data = {
        "entries": [
            {"id": "a", "question": "Wie?", "alternatives": ["So?"], "keywords": [], "category": "T"}
        ],
        "queries": [{"q": "wie", "ids": ["a"], "kind": "clean"}],
        "oos": [{"q": "was", "kind": "far"}],
    }
    catalog, questions = benchmark(json.loads(json.dumps(data)))
    assert (catalog.entries[0].variants, catalog.entries[0].topic) == (("So?",), "T")
    assert questions == [Question("wie", frozenset({"a"}), "clean"), Question("was", frozenset(), "far")]
