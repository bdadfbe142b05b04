"""What the bot says by itself about a case, what it does in time, and what ends with a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from bot.roster import RosterShelf
from bot.router import Running
from bot.turn import Outgoing, Reads, Sending, Transaction, Why
from dialogs.escalation import asker_cards, lotse_cards
from dialogs.escalation.asking import asked, short
from dialogs.escalation.dialog import dialog
from dialogs.escalation.moves import happen
from dialogs.escalation.records import Kept, Locked, absent, by_ticket, cases_of, load, mine, roster_of
from dialogs.escalation.table import UNOWNED, Effect, Event, State
from dialogs.escalation.view import view, view_of
from faq import Shelf

MOST_STRANGERS = 10
"""Lotsen whom a letter names; the others are counted."""


class OfCase(BaseModel):
    """A letter to a Lotse: the case, and the words that it is about."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    case: str
    seq: int = 0


class OfTicket(BaseModel):
    """A letter to whoever asked."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    ticket: str
    seq: int = 0
    what: str = ""


class OfLotse(BaseModel):
    """A letter about a Lotse who can't be reached."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    lotse: str


class OfNothing(BaseModel):
    """A letter whose words say what is so at the moment of sending."""

    model_config = ConfigDict(frozen=True, extra="ignore")


@dataclass(frozen=True, slots=True)
class Due:
    """A case whose time has come."""

    tenant: str
    id: str


# ---------------------------------------------------------------- to Lotsen


@dialog.letter("escalation.request", form=OfCase)
async def request(sending: Sending) -> Outgoing:
    """The case's card, new or changed."""
    found = await view_of(sending, sending.form.case)
    if found is None:
        return Outgoing(card=lotse_cards.gone(sending), summary=sending.t("escalation.over"))
    card = lotse_cards.request(sending, found, sending.person)
    return Outgoing(card=card, summary=sending.t("escalation.request_nameless"))


@dialog.letter("escalation.reminder", form=OfCase)
async def reminder(sending: Sending) -> Outgoing | None:
    """One line: a question still waits. The card stands above it."""
    found = await view_of(sending, sending.form.case)
    if found is None or found.kept.state is State.CLOSED or found.kept.owner not in (None, sending.person):
        return None
    return Outgoing(text=sending.t("escalation.reminder", question=asker_cards.quoted(found.kept.question)))


@dialog.letter("escalation.words", form=OfCase)
async def words(sending: Sending) -> Outgoing | None:
    """The asker has written: the case as it is now, as a new card."""
    found = await view_of(sending, sending.form.case)
    if found is None or found.kept.state is State.CLOSED:
        return None
    note = sending.t("escalation.asker_wrote")
    card = lotse_cards.request(sending, found, sending.person, note=note)
    return Outgoing(card=card, summary=note)


@dialog.letter("escalation.thanked", form=OfCase)
async def thanked(sending: Sending) -> Outgoing | None:
    """The asker's thanks, in their words."""
    found = await view_of(sending, sending.form.case)
    if found is None:
        return None
    word = found.word(sending.form.seq)
    card = lotse_cards.thanks(sending, found, word.words if word else "")
    return Outgoing(card=card, summary=sending.t("escalation.thanks_title"))


@dialog.letter("escalation.unreached", form=OfLotse)
async def unreached(sending: Sending) -> Outgoing | None:
    """An admin hears of a Lotse whom the bot can't write to."""
    roster = sending.get(RosterShelf).roster
    lotse = next((one for one in roster if short(one) == sending.form.lotse), None)
    return (
        Outgoing(text=sending.t("escalation.unreached", name=asker_cards.quoted(lotse.name)))
        if lotse
        else None
    )


@dialog.letter("escalation.strangers", form=OfNothing)
async def strangers(sending: Sending) -> Outgoing | None:
    """An admin hears of Lotsen who stand in the file by UPN, and have not met the bot."""
    names = [lotse.name for lotse in sending.get(RosterShelf).roster.strangers]
    if not names:
        return None
    listed = ", ".join(f"**{asker_cards.quoted(name)}**" for name in names[:MOST_STRANGERS])
    more = len(names) - MOST_STRANGERS
    return Outgoing(
        text=sending.t("escalation.strangers", names=listed + (f" (+{more})" if more > 0 else ""))
    )


@dialog.letter("escalation.no_channel", form=OfNothing)
async def no_channel(sending: Sending) -> Outgoing:
    """An admin hears that the bot is not in the channel that questions end up in."""
    return Outgoing(text=sending.t("escalation.no_channel"))


