"""What the PostgreSQL engine does besides: its connections, and its bad days."""

import asyncio
import stat
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import psycopg
import pytest
from structlog.testing import capture_logs

from bot.storage import (
    Database,
    DatabaseAway,
    DatabaseBusy,
    DatabaseUnsafe,
    Migrations,
    Queries,
    StorageError,
    Transaction,
    UnknownEngine,
    Value,
)
from bot.storage.postgres.dump import restore
from bot.storage.postgres.wire import SILENCE
from tests.beneath import rows
from tests.postgres import Cluster

from .cutting import Cut, cutting
from .test_backup import next_step

TOWN: dict[str, Value] = {"tenant": "town"}
PATIENCE = 20  # seconds until a test that hangs fails


@pytest.fixture
def url(postgres: str) -> str:
    """PostgreSQL only."""
    return postgres


@asynccontextmanager
async def opened(url: str, queries: Queries, migrations: Migrations) -> AsyncIterator[Database]:
    """The shelf at this address."""
    database = await Database.open(url, queries=queries, migrations=migrations)
    try:
        yield database
    finally:
        await database.close()


def put(tx: Transaction, name: str) -> None:
    """Put one thing."""
    tx.run("shelf_put_words", id=name, words="")


async def keep(database: Database, name: str) -> None:
    """Put one thing, durably."""
    await database.transact(put, bound=TOWN, name=name)


async def kept(url: str) -> list[str]:
    """What is there, past the bot's own engine."""
    return [name for (name,) in rows(url, "SELECT id FROM shelf_thing ORDER BY id")]


async def back(database: Database, name: str) -> None:
    """Put one thing as soon as the database is back, by nobody's hands."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                return await keep(database, name)
            except DatabaseAway:
                await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    "url", ["postgresql://host/db?nonsense=secret", "postgresql://u:secret@[::1/db", "mysql://x"]
)
async def test_no_address(url: str) -> None:
    """An address that isn't understood is refused without telling the password in it."""
    with pytest.raises(UnknownEngine, match="postgresql://user@host/name") as refused:
        await Database.open(url, queries=Queries.load(), migrations=Migrations.load())
    assert "secret" not in str(refused.value)


