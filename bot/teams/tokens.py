"""The bot's own token: asked for once, kept, and renewed before it ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import structlog

from bot.teams.body import bounded, json_object
from bot.teams.credentials import Credential
from bot.teams.flight import Flight
from bot.unsent import NoToken

EARLY = timedelta(minutes=5)
"""A token is renewed this long before it ends."""
PATIENCE = aiohttp.ClientTimeout(total=5)
LARGEST = 1 << 16
"""Bytes that an answer with a token may have."""

log = structlog.get_logger("bot.teams")


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token, and when it ends."""

    value: str = field(repr=False)
    ends: datetime


class Tokens:
    """One token for everyone, asked for by one request however many wait for it."""

    def __init__(
        self,
        credential: Credential,
        session: Callable[[], aiohttp.ClientSession],
        clock: Callable[[], datetime],
    ) -> None:
        self._credential = credential
        self._session = session
        self._clock = clock
        self._token: Token | None = None
        self._asking = Flight(self._ask)

    @property
    def held(self) -> bool:
        """Whether there is a token that still works."""
        return self._token is not None and self._clock() < self._token.ends

    @property
    def credential_expires(self) -> datetime | None:
        """When the certificate ends; None where nothing is known."""
        return self._credential.expires

    async def get(self) -> str:
        """A token that works now. Raises `NoToken` where none can be had."""
        token = self._token
        if token is None or self._clock() >= token.ends:
            return (await self._asking.join()).value
        if self._clock() >= token.ends - EARLY:
            self._asking.begin()  # nobody waits, the old one still works
        return token.value

    def drop(self, value: str) -> None:
        """Forget this token, since it was not taken; a newer one stays."""
        if self._token is not None and self._token.value == value:
            self._token = None

    async def close(self) -> None:
        """End a request that is under way."""
        await self._asking.cancel()

    async def _ask(self) -> Token:
        try:
            answer = await self._answer()
        except NoToken as error:
            log.warning("token_not_given", status=error.status, code=error.code)
            raise
        value, life = answer.get("access_token"), _seconds(answer.get("expires_in"))
        if not isinstance(value, str) or not value or not value.isascii() or life <= 0:
            log.warning("token_not_given", status=200, code="unreadable")
            raise NoToken(code="unreadable")
        self._token = Token(value, self._clock() + timedelta(seconds=life))
        return self._token

    async def _answer(self) -> dict[str, Any]:
        ask = self._credential.ask(self._clock())
        try:
            async with self._session().request(
                ask.method,
                ask.url,
                data=dict(ask.form) or None,
                params=dict(ask.query),
                headers=dict(ask.headers),
                allow_redirects=False,
                timeout=PATIENCE,
            ) as response:
                document = json_object(await bounded(response.content, LARGEST)) or {}
                if response.status != 200:
                    raise NoToken(response.status, _code(document))
                return document
        except TimeoutError as error:
            raise NoToken(code="timeout") from error
        except aiohttp.ClientError as error:
            raise NoToken(code=type(error).__name__) from error


def _code(document: dict[str, Any]) -> str:
    """Entra's name of the fault with its numbers: `invalid_client 7000222` is a secret that has ended."""
    numbers = document.get("error_codes")
    listed = [number for number in numbers if isinstance(number, int)] if isinstance(numbers, list) else []
    return " ".join(map(str, [str(document.get("error", ""))[:40], *listed[:3]])).strip()


def _seconds(value: object) -> float:
    """A token's life; the metadata service writes the number as text."""
    try:
        return min(float(value), 86_400.0) if isinstance(value, int | float | str) else 0.0
    except (ValueError, OverflowError):
        return 0.0
