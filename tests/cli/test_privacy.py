"""`lotse privacy`: the data sheet, and one person's data for IT, also beside a running server."""

from __future__ import annotations

import asyncio
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.app import migration_folders, privacy_of, query_files
from bot.storage import Database, Migrations, Queries
from tests.cli.conftest import Lotse, Serve
from tests.storage.filling import Filling, Rows, about

MIGRATIONS = Migrations.load(migration_folders())
ANNA = "0000000a-0000-4000-8000-000000000000"
KEMAL = "0000000b-0000-4000-8000-000000000000"
TOWN, ELSEWHERE = "70317031-0000-4000-8000-000000000001", "e15e41e0-0000-4000-8000-000000000002"


async def at(folder: Path, *people: tuple[str, str]) -> Rows:
    """Fill every table of the town in `folder` for these (tenant, person); every row there is then."""
    filling = Filling(MIGRATIONS)
    queries = filling.with_queries(privacy_of(MIGRATIONS).with_queries(Queries.load(query_files())))
    url = f"sqlite:///{folder}/lotse-data/lotse.db"
    database = await Database.open(url, queries=queries, migrations=MIGRATIONS, serving=False)
    try:
        for tenant, person in people:
            await filling.fill(database, tenant, person)
        return await filling.everything(database)
    finally:
        await database.close()


def of(rows: Rows, tenant: str, person: str) -> Rows:
    """Those that are about this person. Which others go or change with them: `tests/bot/test_privacy.py`."""
    schema = Filling(MIGRATIONS).schema
    found = {name: about(schema[name], tenant, person, theirs) for name, theirs in rows.items()}
    return {name: theirs for name, theirs in found.items() if theirs}


# ---------------------------------------------------------------- report


def test_the_report_needs_no_database_and_speaks_german(within: Lotse, tmp_path: Path) -> None:
    """Markdown by default; every table is in it; nothing is made on the way."""
    ended = within("privacy", "report")
    assert ended.code == 0
    assert ended.out.startswith("# Datenblatt zum Digitallotsen\n")
    assert {f"### {name}" for name in Filling(MIGRATIONS).schema} <= set(ended.out.splitlines())
    assert list(tmp_path.iterdir()) == []


def test_the_report_comes_in_english_as_a_page_and_for_programs(within: Lotse) -> None:
    """Whatever the language of the call."""
    assert within("privacy", "report", "--language", "en").out.startswith("# Data sheet of the digital pilot")
    assert within("privacy", "report", LANGUAGE="en").out.startswith("# Data sheet")
    assert within("privacy", "report", "--language", "de", LANGUAGE="en").out.startswith("# Datenblatt")
    page = within("privacy", "report", "--html").out
    assert page.startswith("<!doctype html>")
    HTMLParser().feed(page)
    listed = json.loads(within("privacy", "report", "--json").out)
    assert {one["table"] for one in listed["tables"]} == Filling(MIGRATIONS).schema.keys()


def test_a_language_that_there_is_not_is_refused_kindly(within: Lotse) -> None:
    """With those there are."""
    ended = within("privacy", "report", "--language", "fr")
    assert ended.code == 2
    assert "Deutsch (de) und Englisch (en)" in ended.err


# ---------------------------------------------------------------- show


def test_all_of_a_person_is_shown_and_of_nobody_else(within: Lotse, tmp_path: Path) -> None:
    """Every row of every table, filled from the schema; of one tenant where one is named."""
    rows = asyncio.run(at(tmp_path, (TOWN, ANNA), (TOWN, KEMAL), (ELSEWHERE, ANNA)))
    for more, tenants in (((), {TOWN, ELSEWHERE}), (("--tenant", TOWN.upper()), {TOWN})):
        shown = json.loads(within("privacy", "show", ANNA.upper(), "--json", *more).out)
        assert {one["tenant"] for one in shown} == tenants
        for tenant in tenants:
            found = {one["table"]: one["rows"] for one in shown if one["tenant"] == tenant}
            wanted = of(rows, tenant, ANNA)
            assert found.keys() == wanted.keys()
            for name, theirs in wanted.items():
                assert len(found[name]) == len(theirs)
                assert all(plain(row) in found[name] for row in theirs)
    told = within("privacy", "show", ANNA).out
    assert KEMAL not in told
    assert "Haus (Tenant): " in told


