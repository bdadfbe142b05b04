"""The row of a slot: written down, held, and told to its host, as transactions."""

from __future__ import annotations

from bot.cafe import Cafes, Slot
from bot.turn import Transaction, change
from dialogs.cafe import rules
from dialogs.cafe.rules import Known, Own


def know(tx: Transaction, slot: Slot, *, added: bool = False) -> bool:
    """Write down a slot, unless it is known; whether it was new.

    Its host stands with it only where no rule names one: an edit of the rules has a say in all others.
    """
    new = tx.run(
        "cafe_know_slot",
        slot=slot.id,
        cafe=slot.cafe,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        seats=slot.seats,
        host=(slot.host or None) if added else None,
        added=added,
        slot_day=slot.starts_at.date(),
    )
    return new > 0


def hold(tx: Transaction, slot: str) -> Known | None:
    """The slot as it is; nobody else changes it before this transaction is over."""
    return tx.one("cafe_hold_slot", Known, slot=slot)


def own(tx: Transaction, slot: str, guest: str = "") -> Own | None:
    """The guest's booking of that slot; :person's where none is named."""
    return tx.one("cafe_own", Own, slot=slot, guest=guest or me(tx))


def me(tx: Transaction) -> str:
    """Who acts."""
    return str(tx.bound["person"])


def tell_host(tx: Transaction, slot: str) -> None:
    """The sheet of the day, where the host has it already, shows how it now is."""
    cafes, held = tx.part(Cafes), tx.one("cafe_known_slot", Known, slot=slot)
    host = rules.host_of(held.host, cafes.cafe(slot), cafes.slot(slot)) if cafes and held else ""
    if cafes and held and host:
        day = cafes.in_use.day(held.starts_at).isoformat()
        change(tx, sheet_mark(host, day), "cafe.sheet", {"day": day})


def sheet_mark(host: str, day: str) -> str:
    """The name under which a host's sheet of a day is found again."""
    return f"cafe.sheet.{host}.{day}"
