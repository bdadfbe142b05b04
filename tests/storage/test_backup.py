"""Backup and restore: whole or not there at all, beside a server at work, and killed at any moment."""

import asyncio
import os
import random
import resource
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.storage import (
    BackupFailed,
    Database,
    DatabaseAway,
    DatabaseBusy,
    DatabaseLocked,
    Migrations,
    NoBackup,
    Queries,
    SchemaTooNew,
    Transaction,
    Value,
)
from bot.storage.backup import AUTOMATIC, DAYS, back_up, forget_old, last
from bot.storage.condition import condition, examine
from bot.storage.restore import restore
from tests.storage.conftest import SHELF
from tests.storage.test_migrations import TABLE, write

TOWN: dict[str, Value] = {"tenant": "town"}
ROOT = Path(__file__).parents[2]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of the town's database."""
    return tmp_path / "town.db"


async def opened(file: Path, queries: Queries, migrations: Migrations) -> Database:
    """The database in this file, being served."""
    return await Database.open(f"sqlite:///{file}", queries=queries, migrations=migrations)


@pytest.fixture
def town(file: Path, queries: Queries, migrations: Migrations) -> Path:
    """A closed database that holds `old`."""
    keep(file, queries, migrations, "old")
    return file


def keep(file: Path, queries: Queries, migrations: Migrations, words: str) -> list[str]:
    """Start, keep these words as well, and stop; what there was before."""

    async def run() -> list[str]:
        database = await opened(file, queries, migrations)
        before = await database.all("shelf_words", str, TOWN)
        await database.run("shelf_put_words", TOWN, id=words, words=words)
        await database.close()
        return before

    return asyncio.run(run())


def words(file: Path) -> list[str]:
    """What a database holds, by the eyes of SQLite alone."""
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [word for (word,) in connection.execute("SELECT words FROM shelf_thing ORDER BY id")]


def holding(folder: Path, secret: str) -> list[str]:
    """The files in which these letters stand."""
    return [path.name for path in folder.iterdir() if secret.encode() in path.read_bytes()]


def overwrite(file: Path, at: int, size: int = 4096) -> None:
    """Let a disk go bad there."""
    with file.open("r+b") as damaged:
        damaged.seek(at)
        damaged.write(b"\xff" * size)


# ---------------------------------------------------------------- backing up


