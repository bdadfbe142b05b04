"""The outbox: letters are posted inside the transaction that decides, and leave after its commit."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.later.letter import WORTH, Form, Letter, Verb
from bot.storage import Transaction, Value

if TYPE_CHECKING:
    from bot.later.engine import Engine

ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
"""When a letter is due that has no time of its own: by any clock, also one that goes back."""
LARGEST = 2_000
"""Characters of a letter's form: ids and small facts need no more."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """The part of the house by which a transaction reaches the engine. Without one, letters wait."""

    engine: Engine


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a card of a mark, or will have one."""

    lane: str
    person: str | None

    def letter(self, action: str, form: Form, mark: str) -> Letter:
        """What changes their message."""
        place = "" if self.person else self.lane
        return Letter(action, to=self.person or "", place=place, form=form, mark=mark)


def post(tx: Transaction, letter: Letter) -> bool:
    """Send this after the commit, if there is one; False where its key was posted before.

    :tenant and :now must be bound. Raises ValueError for a form that is no small JSON object.
    """
    return _put(tx, letter, Verb.POST)


def change(tx: Transaction, mark: str, action: str, form: Form | None = None, *, but: str = "") -> int:
    """Have every message of this mark show what `action` now says; how many there are.

    Those still on their way are changed when they have arrived. `but` leaves out this person or place,
    whose view the answer to their press changes already.
    """
    holders = _holders(tx, mark, but)
    for one in holders:
        _put(tx, one.letter(action, form or {}, mark), Verb.EDIT)
    return len(holders)


def withdraw(tx: Transaction, mark: str, *, but: str = "") -> int:
    """Take back every message of this mark; how many there were. What has not left yet never does."""
    holders = _holders(tx, mark, but)
    for one in holders:
        tx.run("later_take_back", mark=mark, lane=one.lane)
        _put(tx, one.letter("", {}, mark), Verb.DELETE)
    return len(holders)


def reachable(tx: Transaction, person: str) -> bool:
    """Whether the bot can write to this person by itself: it is installed for them and not blocked."""
    return tx.one("later_reachable", int, to=person) is not None


def places(tx: Transaction) -> list[str]:
    """Conversation ids of the group chats and channels that the bot was added to."""
    return tx.all("later_places", str)


def _holders(tx: Transaction, mark: str, but: str) -> list[Holder]:
    """Sorted, so that two who change the same messages never wait for each other."""
    found = tx.all("later_marked", Holder, mark=mark)
    return sorted((one for one in found if one.lane != but), key=lambda one: one.lane)


def _put(tx: Transaction, letter: Letter, verb: Verb) -> bool:
    wake_at = letter.due or tx.now
    expires = letter.expires or wake_at + WORTH
    form = json.dumps(letter.form, ensure_ascii=False, separators=(",", ":"))
    if len(form) > LARGEST:
        raise ValueError(f"{letter.action}: a letter holds ids, this form has {len(form)} characters")
    if letter.key:
        digest = hashlib.sha256(letter.key.encode()).hexdigest()
        if tx.one("later_mark_once", str, hash=digest, day=tx.now.date()) is None:
            return False
    row: dict[str, Value] = {
        "id": secrets.token_hex(16),
        "lane": letter.lane,
        "to": letter.to or None,
        "place": letter.place or None,
        "verb": verb,
        "action": letter.action,
        "form": form,
        "mark": letter.mark or None,
        "once_more": letter.once_more,
        "due_at": letter.due or ALWAYS,
        "expires_at": expires,
        "day": wake_at.date(),
    }
    lane: dict[str, Value] = {"lane": letter.lane, "wake_at": wake_at}
    tx.run_all([("later_wake_lane", lane), ("later_post", row)])  # in this order: the lane guards the count
    if outbox := tx.part(Outbox):
        outbox.engine.posted(tx, letter.lane, wake_at)
    return True
