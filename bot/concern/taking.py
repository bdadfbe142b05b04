"""The owner's side of the hand-over: bots give what was confided to them, and ask how far releases are."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from bot.concern.box import PACE, Box
from bot.concern.keeping import Full
from bot.concern.wire import AGAIN, CONCERN, PUBLIC, RELEASE, Handed, Kept, Releases, Told, Voice, Voices
from bot.storage import StorageError
from bot.teams.body import bounded

PATIENCE = 5.0
"""Seconds that a body may take to arrive."""
BIGGEST = 64 * 1024
"""Bytes of a body that are read: the longest text has 16,000."""

M = TypeVar("M", bound=BaseModel)
Work = Callable[[web.Request], Awaitable[BaseModel]]
Handler = Callable[[web.Request], Awaitable[web.Response]]


class TooLarge(Exception):
    """A body is longer than any that a bot sends."""


@dataclass(frozen=True, slots=True)
class Taking:
    """What bots may ask, by the secret that they share with us."""

    box: Box
    secret: bytes = field(repr=False)
    clock: Callable[[], datetime]

    def routes(self) -> list[web.RouteDef]:
        """Its routes."""
        return [
            web.post(CONCERN, self._asked(self.put)),
            web.post(AGAIN, self._asked(self.again)),
            web.get(PUBLIC, self._asked(self.published), allow_head=False),
            web.get(RELEASE, self._asked(self.releases), allow_head=False),
            web.post(RELEASE, self._asked(self.told)),
        ]

    async def put(self, request: web.Request) -> Kept:
        """Keep a concern. Raises Full where the day is, but for one that is kept already."""
        given = await _read(request, Handed)
        day = self.box.day(self.clock())
        if self.box.flood.full(day):
            return Kept(receipt=await self.box.again(given.nonce, given.concern))
        receipt = await self.box.put(given.nonce, given.concern, day)
        self.box.flood.count(day)
        return Kept(receipt=receipt)

    async def again(self, request: web.Request) -> Kept:
        """The receipt of one that is kept already. Raises Full where it is not; nothing is kept by it."""
        given = await _read(request, Handed)
        return Kept(receipt=await self.box.again(given.nonce, given.concern))

    async def published(self, _request: web.Request) -> Voices:
        """Sorgen & Antworten."""
        return Voices(published=[Voice(**asdict(one)) for one in await self.box.published()])

    async def releases(self, _request: web.Request) -> Releases:
        """How far they are."""
        return Releases(**asdict(await self.box.standing()))

    async def told(self, request: web.Request) -> Told:
        """The readers know of a release."""
        given = await _read(request, Told)
        await self.box.store(lambda store: store.told(given.day))
        return given

    def _asked(self, work: Work) -> Handler:
        """Only by who knows the secret; whatever fails is a number, and no line in a log."""

        async def answer(request: web.Request) -> web.Response:
            if not self._known(request):
                await self.box.sleep(PACE)
                return _said(401, "secret")
            try:
                done = await work(request)
            except (ValidationError, TimeoutError):
                return _said(400, "unreadable")
            except TooLarge:
                return _said(413, "too large")
            except Full:
                return _said(429, "full")
            except StorageError as error:
                self.box.faults[type(error).__name__] += 1
                return _said(503, "away")
            except Exception as error:
                self.box.faults[type(error).__name__] += 1
                return _said(500, "failed")
            return web.json_response(text=done.model_dump_json())

        return answer

    def _known(self, request: web.Request) -> bool:
        given = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
        return hmac.compare_digest(given, b"Bearer " + self.secret)


async def _read(request: web.Request, kind: type[M]) -> M:
    """The body as a message of this kind. Raises ValidationError, TimeoutError and TooLarge."""
    async with asyncio.timeout(PATIENCE):
        body = await bounded(request.content, BIGGEST)
    if body is None:
        raise TooLarge
    return kind.model_validate_json(body)


def _said(status: int, what: str) -> web.Response:
    return web.json_response({"error": what}, status=status)
