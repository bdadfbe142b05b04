"""The nouns of a programme: cafés, their hosts and dates, and the slots that come of them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cafe.dates import Break, Dates, Off, moment
from bot.hours import BERLIN

__all__ = ["Break", "Cafe", "Dates", "Host", "Programme", "Slot"]

STAMP = "%Y%m%dT%H%MZ"
LONGEST = timedelta(days=2)
"""A day of the town and the day in UTC differ by less."""


@dataclass(frozen=True, slots=True)
class Host:
    """Who is there for the guests."""

    name: str
    id: str = ""
    """Entra id; without one nobody gets a day's sheet."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One appointment that can be had: a person's time, or an event with several seats."""

    cafe: str
    starts_at: datetime
    """Aware, UTC."""
    ends_at: datetime
    seats: int
    host: str = ""
    """Entra id of who is there; "" where nobody's is known."""

    @property
    def id(self) -> str:
        """`it-cafe@20260113T1300Z`: a slot is known by its café and its beginning in UTC."""
        return f"{self.cafe}@{self.starts_at:{STAMP}}"


@dataclass(frozen=True, slots=True)
class Cafe:
    """A regular consultation, or an event that repeats."""

    id: str
    name: str
    hosts: tuple[Host, ...]
    dates: tuple[Dates, ...]
    name_en: str = ""
    about: str = ""
    about_en: str = ""
    place: str = ""
    link: str = ""
    audience: str = ""
    topics: tuple[str, ...] = ()
    minutes: int = 20
    seats: int = 1
    notice: timedelta = timedelta(hours=1)
    """Nobody books later than that before a slot begins."""
    ahead: timedelta = timedelta(days=28)
    """Nobody books earlier than that before a slot begins."""
    at_once: int = 2
    """Bookings that one person may have here at a time."""
    reminders: tuple[timedelta, ...] = (timedelta(days=1), timedelta(hours=1))
    """Before the beginning, longest first."""

    def title(self, tongue: str) -> str:
        """Its name in `de` or `en`."""
        return (self.name_en if tongue == "en" else "") or self.name

    def described(self, tongue: str) -> str:
        """A sentence on what it is, or ""."""
        return (self.about_en if tongue == "en" else "") or self.about

    def host(self, name: str | None) -> str:
        """The Entra id of the host of that name, of the first one without a name; "" where it isn't known."""
        found = (host.id for host in self.hosts if name is None or host.name == name)
        return next(found, "")

    def named(self, person: str) -> str:
        """The name of the host with that Entra id; of all of them where it is none of theirs."""
        own = [host.name for host in self.hosts if person and host.id == person]
        return ", ".join(own or [host.name for host in self.hosts])


@dataclass(frozen=True, slots=True)
class Programme:
    """All cafés of a town, as one state of the file gives them."""

    cafes: tuple[Cafe, ...] = ()
    breaks: tuple[Break, ...] = ()
    sheet: time = time(7, 30)
    """When hosts get their day's sheet, on the town's clock."""
    zone: ZoneInfo = BERLIN
    land: str = ""
    digest: str = ""
    """SHA-256 of the file, hexadecimal."""
    text: str = field(default="", repr=False)

    def cafe(self, name: str) -> Cafe | None:
        """The café of that id."""
        return next((cafe for cafe in self.cafes if cafe.id == name), None)

    def slots(self, first: datetime, last: datetime, cafe: str = "") -> list[Slot]:
        """Every slot that begins within [first, last], nearest first; of one café or of all."""
        chosen = [one for one in self.cafes if not cafe or one.id == cafe]
        found = {slot.id: slot for one in chosen for slot in reversed([*self._of(one, first, last)])}
        return sorted(found.values(), key=lambda slot: (slot.starts_at, slot.cafe))

    def slot(self, name: str) -> Slot | None:
        """The slot of that id, if the rules give it; whatever `name` is."""
        cafe, _, stamp = name.partition("@")
        try:
            starts_at = datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
            found = self.slots(starts_at, starts_at, cafe) if cafe else []
        except (ValueError, OverflowError):  # no moment, or one at the very ends of the calendar
            return None
        return found[0] if found and found[0].id == name else None

    def hosts(self) -> set[str]:
        """The Entra ids of all hosts that are known."""
        return {host.id for cafe in self.cafes for host in cafe.hosts if host.id}

    def day(self, at: datetime) -> date:
        """The town's day at that moment."""
        return at.astimezone(self.zone).date()

    def begin(self, day: date, wall: time = time()) -> datetime:
        """That moment of a day of the town, in UTC."""
        return moment(day, wall, self.zone)

    def _of(self, cafe: Cafe, first: datetime, last: datetime) -> Iterator[Slot]:
        off = Off(self.land, self.breaks)
        length = timedelta(minutes=cafe.minutes)
        for rule in cafe.dates:
            host = cafe.host(rule.host)
            for start, end in rule.windows(first - LONGEST, last + LONGEST, self.zone, off):
                begins = start
                while begins + length <= end:
                    if first <= begins <= last:
                        yield Slot(cafe.id, begins, begins + length, cafe.seats, host)
                    begins += length
