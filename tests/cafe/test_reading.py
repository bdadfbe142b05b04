"""cafe.yaml: every fault has file, line and what to write instead; what is good is read as it is meant."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from bot.cafe import STARTER, Cafes, read_file, read_programme
from bot.cafe.dates import LAST

GOOD = """\
sheet: "06:45"
breaks: [{from: 2026-12-20, to: 2027-01-05, name: Ferien}]
cafes:
  - id: a
    name: A
    hosts: [{name: Eva, id: 00000001-0000-4000-8000-000000000000}]
    notice: 30 min
    ahead: 2 Wochen
    reminders: [1 Stunde, 1 Tag]
    dates:
      - {every: Dienstag, from: "9:00", to: "10:00", of_month: last, holidays: ja}
"""


def test_a_good_file_is_read_as_it_is_meant() -> None:
    """Fields in plain words."""
    made = read_programme(GOOD.encode()).programme
    assert made
    cafe = made.cafes[0]
    assert (made.sheet, cafe.notice, cafe.ahead) == (time(6, 45), timedelta(minutes=30), timedelta(days=14))
    assert cafe.reminders == (timedelta(days=1), timedelta(hours=1))
    assert (cafe.dates[0].weekday, cafe.dates[0].of_month, cafe.dates[0].on_holidays) == (1, LAST, True)
    assert cafe.host(None) == "00000001-0000-4000-8000-000000000000"


@pytest.mark.parametrize("starter", [STARTER, STARTER.with_name("cafe.en.yaml")], ids=["de", "en"])
def test_the_starter_is_good_and_has_an_event(starter: Path) -> None:
    """It works on the first day, in either language, and both are the same programme."""
    read = read_file(starter)
    assert read.faults == ()
    assert read.programme
    assert [cafe.seats for cafe in read.programme.cafes] == [1, 12]
    other = read_file(STARTER).programme
    assert other
    assert read.programme.cafes == other.cafes


WRONG = {
    "weekday": ("Dienstag", "Dientag", 11, "dienstag"),
    "clock": ('"9:00"', '"25:00"', 11, "14:00"),
    "span": ("30 min", "bald", 7, "2 Stunden"),
    "span_long": ("2 Wochen", "9999 Tage", 8, "366"),
    "entra": ("00000001-0000-4000-8000-000000000000", "eva@stadt.de", 6, "Entra"),
    "nth": ("of_month: last", "of_month: fünfter", 11, "last"),
    "every_or_on": ("every: Dienstag, ", "", 11, "every"),
    "too_short_for_slot": ('to: "10:00"', 'to: "09:10"', 11, "minutes"),
    "weeks_need_start": ("of_month: last", "weeks: 2", 11, "starting"),
    "weeks_or_month": ("of_month: last", "of_month: last, weeks: 2, starting: 2027-01-12", 11, "löschen"),
    "unknown_host": ("holidays: ja", "host: Uwe", 11, "Eva"),
    "ends_early": ("to: 2027-01-05", "to: 2026-12-01", 2, "tauschen"),
    "day": ("from: 2026-12-20", "from: Weihnachten", 2, "2027-05-31"),
    "flag": ("holidays: ja", "holidays: vielleicht", 11, "true"),
    "no_host": ("[{name: Eva, id: 00000001-0000-4000-8000-000000000000}]", "[]", 6, "hosts"),
    "number": ("notice: 30 min", "seats: viele", 7, "1 bis 500"),
    "host_name": ("[{name: Eva, id: 00000001-0000-4000-8000-000000000000}]", "[Eva]", 6, "- name: Eva"),
    "unknown_key_like": ("notice:", "notize:", 7, "notice"),
    "missing": ("    name: A\n", "", 4, "name"),
    "needs_list": ("reminders: [1 Stunde, 1 Tag]", "reminders: 1 Stunde", 9, "Liste"),
    "https": ("notice: 30 min", "link: http://teams.example", 7, "https"),
    "syntax_bracket": ("[1 Stunde, 1 Tag]", "[1 Stunde, 1 Tag", 9, "Klammer"),
}


@pytest.mark.parametrize("kind", WRONG)
def test_each_fault_says_where_and_what_to_write(kind: str) -> None:
    """In both languages; and nothing else is wrong."""
    before, after, line, remedy = WRONG[kind]
    assert before in GOOD
    read = read_programme(GOOD.replace(before, after).encode(), file="cafe.yaml")
    assert read.programme is None
    assert [(fault.kind, fault.line) for fault in read.faults] == [(kind, line)]
    assert read.faults[0].described().startswith(f"cafe.yaml:{line}:")
    assert remedy.casefold() in read.faults[0].described().casefold()
    assert read.faults[0].described("en") != read.faults[0].described()


def test_two_cafes_need_two_ids() -> None:
    """The second one is told."""
    twice = GOOD + "  - id: a\n    name: B\n    hosts: [{name: Eva}]\n"
    assert [fault.kind for fault in read_programme(twice.encode()).faults] == ["cafe_twice"]


TWO_RULES = """\
cafes:
  - id: a
    name: A
    hosts: [{{name: Eva}}, {{name: Uwe}}]
    dates:
      - {{every: dienstag, from: "14:00", to: "16:00"{first}}}
      - {{{second}, host: Uwe}}
