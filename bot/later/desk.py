"""What becomes of a letter, as transactions: whose turn it is, that it begins, and how it ended."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from pydantic import ValidationError

from bot.later.declared import Declarations
from bot.later.letter import Verb, Why
from bot.storage import Transaction

LEASE = timedelta(minutes=2)
"""How long a worker may be silent before others take it for dead; a try takes seconds."""

log = structlog.get_logger("bot.later")


class OtherWayFailed(Exception):
    """A feature's `@dialog.unsent` raised; nothing of the transaction was kept."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A lane in hand: nobody else works there."""

    tenant: str
    lane: str
    holder: str


@dataclass(frozen=True, slots=True)
class Head:
    """The letter whose turn it is, and all that is known of who gets it."""

    id: str
    seq: int
    person: str | None
    place: str | None
    verb: Verb
    action: str
    form: str
    mark: str | None
    once_more: bool
    doubtful: bool
    """It may have arrived already."""
    attempts: int
    due_at: datetime
    retry_at: datetime
    expires_at: datetime
    state: str
    account: str | None
    blocked: bool
    chat: str
    """Conversation id, empty where none is known."""
    service_url: str
    bot: str
    language: str
    zone: str
    activity: str
    """Id of the message of its mark that was sent, or empty."""
    card_chat: str
    card_service_url: str

    @property
    def may_repeat(self) -> bool:
        """Whether a second time does no harm, or is allowed once though it may."""
        return self.verb is not Verb.POST or (self.once_more and not self.doubtful)

    def plain(self, now: datetime) -> bool:
        """Whether it goes now as it stands: there is nothing to write down of it first."""
        known = self.service_url if self.verb is Verb.POST else self.activity
        in_time = self.retry_at <= now < self.expires_at
        return in_time and self.state == "waiting" and not self.blocked and bool(known)


