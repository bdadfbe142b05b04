"""«Ich bin bis Montag weg»: what a Lotse says of their absence, read into days. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = (
    ("montag", "monday"),
    ("dienstag", "tuesday"),
    ("mittwoch", "wednesday"),
    ("donnerstag", "thursday"),
    ("freitag", "friday"),
    ("samstag", "sonnabend", "saturday"),
    ("sonntag", "sunday"),
)
MONTHS = (
    ("januar", "jänner", "january"),
    ("februar", "february"),
    ("märz", "maerz", "march"),
    ("april",),
    ("mai", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("august",),
    ("september",),
    ("oktober", "october"),
    ("november",),
    ("dezember", "december"),
)
LONGEST = timedelta(days=366)

_AWAY = re.compile(
    r"\b(weg|abwesend|im urlaub|krank|nicht da|nicht im haus|pause|away|on leave|off|sick|out)\b"
)
_MYSELF = re.compile(r"\b(ich|bin|pause|i am|i['’]m)\b|^(bis|im urlaub|krank|until|away)\b")
_BACK = re.compile(
    r"^(ich bin )?(wieder|zurück|back)( da| im haus| im dienst)?$"
    r"|^i(?: am|['’]m) back$|^pause (vorbei|ende|over)$"
)
_NUMBERS = r"\d{1,2}\.\s?(?:\d{1,2}\.(?:\d{4})?|[a-zä]+(?:\s\d{4})?)|\d{4}-\d{2}-\d{2}"
_NAMES = r"übermorgen|uebermorgen|morgen|heute|today|tomorrow|" + "|".join(
    name for names in WEEKDAYS for name in names
)
_DAY = rf"(?:(?:nächsten|kommenden|next)\s)?({_NUMBERS}|{_NAMES})"
_UNTIL = re.compile(rf"\b(?:bis|until|till|to)\s(?:einschließlich\s|zum\s|and including\s)?{_DAY}")
_FROM = re.compile(rf"\b(?:von|vom|ab|from)\s{_DAY}")
_ON = re.compile(rf"\b{_DAY}")


@dataclass(frozen=True, slots=True)
class Absence:
    """First and last day."""

    first: date
    last: date


def says_back(text: str) -> bool:
    """Whether this says that somebody is there again."""
    return _BACK.match(_bare(text)) is not None


def absence_in(text: str, today: date) -> Absence | None:
    """The days that this says somebody is away; None where it says no such thing, or nothing that can be.

    The last day counts: «bis Montag» is away on Monday. A day of the past is next year's, or next week's.
    «Pause» without a day is today.
    """
    said = _bare(text)
    if len(said) > 120 or not (_AWAY.search(said) and _MYSELF.search(said)):
        return None
    until, since = _UNTIL.search(said), _FROM.search(said)
    first = _day(since[1], today) if since else None
    last = _day(until[1], first or today) if until else None
    if last is None and since is None:
        on = _ON.search(said)
        first = last = _day(on[1], today) if on else today if said in ("pause", "ich mache pause") else None
    if last is None or (since and first is None):
        return None
    first = first or today
    return Absence(first, last) if today <= last and first <= last <= today + LONGEST else None


def _bare(text: str) -> str:
    return re.sub(r"[!?,]|\.$", "", " ".join(text.casefold().split())).strip()


def _day(words: str, today: date) -> date | None:
    """The next day that is called so, from today on; a weekday's name is never today itself."""
    near = {"heute": 0, "today": 0, "morgen": 1, "tomorrow": 1, "übermorgen": 2, "uebermorgen": 2}
    if words in near:
        return today + timedelta(days=near[words])
    for place, names in enumerate(WEEKDAYS):
        if words in names:
            return today + timedelta(days=(place - today.weekday() - 1) % 7 + 1)
    return _date(words, today)


def _date(words: str, today: date) -> date | None:
    try:
        if "-" in words:
            return date.fromisoformat(words)
        day, _, rest = words.partition(".")
        month, year = _month(rest.strip())
        if month is None:
            return None
        if year is not None:
            return date(year, month, int(day))
        found = date(today.year, month, int(day))
        return found if found >= today else found.replace(year=today.year + 1)
    except ValueError:  # the 31st of February
        return None


def _month(rest: str) -> tuple[int | None, int | None]:
    parts = [part for part in re.split(r"[.\s]+", rest) if part]
    if not parts:
        return None, None
    year = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else None
    if parts[0].isdigit():
        return int(parts[0]), year
    return next((place for place, names in enumerate(MONTHS, 1) if parts[0] in names), None), year
