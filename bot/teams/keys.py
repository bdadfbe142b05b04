"""The channel's signing keys: fetched from its OpenID metadata, kept, and fetched again when they change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from bot.addresses import is_private
from bot.teams.body import bounded, json_object
from bot.teams.flight import Flight

FRESH = timedelta(hours=24)
"""After that long the keys are fetched again in the background."""
STALE = timedelta(hours=48)
"""Keys that could not be fetched again are used for one more day, and no longer."""
PAUSE = timedelta(minutes=1)
"""An unknown key lets the keys be fetched again at most this often."""
FIRST_PAUSE = timedelta(seconds=5)
"""The same, as long as there are no keys at all."""
PATIENCE = aiohttp.ClientTimeout(total=5)
LARGEST = 1 << 20
"""Bytes that a metadata or key document may have; Microsoft's have some 30,000."""
SHORTEST = 2048
"""Bits of an RSA key below which it is not trusted."""

log = structlog.get_logger("bot.teams")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public key, and the channels that may sign with it."""

    public: RSAPublicKey
    endorsements: frozenset[str]


class KeysAway(Exception):
    """The keys could not be fetched, or what came is no set of keys."""


class Keys:
    """Knows the channel's keys by their id. A slow key server only keeps waiting whose key is unknown."""

    def __init__(
        self, metadata: str, session: Callable[[], aiohttp.ClientSession], clock: Callable[[], datetime]
    ) -> None:
        self._metadata = metadata
        self._session = session
        self._clock = clock
        self._keys: dict[str, SigningKey] = {}
        self._fetched: datetime | None = None
        self._asked: datetime | None = None
        self._fetching = Flight(self._fetch)

    @property
    def known(self) -> bool:
        """Whether there are keys that may be used."""
        return self._age is not None and self._age < STALE

    @property
    def _age(self) -> timedelta | None:
        return None if self._fetched is None else self._clock() - self._fetched

    async def find(self, kid: str) -> SigningKey | None:
        """The key of this id; None where the channel has no such key, or the keys can't be had.

        Returns at once for a known key. An unknown one may take a fetch, at most PATIENCE long.
        """
        if self.known and kid in self._keys:
            if self._age and self._age >= FRESH and self._may_ask:
                self._fetching.begin()
            return self._keys[kid]
        if self._fetching.under_way or self._may_ask:
            await self.fetch()
        return self._keys.get(kid) if self.known else None

    async def fetch(self) -> bool:
        """Fetch the keys now, once for all who ask; False where that failed and the old ones stay."""
        try:
            await self._fetching.join()
        except KeysAway as error:
            log.warning("keys_not_fetched", reason=str(error))
            return False
        return True

    async def keep_fresh(self) -> None:
        """Fetch now and then each day, until cancelled; after a failure again in a minute."""
        while True:
            fetched = await self.fetch()
            pause = FRESH if fetched else PAUSE if self._keys else FIRST_PAUSE
            await asyncio.sleep(pause.total_seconds())

    async def close(self) -> None:
        """End a fetch that is under way."""
        await self._fetching.cancel()

    @property
    def _may_ask(self) -> bool:
        pause = PAUSE if self.known else FIRST_PAUSE
        return self._asked is None or not timedelta(0) <= self._clock() - self._asked < pause

    async def _fetch(self) -> None:
        self._asked = self._clock()
        try:
            async with asyncio.timeout(PATIENCE.total):
                metadata = await self._document(self._metadata)
                address = metadata.get("jwks_uri")
                if not isinstance(address, str) or not is_private(address):
                    raise KeysAway("jwks_uri")
                keys = fit((await self._document(address)).get("keys"))
        except TimeoutError as error:
            raise KeysAway("timeout") from error
        except aiohttp.ClientError as error:
            raise KeysAway(type(error).__name__) from error
        if not keys:
            raise KeysAway("empty")
        self._keys, self._fetched = keys, self._clock()

    async def _document(self, address: str) -> dict[str, Any]:
        async with self._session().get(address, allow_redirects=False, timeout=PATIENCE) as response:
            if response.status != 200:
                raise KeysAway(f"status {response.status}")
            document = json_object(await bounded(response.content, LARGEST))
        if document is None:
            raise KeysAway("no object")
        return document


def fit(listed: object) -> dict[str, SigningKey]:
    """Every key of a key document that is fit for RS256, by its id; others are passed over."""
    keys: dict[str, SigningKey] = {}
    for entry in listed if isinstance(listed, list) else ():
        if not isinstance(entry, dict) or entry.get("kty") != "RSA" or entry.get("use", "sig") != "sig":
            continue
        kid = entry.get("kid")
        try:
            public = PyJWK(entry, algorithm="RS256").key
        except (PyJWTError, ValueError, TypeError):
            continue
        if isinstance(kid, str) and isinstance(public, RSAPublicKey) and public.key_size >= SHORTEST:
            keys[kid] = SigningKey(public, frozenset(_names(entry.get("endorsements"))))
    return keys


def _names(listed: object) -> list[str]:
    return [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
