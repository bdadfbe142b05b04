"""What the SQLite engine does besides: its file, its settings, and its bad days."""

import asyncio
import os
import resource
import sqlite3
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.storage import (
    Database,
    DatabaseAway,
    DatabaseBusy,
    DatabaseDamaged,
    Migrations,
    Queries,
    QueriesBroken,
    Transaction,
    UnknownEngine,
    Value,
)
from bot.storage.connection import PRAGMAS, SqliteSession
from bot.storage.dialect import SQLITE
from bot.storage.sqlite import SqliteEngine, path_of

TOWN: dict[str, Value] = {"tenant": "town"}
BRIEFLY = 0.05  # seconds that the impatient engine waits for others


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of an empty database of this engine."""
    return f"sqlite:///{tmp_path}/town.db"


@pytest.fixture
async def impatient(tmp_path: Path, queries: Queries, migrations: Migrations) -> AsyncIterator[Database]:
    """A database that hardly waits for other programs."""
    spoken = queries.spoken(SQLITE)
    engine = await SqliteEngine.open(
        f"sqlite:///{tmp_path}/town.db", migrations.spoken(SQLITE), spoken, serving=True, patience=BRIEFLY
    )
    database = Database(engine, spoken)
    yield database
    await database.close()


async def put(database: Database, name: str, words: str = "") -> None:
    """Put one thing of words."""
    await database.run("shelf_put_words", TOWN, id=name, words=words)


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file of this process may grow beyond `size` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_table_that_was_taken_away_is_missed_at_the_next_start(
    tmp_path: Path, queries: Queries, migrations: Migrations, url: str
) -> None:
    """Though the same queries fitted before, in this very process; the first start is the control."""
    await (await Database.open(url, queries=queries, migrations=migrations)).close()
    with closing(sqlite3.connect(tmp_path / "town.db")) as by_hand:
        by_hand.execute("DROP TABLE turn_seen")
    with pytest.raises(QueriesBroken, match="turn_seen"):
        await Database.open(url, queries=queries, migrations=migrations)


def test_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three slashes begin a relative path, four an absolute one."""
    monkeypatch.chdir(tmp_path)
    assert path_of("sqlite:///data/town.db") == tmp_path / "data" / "town.db"
    assert path_of("sqlite:////srv/town.db") == Path("/srv/town.db")


@pytest.mark.parametrize(
    "url", ["", "town.db", "sqlite://town.db", "sqlite:///", "sqlite:///:memory:", "sqlite:///a/"]
)
async def test_no_address(url: str) -> None:
    """What isn't understood is refused with how to write it."""
    with pytest.raises(UnknownEngine, match=r"sqlite:///folder/name\.db"):
        await Database.open(url, queries=Queries.load(), migrations=Migrations.load())


def test_other_engines_keep_their_secrets() -> None:
    """The refusal of an address doesn't tell the password in it."""
    with pytest.raises(UnknownEngine) as refused:
        path_of("postgresql://lotse:secret@db/town")
    assert "secret" not in str(refused.value)


async def test_only_for_the_owner(tmp_path: Path) -> None:
    """Folder, database, WAL and lock that were made here are readable for their owner only."""
    url = f"sqlite:///{tmp_path}/new/deep/town.db"
    before = os.umask(0)
    try:
        database = await Database.open(url, queries=Queries.load(), migrations=Migrations.load())
        await database.run("installation_keep_fact", name="a", value="b")
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new/deep").iterdir()}
        await database.close()
    finally:
        os.umask(before)
    assert modes.keys() == {"town.db", "town.db-wal", "town.db-shm", "town.db.lock"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "new/deep").stat().st_mode) == 0o700


async def test_durable_settings(tmp_path: Path, database: Database) -> None:
    """A connection is durable, checks foreign keys, and tables take only what they say."""
    session = SqliteSession(tmp_path / "town.db")
    found = {name: session.database.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
    strict = {table.name: table.strict for table in session.database.tables}
    session.close()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "secure_delete": 1,
    }
    assert strict.pop("_sqlite_migrations") is False  # sqlite-utils' own
    assert len(strict) > 4
    assert all(strict.values())


async def test_every_key_begins_with_the_tenant(tmp_path: Path, database: Database) -> None:
    """One town's rows lie together and can't be met by another's; `installation` says why it is none."""
    session = SqliteSession(tmp_path / "town.db")
    first = {table.name: table.pks[0] for table in session.database.tables}
    session.close()
    assert {name for name, key in first.items() if key != "tenant"} == {"_sqlite_migrations", "installation"}


async def test_locked_by_another_program(tmp_path: Path, impatient: Database) -> None:
    """While another program writes, reading goes on and writing says so; afterwards it works again."""
    await put(impatient, "1")
    other = sqlite3.connect(tmp_path / "town.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answers = await asyncio.gather(
        put(impatient, "2"),
        impatient.one("shelf_count", int, TOWN),
        put(impatient, "3"),
        return_exceptions=True,
    )
    other.execute("ROLLBACK")
    other.close()
    assert [type(answer) for answer in answers] == [DatabaseBusy, int, DatabaseBusy]
    await put(impatient, "2")
    assert await impatient.one("shelf_count", int, TOWN) == 2


async def test_full_disk(tmp_path: Path, database: Database) -> None:
    """On a full disk nobody hears a false yes, reading goes on, and it recovers without hands."""
    await put(database, "1", "kept")
    size = (tmp_path / "town.db-wal").stat().st_size
    with full_disk(size + 20_000):
        answers = await asyncio.gather(
            *(put(database, f"2{number}", "x" * 10_000) for number in range(20)), return_exceptions=True
        )
        assert await database.all("shelf_words", str, TOWN) == ["kept"]
    assert {type(answer) for answer in answers} == {DatabaseAway}
    await put(database, "3", "again")
    assert await database.all("shelf_words", str, TOWN) == ["kept", "again"]


async def test_full_in_the_middle(tmp_path: Path, database: Database) -> None:
    """A disk that fills inside a body that carries on regardless ends in a no."""

    def body(tx: Transaction) -> str:
        for number in range(400):
            try:
                tx.run("shelf_put_words", id=f"{number}", words="x" * 30_000)
            except DatabaseAway:
                return "believes that all is well"
        return "all is well"

    with full_disk((tmp_path / "town.db-wal").stat().st_size + 100_000), pytest.raises(DatabaseAway):
        await database.transact(body, bound=TOWN)
    assert await database.one("shelf_count", int, TOWN) == 0


async def test_no_database(tmp_path: Path) -> None:
    """A file that is no database is called damaged, and left as it was."""
    path = tmp_path / "town.db"
    path.write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(DatabaseDamaged):
        await Database.open(f"sqlite:///{path}", queries=Queries.load(), migrations=Migrations.load())
    assert path.read_bytes() == b"Dear diary, " * 1000


async def test_no_folder(tmp_path: Path) -> None:
    """A path that can't be made is told."""
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseAway, match=r"file.town\.db"):
        await Database.open(
            f"sqlite:///{tmp_path}/file/town.db", queries=Queries.load(), migrations=Migrations.load()
        )
