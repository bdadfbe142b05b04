"""`lotse cafe`: what guests came with, and an edit that waits for a yes while no admin can be reached."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import migration_folders, query_files
from bot.cafe import Programme, read_file
from bot.storage import Database, Migrations, Queries, Transaction
from bot.turn import Value
from dialogs.cafe import editing, slot_rows
from tests.cli.conftest import Lotse

ANNA = "00000001-0000-4000-8000-000000000000"
CAFE = """
cafes:
  - id: it-cafe
    name: IT-Café
    hosts: [{{name: Lotte Lotsin}}]
    dates:
      - {{every: {weekday}, from: "14:00", to: "15:00", holidays: true}}
"""


@pytest.fixture
def town(small: Path) -> Path:
    """A town's folder with a café on Tuesdays."""
    (small / "cafe.yaml").write_text(CAFE.format(weekday="dienstag"), encoding="utf-8")
    return small


def kept(town: Path, body: Callable[[Transaction], object]) -> None:
    """Keep something in the town's database."""

    async def opened() -> None:
        queries, migrations = Queries.load(query_files()), Migrations.load(migration_folders())
        url = f"sqlite:///{town}/lotse.db"
        database = await Database.open(url, queries=queries, migrations=migrations)
        bound: dict[str, Value] = {"tenant": "town", "person": ANNA, "now": datetime.now(UTC)}
        await database.transact(body, bound=bound)
        await database.close()

    asyncio.run(opened())


def in_use(town: Path) -> Programme:
    """The file as it is, taken into use with one guest in its first slot."""
    programme = read_file(town / "cafe.yaml").programme
    assert programme is not None
    now = datetime.now(UTC)
    slot = programme.slots(now, now + timedelta(days=20))[0]

    def book(tx: Transaction) -> None:
        editing.use(tx, programme)
        slot_rows.know(tx, slot)
        about: dict[str, Value] = {"cafe": slot.cafe, "name": "Anna Frage", "about": "Geheim"}
        tx.all(
            "cafe_add_booking",
            str,
            **about,
            slot=slot.id,
            guest=ANNA,
            state="booked",
            nth=1,
            line=0,
            token="0" * 32,
            sequence=0,
            due_at=slot.starts_at,
            slot_day=slot.starts_at.date(),
        )

    kept(town, book)
    return programme


def test_an_edit_is_shown_and_taken_in_without_an_admin_in_teams(within: Lotse, town: Path) -> None:
    """Which slots it would cost, for how many, never whom; one option says yes, and then nothing waits."""
    in_use(town)
    assert "Keine Änderung wartet." in within("cafe", "edit", HOME=str(town)).out
    (town / "cafe.yaml").write_text(CAFE.format(weekday="freitag"), encoding="utf-8")
    shown = within("cafe", "edit", HOME=str(town))
    assert shown.code == 1
    assert "Termine: 1. Gäste und Wartende: 1." in shown.out
    assert "14:20  IT-Café" in shown.out
    assert not [word for word in ("Anna", ANNA, "Geheim") if word in shown.out]
    taken = within("cafe", "edit", "--take", HOME=str(town))
    assert taken.code == 0
    assert "Übernommen." in taken.out
    assert "Keine Änderung wartet." in within("cafe", "edit", HOME=str(town)).out


def test_an_edit_that_strands_nobody_needs_no_yes(within: Lotse, town: Path) -> None:
    """The bot takes it in by itself; a broken file is named, and stays out."""
    in_use(town)
    both = CAFE.format(weekday="dienstag") + '      - {every: freitag, from: "09:00", to: "10:00"}\n'
    (town / "cafe.yaml").write_text(both, encoding="utf-8")
    seen = within("cafe", "edit", HOME=str(town))
    assert (seen.code, "kein gebuchter Termin fällt weg" in seen.out) == (0, True)
    (town / "cafe.yaml").write_text("cafes: nein", encoding="utf-8")
    assert within("cafe", "edit", "--take", HOME=str(town)).code == 3


def test_topics_are_told_from_five_guests_on(within: Lotse, town: Path) -> None:
    """Most often first, by café, and how many it helped; four guests of a small group stay unseen."""
    assert "Noch ist kein Thema" in within("cafe", "topics", HOME=str(town)).out

    def answered(tx: Transaction) -> None:
        for number, topic in enumerate(["E-Akte"] * 6 + ["Drucken"] * 5 + ["Handy"] * 4):
            about: dict[str, Value] = {"cafe": "it-cafe", "topic": topic, "helped": int(number > 0)}
            tx.run("cafe_keep_feedback", id=str(number), day=datetime.now(UTC).date(), **about)

    kept(town, answered)
    lines = within("cafe", "topics", HOME=str(town)).out.split("\n")
    assert [line.split() for line in lines[:2]] == [
        ["6", "E-Akte", "(IT-Café)"],
        ["5", "Drucken", "(IT-Café)"],
    ]
    assert not any("Handy" in line for line in lines)
    assert "IT-Café: Geholfen hat es in 14 von 15 Antworten." in lines


def test_how_a_small_group_fared_is_not_told(within: Lotse, town: Path) -> None:
    """Four answers say too much about four people."""

    def answered(tx: Transaction) -> None:
        for number in range(4):
            about: dict[str, Value] = {"cafe": "it-cafe", "topic": "", "helped": 1}
            tx.run("cafe_keep_feedback", id=str(number), day=datetime.now(UTC).date(), **about)

    kept(town, answered)
    assert "Antworten." not in within("cafe", "topics", HOME=str(town)).out


RARE = """  - id: e-akte
    name: E-Akte für Einsteiger
    hosts: [{name: Okan}]
    seats: 12
    minutes: 60
    dates:
      - {every: sonntag, of_month: last, from: "10:00", to: "11:00", holidays: true}
"""
TWICE = '      - {every: dienstag, from: "14:20", to: "15:20", holidays: true}\n'


def test_dates_show_what_is_rare_beside_what_is_frequent(within: Lotse, town: Path) -> None:
    """A line for each day of a café, so that an event a month away is among them."""
    file = town / "cafe.yaml"
    file.write_text(file.read_text() + RARE, encoding="utf-8")
    shown = within("cafe", "dates", HOME=str(town)).out.splitlines()
    assert any("14:00–15:00  IT-Café  (Termine: 3, Plätze je Termin: 1)" in line for line in shown)
    assert any(
        "10:00–11:00  E-Akte für Einsteiger  (Termine: 1, Plätze je Termin: 12)" in line for line in shown
    )


def test_check_names_two_rules_that_become_one(within: Lotse, town: Path) -> None:
    """With file, line and what to write; the file can be used all the same."""
    file = town / "cafe.yaml"
    file.write_text(file.read_text() + TWICE, encoding="utf-8")
    done = within("cafe", "check", HOME=str(town))
    assert done.code == 0
    said = " ".join(done.out.split())
    assert "cafe.yaml:8:9: Um 14:20 Uhr gibt es nach der Regel in Zeile 7" in said
    assert "Alles in Ordnung" not in said
