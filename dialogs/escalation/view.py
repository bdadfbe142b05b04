"""A case as people see it: what is stored, joined with the roster and the FAQ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.roster import RosterShelf
from bot.turn import Sending, Turn
from dialogs.escalation.records import Kept, Word
from faq import Entry, Shelf

Voice = Turn | Sending
"""Who speaks: the bot in a turn, or in a letter."""
GUESSES = 3


@dataclass(frozen=True, slots=True)
class View:
    """All that a card may show of a case."""

    kept: Kept
    words: tuple[Word, ...]
    owner: str
    """First name of the Lotse who has it, or empty."""
    zone: ZoneInfo
    fallback: str
    """What the asker is told where no Lotse answers; empty where the town has written nothing."""
    guesses: tuple[Entry, ...] = ()
    """What the FAQ itself would have said, likeliest first."""

    def word(self, seq: int) -> Word | None:
        """The words of this number."""
        return next((word for word in self.words if word.seq == seq), None)


async def view(voice: Voice, kept: Kept) -> View:
    """What there is to show of this case."""
    roster = voice.get(RosterShelf).roster
    words = await voice.db.all("escalation_words", Word, id=kept.id)
    owner = roster.by_id(kept.owner or "")
    hits = voice.get(Shelf).matcher.find(kept.question, GUESSES)
    return View(
        kept,
        tuple(words),
        owner.first_name if owner else "",
        roster.hours.zone,
        roster.fallback.text,
        tuple(hit.entry for hit in hits),
    )


async def view_of(voice: Voice, case: str) -> View | None:
    """The same by the case's id; None where it is gone."""
    kept = await voice.db.one("escalation_case", Kept, id=case)
    return await view(voice, kept) if kept else None


def topic_titles(voice: Voice) -> dict[str, str]:
    """What the FAQ's topics are called in this language, in the catalog's order; its first entry tells."""
    entries = voice.get(Shelf).catalog.entries
    titles = {entry.topic: entry.said(voice.tongue).topic for entry in reversed(entries) if entry.topic}
    return dict(reversed(titles.items()))


def every_topic(voice: Voice) -> dict[str, str]:
    """The topics that an entry may have, by name, as the reader calls them: of the FAQ, and of the Lotsen."""
    lotsen = {topic: topic for topic in voice.get(RosterShelf).roster.topics}
    return lotsen | topic_titles(voice)


def day_words(voice: Voice, day: date) -> str:
    """A day with its weekday: «Mi 25.11.»."""
    weekday = voice.t("escalation.weekdays").split()[day.weekday()]
    return f"{weekday} {day.day}/{day.month}" if voice.tongue == "en" else f"{weekday} {day.day}.{day.month}."


def clock_time(voice: Voice, moment: datetime, zone: ZoneInfo) -> str:
    """A moment as people of the town say it: «heute, 14:30», «Mi, 25.11., 9:00»."""
    local, today = moment.astimezone(zone), voice.now.astimezone(zone).date()
    hour = f"{local.hour}:{local.minute:02}"
    if local.date() == today:
        return voice.t("escalation.when_today", time=hour)
    weekday = voice.t("escalation.weekdays").split()[local.weekday()]
    day = f"{local.day}.{local.month}." if voice.tongue == "de" else f"{local.day}/{local.month}"
    return voice.t("escalation.when_day", weekday=weekday, day=day, time=hour)
