"""Seats and the line for them, as transactions.

Each changes or holds the slot's row first: who books, who leaves and who closes are decided one after the
other, on every replica; only who joins the line stands there beside others who do. A free seat and somebody
who waits never stand side by side: who gives a seat back gives it to the line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.cafe import Cafe, Cafes, Slot
from bot.turn import Letter, Transaction, post
from dialogs.cafe import rules, times
from dialogs.cafe.rules import Known, OfferOver, Own, SlotGone, SlotTaken, State, TooMany
from dialogs.cafe.slot_rows import hold, know, me, own, tell_host

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class First:
    """Whose turn it is in a line."""

    person: str
    token: str


# ---------------------------------------------------------------- booking


def book(tx: Transaction, slot: Slot, cafe: Cafe, name: str, token: str, instead: str = "") -> None:
    """Take a seat for :person; the database guards the last one. With `instead` that booking moves here.

    Raises SlotTaken, SlotGone and TooMany; then nothing has changed.
    """
    if not instead or instead == slot.id:
        take(tx, slot, cafe, name=name, token=token)
        return
    know(tx, slot)
    for held in sorted((instead, slot.id)):  # always in this order: two moves can't wait for each other
        hold(tx, held)
    move(tx, slot, cafe, own(tx, instead), name, token)


def take(
    tx: Transaction, slot: Slot, cafe: Cafe, *, name: str, token: str, about: str = "", sequence: int = 0
) -> None:
    """Take a seat and write down whose it is; who has one here already keeps that."""
    if not _guarded(tx, slot, cafe):
        if not _had(tx, slot, cafe):
            raise _why_not(tx, slot, cafe)
        return
    number = rules.free_number(tx.all("cafe_nths", int, cafe=cafe.id, guest=me(tx)), cafe.at_once)
    due_at = times.next_due(cafe, slot.starts_at, slot.ends_at, tx.now)
    row: dict[str, Any] = {"name": name, "about": about, "token": token, "sequence": sequence}
    if number is None or not _add(tx, slot, State.BOOKED, due_at, nth=number, **row):
        mine = own(tx, slot.id)
        if mine and mine.state is not State.STRANDED:
            give_back(tx, slot.id)
            _had(tx, slot, cafe)
        elif mine is None or number is None:
            raise TooMany(most=cafe.at_once)
        else:
            _add(tx, slot, State.BOOKED, due_at, nth=number, **row | _lifted(tx, mine))
    tell_host(tx, slot.id)


def _guarded(tx: Transaction, slot: Slot, cafe: Cafe) -> bool:
    """Take a seat, if there is one. A slot that nobody has written down yet is written down first."""

    def taken() -> bool:
        return tx.one("cafe_take_seat", str, slot=slot.id, earliest=tx.now + cafe.notice) is not None

    return taken() or (know(tx, slot) and taken())


def _had(tx: Transaction, slot: Slot, cafe: Cafe) -> bool:
    """Whether :person is in this slot already; a seat that is held for them is then taken."""
    mine = own(tx, slot.id)
    if mine and mine.state is State.OFFERED:
        accept(tx, slot.id, cafe)
    return mine is not None and not _takes_place_again(tx, mine)


def _takes_place_again(tx: Transaction, mine: Own) -> bool:
    """Whether this booking had lost its slot, and has it back."""
    known = tx.one("cafe_known_slot", Known, slot=mine.id) if mine.state is State.STRANDED else None
    return known is not None and not known.closed


def _lifted(tx: Transaction, mine: Own) -> dict[str, Any]:
    """What a booking that had lost its slot leaves to the one after it."""
    tx.run("cafe_drop", slot=mine.id, guest=me(tx), state=State.STRANDED)
    return {"about": mine.about, "token": mine.token, "sequence": mine.sequence + 1}


def move(tx: Transaction, slot: Slot, cafe: Cafe, old: Own | None, name: str, token: str) -> None:
    """The same with the words, and in the calendar the entry, of the booking that it replaces."""
    if there := own(tx, slot.id):
        if not _takes_place_again(tx, there):
            return
        _lifted(tx, there)
    if old is None or old.state is State.PAST:
        take(tx, slot, cafe, name=name, token=token)
        return
    tx.run("cafe_drop", slot=old.id, guest=me(tx), state=old.state)
    if old.state is State.BOOKED:
        give_back(tx, old.id)
        take(tx, slot, cafe, name=name, token=old.token, about=old.about, sequence=old.sequence + 1)
    else:
        if old.state is State.OFFERED:
            give_back(tx, old.id)
        take(tx, slot, cafe, name=name, token=token, about=old.about)


def leave(tx: Transaction, slot: str, guest: str = "") -> Own | None:
    """Give up a seat, an offer or a place in line; what it was, None where there was nothing."""
    hold(tx, slot)
    was = own(tx, slot, guest)
    if was is None or was.state is State.PAST:
        return None
    tx.run("cafe_drop", slot=slot, guest=guest or me(tx), state=was.state)
    if was.state in (State.BOOKED, State.OFFERED):
        give_back(tx, slot)
    tell_host(tx, slot)
    return was


def _why_not(tx: Transaction, slot: Slot, cafe: Cafe) -> SlotTaken | SlotGone:
    known = tx.one("cafe_known_slot", Known, slot=slot.id)
    late = slot.starts_at < tx.now + cafe.notice
    return SlotGone() if late or known is None or known.closed else SlotTaken()


def _add(
    tx: Transaction,
    slot: Slot,
    state: State,
    due_at: datetime,
    *,
    nth: int | None = None,
    line: int = 0,
    **row: Any,
) -> bool:
    values: dict[str, Any] = {"about": "", "sequence": 0} | row
    found = tx.one(
        "cafe_add_booking",
        str,
        slot=slot.id,
        guest=me(tx),
        cafe=slot.cafe,
        state=state,
        nth=nth,
        line=line,
        due_at=due_at,
        slot_day=slot.starts_at.date(),
        **values,
    )
    return found is not None


# ---------------------------------------------------------------- waiting


def wait(tx: Transaction, slot: Slot, cafe: Cafe, name: str, token: str) -> None:
    """Stand in line, or take the seat that has come free meanwhile. Raises SlotGone and TooMany."""
    due_at = times.give_up_at(slot.starts_at)
    if slot.starts_at < tx.now + cafe.notice or due_at <= tx.now:
        raise SlotGone
    know(tx, slot)
    last = tx.one("cafe_line_ends", int, slot=slot.id) or 0
    line = max((tx.now - EPOCH) // timedelta(microseconds=1), last + 1)  # whatever the clock says
    row: dict[str, Any] = {"line": line, "name": name, "token": token}
    if not _add(tx, slot, State.WAITING, due_at, **row):
        mine = own(tx, slot.id)
        if mine is None or not _takes_place_again(tx, mine):
            return
        row |= _lifted(tx, mine)
        _add(tx, slot, State.WAITING, due_at, **row)
    # The new row holds its slot (by its foreign key), so that no seat can come free unseen from here on.
    known = tx.one("cafe_known_slot", Known, slot=slot.id)
    if known is None or known.closed:
        raise SlotGone
    if known.left:
        tx.run("cafe_drop", slot=slot.id, guest=me(tx), state=State.WAITING)
        del row["line"]
        take(tx, slot, cafe, **row)
        return
    tell_host(tx, slot.id)


def accept(tx: Transaction, slot: str, cafe: Cafe) -> None:
    """Take the seat that is held for :person. Raises OfferOver and TooMany."""
    held = hold(tx, slot)
    number = rules.free_number(tx.all("cafe_nths", int, cafe=cafe.id, guest=me(tx)), cafe.at_once)
    if held is None:
        raise OfferOver
    if number is None:
        raise TooMany(most=cafe.at_once)
    due_at = times.next_due(cafe, held.starts_at, held.ends_at, tx.now)
    if not tx.run("cafe_accept", slot=slot, guest=me(tx), nth=number, due_at=due_at):
        raise OfferOver
    tell_host(tx, slot)


def give_back(tx: Transaction, slot: str) -> None:
    """A seat is free again: it goes to the line, else to everybody."""
    if tx.run("cafe_free_seat", slot=slot):
        fill(tx, slot)


def fill(tx: Transaction, slot: str) -> None:
    """Offer every free seat to the line, each to the first who waits, and hold it for them."""
    held, cafes = hold(tx, slot), tx.part(Cafes)
    if held is None or held.closed or cafes is None:
        return
    until = times.accept_by(tx.now, held.starts_at, cafes.zone, cafes.land)
    for _ in range(held.left if until else 0):
        first = tx.one("cafe_first_waiting", First, slot=slot)
        if first is None or until is None:
            return
        if tx.one("cafe_take_seat", str, slot=slot, earliest=tx.now) is None:
            return
        tx.run(
            "cafe_turn",
            slot=slot,
            guest=first.person,
            before=State.WAITING,
            state=State.OFFERED,
            due_at=until,
        )
        post(
            tx,
            Letter(
                "cafe.offered",
                to=first.person,
                form={"slot": slot},
                mark=offer_mark(first.token),
                expires=until,
            ),
        )


def offer_mark(token: str) -> str:
    """The name under which the card of an offer is found again."""
    return f"cafe.offer.{token}"
