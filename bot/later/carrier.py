"""Carrying letters out: finds the words, sends, and writes down what came of it. Shared by all engines."""

from __future__ import annotations

import asyncio
import json
import math
import random
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from bot.delivery import Seal, marked, stamped
from bot.later.declared import Declarations
from bot.later.desk import Desk, Head, Hold, OtherWayFailed
from bot.later.letter import Sending, Verb
from bot.later.shared import Apart, Late, NotOurs, Sent, Shared
from bot.reads import BoundReads
from bot.storage import Database, DatabaseAway, StorageError, Transaction, Value
from bot.texts import Texts
from bot.turn import Outgoing, Person, Place, Post, Reads, Town
from bot.unsent import Blocked, NotSent, OutcomeUnknown, Throttled, Unreachable

FIRST_PAUSE = 1.0
"""Seconds before the first repetition; doubled each time, and jittered."""
LONGEST_PAUSE = 300.0
"""Seconds between two tries at most: when Teams is back after a day, letters leave within minutes."""
BREATH = 0.5
"""Seconds before a database that is away is asked again to take the outcome of a sending."""

R = TypeVar("R")
Settle = Callable[[Desk, Transaction], None]
log = structlog.get_logger("bot.later")


def report(fault: StorageError) -> None:
    """Log what storage refused; an outage is told once, by the storage itself."""
    if not isinstance(fault, DatabaseAway):
        log.error("later_stumbled", error=type(fault).__name__)


