"""What happens by itself: reminders, offers that end, the question afterwards; and the letters about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.cafe import Cafes
from bot.router import Form
from bot.turn import Card, Letter, Outgoing, Sending, Transaction, post, withdraw
from dialogs.cafe import cards, host_cards, rules, seats, slot_rows, times, views
from dialogs.cafe.declared import dialog
from dialogs.cafe.rules import Own, State
from dialogs.cafe.wording import Here, Shown, when

Look = Callable[[Here, Shown], Card]


@dataclass(frozen=True, slots=True)
class DueBooking:
    """A booking for which something is to be done."""

    tenant: str
    slot: str
    person: str
    state: State
    due_at: datetime


@dataclass(frozen=True, slots=True)
class DueSheet:
    """A host whose sheet is due."""

    tenant: str
    person: str
    due_at: datetime


class OfSlot(Form):
    """The slot that a letter is about."""

    slot: str


class OfDay(Form):
    """The day that a sheet is about."""

    day: date


# ---------------------------------------------------------------- due


@dialog.due("cafe_due", into=DueBooking)
def move_on(tx: Transaction, row: DueBooking) -> None:
    """Do what is due for a booking; who finds it moved on does nothing."""
    held = slot_rows.hold(tx, row.slot)
    own = slot_rows.own(tx, row.slot, row.person)
    if held is None or own is None or own.state is not row.state or own.due_at != row.due_at:
        return
    if own.state is State.BOOKED:
        _booked(tx, own, row)
        return
    tx.run("cafe_drop", slot=own.id, guest=row.person, state=own.state)
    if own.state is State.OFFERED:
        withdraw(tx, seats.offer_mark(own.token))
        seats.give_back(tx, own.id)
        _tell(tx, "cafe.expired", row)
    elif own.state is State.WAITING:
        _tell(tx, "cafe.given_up", row)
    slot_rows.tell_host(tx, own.id)


def _booked(tx: Transaction, own: Own, row: DueBooking) -> None:
    """A reminder before the appointment, the question after it. What is late by then is left out."""
    if tx.now < own.starts_at:
        cafes = tx.part(Cafes)
        cafe = cafes.cafe(own.id) if cafes else None
        next_at = times.next_due(cafe, own.starts_at, own.ends_at, tx.now)
        if tx.run("cafe_on", slot=own.id, guest=row.person, state=own.state, was=row.due_at, due_at=next_at):
            _tell(tx, "cafe.reminder", row, expires=own.starts_at, once_more=False)
        return
    over = own.ends_at + rules.WINDOW
    if tx.now < own.ends_at:
        tx.run("cafe_on", slot=own.id, guest=row.person, state=own.state, was=row.due_at, due_at=own.ends_at)
    elif tx.run("cafe_end_booking", slot=own.id, guest=row.person, was=row.due_at, due_at=over):
        _tell(tx, "cafe.feedback", row, expires=over, once_more=False)


def _tell(
    tx: Transaction, action: str, row: DueBooking, expires: datetime | None = None, once_more: bool = True
) -> None:
    form = {"slot": row.slot}
    if expires is None or expires > tx.now:
        post(tx, Letter(action, to=row.person, form=form, expires=expires, once_more=once_more))


@dialog.due("cafe_sheet_due", into=DueSheet)
def send_sheet(tx: Transaction, row: DueSheet) -> None:
    """The sheet of the day, once a day; a host who is none any more gets no other."""
    cafes = tx.part(Cafes)
    if cafes is None or row.person not in cafes.in_use.hosts():
        tx.run("cafe_end_host", guest=row.person)
        return
    programme = cafes.in_use
    today = programme.day(tx.now)
    next_at = programme.begin(today + timedelta(days=1), programme.sheet)
    if not tx.run("cafe_sheet_on", guest=row.person, was=row.due_at, due_at=next_at):
        return
    if programme.day(row.due_at) == today:  # not after days of standing still
        form, mark = {"day": today.isoformat()}, slot_rows.sheet_mark(row.person, today.isoformat())
        ends = programme.begin(today + timedelta(days=1))
        post(tx, Letter("cafe.sheet", to=row.person, form=form, mark=mark, expires=ends, once_more=False))


# ---------------------------------------------------------------- letters


async def _own(sending: Sending, *states: State) -> Own | None:
    own = await sending.db.one("cafe_own", Own, slot=sending.form.slot, guest=sending.person)
    return own if own and own.state in states else None


@dialog.letter("cafe.offered", form=OfSlot)
async def offered(sending: Sending) -> Outgoing | None:
    """A seat came free; nothing is said where the offer is over by now."""
    if (own := await _own(sending, State.OFFERED)) is None or own.due_at <= sending.now:
        return None
    card = cards.offered(sending, views.shown(sending, own))
    return Outgoing(card=card, summary=sending.t("cafe.offered_title"))


@dialog.letter("cafe.reminder", form=OfSlot)
async def reminder(sending: Sending) -> Outgoing | None:
    """The appointment is near; nothing is said where it was given up."""
    return await _of_own(sending, State.BOOKED, cards.reminder, "cafe.reminder_title")


@dialog.letter("cafe.feedback", form=OfSlot)
async def feedback(sending: Sending) -> Outgoing | None:
    """Did it help?"""
    return await _of_own(sending, State.PAST, cards.feedback, "cafe.helped_title")


@dialog.letter("cafe.stranded", form=OfSlot)
async def stranded(sending: Sending) -> Outgoing | None:
    """The slot doesn't take place; nothing is said to who has another one by now."""
    if (own := await _own(sending, State.STRANDED)) is None:
        return None
    seen = views.shown(sending, own)
    card = await views.stranded(sending, seen)
    at = when(sending, own.starts_at, own.ends_at, seen.town)
    return Outgoing(card=card, summary=sending.t("cafe.stranded_summary", cafe=seen.title(sending), when=at))


