"""Nouns and decisions of the IT-Café: what is free, and who is there. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.cafe import Cafe, Programme, Slot
from bot.turn import Refusal

PAGE = 5
"""Slots that are shown at a time."""
WINDOW = timedelta(days=3)
"""How long a booking stays after its appointment, for the answer to «Hat es geholfen?»."""
LINE_END = 2**63 - 1
"""A number behind everybody in a line: they count microseconds."""


# ---------------------------------------------------------------- nouns


class State(StrEnum):
    """How far a booking is."""

    WAITING = "waiting"
    OFFERED = "offered"
    BOOKED = "booked"
    STRANDED = "stranded"
    """Its slot doesn't take place; other slots have been offered."""
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Known:
    """A slot as the database has it."""

    id: str
    cafe: str
    starts_at: datetime
    ends_at: datetime
    seats: int
    taken: int
    walk_ins: int
    host: str
    added: bool
    closed: bool

    @property
    def left(self) -> int:
        """Free seats."""
        return 0 if self.closed else self.seats - self.taken


@dataclass(frozen=True, slots=True)
class Own:
    """A guest's booking, with its slot."""

    id: str
    cafe: str
    starts_at: datetime
    ends_at: datetime
    host: str
    state: State
    line: int
    about: str
    token: str
    sequence: int
    due_at: datetime
    name: str


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who comes, or waits."""

    person: str
    name: str
    state: State
    about: str
    token: str
    line: int


# ---------------------------------------------------------------- refusals


class SlotTaken(Refusal):
    """Every seat is taken."""

    text = "cafe.taken"


class SlotGone(Refusal):
    """There is no such slot, or nobody can book it any more: past, or closer than the notice time."""

    text = "cafe.gone"


class TooMany(Refusal):
    """This person has as many bookings here as one may have at a time."""

    text = "cafe.too_many"


class OfferOver(Refusal):
    """The seat was held for a time, and is another one's by now."""

    text = "cafe.offer_over"


class NoSeat(Refusal):
    """A walk-in finds no free seat."""

    text = "cafe.no_seat"


class EditGone(Refusal):
    """The file has changed again since the admin was asked."""

    text = "cafe.edit_gone"


# ---------------------------------------------------------------- what is free


@dataclass(frozen=True, slots=True)
class Free:
    """A slot that can be had, or waited for where no seat is left."""

    slot: Slot
    left: int
    cafe: Cafe | None = None

    def title(self, tongue: str) -> str:
        """The café's name."""
        return self.cafe.title(tongue) if self.cafe else self.slot.cafe


def bookable(cafe: Cafe, slot: Slot, now: datetime) -> bool:
    """Whether it is neither too late nor too early to book."""
    return now + cafe.notice <= slot.starts_at <= now + cafe.ahead


def standing(programme: Programme, known: Iterable[Known], first: datetime, last: datetime) -> list[Free]:
    """Every slot that takes place and begins within [first, last], by rule or added, with its free seats."""
    rows = {one.id: one for one in known}
    cafes = {cafe.id: cafe for cafe in programme.cafes}
    found = {slot.id: Free(slot, slot.seats, cafes[slot.cafe]) for slot in programme.slots(first, last)}
    for row in rows.values():
        if row.closed:
            found.pop(row.id, None)
        elif (row.added and first <= row.starts_at <= last) or row.id in found:
            cafe, ruled = cafes.get(row.cafe), found.get(row.id)
            found[row.id] = Free(slot_of(row, cafe, ruled.slot if ruled else None), row.left, cafe)
    return sorted(found.values(), key=lambda free: (free.slot.starts_at, free.slot.cafe))


def slot_of(row: Known, cafe: Cafe | None = None, ruled: Slot | None = None) -> Slot:
    """The slot of a row, with the host that it has as things now are."""
    return Slot(row.cafe, row.starts_at, row.ends_at, row.seats, host_of(row.host, cafe, ruled))


def host_of(kept: str, cafe: Cafe | None, ruled: Slot | None) -> str:
    """Who is there: who stands in, while the café has them as a host; else whom the rules name by now.

    `ruled` is the slot as the rules give it; None for one that a host added.
    """
    if cafe is None or kept in {host.id for host in cafe.hosts if host.id}:
        return kept
    return ruled.host if ruled else cafe.host(None)


def choices(
    programme: Programme, known: Iterable[Known], now: datetime, cafe: str = "", without: Collection[str] = ()
) -> list[Free]:
    """What a guest can choose from, nearest first; `without` are the slots that they have already."""
    last = now + max((one.ahead for one in programme.cafes), default=timedelta())
    return [
        free
        for free in standing(programme, known, now, last)
        if free.cafe is not None
        and bookable(free.cafe, free.slot, now)
        and free.slot.id not in without
        and cafe in ("", free.slot.cafe)
    ]


def others(frees: Sequence[Free], cafe: str, most: int = 3) -> list[Free]:
    """Free slots to offer in the place of one: those of the same café first."""
    open_ones = [free for free in frees if free.left]
    return sorted(open_ones, key=lambda free: free.slot.cafe != cafe)[:most]


# ---------------------------------------------------------------- numbers and topics


def free_number(used: Iterable[int], most: int) -> int | None:
    """The lowest number of a guest's bookings that is not in use; None where all are."""
    taken = set(used)
    return next((number for number in range(1, most + 1) if number not in taken), None)


def topics_in(about: str, topics: Iterable[str]) -> list[str]:
    """The café's topics that a guest's words name: what may leave the house, unlike the words."""
    words = about.casefold()
    return [topic for topic in topics if topic.casefold() in words]
