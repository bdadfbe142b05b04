"""The database is away while people talk, and comes back: what they read, what is kept, what the log says."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import structlog

from bot.app import migration_folders
from bot.guards import MOST
from bot.retention import expire
from bot.storage import Migrations
from tests.dialogs.conftest import Hall, Someone

HANG = 20  # seconds until a test that hangs fails
on_a_file = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""What happens to a file happens to one engine."""


def file_of(hall: Hall) -> Path:
    """The file of the town's database."""
    return hall.folder / "lotse.db"


def move(path: Path, target: Path) -> None:
    """Somebody moves a file."""
    path.replace(target)


async def until_back(hall: Hall) -> None:
    """Wait until the bot has found its database again, by itself."""
    async with asyncio.timeout(HANG):
        while hall.bot.database.away:
            await asyncio.sleep(0.02)


@on_a_file
async def test_moved_away_and_back(hall: Hall, anna: Someone, kemal: Someone) -> None:
    """Answers go on, a press says that nothing can be kept, and the same press counts once it is back."""
    before = await anna.says("passwort vergessen")
    await anna.says("Englisch")
    file, elsewhere = file_of(hall), hall.folder / "elsewhere.db"
    with structlog.testing.capture_logs() as logged:
        move(file, elsewhere)
        for _ in range(5):
            assert "Hat geholfen" in (await kemal.says("passwort vergessen")).choices
        refused = await anna.presses(before, "Hat geholfen")
        assert refused.answer is not None
        assert "nichts merken" in refused.answer.notice
        assert "nichts merken" in (await kemal.says("Englisch")).text
        assert hall.bot.database.away == "DatabaseAway"
        move(elsewhere, file)
        await until_back(hall)
    kept = await anna.presses(before, "Hat geholfen")
    assert kept.answer is not None
    assert "nichts merken" not in kept.answer.notice
    assert "Hat geholfen" not in kept.choices
    assert [line["event"] for line in logged if line["event"].startswith("database_")] == [
        "database_away",
        "database_back",
    ]
    assert not [line for line in logged if line["event"] == "turn_failed"]


@pytest.mark.proof
@on_a_file
async def test_locked_by_another_program(hall: Hall, anna: Someone, kemal: Someone) -> None:
    """While another program holds it answers come at once, and what was chosen before still counts."""
    await anna.says("Englisch")
    with closing(sqlite3.connect(file_of(hall), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "nichts merken" in (await kemal.says("Englisch")).text
        async with asyncio.timeout(HANG):
            seen = await anna.says("passwort vergessen")
        assert "This helped" in seen.choices
        other.execute("COMMIT")
    await until_back(hall)
    assert "nichts merken" not in (await kemal.says("Englisch")).text


@pytest.mark.proof
@pytest.mark.parametrize("days", [1, -1])
async def test_the_clock_jumps_by_a_day(hall: Hall, anna: Someone, days: int) -> None:
    """What was done stays done on either side of the jump, and nobody is taken for a flood or silenced."""
    seen = await anna.says("passwort vergessen")
    button = next(action for action in seen.card["actions"] if action["title"] == "Hat geholfen")
    client, migrations = hall.teams.client, Migrations.load(migration_folders())
    delivered = client.spoken(anna.person, anna.chat, anna.wrote, anna.wrote.text)
    said = len(anna.chat.said_by_bot)
    for jump in (0, days, -days, days):
        hall.clock.go(days=jump)
        await expire(hall.bot.database, migrations, hall.clock.now.date())
        await client.press(anna.person, anna.chat, seen.post, button)
        await client.deliver(delivered)
        assert len(await hall.rows("answer_ratings")) == 1
        assert len(anna.chat.said_by_bot) == said
        for _ in range(MOST // 4 - 2):
            assert "Hat geholfen" in (await anna.says("passwort vergessen")).choices
            said += 1
