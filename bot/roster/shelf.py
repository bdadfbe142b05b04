"""The roster in use right now: taken in anew when the file was saved; a broken save changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.hours import Hours
from bot.roster.reading import Fault, read_roster
from bot.roster.roster import Roster

if TYPE_CHECKING:
    from bot.settings import Settings


class RosterShelf:
    """Any thread may read `roster`, one at a time may refresh."""

    def __init__(
        self, path: Path | None = None, house: Hours | None = None, admins: frozenset[str] = frozenset()
    ) -> None:
        self._path = path
        self._house = house or Hours()
        self._admins = admins
        self._known: Mapping[str, str] = {}
        self._print = self._fingerprint()
        self.roster, self.faults = self._read()

    @classmethod
    def of(cls, roster: Roster) -> RosterShelf:
        """A roster made in code, without a file."""
        shelf = cls()
        shelf.roster = roster
        return shelf

    @classmethod
    def of_town(cls, settings: Settings, file: Path | None = None) -> RosterShelf:
        """The Lotsen of the town's folder, none where it has no `lotsen.yaml`; or those of another file."""
        own = settings.home / "lotsen.yaml" if settings.home else None
        return cls(file or own, Hours(zone=ZoneInfo(settings.zone), land=settings.land), settings.admins)

    def met(self, known: Mapping[str, str]) -> None:
        """These are the Entra ids behind UPNs by now."""
        self._known = dict(known)
        if self.roster.known != known:
            self.roster = replace(self.roster, known=self._known)

    def refresh(self) -> bool:
        """Take the file in if it has changed; whether it had."""
        now = self._fingerprint()
        if now == self._print:
            return False
        self._print = now
        roster, self.faults = self._read()
        if not self.faults:
            self.roster = roster
        return True

    def _read(self) -> tuple[Roster, tuple[Fault, ...]]:
        if self._path is None:
            return Roster(hours=self._house, admins=self._admins), ()
        roster, faults = read_roster(self._path, self._house)
        return replace(roster, admins=self._admins, known=self._known), faults

    def _fingerprint(self) -> str:
        try:
            stat = self._path.stat() if self._path else None
        except OSError as error:
            return str(error.errno)
        return f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ino}" if stat else ""
