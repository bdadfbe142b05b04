"""The readers' page: read, answer one or many, publish.

Behind a link that opens once, on this machine; from elsewhere behind a sign-in (`entrance`).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.addresses import is_loopback
from bot.concern.box import Box
from bot.concern.desk import Desk
from bot.concern.door import Session, Sessions, redeem
from bot.concern.entrance import Entrance
from bot.concern.paper import page, same_site
from bot.concern.rules import LONGEST, cleaned
from bot.door import from_here
from bot.texts import Texts

COOKIE = "lesen"


@dataclass(frozen=True, slots=True)
class Reading:
    """`/lesen`."""

    box: Box
    texts: Texts
    clock: Callable[[], datetime]
    data: Path
    """The folder in which the links of `lotse concern read` are found."""
    language: str = "de"
    sessions: Sessions = field(default_factory=Sessions)
    entrance: Entrance | None = None
    """How readers come in from elsewhere, where the town has set that up."""

    def routes(self) -> list[web.RouteDef]:
        """Its routes."""
        own = [web.get("/lesen", self.show, allow_head=False), web.post("/lesen", self.act)]
        return own + (self.entrance.routes() if self.entrance else [])

    async def show(self, request: web.Request) -> web.StreamResponse:
        """The page, or the door: a link that opens once, and only where it was made."""
        now = self.clock()
        if token := request.query.get("link", ""):
            reader = redeem(self.data, token, now) if _here(request) else ""
            if reader not in self.box.readers:
                raise web.HTTPForbidden
            answer = web.HTTPSeeOther("/lesen")
            cookie = self.sessions.begin(reader, now)
            answer.set_cookie(COOKIE, cookie, path="/lesen", httponly=True, samesite="Strict")
            raise answer
        session = self._found(request)
        if session is None and self.entrance:
            return self.entrance.door()
        return await self._page(self._let_in(session))

    async def act(self, request: web.Request) -> web.StreamResponse:
        """Reply, publish, take back, sign out."""
        session = self._found(request)
        if session is None and self.entrance:
            return self.entrance.door("over", status=403)
        session = self._let_in(session)
        given = await request.post()
        token = str(given.get("token", ""))
        if not same_site(request) or not secrets.compare_digest(token.encode(), session.token.encode()):
            raise web.HTTPForbidden
        day = self.box.day(self.clock())
        words = {name: cleaned(str(given.get(name, "")))[:LONGEST] for name in ("words", "worry", "given")}
        note = ""
        match given.get("do"):
            case "reply" if words["words"]:
                chosen = [str(one) for one in given.getall("concern", [])]
                count = await self.box.desk(lambda desk: desk.reply(chosen, words["words"], day))
                note = self.t("replied", count=count)
            case "publish" if words["worry"] and words["given"]:
                await self.box.desk(lambda desk: desk.publish(words["worry"], words["given"], day))
                note = self.t("published")
            case "unpublish":
                published = str(given.get("published", ""))
                await self.box.desk(lambda desk: desk.unpublish(published))
            case "leave":
                raise self._let_out(request)
        return await self._page(session, note)

    def t(self, name: str, **values: object) -> str:
        """A text of this page."""
        return self.texts.text(f"sorgenbox.reading.{name}", self.language, **values)

    def _cookies(self, request: web.Request) -> list[tuple[Sessions, str]]:
        """What may name a session, and among which: a link's cookie is heard on this machine only."""
        ways = [(self.sessions, COOKIE)] if _here(request) else []
        if self.entrance:
            ways.append((self.entrance.sessions, self.entrance.cookie))
        return [(sessions, request.cookies.get(name, "")) for sessions, name in ways]

    def _found(self, request: web.Request) -> Session | None:
        """The session of a reader who is one still: who was taken off the list is out at once."""
        for sessions, cookie in self._cookies(request):
            session = sessions.of(cookie, self.clock())
            if session is not None and session.reader in self.box.readers:
                return session
        return None

    def _let_in(self, session: Session | None) -> Session:
        if session is None:
            raise web.HTTPForbidden
        return session

    def _let_out(self, request: web.Request) -> web.HTTPSeeOther:
        for sessions, cookie in self._cookies(request):
            sessions.end(cookie)
        answer = web.HTTPSeeOther("/lesen" if self.entrance else "/sorge")
        answer.del_cookie(COOKIE, path="/lesen")
        if self.entrance:
            self.entrance.let_out(answer)
        return answer

    async def _page(self, session: Session, note: str = "") -> web.Response:
        day = self.box.day(self.clock())
        await self.box.desk(lambda desk: desk.opened(session.reader, day))
        values: dict[str, Any] = {
            "threads": await self.box.desk(Desk.threads),
            "published": await self.box.desk(Desk.published),
            "openings": await self.box.desk(Desk.openings),
        }
        return page(
            "read",
            self.texts,
            self.language,
            title=self.t("title"),
            links=(),
            lines=[self.t("how"), self.t("noted")],
            notes=[note] if note else (),
            token=session.token,
            most=LONGEST,
            t=self.t,
            topic=lambda name: self.texts.text(f"sorgenbox.topic.{name}", self.language),
            **values,
        )


def _here(request: web.Request) -> bool:
    """Whether it was asked on this machine, and nobody passed it on."""
    return from_here(request.headers) and is_loopback(request.remote or "")
