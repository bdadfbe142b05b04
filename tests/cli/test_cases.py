"""`lotse cases`: how questions to the Lotsen stand, for IT; never by person."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

from bot.app import migration_folders, query_files
from bot.storage import Database, Migrations, Queries
from bot.turn import Value
from dialogs.escalation.moves import ask
from dialogs.escalation.rules import Wish
from tests.cli.conftest import Lotse

LONG_AGO = datetime(2020, 11, 23, 8, 30, tzinfo=UTC)
ANNA = "00000001-0000-4000-8000-000000000000"


async def asked(folder: Path) -> None:
    """A question that nobody has moved on since then."""
    database = await Database.open(
        f"sqlite:///{folder}/lotse-data/lotse.db",
        queries=Queries.load(query_files()),
        migrations=Migrations.load(migration_folders()),
    )
    bound: dict[str, Value] = {"tenant": "town", "person": ANNA, "now": LONG_AGO}
    await database.transact(ask, bound=bound, wish=Wish(question="Geheim?"), name="Anna Frage")
    await database.close()


def test_open_questions_are_counted_and_the_stuck_are_named(within: Lotse, tmp_path: Path) -> None:
    """By state and topic; neither who asks nor what. Nothing open is fine."""
    assert within("cases").code == 0
    asyncio.run(asked(tmp_path))
    shown = within("cases")
    assert shown.code == 1
    assert "ohne Antwort geblieben" in shown.out
    assert "Läuft der Lotse?" in shown.out
    told = within("cases", "--json")
    (count,) = json.loads(told.out)["counts"]
    assert (count["state"], count["topic"], count["cases"]) == ("fallback", "", 1)
    for out in (shown.out, told.out):
        assert not [word for word in (ANNA, "Anna", "Geheim") if word in out]
