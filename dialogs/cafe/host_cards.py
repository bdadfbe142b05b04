"""Looks of the IT-Café for hosts and admins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot import cards
from bot.cafe import Cafe, Host
from bot.turn import Card
from dialogs.cafe.rules import State
from dialogs.cafe.views import Line
from dialogs.cafe.wording import Here, day_words, time_of, when

MOST_LINES = 24
"""Slots on one card."""
MOST_NAMED = 15
"""Guests of one slot that are named."""
MOST_HANDED = 3
"""Colleagues to hand a day over to."""


def sheet(
    here: Here,
    day: date,
    lines: Sequence[Line],
    town: ZoneInfo,
    note: str = "",
    following: date | None = None,
) -> Card:
    """A host's day: who comes, and what about; each slot can be opened.

    `following` is the next day on which the host has a slot, told where this one is empty.
    """
    today = here.now.astimezone(town).date()
    about: dict[str, Any] = {"day": day.isoformat()}
    ahead = following or day + timedelta(days=1)
    told = "\n".join(f"- {_line(here, line, town)}" for line in lines[:MOST_LINES])
    opens = [cards.button(here.t("cafe.desk_button"), "cafe.desk", primary=True)] if lines else []
    return cards.card(
        cards.heading(here.t("cafe.sheet_on", day=day_words(here, day, today))),
        cards.text(note) if note else None,
        cards.text(told or _empty(here, following, today)),
        _slots(here, lines, town) if lines else None,
        actions=[
            *opens,
            cards.button(here.t("cafe.next_day_button"), "cafe.day", checks=False, day=ahead.isoformat()),
            cards.button(here.t("cafe.add_button"), "cafe.adding", checks=False, **about),
            cards.button(here.t("cafe.ill_button"), "cafe.ill", checks=False, **about),
            cards.button(here.t("cafe.feed_button"), "cafe.feed", checks=False),
        ],
    )


def _empty(here: Here, following: date | None, today: date) -> str:
    if following is None:
        return here.t("cafe.sheet_empty")
    return here.t("cafe.sheet_next", day=day_words(here, following, today))


def _slots(here: Here, lines: Sequence[Line], town: ZoneInfo) -> cards.Piece:
    every = [line.free.slot for line in lines[:MOST_LINES]]
    known = [(slot.id, time_of(here, slot.starts_at, slot.ends_at, town)) for slot in every]
    label, error = here.t("cafe.slot_label"), here.t("cafe.slot_error")
    return cards.choices("slot", label, known, error=error, value=every[0].id, required=True)


def _line(here: Here, line: Line, town: ZoneInfo) -> str:
    slot = line.free.slot
    who = [guest.name for guest in line.guests if guest.state is State.BOOKED]
    parts = [time_of(here, slot.starts_at, slot.ends_at, town)]
    if slot.seats > 1:
        parts.append(here.t("cafe.seats_taken", taken=slot.seats - line.free.left, seats=slot.seats))
    elif not who and not line.walk_ins and line.free.left:
        parts.append(here.t("cafe.nobody"))
    parts += [cards.escape(cards.shortened(name, 40)) for name in who[:2]] if slot.seats == 1 else []
    parts += [here.t("cafe.walk_ins", count=line.walk_ins)] if line.walk_ins else []
    if slot.seats == 1 and line.guests and line.guests[0].about:
        parts.append(cards.escape(cards.shortened(line.guests[0].about, 80)))
    return " · ".join(parts)


def desk(here: Here, line: Line, town: ZoneInfo, day: date, note: str = "") -> Card:
    """One slot: everybody in it, and what the host can do."""
    slot = line.free.slot
    about: dict[str, Any] = {"slot": slot.id}
    booked = [guest for guest in line.guests if guest.state is State.BOOKED]
    waiting = len(line.guests) - len(booked)
    names = "\n".join(
        f"- {cards.escape(cards.shortened(guest.name, 60))}"
        + (f": {cards.escape(cards.shortened(guest.about, 160))}" if guest.about else "")
        for guest in booked[:MOST_NAMED]
    )
    return cards.card(
        cards.heading(f"{cards.escape(line.free.title(here.tongue))}"),
        cards.text(f"**{when(here, slot.starts_at, slot.ends_at, town)}**"),
        cards.text(here.t("cafe.seats_taken", taken=slot.seats - line.free.left, seats=slot.seats)),
        cards.text(names) if names else None,
        cards.text(here.t("cafe.more_guests", count=len(booked) - MOST_NAMED))
        if len(booked) > MOST_NAMED
        else None,
        cards.text(here.t("cafe.in_line", count=waiting)) if waiting else None,
        cards.text(note, apart=True) if note else None,
        actions=[
            cards.button(here.t("cafe.walk_in_button"), "cafe.walk_in", primary=line.free.left > 0, **about),
            cards.button(here.t("cafe.close_button"), "cafe.close", **about),
            cards.button(here.t("cafe.sheet_button"), "cafe.day", day=day.isoformat()),
        ],
    )


def ill(here: Here, day: date, lines: Sequence[Line], colleagues: Sequence[Host], town: ZoneInfo) -> Card:
    """Get well: who stands in, or new slots for everybody."""
    today = here.now.astimezone(town).date()
    about: dict[str, Any] = {"day": day.isoformat()}
    guests = sum(len(line.guests) for line in lines)
    return cards.card(
        cards.heading(here.t("cafe.ill_title")),
        cards.text(here.t("cafe.ill", day=day_words(here, day, today), slots=len(lines), guests=guests)),
        *(
            cards.choice(
                here.t("cafe.hand_over", name=cards.escape(host.name)), "cafe.hand_over", to=host.id, **about
            )
            for host in colleagues[:MOST_HANDED]
        ),
        actions=[
            cards.button(here.t("cafe.call_off_button"), "cafe.call_off", **about),
            cards.button(here.t("cafe.not_ill_button"), "cafe.day", **about),
        ],
    )


def adding(here: Here, day: date, cafes: Sequence[Cafe]) -> Card:
    """A form: another slot, once."""
    known = [(cafe.id, cafe.title(here.tongue)) for cafe in cafes]
    label, error = here.t("cafe.which_label"), here.t("cafe.which_error")
    first = cafes[0].id if cafes else ""
    chosen = cards.choices("cafe", label, known, error=error, value=first, required=True)
    return cards.card(
        cards.heading(here.t("cafe.add_title")),
        cards.text(here.t("cafe.add")),
        chosen,
        _moment(here, "Date", "day", day.isoformat()),
        _moment(here, "Time", "time", "14:00"),
        actions=[
            cards.button(here.t("cafe.add_it_button"), "cafe.add", primary=True),
            cards.button(here.t("cafe.sheet_button"), "cafe.day", checks=False, day=day.isoformat()),
        ],
    )


def _moment(here: Here, kind: str, name: str, value: str) -> cards.Piece:
    return {
        "type": f"Input.{kind}",
        "id": name,
        "label": here.t(f"cafe.{name}_label"),
        "isRequired": True,
        "errorMessage": here.t(f"cafe.{name}_error"),
        "value": value,
    }


def feed(here: Here, url: str = "", *, there: bool = False) -> Card:
    """The host's own calendar address: shown once, made anew, or revoked."""
    words = "cafe.feed_made" if url else "cafe.feed_there" if there else "cafe.feed"
    actions = [cards.button(here.t("cafe.feed_make_button"), "cafe.feed_make", primary=not there)]
    if there or url:
        actions.append(cards.button(here.t("cafe.feed_end_button"), "cafe.feed_end"))
    return cards.card(
        cards.heading(here.t("cafe.feed_title")),
        cards.text(here.t(words)),
        cards.text(cards.escape(url)) if url else None,
        cards.text(here.t("cafe.feed_privacy"), subtle=True, small=True),
        actions=actions,
    )


def edit(here: Here, lost: Sequence[str], guests: int, digest: str, done: str = "") -> Card:
    """An edit of cafe.yaml would strand bookings: which, and whether that is meant.

    `done` is how it was decided: `taken`, `left`, or `decided` before.
    """
    return cards.card(
        cards.heading(here.t(f"cafe.edit_{done}_title" if done else "cafe.edit_title")),
        cards.text(here.t(f"cafe.edit_{done}") if done else here.t("cafe.edit", guests=guests)),
        cards.text("\n".join(f"- {cards.escape(line)}" for line in lost[:12])) if lost else None,
        actions=[]
        if done
        else [
            cards.button(here.t("cafe.edit_take_button"), "cafe.edit_take", primary=True, digest=digest),
            cards.button(here.t("cafe.edit_leave_button"), "cafe.edit_leave", digest=digest),
        ],
    )
