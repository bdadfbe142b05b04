"""A Teams at home: the bot's address, Microsoft's connector and the page, on one port of the loopback."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from bot.teams import Edge, Teams
from bot.texts import Texts
from demo.activities import Frame
from demo.connector import Connector
from demo.door import door
from demo.gate import Gate
from demo.live import Live
from demo.loopback import address_of, listening
from demo.memory import keeping
from demo.office import Office
from demo.page import LARGEST, Page
from demo.pilot import Pilot
from demo.wire import OverheardClient, Wire

BOT = "28:lotse"
SERVICE = "/teams"
"""Path of the service URL."""
GLANCE = 0.5
"""Seconds between two looks at the faults of the FAQ."""


@dataclass(frozen=True, slots=True)
class Home:
    """A Teams that is open."""

    url: str
    """Address of the page, without a slash at its end."""
    office: Office
    teams: Teams
    """The bot's edge: it can speak at a moment of its own choosing."""


@contextlib.asynccontextmanager
async def open_home(
    pilot: Pilot,
    *,
    texts: Texts,
    office: Office,
    file: Path | None = None,
    host: str = "127.0.0.1",
    port: int = 0,
    serves: Iterable[web.RouteDef] = (),
) -> AsyncIterator[Home]:
    """This bot in a Teams of its own, as long as the block lasts.

    `file` keeps the office; without it nothing is kept. `serves` is what else can be fetched there. Raises
    `NotLoopback`, and OSError for an address that is taken.
    """
    opened = listening(host, port)
    url = address_of(opened)
    live = Live(office)
    wire = Wire(office.clock, lambda exchange: live.tell({"event": "wire", "exchange": asdict(exchange)}))
    gate = Gate(pilot.answer)
    teams = Teams(Edge(service_hosts=frozenset({url.removeprefix("http://")})), gate, words=pilot.words)
    connector = Connector(office.chats, bot=BOT)
    connector.typing = live.typing

    async with contextlib.AsyncExitStack() as stack:
        keep_all = stack.enter_context(keeping(file, office))

        async def begin_afresh() -> None:
            async with gate.closed():
                await pilot.forget()
                office.clear()
                keep_all()
                wire.exchanges.clear()
                live.begin_anew()

        session = await stack.enter_async_context(aiohttp.ClientSession())
        client = OverheardClient(office.chats, Frame(url + SERVICE, BOT), f"{url}/api/messages", session)
        client.wire, client.works = wire, live.works
        application = web.Application(middlewares=[door], client_max_size=LARGEST)
        application.add_routes([*teams.routes(), *serves])
        application.add_routes(
            [web.route(way.method, way.path, wire.around(way.handler)) for way in connector.routes(SERVICE)]
        )
        application.add_routes(Page(office, client, live, wire, texts, pilot, begin_afresh).routes())
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=2.0)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await teams.start(host)
        stack.push_async_callback(teams.close)
        stack.callback(live.close)
        await stack.enter_async_context(_beside(live.follow(), _glance(pilot, live)))
        await web.SockSite(runner, opened).start()
        yield Home(url, office, teams)


async def _glance(pilot: Pilot, live: Live) -> None:
    """Tell the windows of faults in the FAQ, as long as this runs."""
    while True:
        live.mind(pilot.faults())
        await asyncio.sleep(GLANCE)


@contextlib.asynccontextmanager
async def _beside(*chores: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run these as long as the block lasts."""
    tasks = [asyncio.create_task(chore) for chore in chores]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
