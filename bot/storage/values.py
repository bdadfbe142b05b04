"""Python values as the database keeps them: five plain types that both engines understand.

Times become UTC text of fixed width, `2026-03-01T12:00:00.000000Z`, which sorts as the times do.
"""

import math
from datetime import UTC, date, datetime
from enum import Enum
from typing import TypeAlias

from bot.storage.errors import UnfitValue

Stored: TypeAlias = int | float | str | bytes | None
Value: TypeAlias = Stored | bool | datetime | date | Enum

TIME_WIDTH = len("2026-03-01T12:00:00.000000Z")
DAY_WIDTH = len("2026-03-01")
LARGEST = 2**63 - 1


def stored(value: Value) -> Stored:
    """Give the form in which `value` is kept; raise UnfitValue for what an engine would change or refuse."""
    if type(value) is str:  # nearly all of them are, and each letter takes dozens
        return _text(value)
    if value is None or isinstance(value, bytes):
        return value
    if isinstance(value, Enum):
        return stored(value.value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):  # bool is one: 0 and 1
        return _whole(int(value))
    if isinstance(value, float):
        if math.isnan(value):
            raise UnfitValue("NaN is no number; SQLite would keep nothing.")
        return value
    if isinstance(value, datetime):
        return time_text(value)
    if isinstance(value, date):
        return value.isoformat()
    raise UnfitValue(f"{type(value).__name__} is none of the types that are kept.")


def time_text(moment: datetime) -> str:
    """Give `moment` as UTC text, 27 characters; raise UnfitValue when it has no time zone."""
    if moment.utcoffset() is None:
        raise UnfitValue("A time without a time zone could be any of many moments.")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def time_of(text: str) -> datetime:
    """Give the moment, in UTC, that `time_text` wrote; raise ValueError for any other text."""
    if len(text) != TIME_WIDTH or not text.endswith("Z"):
        message = f"no UTC time of {TIME_WIDTH} characters"
        raise ValueError(message)
    return datetime.fromisoformat(text)


def day_of(text: str) -> date:
    """Give the day of an ISO date, 10 characters; raise ValueError for any other text."""
    if len(text) != DAY_WIDTH:
        message = f"no date of {DAY_WIDTH} characters"
        raise ValueError(message)
    return date.fromisoformat(text)


def _text(value: str) -> str:
    if "\0" in value:
        raise UnfitValue("Text with a NUL character is not kept: PostgreSQL can't, SQLite would cut it.")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise UnfitValue("Text with half a surrogate pair is not kept.") from None
    return value


def _whole(value: int) -> int:
    if not -LARGEST - 1 <= value <= LARGEST:
        raise UnfitValue("A whole number has at most 64 bits.")
    return value
