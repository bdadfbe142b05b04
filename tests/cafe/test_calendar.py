"""Calendar files hold to RFC 5545 and to what Outlook asks for, by the word of two parsers and the bytes."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject

from bot.cafe import Event, calendar_file
from bot.hours import BERLIN

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
WILD = "Ümläüte, Semikolon; Backslash \\ Zeilen\numbruch 🎉 " * 6


def event(starts_at: datetime, **more: object) -> Event:
    known: dict[str, object] = {
        "uid": "0" * 32 + "@digitallotse",
        "sequence": 3,
        "changed_at": NOW,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=20),
        "title": WILD,
        "place": WILD,
        "details": WILD,
        "url": "https://teams.example/" + "x" * 200,
    }
    return Event(**known | more)  # type: ignore[arg-type]  # as named above


def lines(data: bytes) -> list[bytes]:
    assert data.endswith(b"\r\n")
    return data[:-2].split(b"\r\n")


def test_bytes_are_as_outlook_wants_them() -> None:
    """CRLF and nothing else, at most 75 octets a line, no character cut in two, TZID with its VTIMEZONE."""
    data = calendar_file([event(NOW)], BERLIN)
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in lines(data)) <= 75
    for line in lines(data):
        line.decode("utf-8")
    assert b"METHOD:PUBLISH" in lines(data)
    assert b"DTSTART;TZID=Europe/Berlin:20261122T100000" in lines(data)
    assert lines(data).index(b"TZID:Europe/Berlin") < lines(data).index(b"BEGIN:VEVENT")


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo", "UTC"]
)
@pytest.mark.parametrize("seed", range(20))
def test_two_parsers_read_the_same_moment(zone: str, seed: int) -> None:
    """Whatever the zone and the day, those included on which the clocks change."""
    chance = random.Random(f"{zone} {seed}")
    starts_at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(
        minutes=chance.randrange(0, 3 * 365 * 24 * 60, 10)
    )
    data = calendar_file([event(starts_at)], ZoneInfo(zone))
    first: Any = icalendar.Calendar.from_ical(data).walk("VEVENT")[0]
    second = vobject.readOne(data.decode()).vevent
    assert first["dtstart"].dt.astimezone(UTC) == starts_at
    assert first["dtend"].dt - first["dtstart"].dt == timedelta(minutes=20)
    assert second.dtstart.value.astimezone(UTC) == starts_at
    assert str(first["summary"]) == second.summary.value == WILD
    assert str(first["location"]) == second.location.value == WILD
    assert (first["sequence"], second.sequence.value) == (3, "3")


HOURS = [datetime(2026, 3, 28, 22, tzinfo=UTC) + timedelta(minutes=30 * number) for number in range(16)]


@pytest.mark.parametrize("starts_at", HOURS, ids=[f"{hour:%d %H:%M}" for hour in HOURS])
def test_around_the_gap_of_spring_a_parser_that_knows_only_the_file_reads_the_same(
    starts_at: datetime,
) -> None:
    """By the VTIMEZONE alone, as Outlook does where it doesn't know the name of a zone."""
    data = calendar_file([event(starts_at)], BERLIN).replace(b"Europe/Berlin", b"Nirgends/Anders")
    assert vobject.readOne(data.decode()).vevent.dtstart.value.astimezone(UTC) == starts_at


TWICE = [datetime(2026, 10, 24, 23, 30, tzinfo=UTC) + timedelta(minutes=30 * number) for number in range(6)]


@pytest.mark.parametrize("starts_at", TWICE, ids=[f"{hour:%H:%M}" for hour in TWICE])
def test_the_hour_that_comes_twice_in_autumn_is_each_time_its_own(starts_at: datetime) -> None:
    """Half past two of summer time and half past two of winter time: two moments for every parser."""
    ends_at = starts_at + timedelta(minutes=30)
    data = calendar_file([event(starts_at, ends_at=ends_at)], BERLIN)
    first: Any = icalendar.Calendar.from_ical(data).walk("VEVENT")[0]
    second = vobject.readOne(data.decode()).vevent
    for read in (first["dtstart"].dt, second.dtstart.value):
        assert read.astimezone(UTC) == starts_at
    for read in (first["dtend"].dt, second.dtend.value):
        assert read.astimezone(UTC) == ends_at


def test_a_feed_without_events_is_a_calendar_all_the_same() -> None:
    """Outlook shows it as empty and does not complain."""
    calendar = icalendar.Calendar.from_ical(calendar_file([], BERLIN, "IT-Café (Host)"))
    assert str(calendar["X-WR-CALNAME"]) == "IT-Café (Host)"
    assert not calendar.walk("VEVENT")
