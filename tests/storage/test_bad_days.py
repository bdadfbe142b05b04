"""Bad days, each with the real thing: no false yes, no lost yes, and it goes on without hands afterwards."""

import asyncio
import contextlib
import functools
import itertools
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.storage import (
    Database,
    DatabaseAway,
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseFull,
    Migrations,
    Queries,
    StorageError,
    Value,
)
from bot.storage.connection import SqliteSession
from bot.storage.dialect import SQLITE
from bot.storage.sqlite import SqliteEngine
from bot.storage.writer import Writer

TOWN: dict[str, Value] = {"tenant": "town"}
PATIENCE = 1.0  # seconds that a write waits for another program here
ROOT = Path(__file__).parents[2]
HANG = 20  # seconds until a test that hangs fails


@dataclass
class Town:
    """A database at work: who was told yes, who was told no, and what the log says."""

    file: Path
    database: Database
    logged: list[Any]
    yes: list[str] = field(default_factory=list)
    no: list[StorageError] = field(default_factory=list)
    names: Iterator[str] = field(default_factory=lambda: (f"{number:04}" for number in itertools.count()))

    async def put(self, words: str = "") -> bool:
        """Keep something; whether it was promised."""
        name = next(self.names)
        try:
            await self.database.run("shelf_put_words", TOWN, id=name, words=words)
        except DatabaseAway as fault:
            self.no.append(fault)
            return False
        self.yes.append(name)
        return True

    async def kept(self) -> set[str]:
        """What there is."""
        return set(await self.database.all("shelf_ids", str, TOWN))

    async def until_back(self) -> None:
        """Go on trying, as people do, until a yes comes."""
        async with asyncio.timeout(HANG):
            while not await self.put():
                await asyncio.sleep(0.02)

    def events(self) -> list[str]:
        """What the log says, in order."""
        return [event["event"] for event in self.logged if event["event"].startswith("database_")]


@asynccontextmanager
async def at_work(folder: Path, queries: Queries, migrations: Migrations) -> AsyncIterator[Town]:
    """A town whose database is in this folder."""
    spoken = queries.spoken(SQLITE)
    url = f"sqlite:///{folder}/town.db"
    engine = await SqliteEngine.open(url, migrations.spoken(SQLITE), spoken, serving=True, patience=PATIENCE)
    with structlog.testing.capture_logs() as logged:
        town = Town(folder / "town.db", Database(engine, spoken), logged)
        try:
            yield town
        finally:
            await town.database.close()


@pytest.fixture
async def town(tmp_path: Path, queries: Queries, migrations: Migrations) -> AsyncIterator[Town]:
    """A town on a good day, which has kept something."""
    async with at_work(tmp_path, queries, migrations) as town:
        assert await town.put()
        yield town