"""
CLASH = {
    "the same hours": ("", 'every: dienstag, from: "14:00", to: "16:00"', "14:00"),
    "later, at the same beginnings": ("", 'every: dienstag, from: "15:00", to: "17:00"', "15:00"),
    "a stand-in on one day": ("", 'on: 2027-01-12, from: "14:00", to: "16:00"', "14:00"),
    "once a month": ("", 'every: dienstag, of_month: last, from: "14:20", to: "15:00"', "14:20"),
    "every third week": (
        ", weeks: 2, starting: 2027-01-05",
        'every: dienstag, weeks: 3, starting: 2027-01-12, from: "14:00", to: "15:00"',
        "14:00",
    ),
    "after two years": (
        ", weeks: 11, starting: 2027-01-05",
        'every: dienstag, weeks: 12, starting: 2027-01-12, from: "14:00", to: "15:00"',
        "14:00",
    ),
    "at the end of the calendar": (
        ", starting: 9999-12-01",
        'every: dienstag, from: "14:00", to: "15:00"',
        "14:00",
    ),
    "both long over": (", until: 2020-06-30", 'every: dienstag, from: "14:00", to: "15:00"', "14:00"),
}
NO_CLASH = {
    "another day": ("", 'every: mittwoch, from: "14:00", to: "16:00"'),
    "afterwards": ("", 'every: dienstag, from: "16:00", to: "17:00"'),
    "between the beginnings": ("", 'every: dienstag, from: "14:10", to: "15:10"'),
    "a stand-in, and the day left out": (
        ", except: [2027-01-12]",
        'on: 2027-01-12, from: "14:00", to: "16:00"',
    ),
    "a single other day": ("", 'on: 2027-01-13, from: "14:00", to: "16:00"'),
    "every other week in turn": (
        ", weeks: 2, starting: 2027-01-05",
        'every: dienstag, weeks: 2, starting: 2027-01-12, from: "14:00", to: "16:00"',
    ),
    "one after the other": (
        ", until: 2027-01-31",
        'every: dienstag, starting: 2027-02-01, from: "14:00", to: "16:00"',
    ),
    "on a holiday all the same": ("", 'on: 2027-01-12, from: "14:00", to: "16:00", holidays: true'),
}


@pytest.mark.parametrize("which", CLASH)
def test_two_rules_that_become_one_slot_are_told(which: str) -> None:
    """The file can be used; where the second stands is said, and what to write instead."""
    first, second, at = CLASH[which]
    read = read_programme(TWO_RULES.format(first=first, second=second).encode())
    assert read.programme
    assert [(hint.kind, hint.line, dict(hint.values)) for hint in read.hints] == [
        ("same_time", 7, {"line": "6", "time": at})
    ]
    assert "except" in read.hints[0].described()
    assert read.hints[0].described("en") != read.hints[0].described()


@pytest.mark.parametrize("which", NO_CLASH)
def test_rules_that_never_meet_are_no_hint(which: str) -> None:
    """Nobody is warned of what is meant."""
    first, second = NO_CLASH[which]
    read = read_programme(TWO_RULES.format(first=first, second=second).encode())
    assert read.programme
    assert read.hints == ()


def test_a_broken_file_leaves_the_last_good_state(tmp_path: Path) -> None:
    """And a file that is gone is no café."""
    file = tmp_path / "cafe.yaml"
    file.write_text(GOOD)
    cafes = Cafes(file)
    file.write_text(GOOD.replace("Dienstag", "Dientag!"))
    assert cafes.refresh()
    assert cafes.found.cafes
    assert cafes.faults
    file.unlink()
    assert cafes.refresh()
    assert not cafes.found.cafes
    assert not cafes.refresh()
    assert not Cafes().found.cafes
