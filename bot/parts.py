"""The parts of the house, joined once at the start and found by their type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")


def part(parts: Mapping[type, object], kind: type[T]) -> T:
    """The part of this type; `KeyError` where none was joined."""
    found = parts.get(kind)
    if not isinstance(found, kind):
        raise KeyError(kind)
    return found
