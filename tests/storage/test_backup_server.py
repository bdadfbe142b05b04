"""Backup and restore of a database on a PostgreSQL server, with its own tools."""

import asyncio
import stat
from pathlib import Path

import pytest

from bot.storage import (
    BackupFailed,
    Database,
    DatabaseFilled,
    Migrations,
    NoBackup,
    Queries,
    SchemaTooNew,
    ToolMissing,
    Value,
)
from bot.storage.postgres.dump import back_up, restore
from tests.postgres import Cluster

TOWN: dict[str, Value] = {"tenant": "town"}


@pytest.fixture
def filled(cluster: Cluster, queries: Queries, migrations: Migrations) -> str:
    """A database that holds `old`."""
    url = cluster.fresh()
    asyncio.run(keep(url, queries, migrations, "old"))
    return url


async def keep(url: str, queries: Queries, migrations: Migrations, words: str) -> list[str]:
    """Keep these words as well; all that there is."""
    database = await Database.open(url, queries=queries, migrations=migrations)
    await database.run("shelf_put_words", TOWN, id=words, words=words)
    found = await database.all("shelf_words", str, TOWN)
    await database.close()
    return found


def test_there_and_back(
    cluster: Cluster, filled: str, tmp_path: Path, queries: Queries, migrations: Migrations
) -> None:
    """A backup fills an empty database, which then works as the old one did."""
    made = back_up(filled, tmp_path / "copy.dump")
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        back_up(filled, made.path)
    new = cluster.fresh()
    restore(new, made.path, migrations)
    assert asyncio.run(keep(new, queries, migrations, "young")) == ["old", "young"]


def test_only_an_empty_database_takes_a_whole_backup_of_ours(
    cluster: Cluster, filled: str, tmp_path: Path, migrations: Migrations
) -> None:
    """A filled database, a torn file, a newer schema: refused, and an empty database stays empty."""
    copy = back_up(filled, tmp_path / "copy.dump").path
    with pytest.raises(DatabaseFilled):
        restore(filled, copy, migrations)
    new = cluster.fresh()
    with pytest.raises(SchemaTooNew):
        restore(new, copy, Migrations.load())
    torn = tmp_path / "torn.dump"
    torn.write_bytes(copy.read_bytes()[:2000])
    with pytest.raises(NoBackup):
        restore(new, torn, migrations)
    restore(new, copy, migrations)


def test_what_the_tools_say_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cluster: Cluster
) -> None:
    """No such database, or no such tool; nothing is left of what was begun."""
    with pytest.raises(BackupFailed, match="nowhere"):
        back_up(cluster.url("nowhere"), tmp_path / "copy.dump")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolMissing, match="pg_dump"):
        back_up(cluster.url("nowhere"), tmp_path / "copy.dump")
    assert not list(tmp_path.iterdir())
