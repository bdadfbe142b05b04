"""The host's side: the sheet of the day, walk-ins, another slot. A host who is ill is in `illness.py`.

Who is a host says `cafe.yaml`, looked up at every press. Hosts see and change the slots of their own cafés.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Annotated

from pydantic import Field, StringConstraints

from bot.cafe import Cafe, Cafes, Slot
from bot.router import Form
from bot.turn import NotForYou, Reply, Transaction, Turn
from dialogs.cafe import host_cards, rules, slot_rows, stranding, views
from dialogs.cafe.declared import dialog, in_private
from dialogs.cafe.forms import Which
from dialogs.cafe.rules import Known, NoSeat, SlotGone
from dialogs.cafe.views import Line

SomeDay = Annotated[date, Field(ge=date(2020, 1, 1), le=date(2199, 12, 31))]
"""Far from the ends of the calendar."""


class Day(Form):
    """A day of the town."""

    day: SomeDay


class Another(Form):
    """A slot to add."""

    cafe: Annotated[str, StringConstraints(max_length=64)]
    day: SomeDay
    time: time


# ---------------------------------------------------------------- rights


def is_host(turn: Turn) -> bool:
    """Whether `cafe.yaml` names this person as a host."""
    return turn.person.id in turn.get(Cafes).in_use.hosts()


def own_cafes(turn: Turn) -> list[Cafe]:
    """The cafés that this person hosts. Raises NotForYou where there is none."""
    found = [
        cafe
        for cafe in turn.get(Cafes).in_use.cafes
        if turn.person.id in {host.id for host in cafe.hosts if host.id}
    ]
    if not found:
        raise NotForYou
    return found


async def own_line(turn: Turn, slot: str) -> Line:
    """A slot of one of their cafés, with its guests. Raises NotForYou and SlotGone."""
    if slot.partition("@")[0] not in {cafe.id for cafe in own_cafes(turn)}:
        raise NotForYou
    cafes, known = turn.get(Cafes), await turn.db.one("cafe_known_slot", Known, slot=slot)
    ruled = cafes.slot(slot)
    found = rules.slot_of(known, cafes.cafe(slot), ruled) if known else ruled
    if found is None or (known and known.closed):
        raise SlotGone
    guests = await turn.db.all("cafe_guests", rules.Guest, slot=slot)
    free = rules.Free(found, known.left if known else found.seats, cafes.cafe(slot))
    return Line(free, found.host, tuple(guests), known.walk_ins if known else 0)


# ---------------------------------------------------------------- the sheet


@dialog.said("cafe.sheet_words")
async def sheet(turn: Turn) -> Reply | None:
    """Today's slots, for a host; for anybody else these words mean something else."""
    if not is_host(turn) or turn.message.place.shared:
        return None
    today = turn.get(Cafes).in_use.day(turn.now)
    return turn.card((await sheet_of(turn, today)).replace or {}, turn.t("cafe.sheet_title"))


@dialog.pressed("cafe.day", form=Day)
@in_private
async def day(turn: Turn) -> Reply:
    """The slots of a day."""
    own_cafes(turn)
    return await sheet_of(turn, turn.form.day)


async def sheet_of(turn: Turn, day: date, note: str = "") -> Reply:
    """The sheet of that day in the place of the pressed card, with a sentence on what has just been done."""
    lines = await views.sheet(turn, turn.person.id, day)
    following = None if lines else await views.next_day(turn, turn.person.id, day)
    return turn.replace_card(host_cards.sheet(turn, day, lines, turn.get(Cafes).zone, note, following))


async def day_again(turn: Turn) -> Reply:
    """How the day now stands."""
    own_cafes(turn)
    return await sheet_of(turn, turn.form.day)


@dialog.pressed("cafe.desk", form=Which)
@in_private
async def desk(turn: Turn) -> Reply:
    """One slot."""
    return await _desk(turn)


async def _desk(turn: Turn, note: str = "") -> Reply:
    line, cafes = await own_line(turn, turn.form.slot), turn.get(Cafes)
    day = cafes.in_use.day(line.free.slot.starts_at)
    return turn.replace_card(host_cards.desk(turn, line, cafes.zone, day, note))


@dialog.pressed("cafe.walk_in", form=Which, again=desk)
@in_private
async def walk_in(turn: Turn) -> Reply:
    """Somebody came without a booking."""
    line = await own_line(turn, turn.form.slot)
    await turn.transact(seat_walk_in, slot=line.free.slot)
    return await _desk(turn, turn.t("cafe.walked_in"))


def seat_walk_in(tx: Transaction, slot: Slot) -> None:
    """Take a free seat for nobody by name. Raises NoSeat."""
    slot_rows.know(tx, slot)
    if not tx.run("cafe_walk_in", slot=slot.id):
        raise NoSeat
    slot_rows.tell_host(tx, slot.id)


async def back(turn: Turn) -> Reply:
    """The sheet of the day of a slot that is closed."""
    own_cafes(turn)
    known = await turn.db.one("cafe_known_slot", Known, slot=turn.form.slot)
    if known is None:
        raise SlotGone
    return await sheet_of(turn, turn.get(Cafes).in_use.day(known.starts_at))


@dialog.pressed("cafe.close", form=Which, again=back)
@in_private
async def close(turn: Turn) -> Reply:
    """The slot doesn't take place; its guests get others to choose from."""
    line = await own_line(turn, turn.form.slot)
    told = await turn.transact(close_all, slots=[line.free.slot])
    day = turn.get(Cafes).in_use.day(line.free.slot.starts_at)
    return await sheet_of(turn, day, turn.t("cafe.closed", guests=told))


def close_all(tx: Transaction, slots: Sequence[Slot]) -> int:
    """None of these takes place; how many people are told."""
    for slot in slots:
        slot_rows.know(tx, slot)
    return sum(stranding.strand(tx, slot.id) for slot in sorted(slots, key=lambda slot: slot.id))


# ---------------------------------------------------------------- another slot


@dialog.pressed("cafe.adding", form=Day)
@in_private
async def adding(turn: Turn) -> Reply:
    """Ask for day and time."""
    return turn.replace_card(host_cards.adding(turn, turn.form.day, own_cafes(turn)))


@dialog.pressed("cafe.add", form=Another, again=day_again)
@in_private
async def add(turn: Turn) -> Reply:
    """One more slot, once; everybody can book it."""
    cafe = next((cafe for cafe in own_cafes(turn) if cafe.id == turn.form.cafe), None)
    if cafe is None:
        raise NotForYou
    starts_at = turn.get(Cafes).in_use.begin(turn.form.day, turn.form.time.replace(second=0, microsecond=0))
    slot = Slot(cafe.id, starts_at, starts_at + timedelta(minutes=cafe.minutes), cafe.seats, turn.person.id)
    if starts_at <= turn.now:
        return await sheet_of(turn, turn.form.day, turn.t("cafe.add_past"))
    if await views.in_the_way(turn, slot):
        return await sheet_of(turn, turn.form.day, turn.t("cafe.add_in_the_way"))
    await turn.transact(add_slot, slot=slot)
    return await sheet_of(turn, turn.form.day, turn.t("cafe.added"))


def add_slot(tx: Transaction, slot: Slot) -> None:
    """Write it down; one that was closed takes place after all."""
    slot_rows.know(tx, slot, added=True)
    tx.run("cafe_open_slot", slot=slot.id, host=slot.host)
