"""The Sorgenbox as dialogs know it, whichever process owns its file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from bot.concern import rules
from bot.concern.desk import Published
from bot.concern.flood import Flood
from bot.concern.rules import Concern
from bot.settings import Settings
from bot.storage import DatabaseAway, StorageError

NONE = "(there is no Sorgenbox)"
log = structlog.get_logger("bot.concern")


class Full(StorageError):
    """No more is taken today, from anybody."""


class Unsure(StorageError):
    """Whoever keeps it has not answered: it may have been kept, or not."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the releases are."""

    looked: date | None
    """The day of the last release moment that was not missed."""
    untold: date | None
    """The day of the last release of which the readers have not been told."""


@dataclass(slots=True, kw_only=True)
class Keeping:
    """A part of the house: what IT has set, and how a concern is kept. By itself it keeps nothing."""

    readers: frozenset[str] = frozenset()
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Berlin"))
    url: str = ""
    """Where the page without a sign-in is reached: `https://sorge.musterstadt.example`; "" nowhere."""
    desk_url: str = ""
    """Where readers reach their page from elsewhere, and sign in: `https://lotse.musterstadt.example`."""
    invite: Callable[[str], str] | None = None
    """Makes the address that lets a reader in once; only where whoever asks sits at this very machine."""
    tenants: frozenset[str] = frozenset()
    """Where readers may be met."""
    flood: Flood = field(default_factory=Flood)
    faults: Counter[str] = field(default_factory=Counter)
    """What failed since the last release moment: told only then, since the log keeps times."""
    _looked: date | None = None
    """The last release moment at which nothing was left to do."""
    _away: bool = False
    """Whether the log has been told that the file can't be had."""

    @property
    def there(self) -> bool:
        """Whether the town has a Sorgenbox."""
        return len(self.readers) >= rules.SMALLEST

    def day(self, now: datetime) -> date:
        """The town's day."""
        return now.astimezone(self.zone).date()

    async def put(self, nonce: str, concern: Concern, day: date) -> str:
        """Keep it; its receipt, the same for the same form sent again.

        Raises Full, Unsure, and other StorageErrors where nothing was kept.
        """
        raise DatabaseAway(NONE)

    async def again(self, nonce: str, concern: Concern) -> str:
        """Its receipt where this very form was kept before, though the day is full.

        Raises Full where it was not, and what `put` raises.
        """
        raise DatabaseAway(NONE)

    async def published(self) -> list[Published]:
        """Sorgen & Antworten. Raises StorageErrors."""
        raise DatabaseAway(NONE)

    async def look(self, now: datetime) -> date | None:
        """Let be released what is ripe at a release moment.

        The day of a release that the readers don't know of yet, at each look until they were `told`.
        """
        moment = rules.moment(now, self.zone)
        if not self.there:
            return None
        try:
            standing = await self._standing(moment, now)
        except StorageError as error:
            if not self._away:
                log.warning("concerns_away", error=type(error).__name__)
            self._away = True
            return None
        if standing is None:
            return None
        if self._away:
            log.info("concerns_back")
        self._away = False
        if standing.untold is None and standing.looked is not None and standing.looked >= moment:
            self._looked = moment
        return standing.untold

    async def told(self, day: date) -> None:
        """The readers know of the release of this day; while the file is away, they are told once more."""

    async def close(self) -> None:
        """Let go of it."""

    async def _standing(self, moment: date, now: datetime) -> Standing | None:
        """How far the releases are, once what the moment asks for is done; None: no news.

        Raises StorageErrors.
        """
        return None

    def _tell_faults(self) -> None:
        for fault, times in self.faults.items():
            log.warning("concerns_refused", error=fault, lost=times)
        self.faults.clear()


def as_set(settings: Settings) -> dict[str, Any]:
    """The fields of a Keeping, as IT has set them."""
    return {
        "readers": settings.concern_readers,
        "zone": ZoneInfo(settings.zone),
        "url": f"https://{settings.concern_domain}" if settings.concern_domain else "",
        "desk_url": settings.concern_desk.rstrip("/"),
        "tenants": settings.allowed_tenants,
    }
