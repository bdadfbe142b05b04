"""Calendar files as RFC 5545 wants them and Outlook reads them. Knows icalendar, as `clocks` does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar
from icalendar import Event as Entry

from bot.cafe.clocks import timezone

PRODUCT = "-//Digitallotse//IT-Cafe//DE"


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a calendar."""

    uid: str
    """The same for an entry that moved, so that calendars know it again."""
    sequence: int
    """Grows with each change."""
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str = ""
    details: str = ""
    url: str = ""


def calendar_file(events: Sequence[Event], zone: ZoneInfo, name: str = "") -> bytes:
    """An `.ics` file: METHOD:PUBLISH, times with TZID and its VTIMEZONE, CRLF, folded at 75 octets.

    `name` is what Outlook calls a calendar that it subscribes to.
    """
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    if name:
        made.add("x-wr-calname", name)
        made.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
        made.add("x-published-ttl", timedelta(hours=1))
    if events:
        made.add_component(timezone(zone, max(event.ends_at for event in events).year + 1))
    for event in events:
        made.add_component(_entry(event, zone))
    data: bytes = made.to_ical()
    return data


def _entry(event: Event, zone: ZoneInfo) -> Entry:
    entry = Entry()
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.changed_at)
    entry.add("last-modified", event.changed_at)
    entry.add("dtstart", _told(event.starts_at, zone))
    entry.add("dtend", _told(event.ends_at, zone))
    entry.add("summary", event.title)
    for key, value in (("location", event.place), ("description", event.details), ("url", event.url)):
        if value:
            entry.add(key, value)
    entry.add("status", "CONFIRMED")
    entry.add("transp", "OPAQUE")
    return entry


def _told(moment: datetime, zone: ZoneInfo) -> datetime:
    """On the clock of the zone; in UTC where that clock shows the hour for the second time.

    RFC 5545, 3.3.5: a time with TZID that comes twice is read as the first of them.
    """
    local = moment.astimezone(zone)
    return moment.astimezone(UTC) if local.fold else local
