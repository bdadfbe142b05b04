"""A host who is ill: a colleague stands in, or the guests get other slots."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from bot.cafe import Cafes, Slot
from bot.turn import Letter, NotForYou, Reply, Transaction, Turn, post
from dialogs.cafe import host_cards, slot_rows, views
from dialogs.cafe.declared import dialog, in_private
from dialogs.cafe.hosting import Day, close_all, day_again, is_host, own_cafes, sheet_of
from dialogs.cafe.rules import Guest, State
from dialogs.cafe.views import Line


class HandOver(Day):
    """Who stands in."""

    to: Annotated[str, StringConstraints(max_length=64)]


@dialog.said("cafe.ill_words")
async def ill_said(turn: Turn) -> Reply | None:
    """A host who is ill on a day with appointments; of anybody else the FAQ knows more."""
    today = turn.get(Cafes).in_use.day(turn.now)
    if not is_host(turn) or turn.message.place.shared or not await to_come(turn, today):
        return None
    reply = await _ill(turn, today)
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


@dialog.pressed("cafe.call_off", form=Day, again=day_again)
@in_private
async def call_off(turn: Turn) -> Reply:
    """None of the day's slots takes place."""
    own_cafes(turn)
    lines = await to_come(turn, turn.form.day)
    told = await turn.transact(close_all, slots=[line.free.slot for line in lines])
    return await sheet_of(turn, turn.form.day, turn.t("cafe.called_off", guests=told))


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
    return await sheet_of(turn, turn.form.day, turn.t("cafe.gave_day", slots=len(lines)))


def give_to(tx: Transaction, slots: Sequence[Slot], to: str, day: date) -> None:
    """Another host from now on."""
    for slot in sorted(slots, key=lambda slot: slot.id):
        slot_rows.know(tx, slot)
        slot_rows.hold(tx, slot.id)
        tx.run("cafe_hand_over", slot=slot.id, to=to)
        for guest in sorted(tx.all("cafe_guests", Guest, slot=slot.id), key=lambda one: one.person):
            if guest.state is State.BOOKED:
                form = {"slot": slot.id}
                post(tx, Letter("cafe.handed_over", to=guest.person, form=form, expires=slot.ends_at))
    form, mark = {"day": day.isoformat()}, slot_rows.sheet_mark(to, day.isoformat())
    post(tx, Letter("cafe.sheet", to=to, form=form, mark=mark))
