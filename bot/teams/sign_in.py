"""Signing in to a page of ours by Entra ID: OpenID Connect, authorization code with PKCE.

The app is the bot's own, with its secret or certificate. What Entra says is believed for the moment of
signing in only; of the ID token two ids are read and nothing is kept.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.addresses import GRANT_PATH
from bot.teams.body import bounded, json_object
from bot.teams.credentials import credential
from bot.teams.edge import Edge
from bot.teams.errors import Refused
from bot.teams.keys import Keys
from bot.teams.signed import LONGEST, claims_of, in_time, key_id

SCOPE = "openid profile"
"""Entra puts `oid` into the token with `profile` only."""
PATIENCE = aiohttp.ClientTimeout(total=5)
LARGEST = 1 << 16
"""Bytes that an answer with a token may have."""
LONGEST_CODE = 4_096
"""Characters of a code; Entra's have some 1,000."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one attempt to sign in is recognised by; all three are random to everyone else."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    """43 to 128 characters, RFC 7636."""

    @property
    def challenge(self) -> str:
        """The verifier as Entra is shown it beforehand: S256."""
        return urlsafe_b64encode(sha256(self.verifier.encode()).digest()).decode().rstrip("=")


class SignIn:
    """Sends people to Entra, and learns from it who came back. Close it in the end."""

    def __init__(
        self,
        edge: Edge,
        back: str,
        session: Callable[[], aiohttp.ClientSession],
        clock: Callable[[], datetime],
    ) -> None:
        """`back` is the redirect URI, as registered. Raises ValueError or OSError for a bad certificate."""
        self.back = back
        self._edge = edge
        self._session = session
        self._clock = clock
        self._credential = credential(edge)
        authority = edge.token_address.removesuffix(GRANT_PATH)
        self._authorize = f"{authority}/oauth2/v2.0/authorize"
        self._issuer = f"{authority}/v2.0"
        self._keys = Keys(f"{self._issuer}/.well-known/openid-configuration", session, clock)

    async def close(self) -> None:
        """End what is under way."""
        await self._keys.close()

    async def ready(self) -> bool:
        """Whether the keys that Entra signs with can be had."""
        return await self._keys.fetch()

    def address(self, attempt: Attempt) -> str:
        """Where somebody signs in."""
        asked = {
            "client_id": self._edge.app_id,
            "response_type": "code",
            "response_mode": "query",
            "redirect_uri": self.back,
            "scope": SCOPE,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
        }
        return f"{self._authorize}?{urlencode(asked)}"

    async def person(self, code: str, attempt: Attempt) -> str:
        """The Entra id of who came back with this code. Raises `Refused` with the reason, which names nobody.

        The token must be signed by Entra for this app, be valid now, belong to this very attempt, and be
        that of a person of an allowed tenant.
        """
        if not 0 < len(code) <= LONGEST_CODE:
            raise Refused(403, "code")
        token = await self._redeemed(code, attempt)
        key = await self._keys.find(key_id(token))
        if key is None:
            raise Refused(403, "unknown_key")
        claims = claims_of(token, key, self._edge.app_id, self._issuer)
        in_time(claims, self._clock())
        if claims["aud"] != self._edge.app_id:
            raise Refused(403, "audience")  # a list of several has to name one that we know nothing of
        if _text(claims, "nonce") != attempt.nonce:
            raise Refused(403, "nonce")
        if not self._edge.admits([_text(claims, "tid").lower()]):
            raise Refused(403, "tenant")
        return _text(claims, "oid").lower()

    async def _redeemed(self, code: str, attempt: Attempt) -> str:
        """The ID token that Entra gives for a code, once. The bot's credential proves who asks for it."""
        ask = self._credential.ask(self._clock())
        form = {
            **ask.form,
            "grant_type": "authorization_code",
            "scope": SCOPE,
            "code": code,
            "redirect_uri": self.back,
            "code_verifier": attempt.verifier,
        }
        try:
            async with self._session().post(
                ask.url, data=form, allow_redirects=False, timeout=PATIENCE
            ) as response:
                document = json_object(await bounded(response.content, LARGEST)) or {}
                if response.status != 200:
                    named = str(document.get("error", ""))[:40]
                    raise Refused(503 if response.status >= 500 else 403, f"{response.status} {named}")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Refused(503, type(error).__name__) from error
        token = document.get("id_token")
        if not isinstance(token, str) or not token.isascii() or len(token) > LONGEST:
            raise Refused(403, "no_id_token")
        return token


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not value:
        raise Refused(403, name)
    return value
