"""Entra's token endpoint and the managed identity's: give the bot its own token, if it asks rightly."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

SCOPE = "https://api.botframework.com/.default"
RESOURCE = "https://api.botframework.com"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(slots=True)
class Entra:
    """Checks each request as Entra does. Can fail, hang and give short tokens."""

    app_id: str
    secret: str = "a secret"
    certificate: x509.Certificate | None = None
    identity_header: str = ""
    life: int = 3_600
    """Seconds that a token lives."""
    status: int = 200
    codes: list[int] = field(default_factory=lambda: [7000222])
    """The numbers of its refusal."""
    asked: int = 0
    given: list[str] = field(default_factory=list)
    served: asyncio.Event = field(default_factory=asyncio.Event)
    """Set whenever a token was given out."""
    answers: asyncio.Event = field(default_factory=asyncio.Event)
    """Cleared, the server takes connections and answers nobody."""

    def __post_init__(self) -> None:
        self.answers.set()

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/token", self.token), web.get("/identity", self._identity)]

    def admits(self, token: str) -> bool:
        """Whether this is a token that was given out, and not revoked."""
        return token in self.given

    def revoke(self) -> None:
        """Let no token count that was given so far."""
        self.given.clear()

    async def token(self, request: web.Request) -> web.Response:
        self.asked += 1
        await self.answers.wait()
        form = dict(await request.post())
        if self.status != 200:
            fault = {
                "error": "invalid_client",
                "error_codes": self.codes,
                "error_description": f"AADSTS{self.codes[0]}",
            }
            return web.json_response(fault, status=self.status)
        asked_rightly = (
            form.get("grant_type") == "client_credentials"
            and form.get("client_id") == self.app_id
            and form.get("scope") == SCOPE
        )
        if not asked_rightly or not self.proven(form, str(request.url)):
            return web.json_response({"error": "invalid_client"}, status=401)
        return self._give(self.life)

    async def _identity(self, request: web.Request) -> web.Response:
        self.asked += 1
        by_header = request.headers.get("X-IDENTITY-HEADER") == self.identity_header
        on_machine = (
            request.headers.get("Metadata") == "true" and request.query["api-version"] == "2018-02-01"
        )
        if not (by_header if self.identity_header else on_machine):
            return web.json_response({"error": "bad_request"}, status=400)
        if request.query.get("resource") != RESOURCE or request.query.get("client_id") != self.app_id:
            return web.json_response({"error": "invalid_resource"}, status=400)
        return self._give(str(self.life))

    def _give(self, life: int | str) -> web.Response:
        token = f"bot-token-{self.asked}"
        self.given.append(token)
        self.served.set()
        return web.json_response({"token_type": "Bearer", "access_token": token, "expires_in": life})

    def proven(self, form: dict[str, Any], address: str) -> bool:
        """Whether this form shows the app's secret, or is signed with its certificate."""
        if self.certificate is None:
            return form.get("client_secret") == self.secret
        public = self.certificate.public_key()
        assert isinstance(public, RSAPublicKey)
        claims = jwt.decode(form["client_assertion"], public, algorithms=["PS256"], audience=address)
        own = claims["iss"] == claims["sub"] == self.app_id
        return own and form.get("client_assertion_type") == ASSERTION
