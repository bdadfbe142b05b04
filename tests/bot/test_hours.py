"""Working time: what a deadline means in a town hall."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hours import LANDS, USUAL, Hours, NeverOpen, holiday

BERLIN = ZoneInfo("Europe/Berlin")
HOUSE = Hours(land="NW")
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))
WORK = st.timedeltas(timedelta(), timedelta(hours=100))


def at(text: str) -> datetime:
    """A moment on the wall clock of the town."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        pytest.param("2026-11-23T09:00", 4, "2026-11-23T13:00", id="within a day"),
        pytest.param("2026-11-23T15:00", 4, "2026-11-24T11:00", id="over the night"),
        pytest.param("2026-11-27T12:00", 4, "2026-11-30T11:30", id="over the weekend"),
        pytest.param("2026-11-28T03:00", 0, "2026-11-30T08:00", id="no work, but closed: the next opening"),
        pytest.param("2026-11-23T09:00", 0, "2026-11-23T09:00", id="no work, and open: now"),
        pytest.param("2026-11-23T08:00", 8, "2026-11-23T16:00", id="a whole day ends with the day"),
        pytest.param("2026-12-24T15:00", 2, "2026-12-28T09:00", id="over Christmas"),
        pytest.param(
            "2027-12-30T15:00", 2, "2027-12-31T09:00", id="the last days of a year are working days"
        ),
        pytest.param("2028-02-28T15:00", 9, "2028-02-29T16:00", id="a leap day is a working day"),
    ],
)
def test_a_deadline_counts_working_hours(start: str, hours: int, due: str) -> None:
    """Nights, weekends and holidays don't count."""
    assert HOUSE.after(at(start), timedelta(hours=hours)) == at(due)


def test_a_land_has_holidays_of_its_own() -> None:
    """Corpus Christi is a holiday in Nordrhein-Westfalen and a working day in Berlin."""
    corpus_christi = date(2026, 6, 4)
    assert not HOUSE.works_on(corpus_christi)
    assert Hours(land="BE").works_on(corpus_christi)
    assert holiday(corpus_christi, "NW") == "Fronleichnam"
    assert holiday(corpus_christi) == ""


@pytest.mark.parametrize("land", [*LANDS, ""])
def test_every_land_rests_on_the_day_of_unity(land: str) -> None:
    """All sixteen Länder are known by their letters."""
    assert holiday(date(2026, 10, 3), land) == "Tag der Deutschen Einheit"


def test_a_land_that_is_none_is_refused() -> None:
    """A misspelt Land doesn't quietly count other holidays."""
    with pytest.raises(KeyError):
        holiday(date(2026, 10, 3), "XX")


def test_a_night_shift_on_the_day_the_clocks_change_has_its_real_length() -> None:
    """From one to four o'clock it is two hours in March and four in October."""
    nights = Hours(week=(((time(1), time(4)),),) * 7)
    assert nights.between(at("2026-03-29T00:00"), at("2026-03-29T12:00")) == timedelta(hours=2)
    assert nights.between(at("2026-10-25T00:00"), at("2026-10-25T12:00")) == timedelta(hours=4)


def test_a_day_on_which_the_house_is_closed_is_no_working_day() -> None:
    """A bridging day that the town names."""
    house = Hours(land="NW", closed=frozenset({date(2026, 6, 5)}))
    assert house.after(at("2026-06-03T15:00"), timedelta(hours=2)) == at("2026-06-08T09:00")


def test_a_house_that_never_opens_says_so() -> None:
    """Instead of searching for ever."""
    with pytest.raises(NeverOpen):
        Hours(week=((),) * 7).after(at("2026-06-03T15:00"), timedelta(hours=1))


@given(MOMENTS, WORK)
def test_a_deadline_lies_that_much_working_time_ahead(moment: datetime, work: timedelta) -> None:
    """`between` measures what `after` added, in every night, year and zone change."""
    assert HOUSE.between(moment, HOUSE.after(moment, work)) == work


@given(MOMENTS, WORK, WORK)
def test_more_work_is_never_due_earlier(moment: datetime, one: timedelta, other: timedelta) -> None:
    """Deadlines keep their order."""
    less, more = sorted((one, other))
    assert HOUSE.after(moment, less) <= HOUSE.after(moment, more)


def test_the_usual_week_has_seven_days() -> None:
    """Monday comes first, the weekend is empty."""
    assert len(USUAL) == 7
    assert USUAL[5:] == ((), ())
