"""What letters look up for their words: those that look at the same time share a way to PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.later.together import Together
from bot.storage import Database, TooManyRows, Value
from bot.storage.database import Reading

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WaveReads:
    """Named queries with values bound: `bot.turn.Reads`."""

    database: Database
    reading: Together[Reading, list[Any]]
    bound: Mapping[str, Value]

    async def one(self, query: str, into: type[T], **values: Value) -> T | None:
        """The single row, or None."""
        rows = await self.all(query, into, **values)
        if len(rows) > 1:
            raise TooManyRows(f"({query}: {len(rows)})")
        return rows[0] if rows else None

    async def all(self, query: str, into: type[T], **values: Value) -> list[T]:
        """Every row, in the query's order."""
        try:
            return await self.reading.join(Reading(query, into, self.bound, values))
        except Exception:  # whatever it was: it may be another's fault
            return await self.database.all(query, into, self.bound, **values)