@pytest.fixture
async def small_disk(tmp_path: Path, queries: Queries, migrations: Migrations) -> AsyncIterator[Town]:
    """A town on a disk of its own, of four megabytes; where disks can't be mounted the test is not run."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or run(mount).returncode:
        pytest.skip("mounting a disk takes root on Linux")
    try:
        async with at_work(folder, queries, migrations) as town:
            assert await town.put()
            yield town
    finally:
        run(["umount", "-l", str(folder)])


def after_a_power_cut(town: Town) -> set[str]:
    """What would be there after a power cut at this moment."""
    place = town.file.with_name(f"cut{time.monotonic_ns()}")
    place.mkdir()
    for end in ("", "-wal"):
        if (from_there := town.file.with_name(f"town.db{end}")).exists():
            shutil.copyfile(from_there, place / f"town.db{end}")
    with closing(sqlite3.connect(place / "town.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {name for (name,) in connection.execute("SELECT id FROM shelf_thing")}


def run(command: list[str], cwd: Path | None = None) -> "subprocess.CompletedProcess[bytes]":
    """Run a program to its end."""
    return subprocess.run(command, cwd=cwd, capture_output=True, check=False, timeout=HANG)


def move(path: Path, target: Path) -> None:
    """Somebody moves a file."""
    path.replace(target)


# ---------------------------------------------------------------- the disk


async def test_a_full_disk(small_disk: Town) -> None:
    """A no says that the disk is full, reading goes on, and room brings it back; the log tells it once."""
    town = small_disk
    ballast = town.file.with_name("ballast")

    def fill() -> None:
        with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(b"x" * 4096)

    await asyncio.to_thread(fill)
    for _ in range(30):
        await town.put("x" * 100_000)
        assert await town.kept() == set(town.yes)
    assert {type(fault) for fault in town.no} == {DatabaseFull}
    refused = len(town.no)
    ballast.unlink()
    await town.until_back()
    assert after_a_power_cut(town) == await town.kept() == set(town.yes)
    assert town.events() == ["database_away", "database_back"]
    assert refused <= town.logged[-1]["lost"] <= len(town.no)


async def test_a_file_that_takes_nothing(town: Town, queries: Queries, migrations: Migrations) -> None:
    """A file that may only be read is told as such, by the real account that may not write it."""
    await town.database.close()
    opening = (
        "import asyncio, concurrent.futures.thread, os, sys\n"
        "from bot.storage import *\n"
        "queries, migrations = Queries.load(), Migrations.load()\n"
        "os.geteuid() or os.setuid(65534)\n"
        "asyncio.run(Database.open(sys.argv[1], queries=queries, migrations=migrations))"
    )
    with reachable(town.file) as file:
        file.chmod(0o444)
        file.parent.chmod(0o555)
        ended = run([sys.executable, "-c", opening, f"sqlite:///{file}"], cwd=ROOT)
    assert b"DatabaseAway" in ended.stderr.splitlines()[-1], ended.stderr


@contextmanager
def reachable(file: Path) -> Iterator[Path]:
    """A copy of the file in a folder that every account of this machine can reach."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield Path(shutil.copy(file, folder / file.name))
        folder.chmod(0o755)


# ---------------------------------------------------------------- other programs


