"""When a batch is released, how long it lives, and what a receipt is."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.concern import receipts, rules

BERLIN = ZoneInfo("Europe/Berlin")
KEY = bytes(range(32))
DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))


def test_a_batch_is_released_at_three_or_after_five_days() -> None:
    """Two wait, three don't, and nobody waits for longer than five days."""
    since = date(2026, 11, 23)
    assert rules.ripe(3, since, since)
    assert not rules.ripe(2, since, since + timedelta(days=4))
    assert rules.ripe(1, since, since + timedelta(days=5))
    assert not rules.ripe(0, since, since + timedelta(days=50))


def test_a_clock_that_ran_ahead_lets_nobody_wait_for_years() -> None:
    """What was kept by it counts for nothing, but a day: before seven a text is ahead of the last moment."""
    day = date(2026, 11, 23)
    assert rules.missed(day - rules.DAY, day)
    assert not rules.missed(day, day)
    assert not rules.missed(day + rules.DAY, day)
    assert rules.missed(day.replace(year=2031), day)
    assert rules.ripe(1, day.replace(year=2031), day)
    assert not rules.ripe(1, day + rules.DAY, day)
    assert not rules.ripe(0, day.replace(year=2031), day)


def test_a_quotation_is_known_by_words_in_a_row() -> None:
    """Six of them, or a shorter text whole; capitals, signs and line breaks are no difference."""
    said = "Niemand zeigt mir, wie die neue E-Akte geht, und ich traue mich nicht."
    assert rules.quotes("So heißt es: NIEMAND ZEIGT mir\nwie die neue", said)
    assert not rules.quotes("Viele sagen, niemand zeigt mir, wie die E-Akte geht", said)
    assert rules.quotes("Jemand schrieb: ich habe Angst!", "Ich habe Angst")
    assert not rules.quotes("Ich habe Angst", "Angst")


def test_the_moment_is_seven_by_the_towns_clock() -> None:
    """In winter six by UTC; a minute before it is still the day before's."""
    assert rules.moment(datetime(2026, 11, 24, 6, 0, tzinfo=UTC), BERLIN) == date(2026, 11, 24)
    assert rules.moment(datetime(2026, 11, 24, 5, 59, tzinfo=UTC), BERLIN) == date(2026, 11, 23)


@given(DAYS, st.integers(0, 5))
def test_nothing_lives_longer_than_180_days_and_nothing_dies_in_its_first_160(day: date, waited: int) -> None:
    """Counted from the day it was written, however long it waited for its release."""
    week = rules.week(day + timedelta(days=waited))
    assert week < rules.oldest_week(day + timedelta(days=180))
    assert week >= rules.oldest_week(day + timedelta(days=160))


def test_a_receipt_has_100_bits_in_groups_that_can_be_read_aloud() -> None:
    """Five groups of four signs, none of which is taken for another."""
    made = receipts.receipt(KEY, receipts.fresh_nonce(), "x")
    assert receipts.BITS == 100
    assert [len(group) for group in made.split("-")] == [4] * 5
    assert set(made) <= set(receipts.ALPHABET) | {"-"}
    assert not set("ILOU") & set(receipts.ALPHABET)


def test_every_bit_of_a_receipt_is_random() -> None:
    """Each sign of the alphabet stands about equally often in each place; 8 sigma of 3,200 draws."""
    made = [receipts.receipt(KEY, receipts.fresh_nonce(), "x").replace("-", "") for _ in range(3_200)]
    assert len(set(made)) == len(made)
    for place in range(receipts.SIGNS):
        for sign in receipts.ALPHABET:
            assert 20 < sum(one[place] == sign for one in made) < 180


@given(st.text(receipts.ALPHABET, min_size=20, max_size=20))
def test_a_receipt_is_known_however_it_is_typed(signs: str) -> None:
    """Small letters, spaces, no hyphens, O for 0 and l for 1."""
    shown = receipts.typed(signs)
    assert shown.replace("-", "") == signs
    for way in (signs.lower(), " ".join(signs), signs.replace("0", "O").replace("1", "l"), f" {shown}\n"):
        assert receipts.typed(way) == shown


def test_what_is_no_receipt_is_none() -> None:
    """Too short, too long, or with signs that no receipt has."""
    assert not any(map(receipts.typed, ("", "K7QM", "K" * 21, "U" * 20, "<b>" * 7)))


def test_a_form_gives_one_receipt_for_one_text() -> None:
    """The same form and text: the same; another text or form: another."""
    nonce = receipts.fresh_nonce()
    assert receipts.receipt(KEY, nonce, "a") == receipts.receipt(KEY, nonce, "a")
    assert receipts.receipt(KEY, nonce, "a") != receipts.receipt(KEY, nonce, "b")
    assert receipts.receipt(KEY, nonce, "a") != receipts.receipt(KEY, receipts.fresh_nonce(), "a")


def test_at_rest_stands_nothing_of_the_receipt() -> None:
    """64 hex digits of a keyed hash."""
    made = receipts.receipt(KEY, receipts.fresh_nonce(), "x")
    assert len(receipts.at_rest(KEY, made)) == 64
    assert receipts.at_rest(KEY, made) != receipts.at_rest(bytes(32), made)


def test_what_cannot_be_seen_is_taken_out() -> None:
    """Marks that turn the direction of reading, for one; line breaks stay."""
    assert rules.cleaned("a\u202eb\x00c\r\nd\u200b ") == "abc\nd"
