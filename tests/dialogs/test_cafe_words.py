"""When offers end, and how times are said: nights, days off, the hour that comes twice, other zones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.cafe import Cafe, Host
from bot.hours import BERLIN
from bot.turn import Scope, Turn
from dialogs.cafe import cards
from dialogs.cafe.rules import Own, State
from dialogs.cafe.times import LAST_CALL, accept_by
from dialogs.cafe.wording import Shown, when
from tests.dialogs.test_cards import a_turn


def at(day: int, clock: str, month: int = 11) -> datetime:
    """That time of a day of 2026 on Berlin's clock."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


OFFERS = {
    "an eighth of what is left": (at(23, "10:00"), at(23, "18:00"), at(23, "11:00")),
    "at least a quarter of an hour": (at(23, "10:00"), at(23, "10:40"), at(23, "10:15")),
    "at most a day": (at(23, "8:00"), at(18, "8:00", 12), at(25, "8:00")),
    "what the evening leaves is for the morning": (at(23, "18:30"), at(24, "18:30"), at(24, "9:30")),
    "a seat of the night": (at(23, "23:00"), at(24, "15:00"), at(24, "9:00")),
    "a seat of a Friday evening": (at(27, "19:00"), at(30, "19:00"), at(30, "16:00")),
    "before a public holiday": (at(24, "18:00", 12), at(29, "8:00", 12), at(28, "18:45", 12)),
    "not beyond the last call": (at(23, "20:00"), at(24, "7:10"), at(24, "7:10") - LAST_CALL),
}


@pytest.mark.parametrize("which", OFFERS)
def test_an_offer_holds_while_people_are_there_to_read_it(which: str) -> None:
    """Shorter as the slot nears; nights, weekends and holidays don't count, and an end there is."""
    now, starts_at, until = OFFERS[which]
    found = accept_by(now.astimezone(UTC), starts_at.astimezone(UTC), BERLIN)
    if which in ("at most a day", "before a public holiday"):
        assert found is not None
        assert found > now + timedelta(hours=12)
        assert found.astimezone(BERLIN).weekday() < 5
        assert found <= starts_at - LAST_CALL
    else:
        assert found == until


def test_too_late_for_an_offer() -> None:
    """Where a quarter of an hour doesn't fit any more nobody is asked."""
    assert accept_by(at(23, "10:00"), at(23, "10:29"), BERLIN) is None
    assert accept_by(at(23, "10:00"), at(23, "10:30"), BERLIN) == at(23, "10:15")


HALF_PAST_TWO = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
NIGHT = {
    "de": [
        "02:30 Uhr (Sommerzeit) – 02:00 Uhr (Winterzeit)",
        "02:00–02:30 Uhr (Winterzeit)",
        "02:30–03:00 Uhr (Winterzeit)",
    ],
    "en": [
        "02:30 (summer time) – 02:00 (winter time)",
        "02:00–02:30 (winter time)",
        "02:30–03:00 (winter time)",
    ],
}


def in_zone(turn: Turn, zone: str) -> Turn:
    """A turn of somebody who is there."""
    turn.message = replace(turn.message, zone=zone)
    return turn


@pytest.mark.parametrize("language", NIGHT)
def test_half_past_two_is_said_so_that_one_knows_which(language: str) -> None:
    """On the last Sunday of October it comes twice; no slot seems to end before it begins."""
    turn = a_turn(language, Scope.PERSONAL)
    for number, words in enumerate(NIGHT[language]):
        starts_at = HALF_PAST_TWO + number * HOUR / 2
        assert when(turn, starts_at, starts_at + HOUR / 2, BERLIN).endswith(words)


def test_an_end_in_the_hour_that_comes_twice_is_said_likewise() -> None:
    """Where the slot begins before that hour: an hour and a half are no half an hour."""
    turn = a_turn("de", Scope.PERSONAL)
    said = when(turn, HALF_PAST_TWO - HOUR, HALF_PAST_TWO + HOUR / 2, BERLIN)
    assert said.endswith("01:30 Uhr – 02:00 Uhr (Winterzeit)")


def test_in_spring_the_clock_jumps_and_the_words_follow() -> None:
    """From half past one to half past three is one hour, and nothing is said twice."""
    starts_at = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    turn = a_turn("de", Scope.PERSONAL)
    assert when(turn, starts_at, starts_at + HOUR, BERLIN) == "Sonntag, 29. März, 01:30–03:30 Uhr"


@pytest.mark.parametrize(
    ("zone", "until"),
    [("", "14:00"), ("Europe/Lisbon", "13:00 (Lisbon time)"), ("Asia/Tokyo", "22:00 (Tokyo time)")],
)
def test_an_offer_ends_on_the_readers_clock(zone: str, until: str) -> None:
    """One time, in their zone, whatever the town's clock shows."""
    begins = datetime(2026, 11, 24, 13, tzinfo=UTC)
    ends = begins + HOUR
    own = Own(
        "a@20261124T1300Z", "a", begins, ends, "", State.OFFERED, 1, "", "0" * 32, 0, begins - 24 * HOUR, "A"
    )
    shown = Shown(own, Cafe("a", "A", (Host("H"),), ()), BERLIN)
    card = cards.offered(in_zone(a_turn("en", Scope.PERSONAL), zone), shown)
    assert f"until Monday, 23 November, {until}" in str(card)


@pytest.mark.parametrize(
    ("language", "ends", "words"),
    [
        ("de", 0, "bis heute um 09:41 Uhr."),
        ("en", 0, "until 09:41 today."),
        ("de", 1, "bis {weekday}, {day}, 09:41 Uhr."),
    ],
)
def test_an_offer_that_ends_today_says_the_time_only(language: str, ends: int, words: str) -> None:
    """Nobody has to look up which day it is."""
    turn = a_turn(language, Scope.PERSONAL)
    until = turn.now.astimezone(BERLIN).replace(hour=9, minute=41) + timedelta(days=ends)
    begins = (until + 4 * HOUR).astimezone(UTC)
    own = Own(
        "a@20261124T1300Z", "a", begins, begins + HOUR, "", State.OFFERED, 1, "", "0" * 32, 0, until, "A"
    )
    shown = Shown(own, Cafe("a", "A", (Host("H"),), ()), BERLIN)
    weekday, day = when(turn, until, until, BERLIN).split(", ")[:2]
    assert words.format(weekday=weekday, day=day) in str(cards.offered(turn, shown))
