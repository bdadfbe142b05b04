"""A Teams at home: the bot's address, Microsoft's connector and the page, on one port of the loopback."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import aiohttp
from aiohttp import web

from bot.teams import Edge, Notice, Teams
from bot.texts import Texts
from bot.turn import Channel, Message, Reply
from demo import memory
from demo.activities import Frame
from demo.connector import Connector
from demo.door import door
from demo.live import Live
from demo.loopback import address_of, listening
from demo.office import Office
from demo.page import LARGEST, Page
from demo.wire import OverheardClient, Wire

Answer = Callable[[Message, Channel], Awaitable[Reply]]
Words = Callable[[Notice, Message], str]
BOT = "28:lotse"
SERVICE = "/teams"
"""Path of the service URL."""


@dataclass(frozen=True, slots=True)
class Home:
    """A Teams that is open."""

    url: str
    """Address of the page, without a slash at its end."""
    office: Office
    teams: Teams
    """The bot's edge: it can speak at a moment of its own choosing."""


async def nothing() -> None:
    """What a bot without a memory does to begin afresh."""


@contextlib.asynccontextmanager
async def open_home(
    answer: Answer,
    *,
    words: Words,
    texts: Texts,
    office: Office,
    file: Path | None = None,
    host: str = "127.0.0.1",
    port: int = 0,
    afresh: Callable[[], Awaitable[None]] = nothing,
) -> AsyncIterator[Home]:
    """This bot in a Teams of its own, as long as the block lasts.

    `file` keeps the office; without it nothing is kept. `afresh` empties the bot's memory, at a moment
    when no turn is under way. Raises `NotLoopback`, and OSError for an address that is taken.
    """
    opened = listening(host, port)
    url = address_of(opened)
    live = Live(office)
    wire = Wire(office.clock, lambda exchange: live.tell({"event": "wire", "exchange": asdict(exchange)}))
    gate = _Gate(answer)
    teams = Teams(Edge(service_hosts=frozenset({url.removeprefix("http://")})), gate, words=words)
    connector = Connector(office.chats, bot=BOT)
    connector.typing = live.typing

    async def begin_afresh() -> None:
        async with gate.closed():
            await afresh()
            office.clear()
            wire.exchanges.clear()
            live.begin_anew()

    async with contextlib.AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        client = OverheardClient(office.chats, Frame(url + SERVICE, BOT), f"{url}/api/messages", session)
        client.wire, client.works = wire, live.works
        application = web.Application(middlewares=[door], client_max_size=LARGEST)
        application.add_routes(teams.routes())
        application.add_routes(
            [web.route(way.method, way.path, wire.around(way.handler)) for way in connector.routes(SERVICE)]
        )
        application.add_routes(Page(office, client, live, wire, texts, begin_afresh).routes())
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=2.0)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await teams.start(host)
        stack.push_async_callback(teams.close)
        stack.callback(live.close)
        await stack.enter_async_context(_chores(live, file))
        await web.SockSite(runner, opened).start()
        yield Home(url, office, teams)


@contextlib.asynccontextmanager
async def _chores(live: Live, file: Path | None) -> AsyncIterator[None]:
    """Tell the windows, and keep the office, as long as the block lasts."""
    tasks = [asyncio.create_task(live.follow(), name="demo-live")]
    if file is not None:
        tasks.append(asyncio.create_task(memory.keep(file, live.office, live.changed), name="demo-memory"))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if file is not None:
            memory.save(file, live.office)


class _Gate:
    """Lets messages through to the bot, but for the moment in which everything begins afresh."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._under_way = 0
        self._moved = asyncio.Condition()
        self._shut = False

    async def __call__(self, message: Message, channel: Channel) -> Reply:
        async with self._moved:
            await self._moved.wait_for(lambda: not self._shut)
            self._under_way += 1
        try:
            return await self._answer(message, channel)
        finally:
            async with self._moved:
                self._under_way -= 1
                self._moved.notify_all()

    @contextlib.asynccontextmanager
    async def closed(self) -> AsyncIterator[None]:
        """No turn is under way, and none begins, as long as the block lasts."""
        async with self._moved:
            await self._moved.wait_for(lambda: not self._shut)
            self._shut = True
            await self._moved.wait_for(lambda: self._under_way == 0)
        try:
            yield
        finally:
            async with self._moved:
                self._shut = False
                self._moved.notify_all()
