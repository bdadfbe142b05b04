"""What is stored of a case, and the way to whoever asked, with and without a name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot import sealed
from bot.roster import Roster, RosterShelf
from bot.turn import Reads, Transaction
from dialogs.escalation.table import Case, Outcome, State, Urgency


@dataclass(frozen=True, slots=True)
class Kept:
    """A case as it is stored."""

    id: str
    asker: str | None
    """Entra id; None without a name, or once closed."""
    asker_name: str | None
    sealed: bytes | None
    nameless: bool
    topic: str
    department: str
    urgency: Urgency
    question: str
    state: State
    owner: str | None
    reopened: bool
    outcome: Outcome | None
    due_at: datetime
    promised_at: datetime
    version: int

    @property
    def case(self) -> Case:
        """What the table needs to know of it."""
        return Case(self.state, self.due_at, self.urgency, self.owner, self.reopened, self.outcome)

    @property
    def mark(self) -> str:
        """Under which the cards of its Lotsen are found again."""
        return f"escalation.case.{self.id}"


@dataclass(frozen=True, slots=True)
class Word:
    """Something that was written about a case: `kind` tells by whom, and what for."""

    seq: int
    kind: str
    words: str
    signed: str


@dataclass(frozen=True, slots=True)
class Owned:
    """A case that somebody has as a Lotse, for their list."""

    id: str
    question: str
    state: State
    promised_at: datetime
    day: date
    """On which it last moved."""


@dataclass(frozen=True, slots=True)
class Locked:
    """An open case without a name, with its lock."""

    id: str
    sealed: bytes
    lock: bytes


@dataclass(frozen=True, slots=True)
class Awaited:
    """A case in which a Lotse waits for its asker; with its lock where it has no name."""

    id: str
    sealed: bytes | None
    lock: bytes | None


def roster_of(tx: Transaction) -> Roster:
    """The roster in use."""
    shelf = tx.part(RosterShelf)
    return shelf.roster if shelf else Roster()


def absent(tx: Transaction, roster: Roster) -> frozenset[str]:
    """Entra ids of those who said in chat that they are away on the house's next working day."""
    return frozenset(tx.all("escalation_absent", str, day_asked=roster.next_day(tx.now)))


def load(tx: Transaction, case: str) -> Kept | None:
    """The case, kept from others until the transaction ends; None where there is none."""
    return tx.one("escalation_load", Kept, id=case)


def words_of(tx: Transaction, case: str) -> list[Word]:
    """All that was written about a case, in order."""
    return tx.all("escalation_words", Word, id=case)


def asked_last(words: Sequence[Word]) -> Word | None:
    """What a Lotse asked last, None where they asked nothing."""
    return next((word for word in reversed(words) if word.kind == "question"), None)


def heard_last(words: Sequence[Word]) -> Word | None:
    """What a Lotse wrote to the asker last, a question or an answer; None where they wrote nothing."""
    return next((word for word in reversed(words) if word.kind in ("question", "answer", "entry")), None)


# ---------------------------------------------------------------- with and without a name


def asker_of(tx: Transaction, kept: Kept) -> str:
    """Entra id of whoever asks; "" once that is forgotten."""
    if kept.asker or kept.sealed is None:
        return kept.asker or ""
    lock = tx.one("escalation_lock", bytes, id=kept.id)
    return (sealed.unseal(lock, kept.sealed) if lock else None) or ""


def ticket_of(tx: Transaction, kept: Kept) -> str:
    """By which a letter to the asker finds its case.

    Of a nameless case only its lock can make it, so that no row joins the person with the case.
    """
    if not kept.nameless:
        return kept.id
    lock = tx.one("escalation_lock", bytes, id=kept.id)
    return sealed.mark(lock, "ticket") if lock else ""


async def by_ticket(db: Reads, ticket: str) -> Kept | None:
    """The case that a letter to its asker is about; None once it is closed, or for a forged ticket."""
    rows = await db.all("escalation_nameless", Locked)
    mine = next((row.id for row in rows if sealed.mark(row.lock, "ticket") == ticket), ticket)
    found = await db.one("escalation_case", Kept, id=mine)
    return None if found is None or (found.nameless and mine == ticket) else found


def cases_of(person: str, named: Iterable[str], nameless: Iterable[Locked]) -> list[str]:
    """Ids of the open cases that this person has asked."""
    return [*named, *(row.id for row in nameless if sealed.unseal(row.lock, row.sealed) == person)]


def mine(tx: Transaction) -> list[str]:
    """Ids of the open cases that :person has asked, with and without a name."""
    named, nameless = tx.all("escalation_mine", str), tx.all("escalation_nameless", Locked)
    return cases_of(str(tx.bound["person"]), named, nameless)


async def mine_now(db: Reads, person: str) -> list[str]:
    """The same, to show them."""
    named, nameless = await db.all("escalation_mine", str), await db.all("escalation_nameless", Locked)
    return cases_of(person, named, nameless)


def waiting(tx: Transaction) -> list[str]:
    """Ids of the cases in which a Lotse waits for a reply of :person."""
    return _waiting(str(tx.bound["person"]), tx.all("escalation_awaited", Awaited))


async def waiting_now(db: Reads, person: str) -> list[str]:
    """The same, to show them. Of all nameless cases it unlocks only those in which somebody waits."""
    return _waiting(person, await db.all("escalation_awaited", Awaited))


def _waiting(person: str, awaited: Iterable[Awaited]) -> list[str]:
    return [
        row.id
        for row in awaited
        if row.sealed is None or (row.lock and sealed.unseal(row.lock, row.sealed) == person)
    ]
