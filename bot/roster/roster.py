"""The nouns: a Lotse, the roster of all of them, and what happens where nobody answers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.hours import Day, Hours, NeverOpen

_ENTRA = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def is_entra_id(person: str) -> bool:
    """Whether this is an Entra object id, in small letters; otherwise it is a UPN."""
    return _ENTRA.fullmatch(person) is not None


@dataclass(frozen=True, slots=True)
class Lotse:
    """One Lotse, as the town describes them."""

    name: str
    person: str
    """Entra id or UPN, in small letters."""
    topics: tuple[str, ...] = ()
    """The FAQ's topics, as they are called there in German."""
    departments: tuple[str, ...] = ()
    deputies: tuple[str, ...] = ()
    """Names of those who stand in."""
    week: tuple[Day, ...] | None = None
    """When they work, Monday first; None: as the house does."""
    away: tuple[tuple[date, date], ...] = ()
    """Absences, first and last day."""

    @property
    def first_name(self) -> str:
        """What colleagues are called in front of others."""
        return self.name.split()[0]

    def is_away(self, day: date) -> bool:
        """Whether the roster says that they are absent."""
        return any(first <= day <= last for first, last in self.away)


@dataclass(frozen=True, slots=True)
class Fallback:
    """What happens where no Lotse answers in time: a channel gets the question, or the asker this text."""

    channel: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    """All Lotsen in the order of the file, by name and by person unique. Empty where there is no file."""

    lotsen: tuple[Lotse, ...] = ()
    fallback: Fallback = Fallback()
    hours: Hours = field(default_factory=Hours)
    """When the house works: deadlines are counted in it."""
    admins: frozenset[str] = frozenset()
    """Entra ids of those who are told where a Lotse can't be reached."""
    known: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Entra ids behind the UPNs of the file, as far as the bot has met these people."""

    def __iter__(self) -> Iterator[Lotse]:
        return iter(self.lotsen)

    def __bool__(self) -> bool:
        return bool(self.lotsen)

    @property
    def topics(self) -> tuple[str, ...]:
        """Every topic that somebody answers for, in the order of the file."""
        return tuple(dict.fromkeys(topic for lotse in self for topic in lotse.topics))

    @property
    def departments(self) -> tuple[str, ...]:
        """Every department that somebody answers for, in the order of the file."""
        return tuple(dict.fromkeys(name for lotse in self for name in lotse.departments))

    def id_of(self, lotse: Lotse) -> str:
        """Their Entra id; "" where the roster has a UPN, and the bot has not met who has it."""
        return lotse.person if is_entra_id(lotse.person) else self.known.get(lotse.person, "")

    @property
    def strangers(self) -> tuple[Lotse, ...]:
        """The Lotsen whom the bot has not met yet, in the order of the file."""
        return tuple(lotse for lotse in self if not self.id_of(lotse))

    def by_id(self, person: str) -> Lotse | None:
        """The Lotse with this Entra id."""
        return next((lotse for lotse in self if person and self.id_of(lotse) == person), None)

    def by_name(self, name: str) -> Lotse | None:
        """The Lotse of this name."""
        return next((lotse for lotse in self if lotse.name == name), None)

    def next_day(self, now: datetime) -> date:
        """The day on which the house works next, which may be today."""
        try:
            return self.hours.day(self.hours.after(now, timedelta()))
        except NeverOpen:
            return self.hours.day(now)

    def here(self, lotse: Lotse, now: datetime, absent: Collection[str] = ()) -> bool:
        """Whether they still work on the house's next working day, counting from now. Never while absent.

        `absent` are the Entra ids of those who said in chat that they are away.
        """
        try:
            moment = self.hours.after(now, timedelta())
        except NeverOpen:
            return False
        day = self.hours.day(moment)
        if lotse.is_away(day) or self.id_of(lotse) in absent:
            return False
        if lotse.week is None:
            return True
        own = Hours(lotse.week, self.hours.zone, self.hours.land, self.hours.closed)
        return any(moment < end for _, end in own.spans(day))
