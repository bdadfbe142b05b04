"""The channel's OpenID server: keys of our own, and the tokens that they sign."""

from __future__ import annotations

import asyncio
import functools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

ISSUER = "https://api.botframework.com"


@functools.cache
def private_key(number: int, bits: int = 2048) -> RSAPrivateKey:
    """An RSA key; making one takes a tenth of a second, so each is made once for all tests."""
    assert number >= 0
    return generate_private_key(public_exponent=65537, key_size=bits)


@dataclass(slots=True)
class Key:
    """A signing key as it is published."""

    number: int = 0
    endorsements: list[str] | None = field(default_factory=lambda: ["msteams", "webchat"])

    @property
    def kid(self) -> str:
        return f"key-{self.number}"

    @property
    def private(self) -> RSAPrivateKey:
        return private_key(self.number)

    def published(self) -> dict[str, Any]:
        entry: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(self.private.public_key()))
        entry |= {"kid": self.kid, "use": "sig"}
        return entry if self.endorsements is None else entry | {"endorsements": self.endorsements}


class OpenId:
    """Publishes keys, and signs. Can rotate, fail and hang."""

    def __init__(self) -> None:
        self.keys = [Key()]
        self.asked = 0
        """How often the keys were fetched."""
        self.status = 200
        self.now: Callable[[], float] = time.time
        """The clock by which tokens are made."""
        self.served = asyncio.Event()
        """Set whenever the keys were given out."""
        self.answers = asyncio.Event()
        """Cleared, the server takes connections and answers nobody."""
        self.answers.set()

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/openid", self._metadata), web.get("/keys", self._keys)]

    def rotate(self) -> Key:
        """Publish a new key in the place of all others."""
        self.keys = [Key(self.keys[-1].number + 1)]
        return self.keys[0]

    def claims(self, app_id: str, service_url: str, **changes: object) -> dict[str, object]:
        """What a good token says; a change to None takes the claim out."""
        now = int(self.now())
        good: dict[str, object] = {
            "iss": ISSUER,
            "aud": app_id,
            "nbf": now - 60,
            "exp": now + 3_600,
            "serviceurl": service_url,
        }
        return {name: value for name, value in (good | changes).items() if value is not None}

    def sign(self, claims: dict[str, Any], *, key: Key | None = None, algorithm: str = "RS256") -> str:
        """A token with these claims."""
        key = key or self.keys[0]
        body = json.dumps(claims).encode()  # jwt.encode would refuse the wrong types that a test wants
        return jwt.PyJWS().encode(body, key.private, algorithm=algorithm, headers={"kid": key.kid})

    async def _metadata(self, request: web.Request) -> web.Response:
        await self.answers.wait()
        address = str(request.url.with_path("/keys"))
        return web.json_response({"issuer": ISSUER, "jwks_uri": address}, status=self.status)

    async def _keys(self, request: web.Request) -> web.Response:
        self.asked += 1
        self.served.set()
        return web.json_response({"keys": [key.published() for key in self.keys]})