async def test_nobody_there(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where nobody listens, or nobody lets in, the start says so, without the password."""
    folder = tmp_path_factory.mktemp("socket")
    with pytest.raises(DatabaseAway) as away:
        await Database.open(
            f"postgresql://lotse:secret@/town?host={folder}",
            queries=Queries.load(),
            migrations=Migrations.load(),
        )
    assert "secret" not in str(away.value)


@pytest.mark.parametrize("unsafe", ["fsync = off", "full_page_writes = off"])
async def test_unsafe_server(own_cluster: Cluster, unsafe: str) -> None:
    """A server that may lose what it has acknowledged is refused by the setting's name."""
    own_cluster.execute(f"ALTER SYSTEM SET {unsafe}")
    own_cluster.stop()
    own_cluster.start()
    with pytest.raises(DatabaseUnsafe, match=unsafe.partition(" ")[0]):
        await Database.open(own_cluster.fresh(), queries=Queries.load(), migrations=Migrations.load())


async def test_durable_by_itself(cluster: Cluster, url: str, database: Database) -> None:
    """A role or a database that would rather not wait for the disk is overruled."""
    name = url.partition("@/")[2].partition("?")[0]
    cluster.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")

    def setting(tx: Transaction) -> object:
        return tx.connection.execute("SHOW synchronous_commit").fetchone()

    assert await database.transact(setting) == ("on",)


@pytest.mark.parametrize("first", [True, False], ids=["first of all", "behind a statement"])
async def test_fleeting_is_one_transaction_only(database: Database, first: bool) -> None:
    """It waits for no disk where it says so first of all; what follows on the connection does."""

    def setting(tx: Transaction, *, fleeting: bool) -> object:
        if not first:
            tx.one("shelf_count", int)
        if fleeting:
            tx.fleeting()
        put(tx, f"fleeting {fleeting}")
        return tx.connection.execute("SHOW synchronous_commit").fetchone()

    found = [await database.transact(setting, bound=TOWN, fleeting=fleeting) for fleeting in (True, False)]
    assert found == [("off",) if first else ("on",), ("on",)]


async def test_fleeting_survives_a_refusal(database: Database) -> None:
    """A first statement that is refused takes the beginning with it; the next one begins the same way."""

    def body(tx: Transaction) -> object:
        tx.fleeting()
        with pytest.raises(StorageError):
            put(tx, "1")
        return tx.connection.execute("SHOW synchronous_commit").fetchone()

    await database.transact(put, bound=TOWN, name="1")
    assert await database.transact(body, bound=TOWN) == ("off",)


async def test_in_the_same_commit(database: Database, url: str) -> None:
    """What is kept through the raw connection is kept or taken back with the transaction around it."""

    def body(tx: Transaction, name: str, *, fails: bool) -> None:
        tx.connection.execute("INSERT INTO shelf_thing (tenant, id) VALUES ('town', %s)", [f"raw {name}"])
        put(tx, name)
        if fails:
            raise KeyError

    await database.transact(body, bound=TOWN, name="1", fails=False)
    with pytest.raises(KeyError):
        await database.transact(body, bound=TOWN, name="2", fails=True)
    assert await kept(url) == ["1", "raw 1"]


async def test_raw_fault(database: Database, url: str) -> None:
    """A fault of the raw connection that the body swallows ends in a no, never in a false yes."""

    def body(tx: Transaction) -> str:
        put(tx, "1")
        with pytest.raises(psycopg.Error):
            tx.connection.execute("SELECT 1 / 0")
        return "believes that all is well"

    def candid(tx: Transaction) -> None:
        put(tx, "1")
        tx.connection.execute("SELECT 1 / 0")

    for one in (body, candid):
        with pytest.raises(StorageError):
            await database.transact(one, bound=TOWN)
    assert await kept(url) == []
    await keep(database, "2")
    assert await kept(url) == ["2"]


async def test_locked_out(database: Database, url: str) -> None:
    """Of two that lock each other out one is sent back, and neither body ran twice."""
    ran: list[str] = []
    both = threading.Barrier(2)
    for name in "ab":
        await database.run("shelf_add_event", TOWN, id=name, title=name, code=name, capacity=9)

    def body(tx: Transaction, first: str, second: str) -> str:
        ran.append(first)
        tx.one("shelf_take_seat", str, event=first)
        both.wait(PATIENCE)
        tx.one("shelf_take_seat", str, event=second)
        return first

    answers = await asyncio.gather(
        database.transact(body, bound=TOWN, first="a", second="b"),
        database.transact(body, bound=TOWN, first="b", second="a"),
        return_exceptions=True,
    )
    assert sorted(ran) == ["a", "b"]
    assert [type(answer) for answer in answers].count(DatabaseBusy) == 1
    assert rows(url, "SELECT taken FROM shelf_event") == [(1,), (1,)]


@pytest.mark.proof
async def test_held_by_another_program(database: Database, url: str) -> None:
    """A row that another program keeps is not waited for for ever, and others go on meanwhile."""
    await database.run("shelf_add_event", TOWN, id="a", title="a", code="a", capacity=9)
    with psycopg.connect(url) as other:
        other.execute("SELECT * FROM shelf_event FOR UPDATE")
        waiting = asyncio.create_task(database.one("shelf_take_seat", str, TOWN, event="a"))
        await keep(database, "1")
        assert not waiting.done()
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(DatabaseBusy):
                await waiting
    assert await database.one("shelf_take_seat", str, TOWN, event="a") == "a"


async def test_server_restarts(own_cluster: Cluster, queries: Queries, migrations: Migrations) -> None:
    """A server that comes back is used again by the next call, though every connection is lost.

    The log is told once that it is away, and once that it is back, however many ask meanwhile.
    """
    url = own_cluster.fresh()
    async with opened(url, queries, migrations) as database:
        with capture_logs() as logged:
            await _restarted(own_cluster, database)
    assert [event["event"] for event in logged] == ["database_away", "database_back"]
    assert len(await kept(url)) == 41


async def _restarted(own_cluster: Cluster, database: Database) -> None:
    """Use it before, while and after the server is away."""
    await asyncio.gather(*(keep(database, f"before {number}") for number in range(20)))
    own_cluster.stop("fast")
    calls = (keep(database, f"meanwhile {number}") for number in range(20))
    answers = await asyncio.gather(*calls, return_exceptions=True)
    assert {type(answer) for answer in answers} == {DatabaseAway}
    assert database.away == "DatabaseAway"
    own_cluster.start()
    await back(database, "after")
    await asyncio.gather(*(keep(database, f"then {number}") for number in range(20)))


@pytest.mark.proof
async def test_server_frozen(own_cluster: Cluster, queries: Queries, migrations: Migrations) -> None:
    """A server that stands still says nothing: every caller gets a no, and later it is used again."""
    url = own_cluster.fresh()
    async with opened(url, queries, migrations) as database:
        await asyncio.gather(*(keep(database, f"before {number}") for number in range(20)))
        own_cluster.freeze()
        try:
            async with asyncio.timeout(PATIENCE):
                answers = await asyncio.gather(
                    *(keep(database, f"meanwhile {number}") for number in range(50)), return_exceptions=True
                )
        finally:
            own_cluster.thaw()
        assert {type(answer) for answer in answers} == {DatabaseAway}
        await back(database, "after")
    assert {f"before {number}" for number in range(20)} | {"after"} <= set(await kept(url))


async def test_slow_is_not_away(database: Database, url: str) -> None:
    """A statement that takes longer than the silence allows is waited for: the server lives."""

    await database.run("shelf_add_event", TOWN, id="a", title="a", code="a", capacity=9)
    with psycopg.connect(url) as other:
        other.execute("SELECT * FROM shelf_event FOR UPDATE")
        waiting = asyncio.create_task(database.one("shelf_take_seat", str, TOWN, event="a"))
        await asyncio.sleep(1.2 * SILENCE)
        other.rollback()
    assert await waiting == "a"


async def test_changed_under_way(database: Database, url: str) -> None:
    """A column that a newer replica changes meanwhile costs one try, not the connection for ever."""
    await database.run("shelf_put_words", TOWN, id="1", words="7")
    assert await database.all("shelf_words", str, TOWN) == ["7"]
    with psycopg.connect(url) as newer:
        newer.execute("ALTER TABLE shelf_thing ALTER words TYPE BIGINT USING words::bigint")
    seen = []
    for _ in range(20):
        try:
            seen.append(await database.one("shelf_words", int, TOWN))
        except DatabaseBusy:
            seen.append(None)
    assert seen[-1] == 7
    assert None in seen


@pytest.mark.parametrize("where", [Cut.BEFORE, Cut.AFTER])
async def test_cut_at_the_commit(url: str, queries: Queries, migrations: Migrations, where: Cut) -> None:
    """A connection that is lost around the commit is a no, whether the commit got through or not."""
    await (await Database.open(url, queries=queries, migrations=migrations)).close()
    async with cutting(url) as (through, cut), opened(through, queries, migrations) as database:
        await keep(database, "before")
        cut.at = where
        with pytest.raises(DatabaseAway):
            await keep(database, "cut")
        cut.at = Cut.NEVER
        await back(database, "after")
    assert await kept(url) == ["after", "before"] + ["cut"] * (where is Cut.AFTER)


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())


