"""What the cards show, read from the database and the programme: for a turn, and for a letter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.beside import Site
from bot.cafe import Cafes, Slot
from bot.cards import escape
from bot.turn import Card, Reads, Turn
from dialogs.cafe import cards, rules
from dialogs.cafe.rules import Free, Guest, Known, Own, State
from dialogs.cafe.wording import Here, Shown, when


def shown(here: Here, own: Own) -> Shown:
    """A booking with all that its card says."""
    cafes = here.get(Cafes)
    cafe = cafes.cafe(own.id)
    now = replace(own, host=rules.host_of(own.host, cafe, cafes.slot(own.id)))
    return Shown(now, cafe, cafes.zone, here.get(Site).url)


async def choices(here: Here, db: Reads, cafe: str = "") -> list[Free]:
    """What this person can choose from, full slots among it."""
    programme = here.get(Cafes).in_use
    own = await db.all("cafe_owns", Own, guest=reader(here))
    last = max((one.ahead for one in programme.cafes), default=rules.WINDOW)
    known = await db.all("cafe_known_slots", Known, first=here.now, last=here.now + last)
    mine = {one.id for one in own if one.state is not State.STRANDED}
    return rules.choices(programme, known, here.now, cafe, mine)


def reader(here: Here) -> str:
    """Entra id of whoever reads it."""
    return here.person.id if isinstance(here, Turn) else here.person


async def stranded(here: Here, seen: Shown) -> Card:
    """The appointment doesn't take place; three others to choose from, and nothing has to be said again."""
    own = seen.own
    frees = rules.others(await choices(here, here.db), own.cafe)
    words = here.t("cafe.stranded", when=when(here, own.starts_at, own.ends_at, seen.town))
    title = here.t("cafe.stranded_title", cafe=escape(seen.title(here)))
    return cards.note(here, title, words, frees, seen.town, instead=own.id)


async def instead_of(here: Here, slot: Known, key: str) -> Card:
    """Waiting came to nothing: how, and three other slots."""
    cafes = here.get(Cafes)
    town, cafe = cafes.zone, cafes.cafe(slot.id)
    frees = rules.others(await choices(here, here.db), slot.cafe)
    title = cafe.title(here.tongue) if cafe else here.t("cafe.some_cafe")
    at = when(here, slot.starts_at, slot.ends_at, town)
    words = here.t(f"cafe.{key}", cafe=escape(title), when=at)
    return cards.note(here, here.t(f"cafe.{key}_title"), words, frees, town)


# ---------------------------------------------------------------- for hosts


async def in_the_way(here: Here, slot: Slot) -> bool:
    """Whether a slot can't be added: there is that one already, or its host is busy at that time."""
    first, last = slot.starts_at - timedelta(days=1), slot.ends_at
    known = await here.db.all("cafe_known_slots", Known, first=first, last=last)
    there = [free.slot for free in rules.standing(here.get(Cafes).in_use, known, first, last)]
    return any(
        one.id == slot.id
        or (one.host == slot.host and one.starts_at < slot.ends_at and slot.starts_at < one.ends_at)
        for one in there
    )


AHEAD = timedelta(days=60)
"""How far a host's next day is looked for."""


@dataclass(frozen=True, slots=True)
class Line:
    """A slot on a host's sheet, with who is in it."""

    free: Free
    host: str
    guests: tuple[Guest, ...] = ()
    walk_ins: int = 0


async def next_day(here: Here, host: str, day: date) -> date | None:
    """The next day of the town after this one on which a host has a slot; None within AHEAD of it."""
    programme = here.get(Cafes).in_use
    first = programme.begin(day + timedelta(days=1))
    known = await here.db.all("cafe_known_slots", Known, first=first, last=first + AHEAD)
    found = rules.standing(programme, known, first, first + AHEAD)
    return next((programme.day(free.slot.starts_at) for free in found if free.slot.host == host), None)


async def sheet(here: Here, host: str, day: date) -> list[Line]:
    """The slots of a host on a day of the town, in order."""
    cafes = here.get(Cafes)
    first = cafes.in_use.begin(day)
    last = cafes.in_use.begin(day + timedelta(days=1)) - timedelta(microseconds=1)
    known = await here.db.all("cafe_known_slots", Known, first=first, last=last)
    rows = {one.id: one for one in known}
    found = []
    for free in rules.standing(cafes.in_use, known, first, last):
        if host == free.slot.host:
            row = rows.get(free.slot.id)
            guests = await here.db.all("cafe_guests", Guest, slot=free.slot.id) if row else []
            found.append(Line(free, host, tuple(guests), row.walk_ins if row else 0))
    return found
