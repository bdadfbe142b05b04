"""The roster: read from the town's file, with faults an author understands, and fair turns."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import text_files
from bot.hours import Hours
from bot.roster import AT_A_TIME, Fault, Line, Lotse, Roster, RosterShelf, next_in_line, read_roster
from bot.texts import Texts

MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
FULL = """
closed: [2026-12-24]
fallback: {text: Rufen Sie an.}
lotsen:
  - name: Lotte Lotsin
    person: Lotte@Musterstadt.example
    topics: [Konto, Netz]
    departments: [Bürgerbüro]
    deputies: [Kemal Kollege]
    hours: {mo: "8-12, 13:30-16", di: 8-12}
    away:
      - {from: 2026-12-01, until: 2026-12-05}
  - name: Kemal Kollege
    person: 00000002-0000-4000-8000-000000000000
"""


def person(number: int) -> str:
    """An Entra id."""
    return f"{number:08d}-0000-4000-8000-000000000000"


def read(tmp_path: Path, text: str) -> tuple[Roster, tuple[Fault, ...]]:
    """What this file says."""
    file = tmp_path / "lotsen.yaml"
    file.write_text(text, encoding="utf-8")
    return read_roster(file)


def test_a_full_file_is_read(tmp_path: Path) -> None:
    """Every field; by a UPN nobody can be asked."""
    roster, faults = read(tmp_path, FULL)
    assert faults == ()
    lotte = roster.lotsen[0]
    assert (lotte.first_name, lotte.topics, lotte.departments) == (
        "Lotte",
        ("Konto", "Netz"),
        ("Bürgerbüro",),
    )
    assert roster.fallback.text == "Rufen Sie an."
    assert roster.id_of(lotte) == ""
    assert roster.by_id("") is None
    assert roster.by_id(person(2)) == roster.lotsen[1]


def test_no_file_is_no_lotsen(tmp_path: Path) -> None:
    """And no fault."""
    roster, faults = read_roster(tmp_path / "lotsen.yaml")
    assert not roster
    assert faults == ()


@pytest.mark.parametrize(
    ("text", "line", "kind"),
    [
        ("lotsen:\n  - name: Lotte\n", 2, "missing"),
        ("lotsen:\n  - name: Lotte\n    person: lotte\n", 3, "person"),
        ("lotsen:\n  - name: Lotte\n    person: a@b.de\n    thema: [x]\n", 4, "unknown_key"),
        ("lotsen:\n  - name: Lotte\n    person: a@b.de\n    hours: {mo: 16-8}\n", 4, "hours"),
        ("lotsen:\n  - name: Lotte\n    person: a@b.de\n    hours: {montags: 8-16}\n", 4, "hours"),
        ("lotsen:\n  - name: Lotte\n    person: a@b.de\n    topics: Konto\n", 4, "shape"),
        ("lotsen:\n  - name: Lotte\n    person: a@b.de\n    deputies: [Niemand]\n", 2, "deputy"),
        ("lotsen:\n  - {name: A, person: a@b.de}\n  - {name: A, person: c@d.de}\n", 3, "twice"),
        (
            "lotsen:\n  - name: A\n    person: a@b.de\n    away: [{from: 2026-12-05, until: morgen}]\n",
            4,
            "day",
        ),
        (
            "lotsen:\n  - name: A\n    person: a@b.de\n    away: [{from: 2026-12-05, until: 2026-12-01}]\n",
            2,
            "backwards",
        ),
        ("lotsen: [", 1, "yaml"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, text: str, line: int, kind: str) -> None:
    """Each has its sentence in both languages."""
    roster, faults = read(tmp_path, text)
    assert not roster
    assert [(fault.line, fault.kind) for fault in faults] == [(line, kind)]
    texts = Texts.load(text_files())
    for language in ("de", "en"):
        assert texts.text(f"roster.{kind}", language, **faults[0].values)


def test_a_broken_save_changes_nothing(tmp_path: Path) -> None:
    """The last good roster stays in use, and a good save replaces it."""
    file = tmp_path / "lotsen.yaml"
    file.write_text(FULL, encoding="utf-8")
    shelf = RosterShelf(file)
    file.write_text("lotsen: [", encoding="utf-8")
    assert shelf.refresh()
    assert len(shelf.roster.lotsen) == 2
    assert shelf.faults
    file.write_text(FULL.replace("Lotte Lotsin", "Lena Lotsin"), encoding="utf-8")
    assert shelf.refresh()
    assert shelf.roster.lotsen[0].name == "Lena Lotsin"
    assert not shelf.refresh()


# ---------------------------------------------------------------- who is here


def test_who_is_here(tmp_path: Path) -> None:
    """By weekday and hour, by absence in the file and in chat; at night it is the next working day."""
    roster, _ = read(tmp_path, FULL)
    lotte, kemal = roster.lotsen
    assert roster.here(lotte, MONDAY)
    assert not roster.here(lotte, MONDAY + timedelta(days=2))  # never on Wednesdays
    assert not roster.here(lotte, MONDAY + timedelta(days=8))  # away from the first of December
    assert not roster.here(lotte, MONDAY + timedelta(days=1, hours=4))  # Tuesday afternoon
    assert roster.here(lotte, MONDAY - timedelta(days=1))  # Sunday: Monday counts
    assert roster.here(kemal, MONDAY)
    assert not roster.here(kemal, MONDAY, {person(2)})
    assert not Roster((kemal,), hours=Hours(((),) * 7)).here(kemal, MONDAY)


# ---------------------------------------------------------------- whose turn


def team(*topics: str) -> Roster:
    """Lotsen, each with a topic."""
    return Roster(tuple(Lotse(f"L{at}", person(at), (topic,)) for at, topic in enumerate(topics)))


def test_the_nearest_tier_is_asked() -> None:
    """Topic, then department, then everyone who is a Lotse for something."""
    roster = Roster(
        (
            Lotse("A", person(1), ("Netz",)),
            Lotse("B", person(2), ("Konto",), ("Bauamt",)),
            Lotse("C", person(3)),
        )
    )
    assert next_in_line(roster, Line("Netz"), MONDAY) == [person(1)]
    assert next_in_line(roster, Line("Akte", "Bauamt"), MONDAY) == [person(2)]
    assert next_in_line(roster, Line("Akte"), MONDAY) == [person(1), person(2)]
    passed = frozenset({person(1), person(2)})
    assert next_in_line(roster, Line("Netz", passed_by=passed), MONDAY) == []


def test_deputies_stand_in() -> None:
    """Those of the topic's Lotsen, in their order."""
    roster = Roster((Lotse("A", person(1), ("Netz",), deputies=("C",)), Lotse("C", person(3))))
    assert next_in_line(roster, Line("Netz"), MONDAY, deputies=True) == [person(3)]
    assert next_in_line(roster, Line("Konto"), MONDAY, deputies=True) == []


