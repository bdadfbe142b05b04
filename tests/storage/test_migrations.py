"""Migrations: what a file must say, how they are applied, and what is refused."""

from pathlib import Path

import pytest

from bot.storage import Database, MigrationBroken, Migrations, Promise, Queries, SchemaTooNew
from tests.beneath import rows

PROMISE = "-- table: {0}\n-- purpose: For {0}.\n-- retention: a day\n-- about: nobody\n"
TABLE = PROMISE + "CREATE TABLE {0} (tenant TEXT NOT NULL PRIMARY KEY, {1} TEXT) {{STRICT}};\n"


def write(tmp_path: Path, *texts: str, feature: str = "cafe") -> Path:
    """A feature's folder of migrations with these files, numbered."""
    folder = tmp_path / feature / "migrations"
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(texts, 1):
        (folder / f"{number:03}.sql").write_text(text, encoding="utf-8")
    return folder


async def migrate(url: str, *folders: Path) -> None:
    """Bring a database up to these migrations."""
    await (await Database.open(url, queries=Queries.load(), migrations=Migrations.load(folders))).close()


def tables(url: str) -> set[str]:
    """The tables there are, without the engine's own record."""
    names = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'",
        "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    }
    found = {str(name) for (name,) in rows(url, names[url.partition(":")[0]])}
    return found - {"_sqlite_migrations", "_migrations"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CREATE TABLE cafe (a TEXT) {STRICT};", "cafe needs its lines"),
        ("-- table: cafe\n-- purpose: Why.\n", "belong together"),
        ("-- table: cafe\n-- purpose:\n-- retention: a day\n-- about: nobody\n", "belong together"),
        ("-- table: cafe\n-- purpose: Why.\n-- retention: a day\n", "belong together"),
        (PROMISE.format("cafe").replace("nobody", "person and host"), "about names columns"),
        (PROMISE.format("cafe").replace("nobody", "person, nobody"), "about names columns"),
        (PROMISE.format("cafe"), "cafe is promised and not created"),
        (PROMISE.format("cafe") + "CREATE TABLE cafe (a TEXT);", r"\{STRICT\}: CREATE TABLE cafe"),
        (PROMISE.format("cafe") + "CREATE TABLE IF NOT EXISTS cafe (a TEXT) {STRICT};", "a table is written"),
        ("CREATE TEMPORARY TABLE cafe (a TEXT) {STRICT};", "a table is written"),
        ("ALTER TABLE cafe ADD a {TEXT};", "unknown token TEXT"),
        ("PRAGMA foreign_keys = 0;", "the engine itself"),
        ("COMMIT;", "the engine itself"),
        ("CREATE TRIGGER a AFTER INSERT ON b BEGIN DELETE FROM c; END;", "triggers"),
        (
            PROMISE.format("cafe") + "CREATE TABLE cafe (a TEXT REFERENCES b DEFERRABLE) {STRICT};",
            "deferred constraint",
        ),
    ],
)
def test_broken_files(tmp_path: Path, text: str, told: str) -> None:
    """A file that hides what a table is for, or that one engine can't run, is refused by name."""
    folder = write(tmp_path, text)
    with pytest.raises(MigrationBroken, match=told) as refused:
        Migrations.load([folder])
    assert "001.sql" in str(refused.value)


def test_gap(tmp_path: Path) -> None:
    """Numbers have no gap, and a folder must be there."""
    folder = write(tmp_path, TABLE.format("cafe", "a"))
    (folder / "003.sql").write_text("")
    with pytest.raises(MigrationBroken, match=r"002\.sql is the next"):
        Migrations.load([folder])
    with pytest.raises(MigrationBroken, match="no folder"):
        Migrations.load([tmp_path / "nowhere" / "migrations"])