@dataclass(frozen=True, slots=True)
class Desk:
    """Every method is the body of a transaction, with :tenant and :now bound."""

    declared: Declarations
    deaf: bool = False
    """Whether features are not told of letters that did not arrive, since one of them failed at it."""

    # ------------------------------------------------------------ whose turn it is

    def take(self, tx: Transaction, most: int) -> list[tuple[Hold, Head | None]]:
        """Take up to `most` lanes of :tenant that are ready, each with the letter to send there now.

        Where that is None the lane was let go again.
        """
        lanes = tx.all("later_ready_lanes", str, most=most)
        holds = [hold for lane in lanes if (hold := self.take_lane(tx, lane))]
        return [(hold, self.next(tx, hold)) for hold in holds]

    def take_lane(self, tx: Transaction, lane: str, dead: datetime | None = None) -> Hold | None:
        """Take one lane; None where another worker has it, who was heard of after `dead`."""
        hold = Hold(str(tx.bound["tenant"]), lane, secrets.token_hex(8))
        before = "" if dead is None else dead
        taken = tx.run(
            "later_take_lane", lane=lane, holder=hold.holder, held_until=tx.now + LEASE, dead=before
        )
        return hold if taken else None

    def free(self, tx: Transaction, hold: Hold) -> None:
        """Let go of a lane, so that it is looked at anew."""
        self._leave(tx, hold, tx.now)

    def next(self, tx: Transaction, hold: Hold) -> Head | None:
        """The letter to send now. None: the lane was let go until there is one, or is another's by now."""
        if not tx.run("later_keep_lane", lane=hold.lane, holder=hold.holder, held_until=tx.now + LEASE):
            return None
        while head := tx.one("later_head", Head, lane=hold.lane):
            if head.retry_at > tx.now:
                self._leave(tx, hold, head.retry_at)
                return None
            if ready := self._ready(tx, hold, head):
                return ready
        self._leave(tx, hold, tx.one("later_next_due", datetime, lane=hold.lane))
        return None

    def _leave(self, tx: Transaction, hold: Hold, wake_at: datetime | None) -> None:
        if wake_at is None:
            tx.run("later_end_lane", lane=hold.lane, holder=hold.holder)
        else:
            tx.run("later_leave_lane", lane=hold.lane, holder=hold.holder, wake_at=wake_at)

    def _ready(self, tx: Transaction, hold: Hold, head: Head) -> Head | None:
        """The letter, where it can go; else what becomes of it is written down."""
        if head.expires_at <= tx.now:
            self.expired(tx, hold, head)
        elif head.state == "sending" and not head.may_repeat:
            self.unknown(tx, hold, head)
        elif head.verb is not Verb.POST and not head.activity:
            self.done(tx, hold, head)  # there is nothing to change or to take back
        elif head.blocked:
            self.blocked(tx, hold, head)
        elif head.verb is Verb.POST and not head.service_url:
            self.no_address(tx, hold, head)
        elif head.state == "sending":
            # whoever began this is dead, or its end could not be written down
            return replace(head, doubtful=head.doubtful or head.verb is Verb.POST)
        else:
            return head
        return None

    # ------------------------------------------------------------ how it goes

    def begin(self, tx: Transaction, hold: Hold, head: Head) -> bool:
        """From here on nobody can say for sure that it has not arrived. False: it is not ours to send.

        The letter is locked before its lane, as by who takes it back; else the two lock each other out.
        """
        if tx.one("later_hold_letter", str, id=head.id) is None:
            return False
        values = {"lane": hold.lane, "holder": hold.holder}
        if not tx.run("later_keep_lane", **values, held_until=tx.now + LEASE):
            return False
        return bool(tx.run("later_begin", **values, id=head.id, doubtful=head.doubtful))

    def opened(self, tx: Transaction, head: Head, chat: str) -> None:
        """The chat with this person is known now."""
        tx.run("later_open_chat", to=head.person, chat=chat)

    def sent(self, tx: Transaction, hold: Hold, head: Head, activity: str) -> None:
        """It arrived, as this activity; by its mark it is found again. True whoever holds the lane now."""
        tx.run("later_end", id=head.id)
        if head.mark and head.verb is Verb.DELETE:
            tx.run("later_drop_card", mark=head.mark, lane=hold.lane)
        elif head.mark and head.verb is Verb.POST and activity:
            tx.run(
                "later_keep_card",
                mark=head.mark,
                lane=hold.lane,
                to=head.person,
                place=head.chat,
                service_url=head.service_url,
                bot=head.bot,
                activity=activity,
                day=tx.now.date(),
            )

    def done(self, tx: Transaction, hold: Hold, head: Head) -> None:
        """There is nothing to say any more."""
        tx.run("later_end", id=head.id)

    def again(
        self, tx: Transaction, hold: Hold, head: Head, retry_at: datetime, doubtful: bool, reason: str
    ) -> None:
        """It goes again, not before that time."""
        values = {"id": head.id, "lane": hold.lane, "holder": hold.holder}
        tx.run("later_again", **values, retry_at=retry_at, doubtful=doubtful, reason=reason)

    # ------------------------------------------------------------ where it can't go

    def expired(self, tx: Transaction, hold: Hold, head: Head) -> None:
        """It was not sent for as long as it was worth something."""
        if tx.run("later_end", id=head.id):
            log.warning("letter_expired", kind=head.action, attempt=head.attempts)
            self._tell(tx, head, Why.EXPIRED)

    def no_address(self, tx: Transaction, hold: Hold, head: Head) -> None:
        """No way is known: its feature takes another, or IT finds it in the list."""
        if head.action in self.declared.other_ways:
            if tx.run("later_end", id=head.id):
                self._tell(tx, head, Why.NO_ADDRESS)
        else:
            self._lay_aside(tx, hold, head, "failed", Why.NO_ADDRESS)

    def refused(self, tx: Transaction, hold: Hold, head: Head, reason: str) -> None:
        """Teams refused it for good, or no words were found."""
        if self._lay_aside(tx, hold, head, "failed", reason):
            self._tell(tx, head, Why.REFUSED)

    def unknown(self, tx: Transaction, hold: Hold, head: Head, reason: str = "") -> None:
        """It may have arrived or not, and must not go again."""
        if self._lay_aside(tx, hold, head, "unknown", reason or "interrupted"):
            self._tell(tx, head, Why.UNKNOWN)

    def blocked(self, tx: Transaction, hold: Hold, head: Head) -> None:
        """The person wants to hear nothing: all that is for them waits until they write."""
        if head.person is None:
            self.refused(tx, hold, head, Why.BLOCKED)
            return
        tx.run("later_block", to=head.person)
        if tx.run("later_hold", to=head.person):
            self._tell(tx, head, Why.BLOCKED)

    def _lay_aside(self, tx: Transaction, hold: Hold, head: Head, state: str, reason: str) -> bool:
        """False where that was written down before, or the lane is another's by now."""
        values = {"id": head.id, "lane": hold.lane, "holder": hold.holder}
        changed = bool(tx.run("later_lay_aside", **values, state=state, reason=reason))
        if changed:
            log.warning("letter_laid_aside", kind=head.action, reason=reason, attempt=head.attempts)
        return changed

    def _tell(self, tx: Transaction, head: Head, why: Why) -> None:
        """Let the feature take another way, in this very transaction."""
        way = self.declared.other_ways.get(head.action)
        if way is None or self.deaf or head.verb is not Verb.POST:
            return
        try:
            form = self.declared.letters[head.action].form.model_validate(json.loads(head.form))
            with _bound(tx, {"person": head.person or ""}):
                way(tx, form, why)
        except (LookupError, ValidationError) as error:
            log.error("letter_unreadable", kind=head.action, error=type(error).__name__)
        except Exception as error:
            raise OtherWayFailed(head.action) from error


@contextmanager
def _bound(tx: Transaction, more: Mapping[str, str]) -> Iterator[None]:
    before = tx.bound
    tx.bound = {**before, **more}
    try:
        yield
    finally:
        tx.bound = before
