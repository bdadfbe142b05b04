"""How good the engine is on questions of other people: tests/faq/data/colleagues.yaml."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from faq import Catalog, Matcher
from faq.aids import NO_AIDS
from faq.quality import Question, Report, evaluate

ROOT = Path(__file__).parents[2]
ASKED = YAML(typ="safe").load(
    (Path(__file__).parent / "data" / "colleagues.yaml").read_text(encoding="utf-8")
)
CATALOG = Catalog.load(ROOT / "faq" / "starter")
QUESTIONS = [
    *(
        Question(text, frozenset([right]), kind)
        for kind, few in ASKED["starter"].items()
        for text, right in few.items()
    ),
    *(Question(text, frozenset()) for few in ASKED["keine"].values() for text in few),
]


@pytest.fixture(scope="module")
def report() -> Report:
    """What the engine makes of them with the synonyms that ship, and with nothing that a machine may lack."""
    return evaluate(Matcher(CATALOG), QUESTIONS)


def test_the_questions_are_about_this_catalog_and_enough() -> None:
    """Every right entry exists, all eight kinds are asked, two hundred with the other catalog's."""
    assert {name for question in QUESTIONS for name in question.ids} <= CATALOG.by_id.keys()
    assert len(ASKED["starter"]) == 8
    assert sum(len(few) for part in ("starter", "kommune") for few in ASKED[part].values()) >= 200


def test_the_right_entry_is_found(report: Report) -> None:
    """First for six in seven, among three for nine in ten; always for keywords, typos and missing umlauts."""
    assert report.top1 >= 0.86
    assert report.top3 >= 0.90
    assert all(report.kinds[kind].top1 >= 0.98 for kind in ("keyword", "typo", "ascii"))
    assert report.kinds["english"].top1 >= 0.92


def test_a_sure_answer_is_right(report: Report) -> None:
    """At the threshold that ships; at most one uncovered question in fifty is answered."""
    assert report.precision >= 0.96
    assert report.answered >= 0.5
    assert report.uncovered_answered <= 0.02


def test_synonyms_help(report: Report) -> None:
    """Without them fewer right entries are found."""
    without = evaluate(Matcher(CATALOG, aids=NO_AIDS), QUESTIONS)
    assert report.top1 > without.top1
    assert report.top3 > without.top3
