"""A bot on the edge alone: it answers as the test says, and remembers what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.teams import Edge, Notice, Teams
from bot.turn import Channel, Message, Outgoing, Reply
from demo.client import Client
from tests.fake_teams import FakeTeams, serving

Behave = Callable[[Message, Channel], Awaitable[Reply]]


async def echo(message: Message, channel: Channel) -> Reply:
    """Say back what was said."""
    if message.waits:
        return Reply(notice=f"noticed {message.action}")
    await channel.send(Outgoing(text=f"echo: {message.text}"))
    return Reply()


@dataclass
class Clock:
    """A clock that the test sets; whoever sleeps by it sleeps in no time."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now

    def go(self, **by: float) -> None:
        self.now += timedelta(**by)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.go(seconds=seconds)
        await asyncio.sleep(0)


@dataclass
class EdgeBot:
    """A running bot, what reached its `answer`, and everyone's client."""

    teams: Teams
    client: Client
    clock: Clock
    asked: list[Message]

    @property
    def last(self) -> Message:
        """What reached it last."""
        return self.asked[-1]


Run = Callable[..., AbstractAsyncContextManager[EdgeBot]]


@pytest.fixture
def run(fake_teams: FakeTeams) -> Run:
    """Run a bot against this test's Teams: `async with run(behave, edge=…) as bot`."""

    @asynccontextmanager
    async def running(
        behave: Behave = echo, edge: Edge | None = None, **options: Any
    ) -> AsyncIterator[EdgeBot]:
        asked: list[Message] = []
        clock = Clock()

        async def answer(message: Message, channel: Channel) -> Reply:
            asked.append(message)
            return await behave(message, channel)

        def words(notice: Notice, message: Message) -> str:
            return f"<{notice}>"

        edge = edge or fake_teams.edge()
        teams = Teams(edge, answer, words=words, clock=clock, sleep=clock.sleep, **options)
        await teams.start()
        try:
            async with serving(teams.routes()) as url:
                fake_teams.authenticated = bool(edge.app_id)
                yield EdgeBot(teams, fake_teams.connect(url), clock, asked)
        finally:
            await teams.close()

    return running


@pytest.fixture
async def bot(run: Run) -> AsyncIterator[EdgeBot]:
    """A bot that says back what was said."""
    async with run() as running:
        yield running
