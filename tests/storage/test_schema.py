"""The schema as the migrations tell it: columns, comments, promises, and what points to what."""

from pathlib import Path

import pytest

from bot.storage import Column, MigrationBroken, Migrations, Table, tables

TOP = "-- table: cafe\n-- purpose: Who comes.\n-- retention: 14 days\n-- about: {0}\n"
CAFE = """
CREATE TABLE cafe (
  tenant TEXT NOT NULL,  -- Entra tenant, a town
  guest TEXT NOT NULL,  -- who comes,
  -- and nobody else; (no bracket
  host TEXT,  -- whose it is
  words TEXT DEFAULT 'a, b)' CHECK (words IN ('a, b)', 'c')),  -- what about
  slot TEXT REFERENCES slot (id),
  CONSTRAINT cafe_key PRIMARY KEY (tenant, guest),
  FOREIGN KEY (tenant, host) REFERENCES host (tenant, id)
) {STRICT};
"""


def schema(tmp_path: Path, *texts: str) -> dict[str, Table]:
    """The tables of a feature with these migrations."""
    folder = tmp_path / "cafe" / "migrations"
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(texts, 1):
        (folder / f"{number:03}.sql").write_text(text, encoding="utf-8")
    return tables(Migrations.load([folder]))


def test_columns_comments_and_parents(tmp_path: Path) -> None:
    """A comma in a comment, a bracket in a quote and a rule of the table are no columns."""
    cafe = schema(tmp_path, TOP.format("guest, host (emptied)") + CAFE)["cafe"]
    assert cafe.columns == (
        Column("tenant", "TEXT", True, "Entra tenant, a town"),
        Column("guest", "TEXT", True, "who comes, and nobody else; (no bracket"),
        Column("host", "TEXT", False, "whose it is"),
        Column("words", "TEXT", False, "what about"),
        Column("slot", "TEXT", False, ""),
    )
    assert cafe.parents == {"slot", "host"}
    assert (cafe.promise.about, cafe.promise.emptied) == (("guest",), ("host",))
    assert (cafe.feature, cafe.personal) == ("cafe", True)


def test_later_steps_change_what_stands(tmp_path: Path) -> None:
    """A column comes, goes or gets a new name; a table is renamed or dropped, and its promise with it."""
    steps = [
        "ALTER TABLE cafe ADD COLUMN day TEXT;  -- when",
        "ALTER TABLE cafe ADD room TEXT NOT NULL DEFAULT '' -- where\n;",
        "ALTER TABLE cafe DROP COLUMN words;",
        "ALTER TABLE cafe RENAME COLUMN slot TO seat;",
        "ALTER TABLE cafe RENAME TO cafe_booking;",
    ]
    standing = schema(tmp_path, TOP.format("guest") + CAFE, *steps)
    names = [column.name for column in standing["cafe_booking"].columns]
    assert names == ["tenant", "guest", "host", "seat", "day", "room"]
    assert standing["cafe_booking"].columns[-1] == Column("room", "TEXT", True, "where")
    assert standing["cafe_booking"].promise.table == "cafe_booking"
    assert "cafe" not in standing
    assert "cafe_booking" not in schema(
        tmp_path, TOP.format("guest") + CAFE, *steps, "DROP TABLE cafe_booking;"
    )


@pytest.mark.parametrize(
    ("about", "sql", "told"),
    [
        ("visitor", CAFE, "about visitor, which is none of its columns"),
        ("guest (emptied)", CAFE, "guest can't be emptied"),
        ("guest", CAFE.replace("tenant", "town"), "needs the column tenant"),
        ("guest", CAFE + "ALTER TABLE cafe RENAME COLUMN guest TO visitor;", "about guest"),
    ],
)
def test_a_promise_that_cant_be_kept_is_refused(tmp_path: Path, about: str, sql: str, told: str) -> None:
    """By its table and column, when the program starts."""
    with pytest.raises(MigrationBroken, match=told):
        schema(tmp_path, TOP.format(about) + sql)
