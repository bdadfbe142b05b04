"""Calendar files, served to whoever has their address: one appointment for its guest, a feed for a host."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from bot.beside import House, Served
from bot.cafe import Cafes, Event, calendar_file
from bot.turn import Reads
from dialogs.cafe import rules
from dialogs.cafe.declared import dialog
from dialogs.cafe.feed import hashed
from dialogs.cafe.rules import Free, Known, Own, State
from dialogs.cafe.wording import where

CALENDAR = "text/calendar; charset=utf-8"
AHEAD = timedelta(days=60)
BEHIND = timedelta(days=1)

Tongue = Literal["de", "en"]


@dataclass(frozen=True, slots=True)
class FeedOf:
    """Whose feed it is."""

    tenant: str
    person: str


@dialog.serves("cafe")
async def appointment(house: House, token: str, tongue: Tongue) -> Served | None:
    """One appointment; its UID stays when it moves, and its SEQUENCE grows."""
    own = await house.database.one("cafe_by_token", Own, token=token)
    if own is None:
        return None
    cafes = house.get(Cafes)
    cafe = cafes.cafe(own.id)
    event = Event(
        uid=f"{own.token}@digitallotse",
        sequence=own.sequence,
        changed_at=house.clock(),
        starts_at=own.starts_at,
        ends_at=own.ends_at,
        title=cafe.title(tongue) if cafe else _say(house, "cafe.some_cafe", tongue),
        place=where(cafe),
        details="\n".join(filter(None, [cafe.described(tongue), cafe.link])) if cafe else "",
        url=cafe.link if cafe else "",
    )
    return Served(calendar_file([event], cafes.zone), CALENDAR, "it-cafe.ics")


@dialog.serves("cafe/feed")
async def feed(house: House, token: str, tongue: Tongue) -> Served | None:
    """A host's slots that somebody comes to: times and topics, never names and never a guest's words."""
    whose = await house.database.one("cafe_feed_of", FeedOf, hash=hashed(token))
    cafes = house.get(Cafes)
    if whose is None or whose.person not in cafes.in_use.hosts():
        return None
    first, last = house.clock() - BEHIND, house.clock() + AHEAD
    reads = house.reads(whose.tenant, whose.person)
    known = await reads.all("cafe_known_slots", Known, first=first, last=last)
    mine = [
        free for free in rules.standing(cafes.in_use, known, first, last) if free.slot.host == whose.person
    ]
    events = [await _busy(house, reads, free, tongue) for free in mine if free.left < free.slot.seats]
    name = _say(house, "cafe.feed_name", tongue)
    return Served(calendar_file(events, cafes.zone, name), CALENDAR, "it-cafe.ics")


async def _busy(house: House, reads: Reads, free: Free, tongue: Tongue) -> Event:
    guests = await reads.all("cafe_guests", rules.Guest, slot=free.slot.id)
    topics = free.cafe.topics if free.cafe else ()
    about = " ".join(guest.about for guest in guests if guest.state is State.BOOKED)
    taken = free.slot.seats - free.left
    return Event(
        uid=f"{free.slot.id}@digitallotse",
        sequence=0,
        changed_at=house.clock(),
        starts_at=free.slot.starts_at,
        ends_at=free.slot.ends_at,
        title=_say(
            house, "cafe.feed_entry", tongue, cafe=free.title(tongue), taken=taken, seats=free.slot.seats
        ),
        place=where(free.cafe),
        details=", ".join(rules.topics_in(about, topics)),
    )


def _say(house: House, key: str, tongue: Tongue, **values: object) -> str:
    formal = tongue != "de" or house.town().address != "du"
    return house.texts.text(key, tongue if formal else "de-du", **values)