@dialog.unsent("escalation.request")
def somebody_else(tx: Transaction, form: OfCase, why: Why) -> None:
    """A Lotse did not get the card: the next one does, and the admins hear of it."""
    kept = load(tx, form.case)
    if kept is None or kept.state not in UNOWNED or not tx.bound["person"] or why is Why.UNKNOWN:
        return
    asked(tx, kept, Effect.ASK_NEXT, most=1)


# ---------------------------------------------------------------- to the asker


@dialog.letter("escalation.answer", form=OfTicket)
async def answer(sending: Sending) -> Outgoing | None:
    """The answer, with the question above it."""
    kept = await by_ticket(sending.db, sending.form.ticket)
    if kept is None:
        return None
    found = await view(sending, kept)
    word = found.word(sending.form.seq)
    entry = sending.get(Shelf).catalog.by_id.get(word.words) if word and word.kind == "entry" else None
    card = asker_cards.answer(sending, found, sending.form.seq, entry)
    return Outgoing(card=card, summary=sending.t("escalation.answer_title"))


@dialog.letter("escalation.question", form=OfTicket)
async def question(sending: Sending) -> Outgoing | None:
    """What the Lotse wants to know."""
    kept = await by_ticket(sending.db, sending.form.ticket)
    if kept is None:
        return None
    card = asker_cards.question_back(sending, await view(sending, kept), sending.form.seq)
    return Outgoing(card=card, summary=sending.t("escalation.back_title"))


@dialog.letter("escalation.nudge", form=OfTicket)
async def nudge(sending: Sending) -> Outgoing | None:
    """The question is asked again, once."""
    kept = await by_ticket(sending.db, sending.form.ticket)
    if kept is None or kept.state is not State.NUDGED:
        return None
    found = await view(sending, kept)
    last = max((word.seq for word in found.words if word.kind == "question"), default=0)
    card = asker_cards.question_back(sending, found, last)
    return Outgoing(card=card, summary=sending.t("escalation.back_title"))


@dialog.letter("escalation.told", form=OfTicket)
async def told(sending: Sending) -> Outgoing | None:
    """How it stands, in one line."""
    kept = await by_ticket(sending.db, sending.form.ticket) if sending.form.ticket else None
    if sending.form.what == "silent":
        return Outgoing(text=sending.t("escalation.told_silent"))
    if kept is None or kept.state != sending.form.what:
        return None  # it has moved on: what comes next says more
    sentence = asker_cards.state_line(sending, await view(sending, kept))
    return Outgoing(card=asker_cards.told(sending, sentence), summary=sentence)


# ---------------------------------------------------------------- when time has come


@dialog.due("escalation_due", into=Due)
def go_on(tx: Transaction, row: Due) -> None:
    """The next step: a reminder, the next Lotsen, the deputies, the fallback, the end."""
    kept = load(tx, row.id)
    if kept is None or kept.state is State.CLOSED or kept.due_at > tx.now:
        return
    happen(tx, kept, Event.LOSE if _owner_is_away(tx, kept) else Event.DUE)


def _owner_is_away(tx: Transaction, kept: Kept) -> bool:
    if kept.state not in (State.TAKEN, State.OVERDUE) or kept.owner is None:
        return False
    roster = roster_of(tx)
    lotse = roster.by_id(kept.owner)
    return lotse is None or not roster.here(lotse, tx.now, absent(tx, roster))


# ---------------------------------------------------------------- what ends with a person


@dialog.runs
async def running(db: Reads) -> Sequence[Running]:
    """Open questions, and those that somebody waits for as this person is their Lotse."""
    named = await db.all("escalation_mine", str)
    nameless = await db.all("escalation_nameless", Locked)
    person = await db.one("escalation_who", str)
    asking = [
        Running("escalation.runs_asking", ended="escalation.ran_asking")
        for _ in cases_of(person or "", named, nameless)
    ]
    owned = [
        Running("escalation.runs_owned", ended="escalation.ran_owned")
        for _ in await db.all("escalation_owned", str)
    ]
    return [*asking, *owned]


@dialog.withdraws
def withdraw(tx: Transaction) -> None:
    """Take back what :person has asked, and give what they have as a Lotse to others."""
    for case in mine(tx):
        if (kept := load(tx, case)) and kept.state is not State.CLOSED:
            happen(tx, kept, Event.WITHDRAW)
    for case in tx.all("escalation_owned", str):
        if kept := load(tx, case):
            happen(tx, kept, Event.LOSE)
