"""The nouns of the Sorgenbox, and when a batch is released. Pure.

No time of a concern is ever kept: in the file stands the ISO week of the release, the same for the whole
batch, so that not even a batch across a weekend can be parted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LONGEST = 4_000
"""Characters of a text; longer ones are refused, never cut."""
RELEASED_AT = time(7, 0)
"""When a batch may be released, each day, by the town's clock."""
ENOUGH = 3
"""Texts from which on a batch is released at the next moment."""
DAY = timedelta(days=1)
LATEST = timedelta(days=5)
"""After which even a smaller batch is released."""
LIFE = timedelta(days=180)
"""How long a concern is kept after its last activity."""
OPENINGS_LIFE = timedelta(days=90)
"""How long it is kept who opened the readers' page on which day."""
SMALLEST = 2
"""Readers, at least: nobody reads alone."""

QUOTED, LEAST = 6, 3
"""Words in a row by which somebody may know their sentence again; and words that are a sentence at all."""

_WORD = re.compile(r"\w+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


class Topic(StrEnum):
    """What a concern is about."""

    CHANGE = "change"
    OVERLOAD = "overload"
    ROLE = "role"
    TECHNOLOGY = "technology"
    LEADERSHIP = "leadership"
    OTHER = "other"


class By(StrEnum):
    """Who wrote a message of a thread."""

    PERSON = "person"
    READER = "reader"


@dataclass(frozen=True, slots=True)
class Concern:
    """What somebody wants to say."""

    topic: Topic
    words: str
    wants_answer: bool


@dataclass(frozen=True, slots=True)
class Message:
    """One text of a thread."""

    by: By
    words: str
    week: str
    """ISO week of the release, or of the reply: `2026-W48`; empty while it waits."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A concern and what was said to it, oldest first."""

    id: str
    topic: Topic
    wants_answer: bool
    messages: tuple[Message, ...]

    @property
    def answered(self) -> bool:
        """Whether the last word is a reader's."""
        return self.messages[-1].by is By.READER


def cleaned(words: str) -> str:
    """The words without what can't be seen: control signs and marks that turn the direction of reading."""
    return _CONTROL.sub("", words.replace("\r\n", "\n").replace("\r", "\n")).strip()


def quotes(words: str, said: str) -> bool:
    """Whether words of one text stand in another just as they are: QUOTED in a row, or a shorter text whole.

    Capitals and signs are no difference; a text of one or two words is none that could be quoted.
    """
    shown, original = (_WORD.findall(text.casefold()) for text in (words, said))
    run = min(QUOTED, len(original))
    if run < LEAST:
        return False
    there = {tuple(shown[at : at + run]) for at in range(len(shown) - run + 1)}
    return any(tuple(original[at : at + run]) in there for at in range(len(original) - run + 1))


def week(day: date) -> str:
    """The ISO week of a day: `2026-W48`."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"


def oldest_week(day: date) -> str:
    """The first week that is still kept.

    It is counted from its Monday, less the days that a text may have waited for it: thus never longer.
    """
    return week(day - (LIFE - LATEST) + timedelta(days=7))


def moment(now: datetime, zone: ZoneInfo) -> date:
    """The day of the last release moment at `now`: today from RELEASED_AT on, before that yesterday."""
    local = now.astimezone(zone)
    return local.date() - timedelta(days=local.time() < RELEASED_AT)


def missed(looked: date, moment: date) -> bool:
    """Whether this release moment is still to come about; `looked` is the day of the last that did.

    One more than a day ahead was kept by a clock that ran ahead: nobody shall wait until it is right.
    """
    return looked < moment or looked > moment + DAY


def ripe(pending: int, since: date | None, day: date) -> bool:
    """Whether a batch is released at the moment of this day; `since` is the day of its first text.

    Before RELEASED_AT a text can be a day ahead of the last moment. One that is further ahead was dated by
    a clock that was wrong, and has waited nobody knows how long.
    """
    if pending >= ENOUGH:
        return True
    return pending > 0 and since is not None and not since - DAY <= day < since + LATEST