class TestCopies:
    """The copy before the schema changes."""

    async def test_it_can_be_restored(
        self, cluster: Cluster, url: str, tmp_path: Path, queries: Queries, migrations: Migrations
    ) -> None:
        """What an older database holds is there whole, readable for its owner only; a new one has none."""
        copies = tmp_path / "copies"
        await (await Database.open(url, queries=queries, migrations=migrations, copies=copies)).close()
        assert not copies.exists()
        async with opened(url, queries, migrations) as database:
            await keep(database, "old")
        newer = next_step(tmp_path, 1)
        await (await Database.open(url, queries=queries, migrations=newer, copies=copies)).close()
        (copy,) = copies.iterdir()
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        again = cluster.fresh()
        await asyncio.to_thread(restore, again, copy, migrations)
        assert await kept(again) == ["old"]

    async def test_without_the_tool(
        self,
        url: str,
        tmp_path: Path,
        queries: Queries,
        migrations: Migrations,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """The log says what is missing, and the schema changes all the same."""
        async with opened(url, queries, migrations) as database:
            await keep(database, "old")
        newer = next_step(tmp_path, 1)
        monkeypatch.setenv("PATH", str(tmp_path))
        with capture_logs() as logged:
            opening = Database.open(url, queries=queries, migrations=newer, copies=tmp_path / "copies")
            await (await opening).close()
        assert [(event["event"], event["error"]) for event in logged] == [
            ("schema_changes_without_copy", "ToolMissing")
        ]
        assert "pg_dump" in logged[0]["reason"]
        assert rows(url, "SELECT count(*) FROM zoo") == [(0,)]
        assert await kept(url) == ["old"]

    async def test_they_are_forgotten(
        self, url: str, tmp_path: Path, queries: Queries, migrations: Migrations
    ) -> None:
        """They hold people's data: they go after thirty days, and nothing else does."""
        for name in (
            "postgres.2026-10-01T000000Z.schema-02.bak",
            "postgres.2026-11-20T000000Z.schema-03.bak",
        ):
            (tmp_path / name).touch()
        (tmp_path / "lotse.db").touch()
        database = await Database.open(url, queries=queries, migrations=migrations, copies=tmp_path)
        await database.forget_copies(date(2026, 11, 23))
        await database.close()
        assert names(tmp_path) == ["lotse.db", "postgres.2026-11-20T000000Z.schema-03.bak"]
