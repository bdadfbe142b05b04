"""Carrying a reply to its person: stamps its cards, sends in order, and runs what comes afterwards."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import structlog

from bot import cards
from bot.later import book
from bot.storage import Database, DatabaseAway, DatabaseBusy, StorageError, Transaction
from bot.turn import Afterwards, Channel, Kind, Message, Outgoing, Reply, Turn
from bot.unsent import OutcomeUnknown

log = structlog.get_logger("bot")


@dataclass(frozen=True, slots=True)
class Seal:
    """Makes and knows the nonces of this installation, and the hashes under which deliveries are kept."""

    salt: bytes
    """32 random bytes, made once for each database."""

    def nonce(self) -> str:
        """A fresh nonce: 16 random hex digits and 16 that prove they are ours."""
        value = secrets.token_hex(8)
        return value + self._tag(value)

    def genuine(self, nonce: str) -> bool:
        """Whether this installation made that nonce."""
        return len(nonce) == 32 and hmac.compare_digest(nonce[16:].encode(), self._tag(nonce[:16]).encode())

    def _tag(self, value: str) -> str:
        return hmac.new(self.salt, b"nonce:" + value.encode(), hashlib.sha256).hexdigest()[:16]

    def digest(self, *parts: str) -> str:
        """SHA-256 in hex over the salt and these parts: tells nothing without the salt."""
        return hashlib.sha256(b"\x1f".join([self.salt, *(part.encode() for part in parts)])).hexdigest()

    def activity(self, message: Message) -> str:
        """The key of this delivery; an edit of a message is a delivery of its own each time."""
        words = (message.text,) if message.kind is Kind.EDITED else ()
        return (
            self.digest("activity", message.kind, message.place.id, message.id, *words) if message.id else ""
        )

    def message(self, message: Message) -> str:
        """The key under which the answer to a message is kept, the same for its edits and its deletion."""
        return self.digest("message", message.place.id, message.id)

    def trace(self, message: Message) -> str:
        """The key under which what is kept of a message is found: another one, so that no two tables join."""
        return self.digest("trace", message.place.id, message.id)

    def place(self, message: Message) -> str:
        """The key of the conversation."""
        return self.digest("place", message.place.id)

    def press(self, message: Message) -> str:
        """The key of this press: card, person and effect. Empty without a nonce of ours."""
        if not self.genuine(message.nonce):
            return ""
        which = str(message.form.get("which", ""))[:8]
        return self.digest("press", message.nonce, message.person.id, message.action, which)

    def order(self, message: Message) -> str:
        """What must be one after the other: a message with its edits and its deletion, coming and going."""
        if message.kind in (Kind.SAID, Kind.EDITED, Kind.DELETED):
            return self.message(message)
        return self.place(message) if message.kind in (Kind.ARRIVED, Kind.LEFT) else ""


class Sent(NamedTuple):
    """A message that Teams gave an id."""

    activity: str
    mark: str
    """See `Outgoing.mark`."""


PAUSES = (0.0, 0.3, 1.0, 2.5)
"""Seconds before each try to keep what comes after a reply, while another program holds the database."""


@dataclass(slots=True)
class Delivery:
    """Sends replies through the channel of their turn."""

    seal: Seal
    database: Database

    async def __call__(self, turn: Turn, reply: Reply, channel: Channel) -> Reply:
        """Send everything that is a message; what is left is the answer to a waiting client."""
        reply = self._stamped(turn, reply)
        await self._replace_for_all(turn, reply, channel)
        sent = await self._send(turn, reply, channel)
        if not turn.repeated and turn.message.kind is not Kind.SEARCHED:  # typing leaves no row behind
            await self._afterwards(turn, reply.afterwards, sent)
        return replace(reply, messages=(), afterwards=())

    def _stamped(self, turn: Turn, reply: Reply) -> Reply:
        def stamp(card: Any) -> Any:
            return card and cards.stamped(card, self.seal.nonce(), turn.tongue)

        return replace(
            reply,
            messages=tuple(stamped(out, self.seal, turn.tongue) for out in reply.messages),
            replace=stamp(reply.replace),
            dialog=reply.dialog and replace(reply.dialog, card=stamp(reply.dialog.card)),
        )

    async def _replace_for_all(self, turn: Turn, reply: Reply, channel: Channel) -> None:
        """The invoke's answer changes the presser's view only; an edit changes everyone's."""
        message = turn.message
        for_all = not reply.private if message.place.shared else not message.waits
        if reply.replace is not None and message.card and for_all:
            await channel.edit(message.card, Outgoing(card=reply.replace))

    async def _send(self, turn: Turn, reply: Reply, channel: Channel) -> tuple[Sent, ...]:
        """Send in order; what has an id now. An edited question gets its old answer edited."""
        sent = []
        rest = reply.messages
        if rest and turn.message.kind is Kind.EDITED and (before := await self._answered_by(turn)):
            await channel.edit(before, rest[0])
            sent.append(Sent(before, rest[0].mark))
            rest = rest[1:]
        new = [Sent(await self._surely(turn, out, channel), out.mark) for out in rest]
        return (*sent, *(one for one in new if one.activity))

    async def _surely(self, turn: Turn, outgoing: Outgoing, channel: Channel) -> str:
        """Where nobody knows whether it arrived, it goes once more, and says so."""
        try:
            return await channel.send(outgoing)
        except OutcomeUnknown:
            log.warning("send_repeated")
        try:
            return await channel.send(marked(outgoing, turn.t("once_more")))
        except OutcomeUnknown:
            log.warning("send_outcome_unknown")
            return ""

    async def _answered_by(self, turn: Turn) -> str | None:
        try:
            return await turn.db.one("turn_reply_to", str)
        except StorageError:  # storage tells the log of it, once
            return None

    async def _afterwards(
        self, turn: Turn, afterwards: tuple[Afterwards, ...], sent: tuple[Sent, ...]
    ) -> None:
        """One commit: this delivery is done, that answer belongs to it, and what the dialog keeps."""
        known = bound(turn, self.seal)
        for pause in PAUSES:
            await asyncio.sleep(pause)
            try:
                await self.database.transact(
                    finish, bound=known, message=turn.message, sent=sent, afterwards=afterwards
                )
            except DatabaseBusy:
                continue
            except DatabaseAway:
                pass  # storage tells the log of it, once, and in the end how much was refused
            except StorageError as error:
                log.warning("not_kept", error=type(error).__name__, lost=len(afterwards))
            return