@given(st.integers(1, 12), st.integers(1, 60))
def test_turns_are_fair(size: int, rounds: int) -> None:
    """However many there are, nobody is asked twice more often than anybody else, plus one."""
    roster = team(*["Netz"] * size)
    last, asked = "", dict.fromkeys(map(person, range(size)), 0)
    for _ in range(rounds):
        people = next_in_line(roster, Line("Netz", last=last), MONDAY)
        assert len(people) == min(size, AT_A_TIME)
        for one in people:
            asked[one] += 1
        last = people[-1]
    assert max(asked.values()) - min(asked.values()) <= 1


@given(st.sets(st.integers(0, 7)), st.sets(st.integers(0, 7)), st.integers(0, 7))
def test_nobody_is_asked_who_must_not_be(absent: set[int], passed: set[int], last: int) -> None:
    """Neither the absent nor those who were asked; whoever is left is."""
    roster = team(*["Netz"] * 8)
    line = Line(
        "Netz",
        absent=frozenset(map(person, absent)),
        passed_by=frozenset(map(person, passed)),
        last=person(last),
    )
    people = next_in_line(roster, line, MONDAY)
    assert not set(people) & {person(one) for one in absent | passed}
    assert len(people) == min(AT_A_TIME, 8 - len(absent | passed))
