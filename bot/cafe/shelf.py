"""The programme that is in use right now, and the file as it was last seen to be good."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from bot.cafe.programme import Cafe, Programme, Slot
from bot.cafe.reading import Fault, read_file, read_programme
from bot.hours import BERLIN
from bot.settings import Settings

STARTER = Path(__file__).resolve().parent.parent / "init" / "cafe.de.yaml"
"""The programme that a town has on its first day."""

log = structlog.get_logger("bot")
Print = tuple[int, int] | None


@dataclass(slots=True)
class Cafes:
    """A part of the house. What is in use is decided elsewhere: bookings may stand against an edit."""

    file: Path | None = None
    """None: there is no café."""
    zone: ZoneInfo = BERLIN
    land: str = ""
    admins: frozenset[str] = frozenset()
    """Who decides on an edit that would strand bookings."""
    in_use: Programme = field(default_factory=Programme)
    found: Programme = field(default_factory=Programme)
    """The last good state of the file."""
    faults: tuple[Fault, ...] = ()
    hints: tuple[Fault, ...] = ()
    """Of the file as it is now."""
    asked: str = ""
    """The state of the file that admins were asked about, by its digest."""
    fitted: str = ""
    """The state that all that is written down agrees with, by its digest."""
    looked: datetime | None = None
    """When hosts were looked for."""
    _print: Print | bool = False

    @classmethod
    def of(cls, settings: Settings, file: Path | None = None) -> Cafes:
        """Those of the town's folder, none where it has no `cafe.yaml`, the starter's without a folder.

        Or those of another file.
        """
        own = settings.home / "cafe.yaml" if settings.home else STARTER
        return cls(file or own, ZoneInfo(settings.zone), settings.land, settings.admins)

    def __post_init__(self) -> None:
        self.refresh()
        self.in_use = self.found

    def refresh(self) -> bool:
        """Look whether the file has changed, and if so read it; whether anything was read.

        A broken one leaves `found` as it was, and its faults in `faults`. Raises OSError.
        """
        now = _fingerprint(self.file) if self.file else None
        if now == self._print or self.file is None:
            return False
        read = read_file(self.file, self.zone, self.land)
        self._print, self.faults, self.hints = now, read.faults, read.hints
        if read.faults:
            log.warning("cafe_not_taken_in", faults=len(read.faults))
        self.found = read.programme or self.found
        return True

    def adopt(self, text: str) -> None:
        """Use the programme of this text, which was good when it was kept."""
        if programme := read_programme(text.encode(), self.zone, self.land).programme:
            self.in_use = programme

    @property
    def there(self) -> bool:
        """Whether the town has a café that takes place."""
        return any(cafe.dates for cafe in self.in_use.cafes)

    def cafe(self, slot: str) -> Cafe | None:
        """The café of a slot's id."""
        return self.in_use.cafe(slot.partition("@")[0])

    def slot(self, name: str) -> Slot | None:
        """The slot of that id, where the rules give it."""
        return self.in_use.slot(name)


def _fingerprint(file: Path) -> Print:
    try:
        known = file.stat()
    except FileNotFoundError:
        return None
    return known.st_mtime_ns, known.st_size