@dataclass(slots=True)
class Carrier:
    """Works lanes, one letter after the other."""

    database: Database
    declared: Declarations
    seal: Seal
    texts: Texts
    town: Callable[[], Town]
    parts: Mapping[type, object]
    clock: Callable[[], datetime]
    post: Post | None = None
    """The way out; without one no lane may be worked."""
    chance: random.Random = field(default_factory=random.Random)
    turn: Callable[[str], AbstractAsyncContextManager[object]] = nullcontext
    """Around the beginning of what leaves for a tenant; several processes share its limit in there."""
    shared: Shared | None = None
    """Where an engine has it; whatever is not shared has a transaction of its own."""
    promptness: float = math.inf
    """Seconds within which a letter leaves once it is begun; later on its lane may be another's."""
    steady: Callable[[], float] = time.monotonic
    """What these are measured by; it goes on while the process stands still."""

    # ------------------------------------------------------------ lanes

    async def take(self, tenant: str, most: int) -> list[tuple[Hold, Head]]:
        """Take ready lanes of a tenant, each with the letter that goes now. Raises StorageError."""
        taken = await self._transact(tenant, lambda desk, tx: desk.take(tx, most))
        return [(hold, head) for hold, head in taken if head is not None]

    async def work(self, hold: Hold, head: Head | None) -> None:
        """Send the letter and those behind it, until there is none that can go now."""
        while head is not None:
            head = await self._settled(hold, await self._carried(hold, head))

    async def work_lane(self, tenant: str, lane: str, dead: datetime | None = None) -> bool:
        """Work one lane by name; False where a worker has it who was heard of after `dead`.

        Raises StorageError where the database is away.
        """

        def take(desk: Desk, tx: Transaction) -> tuple[Hold, Head | None] | None:
            hold = desk.take_lane(tx, lane, dead)
            return (hold, desk.next(tx, hold)) if hold else None

        taken = await self._transact(tenant, take)
        if taken is None:
            return False
        await self.work(*taken)
        return True

    async def free(self, hold: Hold) -> None:
        """Let go of a lane whose holder is dead. Raises StorageError."""
        await self._transact(hold.tenant, lambda desk, tx: desk.free(tx, hold))

    async def _settled(self, hold: Hold, settle: Settle) -> Head | None:
        """Write down what came of a letter, however long the database is away; the next one.

        A process that dies meanwhile leaves a letter whose outcome is unknown.
        """

        def body(desk: Desk, tx: Transaction) -> Head | None:
            settle(desk, tx)
            return desk.next(tx, hold)

        if self.shared and isinstance(settle, Sent):
            with suppress(Apart):
                return await self.shared.end(settle)
        while True:
            try:
                return await self._transact(hold.tenant, body)
            except StorageError as error:
                report(error)
                await asyncio.sleep(BREATH)

    async def _transact(self, tenant: str, body: Callable[[Desk, Transaction], R]) -> R:
        bound: dict[str, Value] = {"tenant": tenant, "now": self.clock()}
        try:
            return await self.database.transact(partial(body, Desk(self.declared)), bound=bound)
        except OtherWayFailed as error:
            log.error("other_way_failed", kind=str(error), error=type(error.__cause__).__name__)
        return await self.database.transact(partial(body, Desk(self.declared, deaf=True)), bound=bound)

    # ------------------------------------------------------------ one letter

    async def _carried(self, hold: Hold, head: Head) -> Settle:
        """Send it; how it ended."""
        try:
            out = await self._words(hold, head)
        except StorageError as error:
            return self._again(hold, head, type(error).__name__, head.doubtful)
        except Exception as error:  # whatever it was: the words can't be found, the others go on
            log.error("no_words", kind=head.action, error=type(error).__name__)
            fault = type(error).__name__
            return lambda desk, tx: desk.refused(tx, hold, head, fault)
        if out is None and head.verb is not Verb.DELETE:
            return lambda desk, tx: desk.done(tx, hold, head)
        try:
            return await self._sent(hold, head, out or Outgoing())
        except NotOurs:
            return lambda desk, tx: None
        except (StorageError, Late) as error:
            return self._again(hold, head, type(error).__name__, head.doubtful)
        except NotSent as fact:
            return self._judged(hold, head, fact)
        except Exception as error:  # a fault of ours, on one side of the effect or the other
            log.error("letter_failed", kind=head.action, error=type(error).__name__)
            return self._judged(hold, head, OutcomeUnknown(code=type(error).__name__))

    async def _words(self, hold: Hold, head: Head) -> Outgoing | None:
        """What is to be said, by who declared it. Raises whatever keeps the words from being found."""
        if head.verb is Verb.DELETE:
            return None
        kind = self.declared.letters[head.action]
        now, person = self.clock(), head.person or ""
        sending = Sending(
            form=kind.form.model_validate(json.loads(head.form)),
            now=now,
            db=self._reads({"tenant": hold.tenant, "person": person, "now": now}),
            texts=self.texts,
            town=self.town(),
            language=self._language(head),
            zone=head.zone,
            person=person,
            parts=self.parts,
        )
        out = await kind.words(sending)
        if out is None:
            return None
        out = stamped(out, self.seal, sending.tongue)
        return marked(out, sending.t("once_more")) if head.doubtful and head.verb is Verb.POST else out

    def _reads(self, bound: Mapping[str, Value]) -> Reads:
        return self.shared.reads(bound) if self.shared else BoundReads(self.database, bound)

    def _language(self, head: Head) -> str:
        town = self.town()
        tongue = head.language or town.language
        return "de-du" if tongue == "de" and town.address == "du" else tongue

    async def _sent(self, hold: Hold, head: Head, out: Outgoing) -> Settle:
        """Let it leave, once it is written down that it does. Raises NotOurs, Late, StorageError, NotSent."""
        post = self._way()

        async def leaving() -> None:
            async with self.turn(hold.tenant):
                begun = self.steady()  # before it is: others take that for a sign of life
                await self._begin(hold, head)
            if self.steady() - begun > self.promptness:
                raise Late

        if head.verb is Verb.POST:
            head = await self._with_chat(hold, head)
            channel = post.channel(_place(head.chat, head), hold.tenant, leaving)
            activity = await channel.send(out)
            return Sent(hold, head, activity)
        channel = post.channel(_place(head.card_chat, head), hold.tenant, leaving)
        if head.verb is Verb.EDIT:
            await channel.edit(head.activity, out)
        else:
            await channel.delete(head.activity)
        return Sent(hold, head, head.activity)

    async def _begin(self, hold: Hold, head: Head) -> None:
        """Write down that it leaves now. Raises NotOurs and StorageError."""
        if self.shared:
            with suppress(Apart):
                await self.shared.begin(hold, head)
                return
        if not await self._transact(hold.tenant, lambda desk, tx: desk.begin(tx, hold, head)):
            raise NotOurs

    def _way(self) -> Post:
        """The way out. Raises Unreachable where it was just closed: the letter goes with the next one."""
        if self.post is None:
            raise Unreachable(code="closed")
        return self.post

    async def _with_chat(self, hold: Hold, head: Head) -> Head:
        """The letter with the chat that it goes to, which is opened where none is known."""
        if head.chat:
            return head
        post = self._way()
        person = Person(tenant=hold.tenant, id=head.person or "", account=head.account or "")
        async with self.turn(hold.tenant):
            pass
        opened = await post.personal(person, _place("", head))
        await self._transact(hold.tenant, lambda desk, tx: desk.opened(tx, head, opened.id))
        return replace(head, chat=opened.id)

    # ------------------------------------------------------------ what a fact means

    def _judged(self, hold: Hold, head: Head, fact: NotSent) -> Settle:
        """DESIGN.md, Sends: what goes again, what is unknown, and what is over."""
        reason = fact.code or type(fact).__name__
        if isinstance(fact, Blocked):
            return lambda desk, tx: desk.blocked(tx, hold, head)
        if isinstance(fact, OutcomeUnknown):
            if not head.may_repeat:
                return lambda desk, tx: desk.unknown(tx, hold, head, reason)
            return self._again(hold, head, reason, head.verb is Verb.POST, fact)
        if fact.later:
            return self._again(hold, head, reason, head.doubtful, fact)
        if fact.status == 404 and head.verb is not Verb.POST:
            return lambda desk, tx: desk.done(tx, hold, head)  # somebody has deleted it
        return lambda desk, tx: desk.refused(tx, hold, head, reason)

    def _again(
        self, hold: Hold, head: Head, reason: str, doubtful: bool, fact: NotSent | None = None
    ) -> Settle:
        retry_at = self.clock() + timedelta(seconds=self._pause(head, fact))
        return lambda desk, tx: desk.again(tx, hold, head, retry_at, doubtful, reason)

    def _pause(self, head: Head, fact: NotSent | None) -> float:
        """Seconds until the next try: longer each time, never all at once, never before Teams wants it."""
        asked = fact.retry_after if fact else 0.0
        if isinstance(fact, Throttled) and not fact.status:
            return asked  # our own limiter: it knows the moment
        pause = min(FIRST_PAUSE * 2.0 ** min(head.attempts, 16), LONGEST_PAUSE)
        return max(asked, pause) * self.chance.uniform(1.0, 1.3)


def _place(chat: str, head: Head) -> Place:
    return Place(id=chat, service_url=head.card_service_url or head.service_url, bot=head.bot)