@dialog.letter("cafe.expired", form=OfSlot)
async def expired(sending: Sending) -> Outgoing | None:
    """The offer was not accepted in time."""
    return await _ended(sending, "expired")


@dialog.letter("cafe.given_up", form=OfSlot)
async def given_up(sending: Sending) -> Outgoing | None:
    """No seat came free."""
    return await _ended(sending, "given_up")


@dialog.letter("cafe.handed_over", form=OfSlot)
async def handed_over(sending: Sending) -> Outgoing | None:
    """Somebody else will be there."""
    if (own := await _own(sending, State.BOOKED)) is None:
        return None
    seen = views.shown(sending, own)
    note = sending.t("cafe.handed_over")
    return Outgoing(card=cards.booked(sending, seen, note), summary=note)


@dialog.letter("cafe.sheet", form=OfDay)
async def sheet(sending: Sending) -> Outgoing | None:
    """A host's day; nothing where there is no slot."""
    lines = await views.sheet(sending, sending.person, sending.form.day)
    town = sending.get(Cafes).zone
    card = host_cards.sheet(sending, sending.form.day, lines, town)
    return Outgoing(card=card, summary=sending.t("cafe.sheet_title")) if lines else None


async def _of_own(sending: Sending, state: State, look: Look, title: str) -> Outgoing | None:
    """A booking, where it is still in this state."""
    if (own := await _own(sending, state)) is None:
        return None
    seen = views.shown(sending, own)
    return Outgoing(card=look(sending, seen), summary=sending.t(title, cafe=seen.title(sending)))


async def _ended(sending: Sending, key: str) -> Outgoing | None:
    """Words for a booking that is gone: its slot is still known."""
    known = await sending.db.one("cafe_known_slot", rules.Known, slot=sending.form.slot)
    if known is None:
        return None
    card = await views.instead_of(sending, known, key)
    return Outgoing(card=card, summary=sending.t(f"cafe.{key}_title"))
