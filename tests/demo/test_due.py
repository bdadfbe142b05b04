"""Time goes by in the demo: what the real bot says by itself is there when the leap is over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.later.letter import Letter
from bot.later.outbox import post
from bot.settings import Settings
from bot.storage import Transaction, Value
from bot.turn import Outgoing, Person, Place
from demo.app import Resident, at_home
from demo.chats import Post
from demo.due import done_with_due
from demo.office import Office
from demo.people import CAST, TOWN
from faq import Shelf

pytestmark = pytest.mark.asyncio(loop_scope="session")

DAY = 24 * 3600


class Visit:
    """The demo, with all of its people in their own chats."""

    def __init__(self, resident: Resident, office: Office, session: aiohttp.ClientSession) -> None:
        self.resident, self.office, self.session = resident, office, session

    async def act(self, name: str, person: str, **details: Any) -> dict[str, Any]:
        """What the page is answered."""
        async with self.session.post(f"/act/{name}", json={"as": person, **details}) as answer:
            body: dict[str, Any] = (await answer.json())["body"] or {}
            return body

    async def welcomed(self) -> None:
        """Everyone opens their own chat, so the bot can write to them."""
        for key in CAST:
            await self.act("open", key, chat=self.chat(key))

    async def write_to_all(self, action: str, due: timedelta) -> None:
        """A letter to each, that is due by then."""
        now = self.office.clock()

        def body(tx: Transaction) -> None:
            for person in CAST.values():
                post(tx, Letter(action, to=person.id, due=now + due))

        bound: dict[str, Value] = {"tenant": TOWN, "person": "", "now": now}
        await self.resident.bot.database.transact(body, bound=bound)

    def chat(self, key: str) -> str:
        """The id of somebody's own chat."""
        return self.office.chats.personal(self.office.people[key]).id

    def last(self, key: str) -> Post:
        """What was said last in somebody's own chat."""
        return list(self.office.chats.personal(self.office.people[key]).posts.values())[-1]


@asynccontextmanager
async def visiting(folder: Path, shelf: Shelf) -> AsyncIterator[Visit]:
    """A demo of its own."""
    office = Office()
    async with (
        Resident(Settings.model_validate({"home": str(folder)}), office.clock, shelf) as resident,
        at_home(resident, office) as home,
        aiohttp.ClientSession(home.url) as session,
    ):
        yield Visit(resident, office, session)


async def test_what_is_due_by_then_has_arrived_when_the_leap_is_over(tmp_path: Path, shelf: Shelf) -> None:
    """For everyone, and it is counted; what is due later stays away. Begun afresh, it is just the same."""
    async with visiting(tmp_path, shelf) as visit:
        for _ in range(2):
            await visit.welcomed()
            await visit.write_to_all("upkeep.mended", timedelta(days=3))
            assert (await visit.act("forward", "anna", seconds=2 * DAY))["came"] == 0
            assert (await visit.act("forward", "anna", seconds=2 * DAY))["came"] == len(CAST)
            assert "in Gebrauch" in visit.last("petra").body["text"]
            async with visit.session.post("/afresh", json={}) as begun:
                assert begun.status == 200


async def test_a_letter_that_came_first_stands_last(tmp_path: Path, shelf: Shelf) -> None:
    """Who first looks into their chat because the bot wrote sees that letter, and no welcome below it."""
    async with visiting(tmp_path, shelf) as visit:
        await visit.write_to_all("upkeep.mended", timedelta(hours=1))
        await visit.act("forward", "anna", seconds=DAY)
        await visit.welcomed()
        assert "in Gebrauch" in visit.last("petra").body["text"]
        assert await visit.act("say", "petra", chat=visit.chat("petra"), text="Start") is not None
        assert "Willkommen" in str(visit.last("petra").body)


class Held:
    """A way to people on which everything waits until it may go on."""

    def __init__(self) -> None:
        self.under_way, self.go_on = asyncio.Event(), asyncio.Event()
        self.arrived = 0

    def channel(self, place: Place, tenant: str, leaving: Callable[[], Awaitable[None]]) -> Held:
        """The way to a conversation: this one for all."""
        self.leaving = leaving
        return self

    async def personal(self, person: Person, place: Place) -> Place:
        """The chat is there already."""
        return place

    async def send(self, out: Outgoing) -> str:
        """Arrive, but not before it may."""
        await self.leaving()
        self.under_way.set()
        await self.go_on.wait()
        self.arrived += 1
        return str(self.arrived)

    async def edit(self, activity: str, out: Outgoing) -> None:
        """Nothing is changed in this test."""

    async def delete(self, activity: str) -> None:
        """Nothing is taken back in this test."""


async def test_a_leap_is_not_over_while_something_is_under_way(tmp_path: Path, shelf: Shelf) -> None:
    """However long it takes to arrive; what can't be sent at all ends it after a patience, and is kept."""
    office = Office()
    settings = Settings.model_validate({"home": str(tmp_path)})
    async with Resident(settings, office.clock, shelf) as resident:
        async with at_home(resident, office) as home, aiohttp.ClientSession(home.url) as session:
            visit = Visit(resident, office, session)
            await visit.welcomed()
        await visit.write_to_all("upkeep.mended", timedelta())
        assert not await done_with_due(resident.bot, patience=0.1)
        held = Held()
        async with resident.connected(held):
            leap = asyncio.create_task(resident.due())
            await held.under_way.wait()
            over, _ = await asyncio.wait([leap], timeout=0.5)
            assert not over
            held.go_on.set()
            await leap
            assert held.arrived == len(CAST)
