"""Whether the FAQ's facts say of the café what its programme does. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.cafe.programme import Programme
from bot.cafe.schema import WEEKDAYS


def contradictions(programme: Programme, facts: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    """The facts, with what they say, that no café of the programme bears out.

    `cafe.when` names a weekday on which none takes place; `room.cafe` a place where none meets. Where there
    is no café nothing is contradicted.
    """
    open_ones = [cafe for cafe in programme.cafes if cafe.dates]
    when, place = facts.get("cafe.when") or "", facts.get("room.cafe") or ""
    named = {number for name, number in WEEKDAYS.items() if name in when.casefold()}
    days = {rule.on.weekday() if rule.on else rule.weekday for cafe in open_ones for rule in cafe.dates}
    if open_ones and named - days:
        yield "cafe.when", when
    places = [cafe.place for cafe in open_ones if cafe.place]
    if place and places and not any(_same(place, one) for one in places):
        yield "room.cafe", place


def _same(one: str, other: str) -> bool:
    short, long = sorted((" ".join(one.casefold().split()), " ".join(other.casefold().split())), key=len)
    return short in long
