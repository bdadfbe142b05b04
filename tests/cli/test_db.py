"""`lotse db`: what IT sees of the database, and how it saves it."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest

from tests.cli.conftest import Lotse, Serve, Serving


@pytest.fixture
def town(within: Lotse, tmp_path: Path) -> Path:
    """The database of a town in whose bot somebody has said something once."""
    within("chat", typed="English please\n")
    return tmp_path / "lotse-data" / "lotse.db"


def test_before_the_first_start(within: Lotse) -> None:
    """There is no database yet; that is said, with where it would be, and none is made."""
    for command in ("status", "check", "backup x.db"):
        ended = within("db", *command.split())
        assert ended.code == 3
        assert "lotse.db" in ended.err
    assert not Path("lotse-data").exists()


def test_status(within: Lotse, town: Path) -> None:
    """Where, how large, which schema, rows of each table, free room; and that there is no backup yet."""
    german, english = (within("db", "status", LANGUAGE=language) for language in ("de", "en"))
    assert german.code == english.code == 0
    assert str(town) in german.out
    assert "noch keine" in german.out
    assert "none yet" in english.out
    assert "  installation" in german.out


def test_status_for_programs(within: Lotse, town: Path, tmp_path: Path) -> None:
    """All of it as JSON, with the age of the last backup in hours."""
    assert json.loads(within("db", "status", "--json").out)["age"] is None
    within("db", "backup", "monday.db")
    found = json.loads(within("db", "status", "--json").out)
    assert found["engine"] == "sqlite"
    assert found["age"] == 0
    assert found["backup"]["path"] == str(tmp_path / "monday.db")
    assert found["rows"]["installation"] >= 1
    assert found["missing"] == []
    assert found["size"] > 0 < found["free"]


def test_check(within: Lotse, town: Path) -> None:
    """A sound database is called sound; a damaged one is not, with what to do, and the exit code is 1."""
    sound = within("db", "check")
    assert (sound.code, sound.err) == (0, "")
    assert "in Ordnung" in sound.out
    with town.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096 * 3)
    damaged = within("db", "check")
    assert damaged.code == 1
    assert "lotse db restore" in damaged.out
    told = json.loads(within("db", "check", "--json").out)
    assert told["ok"] is False
    assert {"kind", "detail", "serious", "remedy"} == set(told["findings"][0])


def test_advice_is_no_fault(within: Lotse, town: Path) -> None:
    """A file that others can read is told, with what to type; the exit code stays 0."""
    town.chmod(0o644)
    told = within("db", "check")
    assert told.code == 0
    assert "chmod 600" in told.out


def test_there_and_back(within: Lotse, town: Path, tmp_path: Path) -> None:
    """A backup is made, never over another file without --force, and restored; the old one is kept."""
    assert "monday.db" in within("db", "backup", "monday.db").out
    refused = within("db", "backup", "monday.db")
    assert refused.code == 3
    assert "--force" in refused.err
    assert within("db", "backup", "monday.db", "--force").code == 0
    assert within("db", "backup", str(town), "--force").code == 3
    with closing(sqlite3.connect(town)) as database:
        database.execute("DELETE FROM installation")
        database.commit()
    restored = json.loads(within("db", "restore", "monday.db", "--json").out)
    assert Path(restored["kept"]).is_file()
    assert json.loads(within("db", "status", "--json").out)["rows"]["installation"] >= 1
    assert "30 Tage" in within("db", "restore", "monday.db").out


@pytest.mark.parametrize(("name", "told"), [("nowhere.db", "gibt es nicht"), ("letter.txt", "keine voll")])
def test_no_backup(within: Lotse, town: Path, tmp_path: Path, name: str, told: str) -> None:
    """What is no backup is refused in one sentence, and the database stays."""
    (tmp_path / "letter.txt").write_text("Dear all, " * 1000)
    before = town.read_bytes()
    ended = within("db", "restore", name)
    assert (ended.code, len(ended.err.splitlines())) == (3, 1)
    assert told in ended.err
    assert town.read_bytes() == before


def test_a_server_is_on_another_engine(within: Lotse) -> None:
    """PostgreSQL has tools of its own; the password of the address is not told."""
    ended = within("db", "status", DATABASE="postgresql://lotse:secret@db/town")
    assert ended.code == 3
    assert "secret" not in ended.err + ended.out


@pytest.mark.proof
async def test_while_the_server_runs(serve: Serve, lotse: Lotse) -> None:
    """Status, check and backup work beside it; a restore is refused, and afterwards it goes on."""
    async with serve() as serving:
        await serving.until("ready")
        assert lotse("db", "status").code == 0
        assert lotse("db", "check").code == 0
        assert lotse("db", "backup", "monday.db").code == 0
        refused = lotse("db", "restore", "monday.db")
        assert refused.code == 3
        assert "läuft noch" in refused.err
        assert await serving.stop() == 0
    assert lotse("db", "restore", "monday.db").code == 0


async def readiness(serving: Serving) -> tuple[int, dict[str, object]]:
    """What /ready says of the database."""
    async with aiohttp.ClientSession() as session, session.get(f"{serving.address}/ready") as response:
        return response.status, (await response.json())["checks"]["database"]


def move(path: Path, target: Path) -> None:
    """Somebody moves a file."""
    path.replace(target)


@pytest.mark.proof
async def test_ready_says_that_the_database_is_away(serve: Serve, tmp_path: Path) -> None:
    """And why; once it is back it is ready again without a restart, and the log has told each once."""
    file, elsewhere = tmp_path / "lotse-data" / "lotse.db", tmp_path / "elsewhere.db"
    async with serve() as serving:
        await serving.until("ready")
        move(file, elsewhere)
        for _ in range(3):
            assert await readiness(serving) == (503, {"ok": False, "error": "DatabaseAway"})
        move(elsewhere, file)
        async with asyncio.timeout(30):
            while (await readiness(serving))[0] != 200:
                await asyncio.sleep(0.05)
        assert await serving.stop() == 0
        await serving.drain()
    told = [line["event"] for line in serving.logged if line["event"].startswith("database_")]
    assert told[0] == "database_away"
    assert told.count("database_back") == 1
