"""The address book, as people come, write, block and go: the whole bot over real HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.later import book
from bot.turn import Kind, Letter, Message, Person, Place, Scope, places, post, reachable, withdraw
from tests.dialogs.conftest import Hall, Someone
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


async def test_a_letter_of_the_whole_bot_is_carried_out(hall: Hall) -> None:
    """The bot at work takes it in hand; where nobody declared its words it is listed, and nothing is said."""
    anna = hall.alone(hall.teams.cast.asker)
    await anna.installs()
    said = len(anna.chat.said_by_bot)
    await asked(hall, lambda tx: post(tx, Letter("nobody.knows", to=anna.person.id)))
    async with asyncio.timeout(10):
        while not (aside := await asked(hall, lambda tx: tx.all("later_aside", dict, most=9))):
            await asyncio.sleep(0.01)
    assert [(row["state"], row["action"], row["reason"]) for row in aside] == [
        ("failed", "nobody.knows", "KeyError")
    ]
    assert len(anna.chat.said_by_bot) == said


async def test_a_card_of_a_turn_is_found_again_by_its_mark(hall: Hall) -> None:
    """In one's own chat and in a channel's thread: it can be taken back, by whoever decides so later."""
    for someone, more in (
        (hall.alone(hall.teams.cast.asker), {}),
        (hall.in_channel(hall.teams.cast.asker), {"mention": True}),
    ):
        seen = await someone.says("Hallo", **more)
        message = replace(_said(hall, someone), card=seen.post.id)
        await asked(hall, lambda tx, at=message: book.keep_card(tx, at, "case 7", at.card))
        assert await asked(hall, lambda tx: withdraw(tx, "case 7")) == 1
        async with asyncio.timeout(10):
            while not seen.post.deleted:
                await asyncio.sleep(0.01)


def _said(hall: Hall, someone: Someone) -> Message:
    """What they wrote last, as the bot has heard it."""
    chat, person = someone.chat, someone.person
    scope = Scope(chat.scope.value)
    place = Place(chat.address(someone.wrote.thread), scope, hall.teams.service_url, hall.teams.connector.bot)
    return Message("", Kind.SAID, Person(person.tenant, person.id, person.account), place)
