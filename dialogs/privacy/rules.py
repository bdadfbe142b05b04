"""How what is stored becomes readable: one page at a time, days and times as people write them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.privacy import Kept
from bot.turn import Value, day_said

PAGE = 6_000
"""Characters of stored values that a card holds, labels counted as LABELS a row: far below Teams' 25 KB."""
LABELS = 200
LONGEST = 1_500
"""Characters of one value that are shown."""
HOME = "Europe/Berlin"
"""The time zone where the client tells none."""

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
TIME = re.compile(r"\d{4}-\d{2}-\d{2}T[\d:.]+Z")
SLOT = re.compile(r"[\w-]+@(\d{8}T\d{4}Z)")
"""What names an appointment: its café, and when it begins."""


def pages(kept: Sequence[Kept]) -> list[list[Kept]]:
    """The same in pieces that fit a card each, in order; a table may go on from one to the next."""
    made: list[list[Kept]] = []
    room = 0
    for one in kept:
        for row in one.rows:
            weight = LABELS + sum(min(len(str(value)), LONGEST) for value in row.values())
            if not made or weight > room:
                made.append([])
                room = PAGE
            room -= weight
            page = made[-1]
            if page and page[-1].table is one.table:
                page[-1] = replace(page[-1], rows=(*page[-1].rows, row))
            else:
                page.append(replace(one, rows=(row,)))
    return made


def readable(value: Value, tongue: str, zone: str) -> str:
    """A value as this person reads it: «23.11.2026» or «23 November 2026, 9:30»; a text as it is.

    An appointment is read by its beginning.
    """
    words = str(value)
    try:
        if slot := SLOT.fullmatch(words):
            words = f"{datetime.strptime(slot[1], '%Y%m%dT%H%M%z'):%Y-%m-%dT%H:%M}Z"
        if DAY.fullmatch(words):
            return day_said(date.fromisoformat(words), tongue)
        if TIME.fullmatch(words):
            moment = datetime.fromisoformat(words).astimezone(_zone(zone))
            return f"{day_said(moment.date(), tongue)}, {moment.hour}:{moment.minute:02}"
    except ValueError:  # it only looks like one
        pass
    return words


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or HOME)
    except (ZoneInfoNotFoundError, ValueError):  # a client may say anything
        return ZoneInfo(HOME)


def counted(numbers: Sequence[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Each title once, with the sum of its numbers, in the order of their first coming."""
    yield from {title: sum(n for other, n in numbers if other == title) for title, _ in numbers}.items()
