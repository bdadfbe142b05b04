"""Entra's sign-in for people: the authorize endpoint, and the token endpoint of its codes."""

from __future__ import annotations

import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from aiohttp import web
from yarl import URL

from tests.fake_teams.cast import TOWN
from tests.fake_teams.entra import Entra
from tests.fake_teams.openid import Key, OpenId


@dataclass(slots=True)
class SigningIn:
    """Checks each request as Entra does. `who` is signed in already; what is given can be spoiled."""

    entra: Entra
    openid: OpenId
    who: str = ""
    """Entra id of the person at the browser."""
    redirects: set[str] = field(default_factory=set)
    """What the app has registered."""
    spoiled: dict[str, object] = field(default_factory=dict)
    """Claims of the ID token that differ from the true ones; None takes one out."""
    key: Key | None = None
    """Signs instead of the published one."""
    algorithm: str = "RS256"
    now: Callable[[], float] = time.time
    asked: int = 0
    """How often a code was to be redeemed."""
    status: int = 200
    forgetful: bool = False
    """A code may be redeemed again and again, as it must not be."""
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(f"/{TOWN}/oauth2/v2.0/authorize", self._authorize),
            web.post(f"/{TOWN}/oauth2/v2.0/token", self._token),
            web.get(f"/{TOWN}/v2.0/.well-known/openid-configuration", self._metadata),
        ]

    async def _authorize(self, request: web.Request) -> web.Response:
        asked = dict(request.query)
        asked_rightly = (
            asked.get("client_id") == self.entra.app_id
            and asked.get("response_type") == "code"
            and asked.get("redirect_uri") in self.redirects
            and asked.get("code_challenge_method") == "S256"
            and {"openid", "profile"} <= set(asked.get("scope", "").split())
            and all(len(asked.get(name, "")) >= 43 for name in ("state", "nonce", "code_challenge"))
        )
        if not asked_rightly:
            return web.Response(status=400, text="AADSTS50011")
        code = secrets.token_urlsafe(16)
        self._codes[code] = {**asked, "issuer": str(request.url.with_path(f"/{TOWN}/v2.0").with_query(None))}
        back = URL(asked["redirect_uri"]).with_query(code=code, state=asked["state"], session_state="s")
        raise web.HTTPFound(back)

    async def _token(self, request: web.Request) -> web.Response:
        form: dict[str, Any] = dict(await request.post())
        if form.get("grant_type") == "client_credentials":
            return await self.entra.token(request)  # one endpoint for people and for the bot itself
        self.asked += 1
        code = str(form.get("code", ""))
        asked = self._codes.get(code) if self.forgetful else self._codes.pop(code, None)
        if self.status != 200:
            return web.json_response({"error": "temporarily_unavailable"}, status=self.status)
        if not self.entra.proven(form, str(request.url)):
            return web.json_response({"error": "invalid_client", "error_codes": [7000215]}, status=401)
        digest = sha256(str(form.get("code_verifier", "")).encode()).digest()
        redeemed = (
            asked is not None
            and form.get("grant_type") == "authorization_code"
            and form.get("client_id") == self.entra.app_id
            and form.get("redirect_uri") == asked["redirect_uri"]
            and urlsafe_b64encode(digest).decode().rstrip("=") == asked["code_challenge"]
        )
        if asked is None or not redeemed:
            return web.json_response({"error": "invalid_grant", "error_codes": [54005]}, status=400)
        now = int(self.now())
        true: dict[str, object] = {
            "iss": asked["issuer"],
            "aud": asked["client_id"],
            "nonce": asked["nonce"],
            "oid": self.who,
            "tid": TOWN,
            "sub": "of this app only",
            "nbf": now - 60,
            "exp": now + 3_600,
        }
        claims = {name: value for name, value in (true | self.spoiled).items() if value is not None}
        token = self.openid.sign(claims, key=self.key, algorithm=self.algorithm)
        return web.json_response({"token_type": "Bearer", "id_token": token, "expires_in": 3_600})

    async def _metadata(self, request: web.Request) -> web.Response:
        keys = str(request.url.with_path("/keys"))
        return web.json_response({"issuer": str(request.url.with_path(f"/{TOWN}/v2.0")), "jwks_uri": keys})
