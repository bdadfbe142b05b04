"""The shape of `cafe.yaml`, as pydantic models; what an admin may write, and how much of it."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from bot.cafe.dates import LAST
from faq.schema import Address, Day, Flag, Id, Name, Part, Reason

WEEKDAYS = {
    name: number
    for names in (
        "montag dienstag mittwoch donnerstag freitag samstag sonntag",
        "monday tuesday wednesday thursday friday saturday sunday",
    )
    for number, name in enumerate(names.split())
}
NTHS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": LAST} | {
    "ersten": 1,
    "zweiten": 2,
    "dritten": 3,
    "vierten": 4,
    "letzten": LAST,
}
UNITS = {"min": 1, "h": 60, "stund": 60, "hour": 60, "tag": 1440, "day": 1440, "woche": 10080, "week": 10080}
"""Minutes of a unit, by the beginning of its name."""
YEAR = timedelta(days=366)
"""The longest span: nobody books farther ahead."""
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
_SPAN = re.compile(r"(\d{1,4})\s*([a-zäöü]+)")
_ENTRA = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _weekday(value: object) -> int:
    if (number := WEEKDAYS.get(str(value).strip().casefold())) is None:
        raise PydanticCustomError("weekday", "no weekday")
    return number


def _nth(value: object) -> int:
    if (number := NTHS.get(str(value).strip().casefold())) is None:
        raise PydanticCustomError("nth", "not first to fourth, nor last")
    return number


def _clock(value: object) -> time:
    found = _CLOCK.fullmatch(str(value).strip())
    if not found or int(found[1]) > 23:
        raise PydanticCustomError("clock", "not a time like 14:00")
    return time(int(found[1]), int(found[2]))


def _span(value: object) -> timedelta:
    found = _SPAN.fullmatch(str(value).strip().casefold())
    minutes = next((n for unit, n in UNITS.items() if found and found[2].startswith(unit)), None)
    if not found or minutes is None:
        raise PydanticCustomError("span", "not a span like 2 Stunden")
    if (span := timedelta(minutes=int(found[1]) * minutes)) > YEAR:
        raise PydanticCustomError("span_long", "longer than a year")
    return span


def _entra(value: object) -> str:
    if not _ENTRA.fullmatch(word := str(value).strip().casefold()):
        raise PydanticCustomError("entra", "not an object id of Entra")
    return word


def _link(value: object) -> str:
    if not (word := str(value).strip()).startswith("https://"):
        raise PydanticCustomError("https", "not an https address")
    return word


Clock = Annotated[time, BeforeValidator(_clock)]
Span = Annotated[timedelta, BeforeValidator(_span)]
Weekday = Annotated[int, BeforeValidator(_weekday)]
Nth = Annotated[int, BeforeValidator(_nth)]
EntraId = Annotated[str, BeforeValidator(_entra)]
Link = Annotated[Address, BeforeValidator(_link)]
CafeId = Annotated[Id, StringConstraints(max_length=40)]


class HostPart(Part):
    """A host; without `id` they are named and get no day's sheet."""

    name: Name
    id: EntraId | None = None


class DatesPart(Part):
    """One rule; either `every` or `on`."""

    every: Weekday | None = None
    on: Day | None = None
    opens: Annotated[Clock, Field(alias="from")]
    closes: Annotated[Clock, Field(alias="to")]
    starting: Day | None = None
    until: Day | None = None
    weeks: Annotated[int, Field(ge=1, le=12)] = 1
    of_month: Nth | None = None
    leaving_out: Annotated[tuple[Day, ...], Field(alias="except", max_length=200)] = ()
    holidays: Flag = False
    breaks: Flag = False
    host: Name | None = None


class CafePart(Part):
    """One café as written."""

    id: CafeId
    name: Name
    name_en: Name | None = None
    about: Reason | None = None
    about_en: Reason | None = None
    place: Name | None = None
    link: Link | None = None
    audience: Name | None = None
    hosts: Annotated[tuple[HostPart, ...], Field(min_length=1, max_length=20)]
    topics: Annotated[tuple[Name, ...], Field(max_length=12)] = ()
    minutes: Annotated[int, Field(ge=5, le=480)] = 20
    seats: Annotated[int, Field(ge=1, le=500)] = 1
    notice: Span = timedelta(hours=1)
    ahead: Span = timedelta(days=28)
    at_once: Annotated[int, Field(ge=1, le=20)] = 2
    reminders: Annotated[tuple[Span, ...], Field(max_length=4)] = (timedelta(days=1), timedelta(hours=1))
    dates: Annotated[tuple[DatesPart, ...], Field(max_length=60)] = ()


class BreakPart(Part):
    """A break as written."""

    first: Annotated[Day, Field(alias="from")]
    last: Annotated[Day, Field(alias="to")]
    name: Name | None = None


class FilePart(Part):
    """The whole file."""

    sheet: Clock = time(7, 30)
    breaks: Annotated[tuple[BreakPart, ...], Field(max_length=200)] = ()
    cafes: Annotated[tuple[CafePart, ...], Field(max_length=30)] = ()


def known_keys(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """The keys that may be written in the mapping at `path`."""
    names = [part for part in path if isinstance(part, str)]
    models: dict[tuple[str, ...], type[Part]] = {
        (): FilePart,
        ("breaks",): BreakPart,
        ("cafes",): CafePart,
        ("cafes", "hosts"): HostPart,
        ("cafes", "dates"): DatesPart,
    }
    model = models.get(tuple(names), FilePart)
    return tuple(field.alias or name for name, field in model.model_fields.items())
