"""The page without a sign-in: write, read the reply, write back. No script, no cookie, no log of visits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from aiohttp import web

from bot.concern.box import Box
from bot.concern.desk import Desk
from bot.concern.hints import unseen
from bot.concern.keeping import Full
from bot.concern.paper import HEADERS, page, sent
from bot.concern.receipts import fresh_nonce, is_nonce, typed
from bot.concern.rules import LONGEST, By, Concern, Thread, Topic, cleaned
from bot.storage import StorageError
from bot.texts import Texts

BIGGEST = 128 * 1024
"""Bytes of a form that are read."""
PATHS = {"answer_title": "/sorge/antwort", "voices": "/sorge/antworten"}
"""Where a page of this title stands; the others are at `/sorge`."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Pages:
    """`/sorge`, `/sorge/antwort` and `/sorge/antworten`."""

    box: Box
    texts: Texts
    clock: Callable[[], datetime]
    usual: str = "de"

    def routes(self) -> list[web.RouteDef]:
        """Their routes."""
        return [
            web.get("/sorge", self.form, allow_head=False),
            web.post("/sorge", self.send),
            web.get("/sorge/antwort", self.ask, allow_head=False),
            web.post("/sorge/antwort", self.thread),
            web.get("/sorge/antworten", self.voices, allow_head=False),
        ]

    # ------------------------------------------------------------ writing

    async def form(self, request: web.Request) -> web.Response:
        """The empty form."""
        return self._form(self.language(request))

    async def send(self, request: web.Request) -> web.Response:
        """Hints first, where there are any; then it is kept, and the receipt shown."""
        language, given = self.language(request), await self._given(request)
        words, topic = cleaned(given.get("words", "")), _topic(given.get("topic", ""))
        answer, nonce = given.get("answer") == "true", given.get("nonce", "")
        filled: dict[str, Any] = {"words": words, "topic": topic, "answer": answer}
        if is_nonce(nonce):  # kept from the opening on: sent again and again it is one concern
            filled["nonce"] = nonce
        if not words or len(words) > LONGEST:
            note = self.t(language, "too_long" if words else "empty", most=LONGEST)
            return self._form(language, [note], status=400, **filled)
        full = self.box.flood.full(self._day())
        notes, sure = self._hinted(language, words, given)
        if (notes and not full) or not is_nonce(nonce):
            return self._form(language, [*notes, self.t(language, "hint_next")], sure=sure, **filled)
        concern = Concern(topic, words, answer)
        try:
            if full:
                receipt = await self.box.again(nonce, concern)
            else:
                receipt = await self.box.put(nonce, concern, self._day())
        except StorageError as error:
            self.box.faults[type(error).__name__] += 1
            why = self.t(language, "full" if isinstance(error, Full) else "away")
            return self._form(language, [*notes, why], sure=sure, status=503, **filled)
        if not full:
            self.box.flood.count(self._day())
        lines = [self.t(language, "thanks")]
        return self._page("said", language, "thanks_title", lines=lines, receipt=receipt)

    def _form(
        self, language: str, notes: list[str] | None = None, *, status: int = 200, **values: Any
    ) -> web.Response:
        lines = [self.t(language, name) for name in ("lead", "promise", "stored", "device")]
        topics = [(one.value, self.texts.text(f"sorgenbox.topic.{one}", language)) for one in Topic]
        given = {"topic": Topic.OTHER, "answer": True, "nonce": fresh_nonce(), "most": LONGEST, **values}
        return self._page(
            "write", language, "title", status=status, lines=lines, notes=notes or (), topics=topics, **given
        )

    def _hinted(self, language: str, words: str, given: Mapping[str, str]) -> tuple[list[str], str]:
        """What to say before these words are kept, and the mark that it has been seen."""
        seen = given.get("sure", "")
        found = unseen(words, seen, self.texts)
        return [self.texts.text(f"sorgenbox.hint.{one}", language) for one in found], " ".join(found) or seen

    # ------------------------------------------------------------ reading the reply

    async def ask(self, request: web.Request) -> web.Response:
        """Where the receipt is entered."""
        return self._ask(self.language(request))

    async def thread(self, request: web.Request) -> web.Response:
        """What a receipt opens; writing back; deleting. A wrong one is answered after the same time."""
        language, given = self.language(request), await self._given(request)
        receipt, do = typed(given.get("receipt", "")), given.get("do", "open")
        words, nonce = cleaned(given.get("words", "")), given.get("nonce", "")
        notes, sure = self._hinted(language, words, given) if do == "write" else ([], "")
        status, done = 200, False
        try:
            if do == "delete" and given.get("really") == "true":
                gone = await self.box.opened(lambda store: store.take_back(receipt))
                return self._ask(language, "deleted" if gone else "unknown", "" if gone else receipt)
            if len(words) > LONGEST:
                notes = [self.t(language, "too_long", most=LONGEST)]
            elif notes:
                notes.append(self.t(language, "hint_next"))
            elif do == "write" and words and is_nonce(nonce):
                if self.box.flood.full(self._day()):
                    notes, status = [self.t(language, "full")], 503
                elif await self.box.store(lambda store: store.put_more(nonce, receipt, words, self._day())):
                    self.box.flood.count(self._day())
                    notes, words, done, nonce, sure = [self.t(language, "more_sent")], "", True, "", ""
            found = await self.box.opened(lambda store: store.thread(receipt))
        except StorageError as error:
            self.box.faults[type(error).__name__] += 1
            if done:  # what was written is kept, only the thread can't be shown
                return self._ask(language, "more_sent", receipt)
            return self._ask(language, "away", receipt, words, nonce, status=503)
        if found is None:
            return self._ask(language, "unknown", receipt, words)
        values: dict[str, Any] = {
            "thread": found,
            "state": _state(found),
            "receipt": receipt,
            "nonce": nonce if is_nonce(nonce) else fresh_nonce(),
            "words": words,
            "sure": sure,
            "done": done,
        }
        return self._page("answer", language, "answer_title", status=status, notes=notes, **values)

    def _ask(
        self,
        language: str,
        note: str = "",
        receipt: str = "",
        words: str = "",
        nonce: str = "",
        *,
        status: int = 200,
    ) -> web.Response:
        notes = [self.t(language, note)] if note else []
        lines = [self.t(language, "answer_how")]
        done = note in ("deleted", "more_sent")
        values: dict[str, Any] = {"receipt": receipt, "words": words, "nonce": nonce, "done": done}
        return self._page(
            "answer", language, "answer_title", status=status, lines=lines, notes=notes, **values
        )

    async def voices(self, request: web.Request) -> web.Response:
        """Sorgen & Antworten."""
        language = self.language(request)
        try:
            published = await self.box.desk(Desk.published)
        except StorageError:
            return self._page("said", language, "voices", status=503, lines=[self.t(language, "away")])
        lines = [self.t(language, "voices_how" if published else "none_yet")]
        return self._page("said", language, "voices", lines=lines, published=published)

    # ------------------------------------------------------------ what all have in common

    def refused(self, request: web.Request, status: int) -> web.Response:
        """A kind page for what can't be done."""
        language = self.language(request)
        name = "missing" if status == 404 else "refused"
        lines = [self.t(language, name)]
        return self._page("said", language, f"{name}_title", status=status, lines=lines)

    def language(self, request: web.Request) -> str:
        """As the address says, else as the browser does."""
        wished = [request.query.get("sprache", ""), *request.headers.get("Accept-Language", "").split(",")]
        named = (one.strip()[:2].lower() for one in wished)
        return next((one for one in named if one in ("de", "en")), self.usual)

    def t(self, language: str, name: str, **values: object) -> str:
        """A text of these pages."""
        return self.texts.text(f"sorgenbox.web.{name}", language, **values)

    def _page(self, template: str, language: str, title: str, **values: Any) -> web.Response:
        other = "en" if language == "de" else "de"
        links = [
            (f"/sorge?sprache={language}", self.t(language, "write")),
            (f"/sorge/antwort?sprache={language}", self.t(language, "answers")),
            (f"/sorge/antworten?sprache={language}", self.t(language, "voices")),
        ]
        if title != "thanks_title":  # the receipt is shown once: nothing leads to it in another language
            here = PATHS.get(title, "/sorge")
            links.append((f"{here}?sprache={other}", self.t(language, "other_language")))
        return page(
            template,
            self.texts,
            language,
            title=self.t(language, title),
            links=links,
            t=lambda name: self.t(language, name),
            **values,
        )

    async def _given(self, request: web.Request) -> Mapping[str, str]:
        return {name: value for name, value in (await sent(request)).items() if isinstance(value, str)}

    def _day(self) -> date:
        return self.box.day(self.clock())


def _state(thread: Thread) -> str:
    """How a thread without a reply stands; "" where there is one."""
    if any(one.by is By.READER for one in thread.messages):
        return ""
    if not thread.messages[0].week:
        return "state_waits"
    return "state_open" if thread.wants_answer else "state_unasked"


def _topic(name: str) -> Topic:
    return Topic(name) if name in {one.value for one in Topic} else Topic.OTHER


def application(pages: Pages, more: list[web.RouteDef]) -> web.Application:
    """The pages as a server of their own; whatever fails gets a kind page, and no line in a log."""

    @web.middleware
    async def kindly(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPRedirection:
            raise
        except web.HTTPException as error:
            return pages.refused(request, error.status)
        except Exception as error:
            pages.box.faults[type(error).__name__] += 1
            return pages.refused(request, 500)

    async def plain(_request: web.Request, response: web.StreamResponse) -> None:
        response.headers.pop("Server", None)
        response.headers.update(HEADERS)

    app = web.Application(middlewares=[kindly], client_max_size=BIGGEST)
    app.on_response_prepare.append(plain)
    app.add_routes([*pages.routes(), *more])
    return app
