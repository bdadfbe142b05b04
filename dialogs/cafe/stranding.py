"""Slots that don't take place, and those that do again, as transactions."""

from __future__ import annotations

from bot.turn import Letter, Transaction, post, withdraw
from dialogs.cafe import seats, slot_rows
from dialogs.cafe.rules import Guest

CLOSED, LOST = 1, 2
"""Why a slot doesn't take place: a host says so, or the rules give it no more."""


def strand(tx: Transaction, slot: str, why: int = CLOSED) -> int:
    """A slot doesn't take place: everybody in it is told, with other slots; how many they are."""
    held = slot_rows.hold(tx, slot)
    if held is None or not tx.run("cafe_close_slot", slot=slot, why=why):
        return 0
    guests = tx.all("cafe_guests", Guest, slot=slot)
    for guest in sorted(guests, key=lambda guest: guest.person):  # lanes, too, are locked in one order
        withdraw(tx, seats.offer_mark(guest.token))
        tx.run("cafe_strand", slot=slot, guest=guest.person, due_at=held.ends_at)
        post(tx, Letter("cafe.stranded", to=guest.person, form={"slot": slot}, expires=held.starts_at))
    return len(guests)


def regain(tx: Transaction, slot: str) -> None:
    """The rules give it again: whoever wants can book it, who had lost it as well."""
    tx.run("cafe_regain_slot", slot=slot)
