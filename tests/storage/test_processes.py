"""Several processes and one database: they migrate together; of a SQLite file one of them serves."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.storage import Database, DatabaseLocked, Migrations, Queries
from tests.beneath import rows

ROOT = Path(__file__).parents[2]
OPENER = Path(__file__).with_name("opener.py")

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start an opener; all are gone after the test."""
    started: list[subprocess.Popen[str]] = []

    def run(url: str, mode: str, *folders: Path) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, str(OPENER), url, mode, *map(str, folders)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        started.append(process)
        assert heard(process) == "ready"
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def say(process: subprocess.Popen[str]) -> None:
    """Let it go on."""
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def heard(process: subprocess.Popen[str]) -> str:
    """What it says next."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.proof
def test_four_migrate_at_once(start: Start, url: str, tmp_path: Path) -> None:
    """Four processes open an empty database at the same time: all succeed, each step is applied once."""
    folder = tmp_path / "crowd" / "migrations"
    folder.mkdir(parents=True)
    for number in range(1, 41):
        (folder / f"{number:03}.sql").write_text(
            f"-- table: crowd_{number}\n-- purpose: One of many.\n-- retention: a moment\n-- about: nobody\n"
            f"CREATE TABLE crowd_{number} (tenant TEXT NOT NULL PRIMARY KEY) {{STRICT}};\n"
        )
    processes = [start(url, "visit", folder) for _ in range(4)]
    for process in processes:
        say(process)
    assert [heard(process) for process in processes] == ["open"] * 4
    record = {
        "sqlite": "SELECT migration_set, count(*), count(DISTINCT name) FROM _sqlite_migrations GROUP BY 1",
        "postgresql": "SELECT feature, count(*), count(DISTINCT number) FROM _migrations GROUP BY 1",
    }
    applied = rows(url, record[url.partition(":")[0]])
    assert sorted(applied) == [("crowd", 40, 40), ("storage", 1, 1)]


async def test_second_server(start: Start, tmp_path: Path, queries: Queries, migrations: Migrations) -> None:
    """A second server is refused and told who serves; a visitor is let in; kill -9 leaves no lock."""
    url = f"sqlite:///{tmp_path}/town.db"
    server = start(url, "serve")
    say(server)
    assert heard(server) == "open"
    with pytest.raises(DatabaseLocked, match=rf"town\.db, process {server.pid}\)"):
        await Database.open(url, queries=queries, migrations=migrations)
    visitor = await Database.open(url, queries=queries, migrations=migrations, serving=False)
    await visitor.close()
    server.send_signal(signal.SIGKILL)
    server.wait()
    successor = await Database.open(url, queries=queries, migrations=migrations)
    await successor.close()


async def test_second_server_in_one_process(tmp_path: Path) -> None:
    """The lock also holds within a process, by another path to the file, and ends with closing."""
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    queries, migrations = Queries.load(), Migrations.load()
    first = await Database.open(f"sqlite:///{tmp_path}/town.db", queries=queries, migrations=migrations)
    with pytest.raises(DatabaseLocked):
        await Database.open(f"sqlite:///{tmp_path}/link/town.db", queries=queries, migrations=migrations)
    await first.close()
    await (
        await Database.open(f"sqlite:///{tmp_path}/link/town.db", queries=queries, migrations=migrations)
    ).close()


@pytest.mark.proof
async def test_many_serve_one_postgres(
    start: Start, postgres: str, queries: Queries, migrations: Migrations
) -> None:
    """On PostgreSQL as many serve as like, and one that is killed hinders nobody."""
    servers = [start(postgres, "serve") for _ in range(2)]
    for server in servers:
        say(server)
    assert [heard(server) for server in servers] == ["open", "open"]
    servers[0].send_signal(signal.SIGKILL)
    servers[0].wait()
    third = await Database.open(postgres, queries=queries, migrations=migrations)
    await third.close()


@pytest.mark.proof
def test_killed_while_migrating(start: Start, postgres: str, tmp_path: Path) -> None:
    """A replica that dies in the middle of its migrations leaves nothing behind, and the next one goes on."""
    folder = tmp_path / "slow" / "migrations"
    folder.mkdir(parents=True)
    (folder / "001.sql").write_text(
        "-- table: slow\n-- purpose: To be slow.\n-- retention: a moment\n-- about: nobody\n"
        "CREATE TABLE slow (tenant TEXT NOT NULL PRIMARY KEY) {STRICT};\n"
        "INSERT INTO slow SELECT CAST(number AS TEXT) FROM"
        " (WITH RECURSIVE counted (number) AS"
        " (SELECT 1 UNION ALL SELECT number + 1 FROM counted WHERE number < 1000000)"
        " SELECT number FROM counted) AS numbers;\n"
    )
    first = start(postgres, "visit", folder)
    say(first)
    for _ in range(2000):
        if rows(postgres, "SELECT 1 FROM pg_locks WHERE locktype = 'advisory'"):
            break
    first.send_signal(signal.SIGKILL)
    first.wait()
    second = start(postgres, "visit", folder)
    say(second)
    assert heard(second) == "open"
    assert rows(postgres, "SELECT count(*) FROM slow") == [(1000000,)]
