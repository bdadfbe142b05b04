"""The FAQ that is in use right now: read from its folders, and taken in anew when a file was saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from faq.catalog import Catalog, fingerprint
from faq.matcher import Matcher


class Shelf:
    """The catalog and its matcher, always a pair. Any thread may read, one at a time may refresh."""

    def __init__(self, folders: Iterable[Path | str], facts: Mapping[str, Any] | None = None) -> None:
        self.folders = tuple(Path(folder) for folder in folders)
        self._print = fingerprint(self.folders)
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

        Blocks while it builds the index (call it off the event loop); until then the old pair answers.
        Returns whether anything was taken in. Raises `OSError` when a folder can't be read.
        """
        now = fingerprint(self.folders)
        if now == self._print:
            return False
        catalog = self.catalog.reload()
        self._pair = (catalog, Matcher(catalog))
        self._print = now
        return True
