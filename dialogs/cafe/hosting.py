"""The host's side: the sheet of the day, walk-ins, illness, another slot.

Who is a host says `cafe.yaml`, looked up at every press. Hosts see and change the slots of their own cafés.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Annotated

from pydantic import Field, StringConstraints

from bot.cafe import Cafe, Cafes, Slot
from bot.router import Form
from bot.turn import Letter, NotForYou, Reply, Transaction, Turn, post
from dialogs.cafe import host_cards, rules, seats, stranding, views
from dialogs.cafe.declared import dialog, in_private
from dialogs.cafe.rules import Known, NoSeat, SlotGone, State, Which
from dialogs.cafe.views import Line

SomeDay = Annotated[date, Field(ge=date(2020, 1, 1), le=date(2199, 12, 31))]
"""Far from the ends of the calendar."""


class Day(Form):
    """A day of the town."""

    day: SomeDay


class HandOver(Day):
    """Who stands in."""

    to: Annotated[str, StringConstraints(max_length=64)]


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
    return turn.card((await _sheet(turn, today)).replace or {}, turn.t("cafe.sheet_title"))


@dialog.pressed("cafe.day", form=Day)
@in_private
async def day(turn: Turn) -> Reply:
    """The slots of a day."""
    own_cafes(turn)
    return await _sheet(turn, turn.form.day)


async def _sheet(turn: Turn, day: date, note: str = "") -> Reply:
    lines = await views.sheet(turn, turn.person.id, day)
    following = None if lines else await views.next_day(turn, turn.person.id, day)
    return turn.replace_card(host_cards.sheet(turn, day, lines, turn.get(Cafes).zone, note, following))


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
    seats.know(tx, slot)
    if not tx.run("cafe_walk_in", slot=slot.id):
        raise NoSeat
    seats.tell_host(tx, slot.id)


async def back(turn: Turn) -> Reply:
    """The sheet of the day of a slot that is closed."""
    own_cafes(turn)
    starts = turn.form.slot.partition("@")[2]
    return await _sheet(turn, date(int(starts[:4]), int(starts[4:6]), int(starts[6:8])))


@dialog.pressed("cafe.close", form=Which, again=back)
@in_private
async def close(turn: Turn) -> Reply:
    """The slot doesn't take place; its guests get others to choose from."""
    line = await own_line(turn, turn.form.slot)
    told = await turn.transact(close_all, slots=[line.free.slot])
    day = turn.get(Cafes).in_use.day(line.free.slot.starts_at)
    return await _sheet(turn, day, turn.t("cafe.closed", guests=told))


def close_all(tx: Transaction, slots: Sequence[Slot]) -> int:
    """None of these takes place; how many people are told."""
    for slot in slots:
        seats.know(tx, slot)
    return sum(stranding.strand(tx, slot.id) for slot in sorted(slots, key=lambda slot: slot.id))


# ---------------------------------------------------------------- illness


@dialog.said("cafe.ill_words")
async def ill_said(turn: Turn) -> Reply | None:
    """A host who is ill today; of anybody else the FAQ knows more."""
    if not is_host(turn) or turn.message.place.shared:
        return None
    reply = await _ill(turn, turn.get(Cafes).in_use.day(turn.now))
    return turn.card(reply.replace or {}, turn.t("cafe.ill_title"))


@dialog.pressed("cafe.ill", form=Day)
@in_private
async def ill(turn: Turn) -> Reply:
    """Who stands in, or new slots for everybody?"""
    return await _ill(turn, turn.form.day)


async def _ill(turn: Turn, day: date) -> Reply:
    own = {host.id: host for cafe in own_cafes(turn) for host in cafe.hosts if host.id}
    own.pop(turn.person.id, None)
    lines = await to_come(turn, day)
    return turn.replace_card(host_cards.ill(turn, day, lines, [*own.values()], turn.get(Cafes).zone))


async def to_come(turn: Turn, day: date) -> list[Line]:
    """What of a host's day is not over."""
    lines = await views.sheet(turn, turn.person.id, day)
    return [line for line in lines if line.free.slot.ends_at > turn.now]


async def day_again(turn: Turn) -> Reply:
    """How the day now stands."""
    own_cafes(turn)
    return await _sheet(turn, turn.form.day)


@dialog.pressed("cafe.call_off", form=Day, again=day_again)
@in_private
async def call_off(turn: Turn) -> Reply:
    """None of the day's slots takes place."""
    own_cafes(turn)
    lines = await to_come(turn, turn.form.day)
    told = await turn.transact(close_all, slots=[line.free.slot for line in lines])
    return await _sheet(turn, turn.form.day, turn.t("cafe.called_off", guests=told))


@dialog.pressed("cafe.hand_over", form=HandOver, again=day_again)
@in_private
async def hand_over(turn: Turn) -> Reply:
    """A colleague stands in, where they host the same café; guests and colleague are told."""
    mine = {cafe.id: cafe for cafe in own_cafes(turn)}
    theirs = {
        name for name, cafe in mine.items() if turn.form.to in {host.id for host in cafe.hosts if host.id}
    }
    lines = [line for line in await to_come(turn, turn.form.day) if line.free.slot.cafe in theirs]
    if not theirs or turn.form.to == turn.person.id:
        raise NotForYou
    await turn.transact(give_to, slots=[line.free.slot for line in lines], to=turn.form.to, day=turn.form.day)
    return await _sheet(turn, turn.form.day, turn.t("cafe.gave_day", slots=len(lines)))


def give_to(tx: Transaction, slots: Sequence[Slot], to: str, day: date) -> None:
    """Another host from now on."""
    for slot in sorted(slots, key=lambda slot: slot.id):
        seats.know(tx, slot)
        seats.hold(tx, slot.id)
        tx.run("cafe_hand_over", slot=slot.id, to=to)
        for guest in sorted(tx.all("cafe_guests", rules.Guest, slot=slot.id), key=lambda one: one.person):
            if guest.state is State.BOOKED:
                form = {"slot": slot.id}
                post(tx, Letter("cafe.handed_over", to=guest.person, form=form, expires=slot.ends_at))
    form, mark = {"day": day.isoformat()}, seats.sheet_mark(to, day.isoformat())
    post(tx, Letter("cafe.sheet", to=to, form=form, mark=mark))


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
        return await _sheet(turn, turn.form.day, turn.t("cafe.add_past"))
    if await views.in_the_way(turn, slot):
        return await _sheet(turn, turn.form.day, turn.t("cafe.add_in_the_way"))
    await turn.transact(add_slot, slot=slot)
    return await _sheet(turn, turn.form.day, turn.t("cafe.added"))


def add_slot(tx: Transaction, slot: Slot) -> None:
    """Write it down; one that was closed takes place after all."""
    seats.know(tx, slot, added=True)
    tx.run("cafe_open_slot", slot=slot.id, host=slot.host)
