"""Turns: each is answered in time, and goes on beside where it takes longer than Teams waits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from aiohttp import web
from botbuilder.core import TurnContext
from botframework.connector.auth import AuthenticateRequestResult

from bot.teams import wire
from bot.teams.adapter import Adapter, incoming
from bot.teams.channels import OpenChannel, TurnChannel, personal_place
from bot.teams.fitting import LARGEST, encoded, shorter_reply
from bot.teams.late import PROMISED, catch_up
from bot.teams.wire import Notice
from bot.turn import Channel, Kind, Message, Reply

T = TypeVar("T")
Answer = Callable[[Message, Channel], Awaitable[Reply]]
Words = Callable[[Notice, Message], str]

WAITS = 10.0
"""Seconds that Teams is kept waiting for a turn; it delivers again after 15 (TEAMS.md 14)."""
SEARCH_WAITS = 4.0
"""The same for the message extension, which gives up after 5."""
GRACE = 10.0
"""Seconds that turns under way get when the bot stops."""

log = structlog.get_logger("bot.teams")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn has left to show to a waiting client."""

    reply: Reply
    used: bool
    """Whether it has sent messages itself."""


class Turns:
    """Runs turns, and whatever else has to come to its end before the bot stops."""

    def __init__(self, adapter: Adapter, answer: Answer, words: Words, waits: float) -> None:
        """See `bot.teams.host.Teams`; `waits` is in seconds."""
        self._adapter = adapter
        self._answer = answer
        self._words = words
        self._waits = waits
        self._under_way: set[asyncio.Task[Any]] = set()

    def run(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Let it run to its end, even past the request that began it."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def settle(self) -> None:
        """Let what is under way finish within a grace time, then end it."""
        if self._under_way:
            _, unfinished = await asyncio.wait(self._under_way, timeout=GRACE)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)

    async def take(
        self, message: Message, activity: Mapping[str, Any], admitted: AuthenticateRequestResult
    ) -> web.Response:
        """Answer in time: what takes longer goes on by itself, and its words come into the chat."""
        name = activity.get("name") or ""
        turn = self.run(self._turn(message, activity, admitted))
        waits = min(self._waits, SEARCH_WAITS) if message.kind is Kind.SEARCHED else self._waits
        await asyncio.wait({turn}, timeout=waits)
        if turn.done():
            return self._response(message, self._failed(message) if turn.cancelled() else turn.result(), name)
        log.warning("turn_is_slow", kind=message.kind)
        if message.waits and message.kind in PROMISED:
            self.run(self._catch_up(message, turn))
        return self._response(
            message, Outcome(wire.delayed(message, self._saying(message)), used=False), name
        )

    async def _turn(
        self, message: Message, activity: Mapping[str, Any], admitted: AuthenticateRequestResult
    ) -> Outcome:
        outcomes: list[Outcome] = []

        async def logic(context: TurnContext) -> None:
            channel = TurnChannel(context)
            outcomes.append(Outcome(await self._answer(message, channel), channel.used))

        try:
            await self._adapter.process_activity(admitted, incoming(activity), logic)
            return outcomes[0]
        except Exception as error:
            log.error("turn_failed", error=type(error).__name__, kind=message.kind)
            return self._failed(message)

    async def _catch_up(self, message: Message, turn: asyncio.Task[Outcome]) -> None:
        """Wait for the turn, and bring its answer to who waits for it no longer."""
        await asyncio.wait({turn})
        if turn.cancelled():
            return
        outcome, tenant = turn.result(), message.person.tenant

        async def alone() -> Channel:
            place = message.place
            found = await personal_place(self._adapter, message.person, place.service_url, place.bot)
            return OpenChannel(self._adapter, found, tenant)

        try:
            await catch_up(
                message,
                outcome.reply,
                self._words(Notice.DONE, message),
                used=outcome.used,
                here=OpenChannel(self._adapter, message.place, tenant),
                alone=alone,
            )
        except Exception as error:
            log.error("late_answer_not_sent", error=type(error).__name__, kind=message.kind)

    def _response(self, message: Message, outcome: Outcome, name: str) -> web.Response:
        """What Teams gets: for an invoke its body, made smaller where it is larger than Teams takes."""
        if not message.waits:
            return web.Response()
        if message.kind is Kind.UNKNOWN and not (outcome.used or outcome.reply.notice):
            return web.Response(status=501)
        try:
            body = self._body(message, outcome.reply, name)
        except Exception as error:
            log.error("answer_not_json", error=type(error).__name__, kind=message.kind)
            body = self._body(message, self._failed(message).reply, name)
        return web.Response(body=body, content_type="application/json", charset="utf-8")

    def _body(self, message: Message, reply: Reply, name: str) -> bytes:
        done = self._words(Notice.DONE, message)
        body = encoded(wire.invoked(message, reply, done, name))
        if len(body) <= LARGEST:
            return body
        log.warning("answer_too_large", kind=message.kind)
        less = shorter_reply(reply, self._words(Notice.FAILED, message))
        return encoded(wire.invoked(message, less, done, name))

    def _failed(self, message: Message) -> Outcome:
        return Outcome(Reply(notice=self._words(Notice.FAILED, message)), used=False)

    def _saying(self, message: Message) -> wire.Say:
        return lambda notice: self._words(notice, message)
