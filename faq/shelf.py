"""The FAQ that is in use right now: read from its folders, and taken in anew when a file was saved."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from faq.aids import Aids
from faq.calibrations import Calibrations
from faq.catalog import Catalog, fingerprint
from faq.matcher import Matcher

YOUNG = 2.5
"""Seconds after a change in which files are compared by their bytes: times on network drives are coarse."""


class Shelf:
    """The catalog and its matcher, always a pair. Any thread may read, one may refresh and one may settle."""

    def __init__(
        self,
        folders: Iterable[Path | str],
        facts: Mapping[str, Any] | None = None,
        calibrations: Calibrations | None = None,
    ) -> None:
        self.folders = tuple(Path(folder) for folder in folders)
        self._calibrations = calibrations
        self._print, self._bytes = fingerprint(self.folders), _digest(self.folders)
        self._changed = -YOUNG
        catalog = Catalog.load(*self.folders, facts=facts)
        self._pair = (catalog, Matcher(catalog))

    @property
    def catalog(self) -> Catalog:
        """The entries in use."""
        return self._pair[0]

    @property
    def matcher(self) -> Matcher:
        """Finds the entries in use."""
        return self._pair[1]

    @property
    def facts(self) -> dict[str, str]:
        """The local facts by dotted name; what a town has set to null is left out."""
        return {name: fact for name, fact in self.catalog.facts.items() if fact is not None}

    def refresh(self) -> bool:
        """Look whether a file has changed, and if so take it in; what is broken keeps its last good state.

        Blocks while it builds the index (call it off the event loop); until then the old pair answers. The
        new one answers with the calibration of the old one until `settle` was called. Returns whether
        anything was taken in. Raises `OSError` when a folder can't be read.
        """
        if not self._changes():
            return False
        catalog = self.catalog.reload()
        aids = replace(self.matcher.aids, synonyms=Aids.of_town(catalog.synonyms).synonyms)
        self._pair = (catalog, Matcher(catalog, confidence=self.matcher.confidence, aids=aids))
        return True

    def settle(self) -> bool:
        """Calibrate to what was taken in, with all aids that this machine has; whether that was still wanted.

        Takes seconds for a large catalog: call it off the event loop. A file that was saved meanwhile wins.
        """
        before = self._pair
        settled = before[1].settled(self._calibrations)
        if self._pair is not before:
            return False
        self._pair = (before[0], settled)
        return True

    def _changes(self) -> bool:
        """Whether the files are others than at the last look."""
        now = fingerprint(self.folders)
        young = time.monotonic() - self._changed < YOUNG
        if now == self._print and not young:
            return False
        held = _digest(self.folders)
        self._print, known, self._bytes = now, self._bytes, held
        if held == known:
            return False
        self._changed = time.monotonic()
        return True


def _digest(folders: Iterable[Path]) -> str:
    """A hash of every file's bytes; a file that can't be read counts as empty."""
    digest = sha256()
    for folder in folders:
        for path in sorted(folder.glob("*.y*ml")) if folder.is_dir() else ():
            try:
                digest.update(
                    path.name.encode("utf-8", "surrogateescape") + b"\0" + path.read_bytes() + b"\0"
                )
            except OSError:
                digest.update(b"\0")
    return digest.hexdigest()
