"""Around every turn, outermost first: apology, seen, flood, language.

A guard is `async def guard(turn, answer) -> Reply`; it may answer itself, or let `answer(turn)` go on.
Foreign tenants never come this far: the Teams edge refuses them before any work.
"""

from __future__ import annotations

import asyncio
import secrets
import traceback
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Literal, Protocol
from weakref import WeakValueDictionary

import structlog

from bot.storage import StorageError
from bot.turn import Kind, Outgoing, Refusal, Reply, Turn, Wishes
from bot.unsent import NotSent

Answer = Callable[[Turn], Awaitable[Reply]]
Guard = Callable[[Turn, Answer], Awaitable[Reply]]
Detect = Callable[[str], Literal["de", "en"] | None]

log = structlog.get_logger("bot")


def nested(guards: Sequence[Guard], innermost: Answer) -> Answer:
    """One callable: the first guard is the outermost."""
    return reduce(lambda inner, guard: lambda turn: guard(turn, inner), reversed(guards), innermost)


# ---------------------------------------------------------------- apology


def apology(deliver: Callable[[Turn, Reply], Awaitable[Reply]]) -> Guard:
    """Whatever fails, the person gets an apology with an incident number that IT finds in the log."""

    async def guard(turn: Turn, answer: Answer) -> Reply:
        try:
            return await answer(turn)
        except NotSent as error:
            log.warning("not_sent", error=type(error).__name__, status=error.status)
            return Reply()  # what can't be sent can't be apologised for either
        except Exception as error:
            incident = secrets.token_hex(3).upper()
            log.error("turn_failed", incident=incident, error=type(error).__name__, where=_frames(error))
        sorry = turn.texts.text_or("apology", "notice.failed", turn.language, incident=incident)
        if turn.message.waits:
            return Reply(notice=sorry)
        if turn.message.place.shared and not turn.message.mentioned and turn.message.kind is not Kind.PRESSED:
            return Reply()
        try:
            return await deliver(turn, Reply((Outgoing(text=sorry),)))
        except Exception as error:
            log.error("apology_not_sent", incident=incident, error=type(error).__name__, where=_frames(error))
            return Reply()

    return guard


def _frames(error: BaseException) -> list[str]:
    """Where it happened, innermost last: code only, since an error's message may hold a person's words."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    return [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames]


# ---------------------------------------------------------------- seen


@dataclass(frozen=True, slots=True)
class Opening:
    """What the database knows when a turn begins, read in one go."""

    seen_activity: bool
    spent_nonce: bool
    language: str | None
    simple: bool | None
    welcomed: str | None


class Ledger(Protocol):
    """Knows what was done before; `bot.pilot` is it."""

    def activity_key(self, turn: Turn) -> str:
        """The hash of this delivery."""
        ...

    def press_key(self, turn: Turn) -> str:
        """The hash of this press: nonce, person and effect. Empty without a nonce of ours."""
        ...

    def order_key(self, turn: Turn) -> str:
        """What has to wait for this turn, and this turn for it; empty for nothing."""
        ...

    async def opening(self, turn: Turn) -> Opening:
        """What is known of this person and this delivery."""
        ...


@dataclass(slots=True)
class Seen:
    """A second delivery has no second effect: it only looks; the transaction that acts writes it down.

    What is still under way is known in memory: its twin waits for it and gets the same answer.
    """

    ledger: Ledger
    under_way: dict[str, asyncio.Future[Reply]] = field(default_factory=dict)
    orders: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def __call__(self, turn: Turn, answer: Answer) -> Reply:
        """Run the turn, unless it is the twin of one that runs."""
        keys = [key for key in (self.ledger.activity_key(turn), self.ledger.press_key(turn)) if key]
        for key in keys:
            if twin := self.under_way.get(key):
                return self._twin(turn, await asyncio.shield(twin))
        outcome: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self.under_way.update(dict.fromkeys(keys, outcome))
        try:
            reply = await self._in_order(turn, answer)
        except BaseException:
            outcome.set_result(Reply())
            raise
        finally:
            for key in keys:
                self.under_way.pop(key, None)
        outcome.set_result(reply)
        return reply

    async def _in_order(self, turn: Turn, answer: Answer) -> Reply:
        """A message, its edits and its deletion one after the other: the last word counts."""
        key = self.ledger.order_key(turn)
        if not key:
            return await self._once(turn, answer)
        async with self.orders.setdefault(key, asyncio.Lock()):
            return await self._once(turn, answer)

    async def _once(self, turn: Turn, answer: Answer) -> Reply:
        try:
            opening = await self.ledger.opening(turn)
        except StorageError:  # storage tells the log of it, once
            return await answer(turn)  # the FAQ answers from memory
        turn.wishes = Wishes(
            language=opening.language or "",
            simple=bool(opening.simple),
            welcomed=opening.welcomed is not None,
        )
        turn.repeated = bool(opening.seen_activity or opening.spent_nonce)
        if turn.repeated and turn.message.kind is not Kind.PRESSED and not turn.message.waits:
            return Reply()
        return await answer(turn)

    def _twin(self, turn: Turn, reply: Reply) -> Reply:
        reply = replace(reply, messages=(), afterwards=())
        if turn.message.waits and reply == Reply():
            return Reply(notice=turn.t(Refusal.text))
        return reply


# ---------------------------------------------------------------- flood

WINDOW = 60.0
"""Seconds that the flood guard counts, from a person's first message."""
MOST = 40
"""Messages a person may send in that time: far more than anyone types, far less than a broken client."""


@dataclass(slots=True)
class Flood:
    """Who sends far too much hears so once, then gets silence until the minute is over. In memory only."""

    most: int = MOST
    people: OrderedDict[tuple[str, str], tuple[float, int]] = field(default_factory=OrderedDict)
    """When a person's window began, and how many messages it has seen; oldest window first."""

    async def __call__(self, turn: Turn, answer: Answer) -> Reply:
        """Count this message, and let it pass or not."""
        if turn.message.kind is Kind.SEARCHED:
            return await answer(turn)  # each letter is a query; they cost little and leave nothing behind
        sent = self._count((turn.person.tenant, turn.person.id), turn.now.timestamp())
        if sent <= self.most:
            return await answer(turn)
        if turn.message.waits:
            return Reply(notice=turn.t("flood"))
        return turn.say("flood") if sent == self.most + 1 else Reply()

    def _count(self, key: tuple[str, str], moment: float) -> int:
        """How many messages this person has sent in their window, this one included."""
        while self.people and not 0 <= moment - next(iter(self.people.values()))[0] < WINDOW:
            self.people.popitem(last=False)
        began, sent = self.people.get(key, (moment, 0))
        self.people[key] = (began, sent + 1)
        return sent + 1


# ---------------------------------------------------------------- language


def language(detect: Detect, command: Callable[[str], object | None]) -> Guard:
    """The language of this turn: the card's, the person's choice, the message's, the client's, the town's."""

    async def guard(turn: Turn, answer: Answer) -> Reply:
        message = turn.message
        asked = ""
        if message.kind in (Kind.SAID, Kind.EDITED) and not command(message.text):
            asked = detect(message.text) or ""
        client = message.locale[:2].lower() if message.kind is not Kind.ARRIVED else ""
        spoken = (message.spoken, turn.wishes.language, asked, client, turn.town.language)
        turn.speak(next(tongue for tongue in spoken if tongue in ("de", "en")))
        return await answer(turn)

    return guard