async def test_beside_a_server_at_work(
    file: Path, tmp_path: Path, queries: Queries, migrations: Migrations
) -> None:
    """A backup holds whole transactions of one moment, all that were acknowledged before it began."""
    database = await opened(file, queries, migrations)
    target = tmp_path / "copy.db"

    def pair(tx: Transaction, number: int) -> None:
        tx.run("shelf_put_words", id=f"{number:05}a", words="x" * 500)
        tx.run("shelf_put_words", id=f"{number:05}b", words="x" * 500)

    done, copied = 0, False

    async def write_on() -> None:
        nonlocal done
        while not copied:
            await database.transact(pair, bound=TOWN, number=done)
            done += 1

    writing = asyncio.create_task(write_on())
    for number in range(5):
        while done < 200 * number:
            await asyncio.sleep(0.001)
        before = done
        await asyncio.to_thread(back_up, file, target, force=True)
        with closing(sqlite3.connect(target)) as copy:
            found = [name for (name,) in copy.execute("SELECT id FROM shelf_thing ORDER BY id")]
        assert len(found) >= 2 * before
        assert found == [f"{name:05}{half}" for name in range(len(found) // 2) for half in "ab"]
    copied = True
    await writing
    await database.close()


def test_for_the_owner_only_and_with_its_name_when_it_is_whole(town: Path, tmp_path: Path) -> None:
    """Nobody else can read it, nothing else is left beside it, and it is noted when and where it was made."""
    before = os.umask(0)
    try:
        made = back_up(town, tmp_path / "copy.db")
    finally:
        os.umask(before)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert words(made.path) == ["old"]
    assert last(town) == made
    assert not list(tmp_path.glob("*.part"))


def test_never_over_another_file(town: Path, tmp_path: Path) -> None:
    """What is there stays, but where it is wished otherwise; the database itself is never overwritten."""
    there = tmp_path / "copy.db"
    there.write_text("precious")
    with pytest.raises(FileExistsError):
        back_up(town, there)
    assert there.read_text() == "precious"
    back_up(town, there, force=True)
    assert words(there) == ["old"]
    for name in ("town.db", "town.db-wal"):
        with pytest.raises(BackupFailed, match="itself"):
            back_up(town, tmp_path / name, force=True)


def test_a_damaged_database_gives_no_backup(
    town: Path, tmp_path: Path, queries: Queries, migrations: Migrations
) -> None:
    """A backup that could not be restored is none; the good one of yesterday stays."""
    target = back_up(town, tmp_path / "copy.db").path
    overwrite(town, 2 * 4096, 20 * 4096)
    with pytest.raises(DatabaseAway):
        back_up(town, target, force=True)
    assert words(target) == ["old"]
    assert not list(tmp_path.glob("*.part"))


async def test_deleted_words_are_in_no_file(
    file: Path, tmp_path: Path, queries: Queries, migrations: Migrations
) -> None:
    """What was deleted is overwritten in the database, leaves its log when it closes, and is in no backup."""
    secret = "geheimnisvoll"
    database = await opened(file, queries, migrations)
    for number in range(300):
        await database.run("shelf_put_words", TOWN, id=f"{number}", words=f"{secret} {number}" * 20)
    assert holding(tmp_path, secret)
    await database.run("shelf_clear", TOWN)
    await asyncio.to_thread(back_up, file, tmp_path / "copy.db")
    await database.close()
    assert not holding(tmp_path, secret)


# ---------------------------------------------------------------- restoring


def test_back_to_the_backup(town: Path, tmp_path: Path, queries: Queries, migrations: Migrations) -> None:
    """The backup becomes the database, and the present one stays beside it."""
    copy = back_up(town, tmp_path / "copy.db").path
    keep(town, queries, migrations, "since")
    kept = restore(town, copy, migrations)
    assert kept is not None
    assert kept.name.endswith(".before-restore.bak")
    assert words(town) == ["old"]
    assert words(kept) == ["old", "since"]
    keep(town, queries, migrations, "young")
    assert words(town) == ["old", "young"]
    assert words(copy) == ["old"]


def test_onto_a_machine_of_its_own(
    town: Path, tmp_path: Path, queries: Queries, migrations: Migrations
) -> None:
    """Where there was no database there is nothing to keep."""
    new = tmp_path / "new" / "town.db"
    assert restore(new, back_up(town, tmp_path / "copy.db").path, migrations) is None
    assert words(new) == ["old"]


async def test_not_while_a_server_runs(
    town: Path, tmp_path: Path, queries: Queries, migrations: Migrations
) -> None:
    """A server would go on writing into a file that nobody reads any more."""
    copy = back_up(town, tmp_path / "copy.db").path
    database = await opened(town, queries, migrations)
    with pytest.raises(DatabaseLocked):
        await asyncio.to_thread(restore, town, copy, migrations)
    await database.run("shelf_put_words", TOWN, id="new", words="new")
    await database.close()
    assert words(town) == ["new", "old"]


def test_not_while_another_program_has_it_open(town: Path, tmp_path: Path, migrations: Migrations) -> None:
    """Its log would be taken for that of the restored one."""
    copy = back_up(town, tmp_path / "copy.db").path
    with closing(sqlite3.connect(town)) as other:
        other.execute("SELECT * FROM shelf_thing").fetchall()
        with pytest.raises(DatabaseBusy):
            restore(town, copy, migrations)
    assert restore(town, copy, migrations) is not None


def test_only_a_whole_backup_of_ours(
    town: Path, tmp_path: Path, queries: Queries, migrations: Migrations
) -> None:
    """A torn file, another program's database, plain text, nothing at all: refused, and nothing changes."""
    torn = back_up(town, tmp_path / "torn.db").path
    torn.write_bytes(torn.read_bytes()[: torn.stat().st_size // 2])
    strange = tmp_path / "strange.db"
    with closing(sqlite3.connect(strange)) as other:
        other.execute("CREATE TABLE diary (words)")
    text = tmp_path / "letter.txt"
    text.write_text("Dear all, " * 1000)
    for path in (torn, strange, text):
        with pytest.raises(NoBackup):
            restore(town, path, migrations)
    with pytest.raises(FileNotFoundError):
        restore(town, tmp_path / "nowhere", migrations)
    with pytest.raises(SchemaTooNew):
        restore(town, back_up(town, tmp_path / "new.db").path, Migrations.load())
    assert words(town) == ["old"]
    assert not list(tmp_path.glob("*.bak"))


def test_over_a_damaged_database(
    town: Path, tmp_path: Path, queries: Queries, migrations: Migrations
) -> None:
    """It is what backups are for; what is left of the damaged one is kept."""
    copy = back_up(town, tmp_path / "copy.db").path
    town.write_bytes(b"\xff" * 4096 + town.read_bytes()[4096:])
    torn = town.read_bytes()
    kept = restore(town, copy, migrations)
    assert kept is not None
    assert kept.read_bytes() == torn
    assert words(town) == ["old"]


RESTORE = """
import sys
from pathlib import Path
from bot.storage import Migrations
from bot.storage.restore import restore
here, shelf = Path(sys.argv[1]), Path(sys.argv[2])
migrations = Migrations.load([shelf])
print("begin", flush=True)
for number in range(1000):
    restore(here / "town.db", here / ("one.db", "two.db")[number % 2], migrations)
    for kept in here.glob("*.bak"):
        kept.unlink()
"""


@pytest.mark.proof
def test_killed_while_restoring(tmp_path: Path, queries: Queries, migrations: Migrations) -> None:
    """Killed at any moment, it leaves one of the two databases, whole and usable."""
    one, two, town = tmp_path / "one.db", tmp_path / "two.db", tmp_path / "town.db"
    keep(one, queries, migrations, "one")
    keep(two, queries, migrations, "two")
    restore(town, one, migrations)
    chance, found = random.Random(20261122), set[str]()
    for number in range(12):
        process = subprocess.Popen(
            [sys.executable, "-c", RESTORE, str(tmp_path), str(SHELF / "migrations")],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"begin\n"
        killing = threading.Timer(chance.uniform(0, 0.1), process.kill)
        killing.start()
        process.wait()
        killing.join()
        process.stdout.close()
        before = keep(town, queries, migrations, f"round {number}")
        assert words(town) == sorted([*before, f"round {number}"])
        there = {"one", "two"} & set(before)
        assert len(there) == 1
        found |= there
    assert found == {"one", "two"}


# ---------------------------------------------------------------- before an upgrade


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file of this process may grow beyond `size` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def next_step(tmp_path: Path, number: int) -> Migrations:
    """The shelf's migrations and so many of a feature that is being written."""
    steps = [TABLE.format("zoo", "a"), *(f"ALTER TABLE zoo ADD b{n} TEXT;" for n in range(2, number + 1))]
    return Migrations.load([SHELF / "migrations", write(tmp_path, *steps, feature="zoo")])


def test_kept_before_the_schema_changes(town: Path, tmp_path: Path, queries: Queries) -> None:
    """An older database is copied beside itself first, named by date and schema; the last three are kept."""
    assert not list(tmp_path.glob("*.bak"))
    for number in range(1, 6):
        keep(town, queries, next_step(tmp_path, number), f"zoo {number}")
    copies = sorted(tmp_path.glob("town.db.*.bak"))
    assert len(copies) == AUTOMATIC
    assert [words(copy)[-1] for copy in copies] == ["zoo 2", "zoo 3", "zoo 4"]
    assert [copy.name.split(".")[3] for copy in copies] == ["schema-04", "schema-05", "schema-06"]
    assert {stat.S_IMODE(copy.stat().st_mode) for copy in copies} == {0o600}


def test_nothing_is_begun_without_the_copy(town: Path, tmp_path: Path, queries: Queries) -> None:
    """Where it can't be made the migration is not begun; once there is room again it goes on."""
    later = next_step(tmp_path, 1)
    with full_disk(40_000), pytest.raises(BackupFailed):
        keep(town, queries, later, "zoo")
    assert condition(town, later).missing == ("zoo 001",)
    keep(town, queries, later, "zoo")
    assert words(town) == ["old", "zoo"]


def test_killed_in_the_middle_of_a_migration(town: Path, tmp_path: Path, queries: Queries) -> None:
    """What was begun is gone, the next start does it from the beginning, and no piece of a copy is left."""
    code = (
        "import asyncio, os, sys; from pathlib import Path; from bot.storage import *\n"
        "import bot.storage.upgrade as upgrade\n"
        "upgrade._demand_whole = lambda database: os.kill(os.getpid(), 9)\n"
        "asyncio.run(Database.open(sys.argv[1], queries=Queries.load(),"
        " migrations=Migrations.load(map(Path, sys.argv[2:]))))"
    )
    later = next_step(tmp_path, 2)
    folders = [str(SHELF / "migrations"), str(tmp_path / "zoo" / "migrations")]
    killed = subprocess.run(
        [sys.executable, "-c", code, f"sqlite:///{town}", *folders], cwd=ROOT, check=False, timeout=60
    )
    assert killed.returncode == -9
    assert condition(town, later).missing == ("zoo 001", "zoo 002")
    (tmp_path / "town.db.2026-01-01T000000Z.schema-01.bak.part").write_text("half a copy")
    keep(town, queries, later, "zoo")
    assert condition(town, later).missing == ()
    assert not list(tmp_path.glob("*.part"))


def test_copies_are_forgotten(town: Path, tmp_path: Path) -> None:
    """What the program puts beside the database holds people's data: it goes after thirty days."""
    for name in ("2026-10-01T000000Z.schema-02.bak", "2026-10-01T000000Z.before-restore.bak-wal"):
        (tmp_path / f"town.db.{name}").touch()
    for name in ("2026-10-02T000000Z.schema-02.bak", "mine.bak", "backup"):
        (tmp_path / f"town.db.{name}").touch()
    assert forget_old(town, date(2026, 10, 1) + timedelta(DAYS)) == 0
    assert forget_old(town, date(2026, 10, 2) + timedelta(DAYS)) == 2
    left = {path.name for path in tmp_path.glob("town.db.*")}
    assert {"town.db.2026-10-02T000000Z.schema-02.bak", "town.db.mine.bak"} <= left


# ---------------------------------------------------------------- looking


async def test_what_there_is(town: Path, tmp_path: Path, queries: Queries, migrations: Migrations) -> None:
    """Size, schema, rows of each table, the last backup; also beside a server at work."""
    made = back_up(town, tmp_path / "copy.db")
    database = await opened(town, queries, migrations)
    await database.run("shelf_put_words", TOWN, id="new", words="new")
    found = condition(town, migrations)
    await database.close()
    assert found.rows["shelf_thing"] == 2
    assert not [name for name in found.rows if name.startswith(("_", "sqlite"))]
    assert found.backup == made
    assert found.log > 0
    assert (found.steps, found.missing) == (len(list(migrations)), ())


def test_nothing_wrong(town: Path, migrations: Migrations) -> None:
    """A good database has no finding."""
    assert examine(town, migrations) == []


def test_what_is_wrong(town: Path, tmp_path: Path, queries: Queries, migrations: Migrations) -> None:
    """A torn page, a row that points to nothing, a newer schema, another program's file, open doors."""

    def kinds(path: Path, known: Migrations = migrations) -> set[str]:
        return {finding.kind for finding in examine(path, known)}

    assert kinds(town, Migrations.load()) == {"newer"}
    town.chmod(0o644)
    assert kinds(town) == {"open"}
    town.chmod(0o600)
    strange = tmp_path / "strange.db"
    with closing(sqlite3.connect(strange)) as other:
        other.execute("CREATE TABLE diary (words REFERENCES elsewhere)")
        other.execute("INSERT INTO diary VALUES (1)")
        other.commit()
    strange.chmod(0o600)
    assert kinds(strange) == {"foreign", "dangling"}
    overwrite(town, 4 * 4096, 2000)
    assert kinds(town) == {"damaged"}
    town.write_bytes(b"Dear diary, " * 1000)
    assert kinds(town) == {"damaged"}
