"""The readers' page from elsewhere: its door, the way to Entra, and the way back in."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from aiohttp import web

from bot.concern.box import Box
from bot.concern.door import Sessions
from bot.concern.paper import door
from bot.teams.errors import Refused
from bot.teams.sign_in import Attempt, SignIn
from bot.texts import Texts

DOOR, LEAVE_FOR, BACK = "/lesen", "/lesen/anmelden", "/lesen/angemeldet"
ATTEMPT_LIVES = timedelta(minutes=10)
log = structlog.get_logger("bot.concern")


@dataclass(slots=True)
class Attempts:
    """Attempts to sign in. Nothing is kept of one until it comes back: all of it follows from its cookie.

    So nobody can fill the memory by beginning, and a restart ends them all.
    """

    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _spent: dict[str, datetime] = field(default_factory=dict, repr=False)
    """What came back, until it would be too old anyway."""

    def begin(self, now: datetime) -> str:
        """The cookie of a new attempt."""
        return f"{int(now.timestamp())}.{secrets.token_urlsafe(32)}"

    def of(self, cookie: str) -> Attempt:
        """State, nonce and verifier of this cookie's attempt. Without our key nobody finds them."""
        return Attempt(*(self._derived(what, cookie) for what in ("state", "nonce", "verifier")))

    def spend(self, cookie: str, state: str, now: datetime) -> Attempt | None:
        """The attempt that came back with this state; None for another's, one too old, or spent."""
        attempt = self.of(cookie)
        if not hmac.compare_digest(state.encode(), attempt.state.encode()):
            return None
        begun = datetime.fromtimestamp(int(cookie.partition(".")[0]), UTC)  # ours, since its state is
        self._spent = {one: until for one, until in self._spent.items() if until > now}
        if now - begun > ATTEMPT_LIVES or attempt.state in self._spent:
            return None
        self._spent[attempt.state] = begun + ATTEMPT_LIVES + timedelta(seconds=1)
        return attempt

    def _derived(self, what: str, cookie: str) -> str:
        made = hmac.new(self._key, f"{what} {cookie}".encode(), hashlib.sha256).digest()
        return urlsafe_b64encode(made).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Entrance:
    """`/lesen` for who is not in yet. One cookie, first for the attempt, then a new one for the session."""

    box: Box
    texts: Texts
    clock: Callable[[], datetime]
    sign_in: SignIn
    language: str = "de"
    sessions: Sessions = field(default_factory=Sessions)
    attempts: Attempts = field(default_factory=Attempts)

    def routes(self) -> list[web.RouteDef]:
        """Its routes."""
        return [
            web.get(LEAVE_FOR, self.leave_for_entra, allow_head=False),
            web.get(BACK, self.back, allow_head=False),
        ]

    @property
    def cookie(self) -> str:
        """Its name. By __Host- no neighbour in the same domain can set it, nor is it sent to one."""
        return "__Host-lesen" if self._private else "lesen"

    @property
    def _private(self) -> bool:
        return self.box.desk_url.startswith("https://")

    def door(self, note: str = "", *, status: int = 200, draft: object = None) -> web.Response:
        """What it is, and the way in; `draft` is what was being written."""
        lines = ("door", "door_noted")
        return door(self.texts, self.language, LEAVE_FOR, *lines, note=note, status=status, draft=draft)

    async def leave_for_entra(self, _request: web.Request) -> web.StreamResponse:
        """Begin an attempt: always a new one, whatever cookie was there."""
        cookie = self.attempts.begin(self.clock())
        answer = web.HTTPSeeOther(self.sign_in.address(self.attempts.of(cookie)))
        self._give(answer, cookie)
        raise answer

    async def back(self, request: web.Request) -> web.StreamResponse:
        """Who comes back from Entra and is a reader gets a session of their own."""
        try:
            reader = await self._reader(request)
        except Refused as refusal:
            log.warning("reader_not_let_in", reason=refusal.reason)
            away = refusal.status == 503
            return self.door("entra_away" if away else "not_let_in", status=503 if away else 403)
        answer = web.HTTPSeeOther(DOOR)
        self._give(answer, self.sessions.begin(reader, self.clock()))
        raise answer

    async def _reader(self, request: web.Request) -> str:
        """The reader who comes back from Entra. Raises `Refused` for anybody else, and anything odd."""
        given = request.query
        cookie = request.cookies.get(self.cookie, "")
        attempt = self.attempts.spend(cookie, given.get("state", ""), self.clock())
        if attempt is None:
            raise Refused(403, "attempt")
        if "error" in given:
            raise Refused(403, "entra")
        person = await self.sign_in.person(given.get("code", ""), attempt)
        if person not in self.box.readers:
            raise Refused(403, "no_reader")
        return person

    def let_out(self, answer: web.StreamResponse) -> None:
        """Take the cookie back."""
        answer.del_cookie(self.cookie, path=self._path, secure=self._private, httponly=True, samesite="Lax")

    @property
    def _path(self) -> str:
        return "/" if self._private else DOOR

    def _give(self, answer: web.StreamResponse, value: str) -> None:
        """Lax: the way back from Entra comes from another site."""
        answer.set_cookie(
            self.cookie, value, path=self._path, secure=self._private, httponly=True, samesite="Lax"
        )
