"""Named queries: what a file of them must look like, and what it is told where it doesn't."""

from pathlib import Path

import pytest

from bot.storage import Database, Migrations, Queries, QueriesBroken
from bot.storage.dialect import POSTGRES, SQLITE

GOOD = "-- name: cafe_slots\n-- All slots.\nSELECT 1 AS one;\n"


def write(tmp_path: Path, text: str, feature: str = "cafe") -> Path:
    """A file of queries in the folder of its feature."""
    path = tmp_path / feature / "queries.sql"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_purpose_and_parameters(tmp_path: Path) -> None:
    """A query knows its purpose over several lines, its parameters once each, and whether it reads."""
    path = write(
        tmp_path,
        "-- About the café.\n\n-- name: cafe_slots\n-- Slots that are\n-- still open.\n"
        "SELECT :b, :a, :b -- not :c\nWHERE ':d' <> '';\n\n"
        "-- name: cafe_add\n-- Add one.\nINSERT INTO cafe VALUES (:a::text)",
    )
    queries = Queries.load([path])
    slots, add = queries["cafe_slots"], queries["cafe_add"]
    assert (slots.purpose, slots.parameters, slots.reads) == ("Slots that are still open.", ("b", "a"), True)
    assert slots.place == f"{path}:3"
    assert (add.parameters, add.reads) == (("a",), False)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("SELECT 1;\n", r":1: a query begins with"),
        ("-- name: Slots\n-- All.\nSELECT 1", r":1: “Slots” is no name"),
        ("-- name: slots_of_cafe\n-- All.\nSELECT 1", r"must begin with cafe_"),
        ("-- name: cafe_slots\nSELECT 1", r"needs a line that says what it is for"),
        ("-- name: cafe_slots\n-- All.\n", r"must begin with one of SELECT"),
        ("-- name: cafe_slots\n-- All.\nDROP TABLE cafe", r"must begin with one of SELECT"),
        ("-- name: cafe_slots\n-- All.\nSELECT 1; SELECT 2", r"one statement"),
        ("-- name: cafe_slots\n-- All.\nSELECT 1 {SOMEHOW}", r"unknown token SOMEHOW"),
        ("-- name: cafe_slots\n-- All.\nWITH a AS (SELECT 1) DELETE FROM b", r"begins with WITH"),
        (GOOD + GOOD, r":4: cafe_slots stands in .*:1 already"),
    ],
)
def test_broken_files(tmp_path: Path, text: str, told: str) -> None:
    """A mistake is refused with file, line and what is wrong."""
    path = write(tmp_path, text)
    with pytest.raises(QueriesBroken, match=told) as refused:
        Queries.load([path])
    assert str(path) in str(refused.value)


def test_no_file(tmp_path: Path) -> None:
    """A file that isn't there is named."""
    with pytest.raises(QueriesBroken, match=r"missing\.sql"):
        Queries.load([tmp_path / "missing.sql"])


def test_tokens(tmp_path: Path) -> None:
    """An engine's own words stand where the tokens stood."""
    path = write(tmp_path, "-- name: cafe_slots\n-- All.\nSELECT CAST(1 AS {FLOAT}) FROM seat {FOR_UPDATE}")
    queries = Queries.load([path])
    assert queries.spoken(SQLITE)["cafe_slots"].sql == "SELECT CAST(1 AS REAL) FROM seat "
    assert (
        queries.spoken(POSTGRES)["cafe_slots"].sql
        == "SELECT CAST(1 AS DOUBLE PRECISION) FROM seat FOR UPDATE"
    )


def test_numbered_parameters(tmp_path: Path) -> None:
    """PostgreSQL counts its parameters, each name once; what is quoted or a type is none."""
    path = write(tmp_path, "-- name: cafe_slots\n-- All.\nSELECT :b, :a, ':a 5 %', \":b\", :b::text, '::c'")
    spoken = Queries.load([path]).spoken(POSTGRES)["cafe_slots"]
    assert spoken.sql == "SELECT $1, $2, ':a 5 %', \":b\", $1::text, '::c'"
    assert spoken.parameters == ("b", "a")


def test_types_of_columns() -> None:
    """Columns sort by bytes and hold 64 bits on PostgreSQL; comments, quotes and casts stay as they are."""
    step = (
        "CREATE TABLE seat (\n  id TEXT NOT NULL,  -- TEXT and INTEGER\n"
        "  place INTEGER DEFAULT 1,\n  CHECK (CAST(place AS TEXT) <> 'TEXT')\n) {STRICT}"
    )
    assert SQLITE.say_step(step) == step.replace("{STRICT}", "STRICT")
    assert POSTGRES.say_step(step) == (
        'CREATE TABLE seat (\n  id TEXT COLLATE "C" NOT NULL,  -- TEXT and INTEGER\n'
        "  place BIGINT DEFAULT 1,\n  CHECK (CAST(place AS TEXT) <> 'TEXT')\n) "
    )
    assert (
        POSTGRES.say_step("ALTER TABLE seat ADD words TEXT") == 'ALTER TABLE seat ADD words TEXT COLLATE "C"'
    )
    assert POSTGRES.say_step("UPDATE seat SET id = 'INTEGER'") == "UPDATE seat SET id = 'INTEGER'"


async def test_every_query_is_prepared(tmp_path: Path, url: str) -> None:
    """A query that the schema refuses stops the start, with file and line."""
    path = write(tmp_path, GOOD + "-- name: cafe_more\n-- More.\nSELECT colour FROM turn_seen")
    with pytest.raises(QueriesBroken, match=r"queries\.sql:4: .*cafe_more: .*colour"):
        await Database.open(url, queries=Queries.load([path]), migrations=Migrations.load())
    await (await Database.open(url, queries=Queries.load(), migrations=Migrations.load())).close()
