"""`lotse later`: how letters stand, for IT: counts, what went wrong, and two things to do about it."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.app import migration_folders, query_files
from bot.storage import Database, Migrations, Queries, Transaction
from bot.turn import Letter, post
from tests.cli.conftest import Lotse

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
ANNA = "00000001-0000-4000-8000-000000000000"
WORDS = "sehr geheim"


async def at(folder: Path, *states: str) -> list[dict[str, Any]]:
    """A database with a letter in each of these states; its counts."""
    database = await Database.open(
        f"sqlite:///{folder}/lotse-data/lotse.db",
        queries=Queries.load(query_files()),
        migrations=Migrations.load(migration_folders()),
    )

    def body(tx: Transaction) -> None:
        for number, state in enumerate(states):
            post(tx, Letter("cafe.reminder", to=f"{ANNA[:-1]}{number}", form={"slot": WORDS}))
            for lane in tx.all("later_ready_lanes", str, most=10):
                tx.run("later_take_lane", lane=lane, holder="h", held_until=NOW, dead="")
                (letter,) = tx.all("later_head", dict, lane=lane)
                values = {"id": letter["id"], "lane": lane, "holder": "h"}
                if state != "waiting":
                    tx.run("later_lay_aside", **values, state=state, reason="BadSyntax")
                tx.run("later_end_lane", lane=lane, holder="h")

    await database.transact(body, bound={"tenant": "town", "person": "", "now": NOW})
    counts = await database.all("later_counts", dict)
    await database.close()
    return counts


def test_how_letters_stand(within: Lotse, tmp_path: Path) -> None:
    """Counts by state and action, and a list of what went wrong; never a person, never a form."""
    asyncio.run(at(tmp_path, "waiting", "unknown", "failed"))
    shown = within("later")
    assert shown.code == 1
    for words in ("wartet", "ungewiss", "gescheitert", "cafe.reminder", "BadSyntax", "later again"):
        assert words in shown.out
    listed = within("later", "list", "--json")
    told = json.loads(listed.out)
    assert [(one["state"], one["letters"]) for one in told["counts"]] == [
        ("failed", 1),
        ("unknown", 1),
        ("waiting", 1),
    ]
    assert {one["state"] for one in told["aside"]} == {"failed", "unknown"}
    for out in (shown.out, listed.out):
        assert ANNA[:-1] not in out
        assert WORDS not in out


def test_nothing_waits(within: Lotse, tmp_path: Path) -> None:
    """Then that is said, and the exit code is 0."""
    asyncio.run(at(tmp_path))
    shown = within("later")
    assert (shown.code, "Es wartet nichts" in shown.out) == (0, True)


@pytest.mark.parametrize(
    ("command", "left"), [("again", ["waiting"]), ("forget", [])], ids=["again", "forget"]
)
def test_one_is_taken_up(within: Lotse, tmp_path: Path, command: str, left: list[str]) -> None:
    """By the beginning of its id: it goes again, or leaves the list."""
    asyncio.run(at(tmp_path, "unknown"))
    (one,) = json.loads(within("later", "list", "--json").out)["aside"]
    assert within("later", command, one["id"][:8].upper()).code == 0
    assert [count["state"] for count in asyncio.run(at(tmp_path))] == left


@pytest.mark.parametrize("letter", ["zzz", " ", "%", "' OR 1=1 --"])
def test_an_id_that_there_is_not_is_said_kindly(within: Lotse, tmp_path: Path, letter: str) -> None:
    """With where to find it; nothing is changed."""
    before = asyncio.run(at(tmp_path, "unknown"))
    ended = within("later", "forget", letter)
    assert ended.code == 3
    assert "lotse later" in ended.err
    assert asyncio.run(at(tmp_path)) == before


def test_a_beginning_of_several_is_said_kindly(within: Lotse, tmp_path: Path) -> None:
    """Seventeen letters share a first digit: more digits are asked for."""
    asyncio.run(at(tmp_path, *["failed"] * 17))
    aside = json.loads(within("later", "list", "--json").out)["aside"]
    digits = [one["id"][0] for one in aside]
    shared = next(digit for digit in digits if digits.count(digit) > 1)
    ended = within("later", "again", shared)
    assert ended.code == 3
    assert "mehr Zeichen" in ended.err
