"""Named queries with values bound, as turns and letters read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from bot.storage import Database, Value

T = TypeVar("T")


@dataclass(slots=True)
class BoundReads:
    """Named queries with values bound, such as a turn's: `bot.turn.Reads`."""

    database: Database
    values: Mapping[str, Value]

    async def one(self, query: str, into: type[T], **values: Value) -> T | None:
        """The single row, or None."""
        return await self.database.one(query, into, self.values, **values)

    async def all(self, query: str, into: type[T], **values: Value) -> list[T]:
        """Every row, in the query's order."""
        return await self.database.all(query, into, self.values, **values)