def plain(row: object) -> object:
    """A row as JSON holds it."""
    return json.loads(json.dumps(row, default=lambda value: value.hex()))


def test_nobody_there_is_said_with_where_was_looked(within: Lotse, tmp_path: Path) -> None:
    """A name is no id, and an unknown database is no «nothing»."""
    ended = within("privacy", "show", ANNA)
    assert ended.code == 3
    assert "Es gibt noch keine Datenbank" in ended.err
    assert not (tmp_path / "lotse-data").exists()
    asyncio.run(at(tmp_path))
    ended = within("privacy", "show", ANNA)
    assert ended.code == 0
    assert "nichts gespeichert" in ended.out
    assert "lotse.db" in ended.out
    assert "keine Objekt-ID" not in ended.out
    assert "keine Objekt-ID" in within("privacy", "show", "anna.frage@stadt.example").out
    assert json.loads(within("privacy", "show", ANNA, "--json").out) == []


# ---------------------------------------------------------------- delete


@pytest.mark.parametrize(("typed", "gone"), [("ja\n", True), ("Y\n", True), ("nein\n", False), ("\n", False)])
def test_deleting_is_asked_for(within: Lotse, tmp_path: Path, typed: str, gone: bool) -> None:
    """Only a yes deletes; what goes is shown before."""
    before = asyncio.run(at(tmp_path, (TOWN, ANNA), (TOWN, KEMAL)))
    ended = within("privacy", "delete", ANNA, typed=typed)
    assert ended.code == 0
    assert "Soll das gelöscht werden?" in ended.out
    after = asyncio.run(at(tmp_path))
    assert after == before or gone
    assert (of(before, TOWN, ANNA) != {}, of(after, TOWN, ANNA) != {}) == (True, not gone)
    assert of(after, TOWN, KEMAL) == of(before, TOWN, KEMAL) != {}


def test_a_person_of_several_tenants_is_deleted_in_the_one_that_is_named(
    within: Lotse, tmp_path: Path
) -> None:
    """Without a name nothing is guessed."""
    before = asyncio.run(at(tmp_path, (TOWN, ANNA), (ELSEWHERE, ANNA)))
    ended = within("privacy", "delete", ANNA, "--yes")
    assert ended.code == 2
    assert TOWN in ended.err
    assert ELSEWHERE in ended.err
    assert asyncio.run(at(tmp_path)) == before
    assert within("privacy", "delete", ANNA, "--yes", "--tenant", ELSEWHERE).code == 0
    after = asyncio.run(at(tmp_path))
    assert of(after, ELSEWHERE, ANNA) == {}
    assert of(after, TOWN, ANNA) == of(before, TOWN, ANNA) != {}


@pytest.mark.proof
async def test_it_works_beside_a_running_server(serve: Serve, lotse: Lotse, tmp_path: Path) -> None:
    """Shown and deleted while the bot serves; neither log nor server minds."""
    async with serve() as serving:
        await serving.until("ready")
        before = await at(tmp_path, (TOWN, ANNA), (TOWN, KEMAL))
        shown = await asyncio.to_thread(lotse, "privacy", "show", ANNA)
        ended = await asyncio.to_thread(lotse, "privacy", "delete", ANNA, "--yes")
        after = await at(tmp_path)
        assert await serving.stop() == 0
        await serving.drain()
    assert (shown.code, ended.code) == (0, 0)
    assert len(re.findall(r"^Gelöscht: ", ended.out, re.MULTILINE)) >= 1
    assert of(after, TOWN, ANNA) == {}
    assert of(after, TOWN, KEMAL) == of(before, TOWN, KEMAL) != {}
    assert ANNA not in str(serving.logged)
