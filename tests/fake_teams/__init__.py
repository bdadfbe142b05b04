"""Microsoft's side, on this machine, over real HTTP: connector, OpenID server, token server, clients."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web

from bot.teams import Edge
from demo.activities import Activity, Frame
from demo.chats import Chats
from demo.client import Client
from demo.connector import Connector
from tests.fake_teams.cast import APP, TOWN, Cast
from tests.fake_teams.entra import Entra
from tests.fake_teams.openid import OpenId
from tests.fake_teams.signing_in import SigningIn

__all__ = ["APP", "TOWN", "Cast", "FakeTeams", "serving"]


@asynccontextmanager
async def serving(routes: Iterable[web.RouteDef]) -> AsyncIterator[str]:
    """These routes on a free port of the loopback; gives the address without a slash at its end."""
    application = web.Application()
    application.add_routes(routes)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


class FakeTeams:
    """All of Microsoft's servers at one address, and the clients of the cast.

    Give a bot `edge()`, tell its address to `connect`, and let people act through `client`.
    """

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.url = ""
        self.cast = Cast()
        self.chats = Chats()
        self.openid = OpenId()
        self.entra = Entra(APP)
        self.signing_in = SigningIn(self.entra, self.openid)
        self.connector = Connector(self.chats, bot=f"28:{APP}", admits=self._admits)
        self.authenticated = True
        """Whether activities carry a token and the bot must show its own."""
        self.client: Client
        """Everyone's client, once it is connected."""
        self._session = session

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator[FakeTeams]:
        """A Teams of its own, as long as the block lasts."""
        async with aiohttp.ClientSession() as session:
            teams = cls(session)
            routes = teams.connector.routes("/emea") + teams.openid.routes() + teams.entra.routes()
            routes += teams.signing_in.routes()
            async with serving(routes) as teams.url:
                yield teams

    @property
    def service_url(self) -> str:
        """Where the bot's messages go."""
        return f"{self.url}/emea/"

    def edge(self, **changes: Any) -> Edge:
        """Settings with which a bot speaks to this Teams and to no other."""
        good: dict[str, Any] = {
            "app_id": APP,
            "app_password": self.entra.secret,
            "app_tenant": TOWN,
            "tenants": frozenset({TOWN}),
            "service_hosts": frozenset({self.url.removeprefix("http://")}),
            "openid_metadata": f"{self.url}/openid",
            "token_endpoint": f"{self.url}/token",
            "identity_endpoint": f"{self.url}/identity",
        }
        return Edge(**good | changes)

    def connect(self, bot_url: str) -> Client:
        """Let everybody's client speak to the bot at this address (without the path)."""
        frame = Frame(self.service_url, f"28:{APP}")
        self.client = Client(
            self.chats, frame, f"{bot_url}/api/messages", self._session, authorize=self.authorization
        )
        return self.client

    def authorization(self, activity: Activity) -> dict[str, str]:
        """The headers that Teams sends along with this activity."""
        if not self.authenticated:
            return {}
        claims = self.openid.claims(APP, str(activity.get("serviceUrl") or self.service_url))
        return {"Authorization": f"Bearer {self.openid.sign(claims)}"}

    def token(self, **changes: object) -> str:
        """A good token, but for these claims; None takes one out."""
        return self.openid.sign(self.openid.claims(APP, self.service_url, **changes))

    def _admits(self, token: str) -> bool:
        return not self.authenticated or self.entra.admits(token)
