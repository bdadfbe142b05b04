"""The servers that are measured, each started as a process of its own: `python -m bench.servers NAME`.

A server is a function from `Place` to an application; SERVERS names them. It reads one line of JSON
(where Microsoft's side is, the tenants, the town's folder) and prints its own address once it listens.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog
from aiohttp import ClientSession, web

from bot.service import settle_memory


@dataclass(frozen=True, slots=True)
class Microsoft:
    """Where Microsoft's side is, and who may talk to the bot."""

    url: str
    tenants: frozenset[str]
    home: str
    """The town's folder, where a server needs one."""

    @property
    def environment(self) -> dict[str, str]:
        """The same as settings of `lotse serve`."""
        from tests.fake_teams.cast import APP

        return {
            "LOTSE_APP_ID": APP,
            "LOTSE_APP_PASSWORD": "a secret",
            "LOTSE_APP_TENANT": min(self.tenants),
            "LOTSE_TENANTS": ",".join(self.tenants),
            "LOTSE_SERVICE_HOSTS": urlsplit(self.url).netloc,
            "LOTSE_OPENID_METADATA": f"{self.url}/openid",
            "LOTSE_TOKEN_ENDPOINT": f"{self.url}/token",
            "LOTSE_HOME": self.home,
        }


def bare(microsoft: Microsoft) -> web.Application:
    """The floor: aiohttp alone parses a message, posts a reply, and answers. Nobody is authenticated."""
    session: ClientSession

    async def handle(request: web.Request) -> web.Response:
        activity = await request.json()
        conversation, identity = activity["conversation"]["id"], activity["id"]
        url = f"{activity['serviceUrl']}v3/conversations/{conversation}/activities/{identity}"
        async with session.post(url, json={"type": "message", "text": f"echo: {activity['text']}"}) as sent:
            await sent.read()
        return web.Response()

    async def life(application: web.Application) -> AsyncIterator[None]:
        nonlocal session
        async with ClientSession() as session:
            yield

    application = web.Application()
    application.router.add_post("/api/messages", handle)
    application.cleanup_ctx.append(life)
    return application


def host(microsoft: Microsoft) -> web.Application:
    """botbuilder's own turn through our host, with authentication, tenants and order; the bot is an echo."""
    from bot.teams import Edge, Notice, Teams
    from bot.turn import Channel, Message, Outgoing, Reply

    async def echo(message: Message, channel: Channel) -> Reply:
        await channel.send(Outgoing(text=f"echo: {message.text}"))
        return Reply()

    def words(notice: Notice, message: Message) -> str:
        return notice

    settings = microsoft.environment
    edge = Edge(
        app_id=settings["LOTSE_APP_ID"],
        app_password=settings["LOTSE_APP_PASSWORD"],
        app_tenant=settings["LOTSE_APP_TENANT"],
        tenants=microsoft.tenants,
        service_hosts=frozenset({settings["LOTSE_SERVICE_HOSTS"]}),
        openid_metadata=settings["LOTSE_OPENID_METADATA"],
        token_endpoint=settings["LOTSE_TOKEN_ENDPOINT"],
    )
    teams = Teams(edge, echo, words=words)

    async def life(application: web.Application) -> AsyncIterator[None]:
        await teams.start()
        yield
        await teams.close()

    application = web.Application()
    application.add_routes(teams.routes())
    application.cleanup_ctx.append(life)
    return application


def full(microsoft: Microsoft) -> web.Application:
    """All of `lotse serve`: authentication, guards, duplicates, 1,000 entries, a durable log, a card."""
    from bot.app import text_files
    from bot.service import Service
    from bot.settings import read
    from bot.texts import Texts

    environment = microsoft.environment
    service = Service(read(environment, Texts.load(text_files())), environment)

    async def life(application: web.Application) -> AsyncIterator[None]:
        async with AsyncExitStack() as parts:
            await service.begin(parts)
            yield

    application = service.application()
    application.cleanup_ctx.append(life)
    return application


SERVERS: dict[str, Callable[[Microsoft], web.Application]] = {"bare": bare, "host": host, "full": full}


async def serve(application: web.Application) -> None:
    """Listen on a free port, print the address, and go on until terminated."""
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    settle_memory()  # as `lotse serve` does
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    told = json.loads(sys.stdin.readline())
    asyncio.run(serve(SERVERS[sys.argv[1]](Microsoft(told["url"], frozenset(told["tenants"]), told["home"]))))