def test_promises(tmp_path: Path) -> None:
    """A promise goes over several lines, follows a renamed table, and goes with a dropped one."""
    folder = write(
        tmp_path,
        "-- table: cafe_old\n-- purpose: Seats,\n--   and who has them.\n-- retention: a day\n"
        "-- about: nobody\nCREATE TABLE cafe_old (a TEXT) {STRICT};\n",
        TABLE.format("cafe_gone", "a") + "DROP TABLE cafe_gone;\nALTER TABLE cafe_old RENAME TO cafe_new;\n",
    )
    promises = Migrations.load([folder]).promises()
    assert promises["cafe_new"] == Promise("cafe_new", "Seats, and who has them.", "a day")
    assert not {"cafe_old", "cafe_gone"} & promises.keys()
    assert promises["turn_seen"].retention == "7 days"


async def test_every_table_promises(url: str, tmp_path: Path, migrations: Migrations) -> None:
    """The tables that really are there are those that say what they are for."""
    await migrate(url, Path(__file__).parent / "shelf" / "migrations")
    assert tables(url) == migrations.promises().keys()


async def test_core_first_then_by_name(url: str, tmp_path: Path) -> None:
    """The order is the core's, then the features' by name, each by number, in whatever order they come."""
    late = write(tmp_path, TABLE.format("zoo", "a"), feature="zoo")
    early = write(tmp_path, TABLE.format("cafe", "a"), "ALTER TABLE cafe ADD b TEXT;")
    steps = [(step.feature, step.number) for step in Migrations.load([late, early])]
    assert steps == [("storage", "001"), ("cafe", "001"), ("cafe", "002"), ("zoo", "001")]
    await migrate(url, late, early)
    assert {"zoo", "cafe", "turn_seen"} <= tables(url)


async def test_all_or_nothing(url: str, tmp_path: Path) -> None:
    """A step that fails takes the others with it; repaired, all are applied."""
    folder = write(tmp_path, TABLE.format("cafe", "a"), "ALTER TABLE cofe ADD b TEXT;")
    with pytest.raises(MigrationBroken, match=r"cafe 002: .*cofe"):
        await migrate(url, folder)
    assert tables(url) == set()
    await migrate(url, write(tmp_path, TABLE.format("cafe", "a"), "ALTER TABLE cafe ADD b TEXT;"))
    assert "cafe" in tables(url)


async def test_rebuilding_keeps_children(url: str, tmp_path: Path) -> None:
    """A table is rebuilt without losing the rows that point to it; rows that point to nothing refuse it."""
    child = (
        PROMISE.format("seat")
        + (
            "CREATE TABLE seat (cafe TEXT NOT NULL REFERENCES cafe (tenant) ON DELETE CASCADE) {{STRICT}};\n"
            "INSERT INTO cafe (tenant) VALUES ('town');\nINSERT INTO seat VALUES ('town');\n"
        ).format()
    )
    rebuild = TABLE.format("cafe_new", "b") + (
        "INSERT INTO cafe_new (tenant) SELECT tenant FROM cafe;\n"
        "DROP TABLE cafe;\nALTER TABLE cafe_new RENAME TO cafe;\n"
    )
    await migrate(url, write(tmp_path, TABLE.format("cafe", "a"), child))
    await migrate(url, write(tmp_path, TABLE.format("cafe", "a"), child, rebuild))
    assert rows(url, "SELECT * FROM seat") == [("town",)]
    lost = write(tmp_path, TABLE.format("cafe", "a"), child, rebuild, "DELETE FROM cafe;")
    with pytest.raises(MigrationBroken, match="Rows of seat point to nothing"):
        await migrate(url, lost)


async def test_newer_schema(url: str, tmp_path: Path) -> None:
    """A database that a newer program has touched is refused, by a step or by a whole feature."""
    two = write(tmp_path, TABLE.format("cafe", "a"), "ALTER TABLE cafe ADD b TEXT;")
    await migrate(url, two)
    (two / "002.sql").unlink()
    with pytest.raises(SchemaTooNew, match=r"newer Digitallotse.*\(cafe 002\)"):
        await migrate(url, two)
    with pytest.raises(SchemaTooNew, match=r"cafe 001, cafe 002"):
        await migrate(url)
