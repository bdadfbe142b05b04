"""What the FAQ says of the café and what cafe.yaml does."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.cafe import STARTER, Programme, contradictions, read_file
from faq import Catalog

FACTS = Path(__file__).parents[2] / "faq" / "starter"
PROGRAMME = read_file(STARTER, ZoneInfo("Europe/Berlin"), "").programme
"""Tuesday and Thursday on the ground floor, and a Wednesday for beginners."""


def test_the_starters_own_words_agree() -> None:
    """A town that has changed nothing yet is told of no contradiction."""
    assert PROGRAMME is not None
    facts = Catalog.load(FACTS).facts
    assert facts["cafe.when"]
    assert not list(contradictions(PROGRAMME, facts))


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"cafe.when": "freitags 10 bis 11 Uhr"}, ["cafe.when"]),
        ({"cafe.when": "Tuesdays and Fridays"}, ["cafe.when"]),
        ({"cafe.when": "dienstags, nach Absprache"}, []),
        ({"cafe.when": "siehe Intranet", "room.cafe": "Raum 9"}, ["room.cafe"]),
        ({"room.cafe": "Besprechungsraum im  Erdgeschoss"}, []),
        ({"cafe.when": None}, []),
        ({}, []),
    ],
)
def test_another_weekday_or_place_is_a_contradiction(facts: dict[str, str | None], found: list[str]) -> None:
    """What can't be compared is left alone."""
    assert PROGRAMME is not None
    assert [name for name, _ in contradictions(PROGRAMME, facts)] == found


def test_without_a_cafe_nothing_is_contradicted() -> None:
    """The facts may tell of one that is not booked here."""
    assert not list(contradictions(Programme(), {"cafe.when": "freitags", "room.cafe": "Raum 9"}))
