"""Rules give the days that RFC 5545 gives, and slots the hours that people live through."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr

from bot.cafe import Break, Cafe, Dates, Host, Programme
from bot.cafe.dates import LAST, Off
from bot.hours import BERLIN

NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
YEAR = timedelta(days=366)


def rrule(rule: Dates) -> str:
    """The RRULE that a rule's fields stand for."""
    assert rule.weekday is not None
    day = NAMES[rule.weekday]
    if rule.of_month is not None:
        return f"FREQ=MONTHLY;BYDAY={rule.of_month}{day}"
    return f"FREQ=WEEKLY;INTERVAL={rule.weeks};BYDAY={day};WKST=MO"


@pytest.mark.parametrize("seed", range(300))
def test_the_fields_mean_what_the_rrule_means(seed: int) -> None:
    """Against dateutil, over two years with a leap day and two turns of the year."""
    chance = random.Random(seed)
    starting = date(2027, 6, 1) + timedelta(days=chance.randrange(200))
    rule = Dates(
        time(14),
        time(16),
        weekday=chance.randrange(7),
        starting=starting,
        until=starting + timedelta(days=chance.randrange(200, 600)),
        weeks=chance.randint(1, 5),
        on_holidays=True,
    )
    if chance.random() < 0.4:
        nth = chance.choice([1, 2, 3, 4, LAST])
        rule = Dates(
            rule.opens, rule.closes, rule.weekday, None, starting, rule.until, 1, nth, on_holidays=True
        )
    expected = rrulestr(rrule(rule), dtstart=datetime.combine(starting, time()))
    last = starting + 2 * YEAR
    wanted = [one.date() for one in expected.between(*span(starting, rule.until or last), inc=True)]
    assert [*rule.days(starting, last, Off())] == wanted
    assert wanted


def span(first: date, last: date) -> tuple[datetime, datetime]:
    return datetime.combine(first, time()), datetime.combine(last, time())


def programme(
    *dates: Dates, zone: ZoneInfo = BERLIN, land: str = "", breaks: tuple[Break, ...] = ()
) -> Programme:
    cafe = Cafe("a", "A", (Host("H", "h"),), dates, minutes=30)
    return Programme((cafe,), breaks, zone=zone, land=land)


def of_day(made: Programme, day: date) -> list[str]:
    first = made.begin(day)
    slots = made.slots(first, made.begin(day + timedelta(days=1)) - timedelta(seconds=1))
    return [f"{slot.starts_at:%H:%M}" for slot in slots]


NIGHT = Dates(time(2), time(4), weekday=6)


def test_in_spring_the_hour_that_is_skipped_gives_no_slot() -> None:
    """From two to four are two slots; nobody is invited to half past two, which does not exist."""
    assert of_day(programme(NIGHT), date(2026, 3, 29)) == ["01:00", "01:30"]
    assert of_day(programme(NIGHT), date(2026, 3, 22)) == ["01:00", "01:30", "02:00", "02:30"]


def test_in_autumn_the_hour_that_comes_twice_gives_twice_as_many() -> None:
    """From two to four are six slots, each with an id of its own."""
    made = programme(NIGHT)
    assert of_day(made, date(2026, 10, 25)) == ["00:00", "00:30", "01:00", "01:30", "02:00", "02:30"]
    day = made.begin(date(2026, 10, 25))
    assert len({slot.id for slot in made.slots(day, day + timedelta(days=1))}) == 6


def test_a_rule_at_half_past_two_in_spring_is_read_as_rfc_5545_says() -> None:
    """With the offset before the gap: 02:30 of a clock that jumps from two to three is half past three."""
    made = programme(Dates(time(2, 30), time(3, 30), weekday=6))
    assert of_day(made, date(2026, 3, 29)) == []
    made = programme(Dates(time(2, 30), time(5), weekday=6))
    assert of_day(made, date(2026, 3, 29))[0] == "01:30"


def test_leap_day_and_turn_of_the_year() -> None:
    """29 February is a Tuesday in 2028; a slot of New Year's Eve ends in the old year."""
    assert of_day(programme(Dates(time(14), time(15), weekday=1)), date(2028, 2, 29)) == ["13:00", "13:30"]
    eve = programme(Dates(time(23), time(23, 59), on=date(2026, 12, 31)))
    assert of_day(eve, date(2026, 12, 31)) == ["22:00"]
    assert of_day(eve, date(2027, 1, 1)) == []


def test_holidays_of_the_land_and_breaks_are_left_out_unless_the_rule_says_otherwise() -> None:
    """Reformation Day is one in Lower Saxony and none in Bavaria."""
    saturday = Dates(time(14), time(15), weekday=5)
    day = date(2026, 10, 31)
    assert of_day(programme(saturday, land="NI"), day) == []
    assert len(of_day(programme(saturday, land="BY"), day)) == 2
    always = Dates(time(14), time(15), weekday=5, on_holidays=True, in_breaks=True)
    rest = (Break(date(2026, 10, 20), day),)
    assert len(of_day(programme(always, land="NI", breaks=rest), day)) == 2
    assert of_day(programme(saturday, land="BY", breaks=rest), day) == []


ENDS_OF_TIME = ("a@00010101T0000Z", "a@99991231T2359Z")


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Pacific/Auckland", "UTC"])
def test_a_slot_is_found_by_its_id_whatever_the_zone(zone: str) -> None:
    """Every slot of two years, and none that the rules don't give."""
    made = programme(Dates(time(0), time(23, 30), weekday=6), zone=ZoneInfo(zone))
    first = datetime(2026, 3, 1, tzinfo=UTC)
    every = made.slots(first, first + YEAR)
    assert len(every) > 2_000
    assert all(made.slot(slot.id) == slot for slot in every)
    assert made.slot("a@20260302T1200Z") is None
    for name in (
        "",
        "@",
        "a@",
        "a@x",
        "b@20260301T1200Z",
        "a@20269901T1200Z",
        "a@20260301T1200Z@",
        *ENDS_OF_TIME,
    ):
        assert made.slot(name) is None
