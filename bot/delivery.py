"""Carrying a reply to its person: stamps its cards, sends in order, and runs what comes afterwards."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog

from bot import cards
from bot.storage import Database, StorageError, Transaction
from bot.turn import Afterwards, Channel, Kind, Message, Outgoing, Reply, Turn

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
        """The key of what the person wrote, the same for its edits and its deletion."""
        return self.digest("message", message.place.id, message.id)

    def press(self, message: Message) -> str:
        """The key of this press: card, person and effect. Empty without a nonce of ours."""
        if not self.genuine(message.nonce):
            return ""
        return self.digest("press", message.nonce, message.person.id, message.action)


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
        if not turn.repeated:
            await self._afterwards(turn, reply.afterwards, sent)
        return replace(reply, messages=(), afterwards=())

    def _stamped(self, turn: Turn, reply: Reply) -> Reply:
        def stamp(card: Any) -> Any:
            return card and cards.stamped(card, self.seal.nonce(), turn.tongue)

        return replace(
            reply,
            messages=tuple(replace(out, card=stamp(out.card)) for out in reply.messages),
            replace=stamp(reply.replace),
            dialog=reply.dialog and replace(reply.dialog, card=stamp(reply.dialog.card)),
        )

    async def _replace_for_all(self, turn: Turn, reply: Reply, channel: Channel) -> None:
        """The invoke's answer changes the presser's view only; an edit changes everyone's."""
        message = turn.message
        if reply.replace is not None and message.card and (message.place.shared or not message.waits):
            await channel.edit(message.card, Outgoing(card=reply.replace))

    async def _send(self, turn: Turn, reply: Reply, channel: Channel) -> str:
        """Send in order; the id of the first message. An edited question gets its old answer edited."""
        first = ""
        rest = reply.messages
        if rest and turn.message.kind is Kind.EDITED and (before := await self._answered_by(turn)):
            await channel.edit(before, rest[0])
            first, rest = before, rest[1:]
        for outgoing in rest:
            activity = await channel.send(outgoing)
            first = first or activity
        return first

    async def _answered_by(self, turn: Turn) -> str | None:
        try:
            return await turn.db.one("turn_reply_to", str)
        except StorageError as error:
            log.warning("database_away", error=type(error).__name__)
            return None

    async def _afterwards(self, turn: Turn, afterwards: tuple[Afterwards, ...], sent: str) -> None:
        """One commit: this delivery is done, that answer belongs to it, and what the dialog keeps."""
        try:
            await self.database.transact(
                finish, bound=bound(turn, self.seal), sent=sent, afterwards=afterwards
            )
        except StorageError as error:
            log.warning("not_kept", error=type(error).__name__, lost=len(afterwards))


def bound(turn: Turn, seal: Seal) -> Mapping[str, Any]:
    """What every query of this turn may name, such as :tenant, :person and :now."""
    return {
        "tenant": turn.person.tenant,
        "person": turn.person.id,
        "now": turn.now,
        "day": turn.now.date(),
        "message": seal.message(turn.message),
        "activity_hash": seal.activity(turn.message),
        "nonce_hash": seal.press(turn.message),
    }


def finish(tx: Transaction, sent: str, afterwards: tuple[Afterwards, ...]) -> None:
    """Mark the delivery as done, remember which answer belongs to it, and keep what the dialog asked for."""
    mark(tx, "activity_hash")
    if sent:
        tx.run("turn_keep_reply", reply=sent)
    for after in afterwards:
        after.body(tx, **after.values)


def mark(tx: Transaction, name: str) -> bool:
    """Write down that this delivery or press had its effect; False when it was written before."""
    value = tx.bound[name]
    return not value or tx.one("turn_mark_seen", str, hash=value) is not None
