"""The address book, as people come, write, block and go: the whole bot over real HTTP."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.turn import places, reachable
from tests.dialogs.conftest import Hall
from tests.fake_teams import TOWN, FakeTeams


@pytest.fixture
async def hall(fake_teams: FakeTeams, tmp_path: Path) -> AsyncIterator[Hall]:
    """A town hall with a running bot."""
    async with Hall(fake_teams, tmp_path).open() as hall:
        yield hall


async def asked(hall: Hall, body: Any) -> Any:
    """What a transaction finds."""
    return await hall.bot.database.transact(body, bound={"tenant": TOWN, "person": "", "now": hall.clock()})


async def test_who_installs_the_bot_can_be_reached(hall: Hall) -> None:
    """From the event alone; who removes it, can't any more, and nothing of their address stays."""
    cast = hall.teams.cast
    anna = hall.alone(cast.asker)
    assert not await asked(hall, lambda tx: reachable(tx, anna.person.id))
    await anna.installs()
    assert await asked(hall, lambda tx: reachable(tx, anna.person.id))
    assert not await asked(hall, lambda tx: reachable(tx, cast.colleague.id))
    await hall.teams.client.uninstall(anna.person, anna.chat)
    assert not await asked(hall, lambda tx: reachable(tx, anna.person.id))


async def test_who_writes_can_be_reached(hall: Hall) -> None:
    """Also where the event was missed; an ordinary second turn writes nothing to the book."""
    anna = hall.alone(hall.teams.cast.asker)
    await anna.says("Hallo")
    assert await asked(hall, lambda tx: reachable(tx, anna.person.id))
    first = addresses(hall)
    hall.clock.go(days=1)
    await anna.says("Hilfe")
    assert addresses(hall) == first
    await hall.alone(replace(anna.person, locale="en-GB")).says("Help")
    assert [row[6] for row in addresses(hall)] == ["en"]


def addresses(hall: Hall) -> list[tuple[Any, ...]]:
    """The book, with the day of each entry's last change."""
    with contextlib.closing(sqlite3.connect(hall.folder / "lotse.db")) as file:
        return file.execute("SELECT * FROM address ORDER BY person").fetchall()


async def test_a_channel_can_be_reached_once_the_bot_is_there(hall: Hall) -> None:
    """By its own id, not that of a thread; and no more when the bot is removed."""
    anna = hall.in_channel(hall.teams.cast.asker)
    await anna.says("Hallo", mention=True)
    assert await asked(hall, places) == [anna.chat.id]
    assert not await asked(hall, lambda tx: reachable(tx, anna.person.id))
    await hall.teams.client.uninstall(anna.person, anna.chat)
    assert await asked(hall, places) == []
