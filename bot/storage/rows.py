"""Rows become what the caller asks for: a dataclass by column names, one value, or a dict."""

import dataclasses
import types
import typing
from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar, cast

from bot.storage.errors import RowMismatch
from bot.storage.values import Stored, day_of, time_of

T = TypeVar("T")
Read = Callable[[Stored], object]

EMPTY = type(None)


def mapped(query: str, into: type[T], columns: tuple[str, ...], rows: Sequence[Sequence[Stored]]) -> list[T]:
    """Give `rows` as objects of the type `into`.

    - a dataclass: each field is the column of its name, no column missing, none left over;
    - str, int, float, bool, bytes, datetime, date, an Enum: the first column (None where it is NULL);
    - dict: column names to stored values.

    Raise RowMismatch, naming `query` and the column, where they don't fit.
    """
    if not rows:
        return []
    row = cast("Callable[[Sequence[Stored]], T]", _mapper(query, cast("type", into), columns))
    return [row(values) for values in rows]


@lru_cache(maxsize=1024)
def _mapper(query: str, into: type, columns: tuple[str, ...]) -> Callable[[Sequence[Stored]], object]:
    if into is dict:
        return lambda values: dict(zip(columns, values, strict=True))
    if not columns:
        raise RowMismatch(f"{query} returns no column.")
    if dataclasses.is_dataclass(into):
        return _dataclass_mapper(query, into, columns)
    read = _named(query, columns[0], _reading(into | None))
    return lambda values: read(values[0])


def _dataclass_mapper(
    query: str, into: type, columns: tuple[str, ...]
) -> Callable[[Sequence[Stored]], object]:
    wanted = {field.name for field in dataclasses.fields(into) if field.init}
    _demand_same(query, into, wanted, columns)
    hints = typing.get_type_hints(into)
    reads = [(column, _named(query, column, _reading(hints[column]))) for column in columns]

    def row(values: Sequence[Stored]) -> object:
        return into(**{name: read(value) for (name, read), value in zip(reads, values, strict=True)})

    return row


def _demand_same(query: str, into: type, wanted: set[str], columns: tuple[str, ...]) -> None:
    missing, extra = sorted(wanted - set(columns)), sorted(set(columns) - wanted)
    if missing or extra or len(columns) > len(wanted):
        told = [f"without {', '.join(missing)}"] if missing else []
        told += [f"with {', '.join(extra)} too many"] if extra else []
        raise RowMismatch(f"{query} → {into.__name__}: {' and '.join(told) or 'a column comes twice'}.")


def _named(query: str, column: str, read: Read) -> Read:
    """Let what `read` complains about say where it was."""

    def reading(value: Stored) -> object:
        try:
            return read(value)
        except (ValueError, TypeError) as fault:
            raise RowMismatch(f"{query}, column {column}: {fault}.") from fault

    return reading


def _reading(hint: Any) -> Read:  # Any: a type hint may be anything
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _optional(hint)
    if origin is typing.Literal:
        return _one_of(typing.get_args(hint))
    if isinstance(hint, typing.NewType):
        return _reading(hint.__supertype__)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    if hint in READINGS:
        return READINGS[hint]
    message = f"{hint!r} is no type that a column can become"
    raise RowMismatch(message + ".")


def _optional(hint: Any) -> Read:  # Any: a type hint may be anything
    inner = [part for part in typing.get_args(hint) if part is not EMPTY]
    if len(inner) != 1:
        raise RowMismatch(f"{hint!r} leaves open what a column becomes.")
    read = _reading(inner[0])
    return lambda value: None if value is None else read(value)


def _one_of(allowed: tuple[object, ...]) -> Read:
    def read(value: Stored) -> object:
        if value not in allowed:
            message = f"{value!r} is none of {', '.join(map(repr, allowed))}"
            raise ValueError(message)
        return value

    return read


def _exactly(kind: type) -> Read:
    def read(value: Stored) -> object:
        if type(value) is not kind:
            message = f"{type(value).__name__} where {kind.__name__} is expected"
            raise TypeError(message)
        return value

    return read


def _truth(value: Stored) -> bool:
    if value not in (0, 1):
        message = f"{value!r} where 0 or 1 is expected"
        raise ValueError(message)
    return bool(value)


def _number(value: Stored) -> float:
    if not isinstance(value, int | float):
        message = f"{type(value).__name__} where a number is expected"
        raise TypeError(message)
    return float(value)


def _from_text(convert: Callable[[str], object]) -> Read:
    text = _exactly(str)
    return lambda value: convert(cast("str", text(value)))


READINGS: dict[object, Read] = {
    str: _exactly(str),
    int: _exactly(int),
    bytes: _exactly(bytes),
    float: _number,
    bool: _truth,
    datetime: _from_text(time_of),
    date: _from_text(day_of),
}