def stamped(outgoing: Outgoing, seal: Seal, tongue: str) -> Outgoing:
    """The same message; its buttons carry a nonce of ours and the language they speak."""
    if outgoing.card is None:
        return outgoing
    return replace(outgoing, card=cards.stamped(outgoing.card, seal.nonce(), tongue))


def marked(outgoing: Outgoing, mark: str) -> Outgoing:
    """The same message, with a line above it that says why it may stand there twice."""
    if outgoing.card is None:
        return replace(outgoing, text=f"_{mark}_\n\n{outgoing.text}")
    line = cards.text(mark, subtle=True, small=True)
    return replace(outgoing, card={**outgoing.card, "body": [line, *outgoing.card["body"]]})


def bound(turn: Turn, seal: Seal) -> Mapping[str, Any]:
    """What every query of this turn may name, such as :tenant, :person and :now."""
    return {
        "tenant": turn.person.tenant,
        "person": turn.person.id,
        "now": turn.now,
        "day": turn.now.date(),
        "message": seal.message(turn.message),
        "trace": seal.trace(turn.message),
        "place": seal.place(turn.message),
        "activity_hash": seal.activity(turn.message),
        "nonce_hash": seal.press(turn.message),
    }


def finish(
    tx: Transaction, message: Message, sent: tuple[Sent, ...], afterwards: tuple[Afterwards, ...]
) -> None:
    """Mark the delivery as done, remember its answer and its person, and keep what the dialog asked for."""
    mark(tx, "activity_hash")
    if message.kind is Kind.LEFT:
        book.part(tx, message)
    elif message.kind in book.TOLD:
        book.meet(tx, message)
    if sent:
        tx.run("turn_keep_reply", reply=sent[0].activity)
    for one in sent:
        if one.mark:
            book.keep_card(tx, message, one.mark, one.activity)
    if message.kind is Kind.DELETED:
        tx.run("turn_drop_reply")
    for after in afterwards:
        after.body(tx, **after.values)


def mark(tx: Transaction, name: str) -> bool:
    """Write down that this delivery or press had its effect; False when it was written before."""
    value = tx.bound[name]
    return not value or tx.one("turn_mark_seen", str, hash=value) is not None
