"""`lotsen.yaml`: read into a roster, or into faults with their line, in words that its author understands."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError
from pydantic_core import PydanticCustomError

from bot.hours import USUAL, Day, Hours
from bot.roster.roster import Fallback, Lotse, Roster
from faq.tree import MAX_BYTES, Tree, Unreadable, read_tree

DAYS = ("mo", "di", "mi", "do", "fr", "sa", "so")
ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*[-–]\s*(\d{1,2})(?::(\d{2}))?")
_PERSON = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of the file. The text `roster.<kind>` says it, and takes `values`."""

    line: int
    kind: str
    values: Mapping[str, str] = field(default_factory=dict)


# ---------------------------------------------------------------- the shape


def _day(value: object) -> object:
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise PydanticCustomError("day", "no date") from error


def _person(value: object) -> object:
    person = str(value).strip().lower()
    if not _PERSON.fullmatch(person):
        raise PydanticCustomError("person", "no person")
    return person


def _span(words: str) -> tuple[time, time]:
    found = _SPAN.fullmatch(words.strip())
    if found is None:
        raise PydanticCustomError("hours", "no hours")
    try:
        start, end = time(int(found[1]), int(found[2] or 0)), time(int(found[3]), int(found[4] or 0))
    except ValueError as error:
        raise PydanticCustomError("hours", "no hours") from error
    if end <= start:
        raise PydanticCustomError("hours", "no hours")
    return start, end


def _week(value: object) -> object:
    if not isinstance(value, dict) or not value:
        raise PydanticCustomError("hours", "no hours")
    week: list[Day] = [()] * 7
    for name, said in value.items():
        key = str(name).strip().lower()
        place = DAYS.index(key) if key in DAYS else ENGLISH.index(key) if key in ENGLISH else -1
        if place < 0:
            raise PydanticCustomError("hours", "no hours")
        spans = sorted(_span(part) for part in str(said).split(","))
        if any(before[1] > after[0] for before, after in itertools.pairwise(spans)):
            raise PydanticCustomError("hours", "no hours")
        week[place] = tuple(spans)
    return tuple(week)


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]
When = Annotated[date, BeforeValidator(_day)]
Who = Annotated[str, BeforeValidator(_person)]
Week = Annotated[tuple[Day, ...], BeforeValidator(_week)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Away(_Part):
    first: When
    last: When


class _LotsePart(_Part):
    name: Name
    person: Who
    topics: tuple[Name, ...] = ()
    departments: tuple[Name, ...] = ()
    deputies: tuple[Name, ...] = ()
    hours: Week | None = None
    away: tuple[_Away, ...] = ()


class _FallbackPart(_Part):
    channel: Words | None = None
    text: Words | None = None


class _File(_Part):
    hours: Week = USUAL
    closed: tuple[When, ...] = ()
    fallback: _FallbackPart = _FallbackPart()
    lotsen: tuple[_LotsePart, ...] = ()


# ---------------------------------------------------------------- reading


def read_roster(path: Path, house: Hours | None = None) -> tuple[Roster, tuple[Fault, ...]]:
    """The roster, and what is wrong with the file; with a fault the roster is empty. Without a file both are.

    `house` has the zone and the Land. Never raises for what is in the file.
    """
    house = house or Hours()
    try:
        with path.open("rb") as file:
            tree = read_tree(file.read(MAX_BYTES + 1))
    except FileNotFoundError:
        return Roster(hours=house), ()
    except OSError as error:
        return Roster(hours=house), (Fault(1, "unread", {"reason": error.strerror or type(error).__name__}),)
    except Unreadable as bad:
        return Roster(hours=house), (Fault(bad.line, "yaml", {"reason": bad.kind.removeprefix("syntax_")}),)
    try:
        part = _File.model_validate(_without_empty(tree.value or {}))
    except ValidationError as error:
        return Roster(hours=house), tuple(_fault(tree, one) for one in error.errors(include_url=False))
    faults = tuple(_contradictions(part, tree))
    return (Roster(hours=house) if faults else _roster(part, house)), faults


def _without_empty(value: Any) -> Any:
    """Keys without a value are left behind for later."""
    if isinstance(value, dict):
        return {
            {"from": "first", "until": "last"}.get(key, key): _without_empty(item)
            for key, item in value.items()
            if item is not None
        }
    return [_without_empty(item) for item in value] if isinstance(value, list) else value


def _fault(tree: Tree, details: Any) -> Fault:
    where = tuple({"first": "from", "last": "until"}.get(key, key) for key in details["loc"])
    key = str(where[-1])[:60] if where else "lotsen"
    kinds = {"extra_forbidden": "unknown_key", "missing": "missing", "day": "day", "person": "person"}
    kind = kinds.get(details["type"], "hours" if details["type"] == "hours" else "shape")
    line = tree.key_place(where)[0] if kind == "unknown_key" else tree.place(where)[0]
    values = {"field": key, "value": str(details["input"])[:60]}
    return Fault(line, kind, {"field": key} if kind == "missing" else values)


def _contradictions(part: _File, tree: Tree) -> Iterator[Fault]:
    """What each Lotse says well, and all of them together don't."""
    names, people = [one.name for one in part.lotsen], [one.person for one in part.lotsen]
    for at, one in enumerate(part.lotsen):
        line = tree.place(("lotsen", at))[0]
        if names.index(one.name) < at or people.index(one.person) < at:
            yield Fault(line, "twice", {"value": one.name})
        for name in one.deputies:
            if name not in names or name == one.name:
                yield Fault(line, "deputy", {"value": one.name, "field": name})
        for days in one.away:
            if days.last < days.first:
                yield Fault(line, "backwards", {"value": one.name})


def _roster(part: _File, house: Hours) -> Roster:
    lotsen = tuple(
        Lotse(
            one.name,
            one.person,
            one.topics,
            one.departments,
            one.deputies,
            one.hours,
            tuple((days.first, days.last) for days in one.away),
        )
        for one in part.lotsen
    )
    fallback = Fallback(part.fallback.channel or "", part.fallback.text or "")
    hours = Hours(part.hours, house.zone, house.land, frozenset(part.closed))
    return Roster(lotsen, fallback, hours)
