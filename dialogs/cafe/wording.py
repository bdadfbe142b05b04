"""How slots and days read: in the reader's zone and language, also where the clock shows an hour twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeAlias
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot import cards
from bot.cafe import Cafe
from bot.turn import Sending, Turn
from dialogs.cafe.rules import Own

Here: TypeAlias = Turn | Sending
"""Whoever finds words: a turn, or the moment in which a letter is sent."""

OUTLOOK = "https://outlook.office.com/calendar/0/deeplink/compose"


@dataclass(frozen=True, slots=True)
class Shown:
    """A guest's booking with all that its card says."""

    own: Own
    cafe: Cafe | None
    """None: the programme has it no more."""
    town: ZoneInfo
    site: str = ""
    """Where the calendar file is fetched; "" nowhere."""

    def title(self, here: Here) -> str:
        """The café's name."""
        return self.cafe.title(here.tongue) if self.cafe else here.t("cafe.some_cafe")


def reader_zone(here: Here, town: ZoneInfo) -> ZoneInfo:
    """The zone in which this person reads times; the town's where their client tells none that is one."""
    name = here.message.zone if isinstance(here, Turn) else here.zone
    try:
        return ZoneInfo(name) if name else town
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a client may say anything
        return town


def when(here: Here, starts_at: datetime, ends_at: datetime, town: ZoneInfo) -> str:
    """«Dienstag, 13. Januar, 14:00–14:20 Uhr»."""
    return here.t(
        "cafe.when", day=day_of(here, starts_at, town), time=time_of(here, starts_at, ends_at, town)
    )


def day_of(here: Here, moment: datetime, town: ZoneInfo) -> str:
    """«Dienstag, 13. Januar»; with the year where it isn't this one."""
    zone = reader_zone(here, town)
    local = moment.astimezone(zone)
    return day_words(here, local.date(), here.now.astimezone(zone).date())


def day_words(here: Here, day: date, today: date) -> str:
    """The same of a day of the calendar."""
    key = "cafe.day" if day.year == today.year else "cafe.day_with_year"
    weekday, month = here.t(f"cafe.weekday_{day.weekday()}"), here.t(f"cafe.month_{day.month}")
    return here.t(key, weekday=weekday, day=day.day, month=month, year=day.year)


def time_of(here: Here, starts_at: datetime, ends_at: datetime, town: ZoneInfo) -> str:
    """«14:00–14:20 Uhr», with the hour that is meant where it comes twice, and the zone where it matters."""
    zone = reader_zone(here, town)
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    if start.utcoffset() != end.utcoffset() and (_comes_twice(start) or _comes_twice(end)):
        return f"{clock_of(here, starts_at, town)} – {clock_of(here, ends_at, town)}"
    words = here.t("cafe.time", start=f"{start:%H:%M}", end=f"{end:%H:%M}")
    return words + "".join(_asides(here, start, zone, town))


def clock_of(here: Here, moment: datetime, town: ZoneInfo) -> str:
    """«14:00 Uhr», with the same asides."""
    zone = reader_zone(here, town)
    local = moment.astimezone(zone)
    return here.t("cafe.clock", time=f"{local:%H:%M}") + "".join(_asides(here, local, zone, town))


def _asides(here: Here, local: datetime, zone: ZoneInfo, town: ZoneInfo) -> Iterator[str]:
    if _comes_twice(local):
        yield here.t("cafe.summer" if local.dst() else "cafe.winter")
    if local.utcoffset() != local.astimezone(town).utcoffset():
        yield here.t("cafe.zone", city=zone.key.rpartition("/")[2].replace("_", " "))


def _comes_twice(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def outlook(here: Here, shown: Shown) -> str:
    """A link that opens Outlook on the web with the appointment filled in."""
    own = shown.own
    asked = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": shown.title(here),
        "startdt": f"{own.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{own.ends_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "location": where(shown.cafe),
        "body": shown.cafe.described(here.tongue) if shown.cafe else "",
    }
    return f"{OUTLOOK}?{urlencode({key: value for key, value in asked.items() if value})}"


def where(cafe: Cafe | None) -> str:
    """The place, else the link to the meeting."""
    return (cafe.place or cafe.link) if cafe else ""


def facts(here: Here, shown: Shown) -> str:
    """Place, link, host and topic of a booking, as lines of a list."""
    cafe, own = shown.cafe, shown.own
    told = {
        "place": cards.escape(cafe.place) if cafe else "",
        "link": f"[{here.t('cafe.join')}]({cafe.link})" if cafe and cafe.link else "",
        "host": cards.escape(cafe.named(own.host)) if cafe else "",
        "audience": cards.escape(cafe.audience) if cafe else "",
        "about": cards.escape(own.about),
    }
    return "\n".join(f"- {here.t(f'cafe.fact_{key}', value=value)}" for key, value in told.items() if value)
