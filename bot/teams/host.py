"""The host: takes requests, lets the bot answer, and gives Teams what it waits for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
import structlog
from aiohttp import web

from bot.addresses import is_loopback
from bot.teams.adapter import Adapter, Authentication
from bot.teams.body import bounded
from bot.teams.calls import Calls
from bot.teams.channels import OpenChannel, personal_place
from bot.teams.credentials import credential
from bot.teams.edge import Edge
from bot.teams.envelope import LARGEST, opened, tenants
from bot.teams.errors import Refused
from bot.teams.inbound import Inbound, Proof
from bot.teams.keys import Keys
from bot.teams.lanes import Lanes
from bot.teams.mapping import message_of
from bot.teams.tokens import Tokens
from bot.teams.turns import WAITS, Answer, Turns, Words
from bot.teams.unasked import Unasked
from bot.turn import Channel, Person, Place, Post
from bot.unsent import NoToken

CONNECTIONS = 200
"""At a time, to all of Teams: answers find one free beside all letters that are in hand."""
READING = 10.0
"""Seconds that a body may take to arrive."""
log = structlog.get_logger("bot.teams")


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether the bot can do its work."""

    keys: bool
    """Who comes in can be recognised."""
    token: bool
    """The bot's own token is at hand."""
    credential_expires: datetime | None = None
    """When the bot's certificate ends; None where nothing is known."""

    def __bool__(self) -> bool:
        return self.keys and self.token


class Teams:
    """The bot's side of Teams: give its `routes` to an application, `start` it, and `close` it in the end."""

    def __init__(
        self,
        edge: Edge,
        answer: Answer,
        *,
        words: Words,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        waits: float = WAITS,
    ) -> None:
        """Raises ValueError or OSError where the app's certificate can't be read.

        `answer` sends all messages itself; of its reply the edge takes what a waiting client gets.
        `words` gives the text for the edge's own few notices.
        """
        self.edge = edge
        self._http: aiohttp.ClientSession | None = None
        self._keeping_fresh: asyncio.Task[None] | None = None
        self._keys = Keys(edge.openid_metadata, self._session, clock) if edge.app_id else None
        self._tokens = Tokens(credential(edge), self._session, clock) if edge.app_id else None
        self._inbound = Inbound(edge, self._keys, clock) if self._keys else None
        lanes = Lanes(sleep, time.monotonic)
        calls = Calls(edge, self._tokens, self._session, clock, lanes, sleep)
        self._authentication = Authentication(self._inbound, calls)
        self.adapter = Adapter(self._authentication)
        self.post: Post = Unasked(self._authentication)
        """The way out for what nobody asked for."""
        self._turns = Turns(self.adapter, answer, words, waits)

    def routes(self) -> list[web.RouteDef]:
        """The one address that Teams calls."""
        return [web.post("/api/messages", self.handle)]

    async def start(self, host: str = "127.0.0.1") -> None:
        """Begin. Keys and token are fetched meanwhile, a slow server keeps nobody waiting.

        `host` is the address that is listened on. Raises ValueError where it is open to others and
        the bot has no app id, thus no authentication.
        """
        if not self.edge.app_id:
            if not is_loopback(host):
                raise ValueError("Without an app id the bot may listen on loopback only.")
            log.warning("no_authentication", host=host)
        self._http = aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(), connector=aiohttp.TCPConnector(limit=CONNECTIONS)
        )
        if self._keys and self._tokens:
            self._keeping_fresh = asyncio.create_task(self._keys.keep_fresh(), name="keys")
            self._turns.run(self._first_token(self._tokens))

    async def close(self) -> None:
        """Let the turns under way finish within a grace time, then end everything."""
        if self._keeping_fresh is not None:
            self._keeping_fresh.cancel()
            await asyncio.gather(self._keeping_fresh, return_exceptions=True)
        await self._turns.settle()
        for part in (self._keys, self._tokens):
            if part is not None:
                await part.close()
        if self._http is not None:
            await self._http.close()
            self._http = None

    def ready(self) -> Readiness:
        """How things stand; true when the bot can do its work."""
        if self._keys is None or self._tokens is None:
            return Readiness(keys=True, token=True)
        return Readiness(self._keys.known, self._tokens.held, self._tokens.credential_expires)

    def channel(self, place: Place, tenant: str) -> Channel:
        """The way to a conversation that is known already, at a moment of the bot's own choosing."""
        return OpenChannel(self.adapter, place, tenant)

    async def personal(self, person: Person, place: Place) -> Place:
        """The personal chat with a person whom the bot met at `place`. Raises the facts of `NotSent`."""
        return await personal_place(self.adapter, person, place.service_url, place.bot)

    # ------------------------------------------------------------ one request

    async def handle(self, request: web.Request) -> web.Response:
        """Who is it, what is it, and the answer. Nothing of the body is read before the first is known."""
        try:
            proof = (
                await self._inbound.verify(request.headers.get("Authorization", ""))
                if self._inbound
                else None
            )
            activity = opened(await _body(request))
            tenant = self._let_in(proof, activity)
        except Refused as refusal:
            log.warning("refused", reason=refusal.reason, status=refusal.status)
            return web.Response(status=refusal.status)
        message = message_of(activity, authenticated=proof is not None)
        if message is None:
            return web.json_response({}) if activity["type"] == "invoke" else web.Response()
        return await self._turns.take(message, activity, self._authentication.admitted(proof, tenant))

    def _let_in(self, proof: Proof | None, activity: Mapping[str, Any]) -> str:
        """The tenant that it is from. Raises `Refused` (403) for what the token or the lists don't allow."""
        if proof is not None:
            proof.fits(activity.get("channelId"), activity["serviceUrl"])
        named = tenants(activity)
        if not self.edge.admits(named):
            raise Refused(403, "tenant")
        if not self.edge.may_speak_to(activity["serviceUrl"]):
            raise Refused(403, "service_host")
        return named[0] if named else ""

    async def _first_token(self, tokens: Tokens) -> None:
        try:
            await tokens.get()
        except NoToken:
            return  # it was logged, and the first message asks again

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            raise RuntimeError("Teams has not been started.")
        return self._http


async def _body(request: web.Request) -> bytes:
    """The whole body. Raises `Refused` where it is too long (413), too slow (408) or coded (415)."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refused(415, "encoding")
    if (request.content_length or 0) > LARGEST:
        raise Refused(413, "too_large")
    try:
        async with asyncio.timeout(READING):
            body = await bounded(request.content, LARGEST)
    except TimeoutError as error:
        raise Refused(408, "too_slow") from error
    if body is None:
        raise Refused(413, "too_large")
    return body
