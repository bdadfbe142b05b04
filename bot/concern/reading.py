"""The readers' page: read, answer one or many, publish.

Behind a link that opens once, on this machine; from elsewhere behind a sign-in (`entrance`).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
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
from bot.concern.paper import door, page, sent
from bot.concern.rules import LONGEST, cleaned
from bot.door import from_here
from bot.storage import StorageError
from bot.texts import Texts, day_said

COOKIE = "lesen"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader was writing when they came too late to send it: it goes back to them only."""

    concerns: list[str] = field(default_factory=list)
    """Ids of what was ticked."""
    words: str = ""
    worry: str = ""
    given: str = ""

    @classmethod
    def of(cls, given: Mapping[str, object], concerns: Iterable[object]) -> Draft:
        """As it was sent."""
        words = (cleaned(str(given.get(name, "")))[:LONGEST] for name in ("words", "worry", "given"))
        return cls([str(one) for one in concerns], *words)

    @property
    def fields(self) -> list[tuple[str, str, str]]:
        """The texts that there are: name, label, words."""
        every = (
            ("words", "draft_words", self.words),
            ("worry", "worry_label", self.worry),
            ("given", "given_label", self.given),
        )
        return [one for one in every if one[2]]

    def __bool__(self) -> bool:
        return bool(self.fields)


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
                return self._door("no_link", status=403)
            answer = web.HTTPSeeOther("/lesen")
            cookie = self.sessions.begin(reader, now)
            answer.set_cookie(COOKIE, cookie, path="/lesen", httponly=True, samesite="Strict")
            raise answer
        session = self._found(request)
        return await self._page(session) if session else self._door(status=200 if self.entrance else 403)

    async def act(self, request: web.Request) -> web.StreamResponse:
        """Reply, publish, take back, sign out. What was being written is never lost, nor kept here."""
        session, given = self._found(request), await sent(request)
        draft, do = Draft.of(given, given.getall("concern", [])), given.get("do")
        if session is None:
            return self._door("over", status=403, draft=draft)
        if do == "leave" and self._own(session, given):
            raise self._let_out(request)
        try:
            return await self._done(session, given, draft)
        except StorageError as error:
            self.box.faults[type(error).__name__] += 1
            return self._door("away", status=503, draft=draft)

    async def _done(self, session: Session, given: Mapping[str, object], draft: Draft) -> web.Response:
        """The page after what was asked for is done, or why it is not."""
        do = given.get("do")
        if do == "go_on":  # nothing is done by it, so it needs no token
            return await self._page(session, draft=draft)
        if not self._own(session, given):
            return await self._page(session, self.t("once_more"), draft=draft, status=403)
        day = self.box.day(self.clock())
        if do == "reply" and draft.words:
            count = await self.box.desk(lambda desk: desk.reply(draft.concerns, draft.words, day))
            if not count:
                return await self._page(session, self.t("none_chosen"), draft=draft)
            return await self._page(session, self.t("replied", count=count), done=True)
        if do == "publish" and draft.worry and draft.given:
            if not await self.box.desk(lambda desk: desk.publish(draft.worry, draft.given, day)):
                return await self._page(session, self.t("quoted"), draft=draft)
            return await self._page(session, self.t("published"), done=True)
        if do == "unpublish":
            published = str(given.get("published", ""))
            await self.box.desk(lambda desk: desk.unpublish(published))
        return await self._page(session)

    def _own(self, session: Session, given: Mapping[str, object]) -> bool:
        """Whether this was sent from a page of this very session."""
        return secrets.compare_digest(str(given.get("token", "")).encode(), session.token.encode())

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

    def _let_out(self, request: web.Request) -> web.HTTPSeeOther:
        for sessions, cookie in self._cookies(request):
            sessions.end(cookie)
        answer = web.HTTPSeeOther("/lesen" if self.entrance else "/sorge")
        answer.del_cookie(COOKIE, path="/lesen")
        if self.entrance:
            self.entrance.let_out(answer)
        return answer

    def _door(self, note: str = "", *, status: int = 200, draft: Draft | None = None) -> web.Response:
        if self.entrance:
            return self.entrance.door(note, status=status, draft=draft)
        return door(self.texts, self.language, "", "by_link", note=note, status=status, draft=draft)

    async def _page(
        self,
        session: Session,
        note: str = "",
        *,
        draft: Draft | None = None,
        done: bool = False,
        status: int = 200,
    ) -> web.Response:
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
            status=status,
            title=self.t("title"),
            links=(),
            lines=[self.t("how"), self.t("noted")],
            note=note,
            done=done,
            draft=draft or Draft(),
            token=session.token,
            reader=session.reader,
            t=self.t,
            on=lambda day: day_said(day, self.language),
            topic=lambda name: self.texts.text(f"sorgenbox.topic.{name}", self.language),
            **values,
        )


def _here(request: web.Request) -> bool:
    """Whether it was asked on this machine, and nobody passed it on."""
    return from_here(request.headers) and is_loopback(request.remote or "")
