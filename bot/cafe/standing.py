"""What of a programme is written down, and what another state of it would cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.cafe.programme import Programme


@dataclass(frozen=True, slots=True)
class Standing:
    """A slot to come that is written down."""

    tenant: str
    id: str
    starts_at: datetime
    ends_at: datetime
    seats: int
    taken: int
    guests: int
    """How many have a seat or wait for one."""
    added: bool = False
    """A host added it: no rule has to give it, only its café has to be there."""

    def lost(self, programme: Programme) -> bool:
        """Whether a programme doesn't have it."""
        if self.added:
            return programme.cafe(self.id.partition("@")[0]) is None
        return programme.slot(self.id) is None


def stranded(rows: Iterable[Standing], programme: Programme) -> list[Standing]:
    """The slots with guests that a programme doesn't have."""
    return [row for row in rows if row.guests and row.lost(programme)]