async def test_locked_for_a_moment(town: Town) -> None:
    """Whoever writes waits for the other program and gets a yes; whoever reads doesn't wait at all."""
    with closing(sqlite3.connect(town.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writing = [asyncio.create_task(town.put()) for _ in range(100)]
        for _ in range(3):
            async with asyncio.timeout(PATIENCE / 2):
                assert len(await town.kept()) == 1
        assert not any(task.done() for task in writing)
        other.execute("COMMIT")
    assert all(await asyncio.gather(*writing))
    assert town.events() == []


async def test_locked_for_long(town: Town) -> None:
    """After its patience a write is refused, then at once; reading goes on; afterwards all is well again."""
    with closing(sqlite3.connect(town.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        assert not await town.put()
        assert time.monotonic() - started >= PATIENCE
        for _ in range(5):
            assert not await town.put()
            assert len(await town.kept()) == 1
        other.execute("COMMIT")
    await town.until_back()
    assert {type(fault) for fault in town.no} == {DatabaseBusy}
    assert await town.kept() == set(town.yes)
    assert town.events() == ["database_away", "database_back"]


async def test_it_comes_back_though_nobody_asks(town: Town) -> None:
    """The end of an outage is found by looking, not by somebody's failing."""
    with closing(sqlite3.connect(town.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert not await town.put()
        other.execute("COMMIT")
    async with asyncio.timeout(HANG):
        while town.events() != ["database_away", "database_back"]:
            await asyncio.sleep(0.02)


class Trusting(SqliteSession):
    """The control: it does not look where its files are."""

    def in_place(self) -> bool:
        return True


async def lost_with_the_log(town: Town, connect: type[SqliteSession]) -> tuple[set[str], int]:
    """Delete the log beneath a server again and again; what was promised and is lost, and how many were."""
    await town.database.close()
    writer = Writer(lambda: connect(town.file))
    promised = set()
    for number in range(40):
        name = f"log {number}"
        if number % 4 == 1:
            town.file.with_name("town.db-wal").unlink(missing_ok=True)
        try:
            await writer.do(functools.partial(_insert, name=name))
            promised.add(name)
        except DatabaseAway:
            await asyncio.sleep(0.15)
    left = after_a_power_cut(town)
    await writer.close()
    return promised - left, len(promised)


def _insert(session: SqliteSession, name: str, words: str = "") -> None:
    insert = "INSERT INTO shelf_thing (tenant, id, words) VALUES ('town', ?, ?)"
    session.database.execute(insert, [name, words])


async def test_the_log_is_deleted(town: Town) -> None:
    """Who tidies up the -wal file takes no yes with it: what it held is put into the database."""
    lost, promised = await lost_with_the_log(town, SqliteSession)
    assert not lost
    assert promised >= 30


async def test_control_the_log_is_deleted(town: Town) -> None:
    """Control: who does not look where its files are promises what a power cut then takes."""
    lost, _ = await lost_with_the_log(town, Trusting)
    assert lost


async def test_the_database_is_moved_away(town: Town) -> None:
    """Nothing is promised into a file that nobody will find, no empty one is made, and back is back."""
    elsewhere = town.file.with_name("elsewhere.db")
    move(town.file, elsewhere)
    for _ in range(5):
        assert not await town.put()
    with pytest.raises(DatabaseAway):
        await town.kept()
    assert not town.file.exists()
    move(elsewhere, town.file)
    await town.until_back()
    assert after_a_power_cut(town) == await town.kept() == set(town.yes)
    assert town.events() == ["database_away", "database_back"]


async def test_another_database_is_put_in_its_place(
    town: Town, tmp_path: Path, queries: Queries, migrations: Migrations
) -> None:
    """It is used from then on, and nothing of the old one's log gets into it."""
    (tmp_path / "new").mkdir()
    async with at_work(tmp_path / "new", queries, migrations) as other:
        other.names = (f"new {number}" for number in itertools.count())
        for _ in range(50):
            await other.put("new")
    move(other.file, town.file)
    await town.until_back()
    assert await town.kept() >= set(other.yes)
    assert after_a_power_cut(town) >= set(other.yes)


async def test_a_database_without_its_tables(town: Town, tmp_path: Path) -> None:
    """An empty file in its place is no database to work with; the right one brings it back."""
    elsewhere = tmp_path / "elsewhere.db"
    move(town.file, elsewhere)
    town.file.touch()
    assert not await town.put()
    with pytest.raises(DatabaseAway):
        await town.kept()
    move(elsewhere, town.file)
    await town.until_back()
    assert await town.kept() == set(town.yes)


# ---------------------------------------------------------------- a damaged file


async def test_a_page_goes_bad(town: Town, queries: Queries, migrations: Migrations) -> None:
    """Once damage is met nothing is promised any more, until the file is whole again."""
    for _ in range(40):
        await town.put("x" * 1000)
    await town.database.close()
    good = town.file.read_bytes()
    with closing(sqlite3.connect(town.file)) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'shelf_thing'"
        ).fetchone()
    bad = bytearray(good)
    bad[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    town.file.write_bytes(bad)
    async with at_work(town.file.parent, queries, migrations) as again:
        with pytest.raises(DatabaseDamaged):
            await again.database.all("shelf_words", str, TOWN)
        for _ in range(3):
            assert not await again.put()
        with pytest.raises(DatabaseDamaged):
            await again.database.run("installation_keep_fact", name="a", value="b")
        whole = town.file.with_name("whole.db")
        whole.write_bytes(good)
        move(whole, town.file)
        async with asyncio.timeout(HANG):
            while again.events()[-1] != "database_back":
                await asyncio.sleep(0.02)
        assert await again.kept() == set(town.yes)
        assert {type(fault) for fault in again.no} == {DatabaseDamaged}
        assert again.events() == ["database_away", "database_back"]


# ---------------------------------------------------------------- what was deleted


async def test_deleted_words_leave_the_log(town: Town) -> None:
    """In a quiet moment the log is emptied: then what was deleted is in no file, nor in an old copy."""
    secret = b"geheimnisvoll"

    def holding() -> list[str]:
        return [path.name for path in town.file.parent.glob("town.db*") if secret in path.read_bytes()]

    await town.database.close()
    writer = Writer(lambda: SqliteSession(town.file), quiet=0.05)
    words = secret.decode() * 100
    old = town.file.with_name("town.db.2026-01-01T000000Z.schema-01.bak")
    old.write_bytes(secret)
    await writer.do(lambda session: _insert(session, "s", words))
    assert holding()
    await writer.do(lambda session: session.database.execute("DELETE FROM shelf_thing"))
    async with asyncio.timeout(HANG):
        while holding():
            await asyncio.sleep(0.02)
    await writer.close()
