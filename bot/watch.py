"""Takes in what the town saves (FAQ, own words, Lotsen), and tells admins what can't be used.

Nothing is built on the event loop, and what is built is swapped whole: turns go on with the old until then.
A broken file keeps its last good state. Admins hear of it once, and once more when all is well again.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import structlog

from bot.admins import Admins
from bot.cafe import Cafes
from bot.roster import RosterShelf
from bot.settings import Settings
from bot.storage import Database
from bot.texts import Texts, TextsBroken
from faq import Shelf

LOOK = 1.0
"""Seconds between two looks."""
QUIET = 5.0
"""Seconds without a save before the FAQ is calibrated: an author saves several times."""
HAND_OVER = 0.0005
"""Seconds after which a thread that builds gives way to a turn. With Python's own 5 ms the turns of a busy
hour wait for seconds (`bench/live.py`)."""
MOST_TOLD = 4
"""Places that a letter names; the others are counted."""

log = structlog.get_logger("bot")
Place = tuple[str, int, str]
"""File name, line and kind of a fault."""


@dataclass(slots=True)
class Telling:
    """What admins have been told of: says what is to be said after each look. Pure.

    A fault is told when two looks in a row have seen it: the first may have met a file half written.
    """

    _seen: frozenset[Place] = frozenset()
    _told: frozenset[tuple[str, str]] = frozenset()

    def look(self, now: frozenset[Place]) -> str:
        """`broken`, `mended` or nothing (""), by what is broken now."""
        settled, self._seen = now == self._seen, now
        if not settled:
            return ""
        kinds = frozenset((file, kind) for file, _, kind in now)
        fresh, before, self._told = kinds - self._told, self._told, kinds
        if fresh:
            return "broken"
        return "mended" if before and not kinds else ""


@dataclass(slots=True)
class Watch:
    """Looks as long as the bot runs."""

    settings: Settings
    database: Database
    clock: Callable[[], datetime]
    shelf: Shelf
    texts: Texts
    roster: RosterShelf
    read_texts: Callable[[], Texts]
    """Our texts with the town's own over them; raises TextsBroken."""
    cafes: Cafes = field(default_factory=Cafes)
    """Takes in its own file (`dialogs.cafe.editing`); here its faults are told."""
    settled: bool = False
    """The shelf is used as it is, until a file changes."""
    telling: Telling = field(default_factory=Telling)
    _words: tuple[str, str] = ("", "")
    """The mark of the town's own texts at the last look, and what is wrong with them."""
    _settling: asyncio.Task[None] | None = None
    _fresh: bool = True
    """Something came in since the last calibration began, as at the start: a short chat needs none."""

    async def run(self) -> None:
        """Look each second until cancelled."""
        self._words = (_mark(self._own_texts()), "")
        before = sys.getswitchinterval()
        sys.setswitchinterval(HAND_OVER)
        if not self.settled:
            self._settle()
        try:
            while True:
                await asyncio.sleep(LOOK)
                await self.look()
        finally:
            sys.setswitchinterval(before)
            if self._settling:
                self._settling.cancel()

    async def look(self) -> None:
        """Take in what has changed, and tell what is broken; whatever one part meets, the others go on."""
        parts: dict[str, Callable[[], Awaitable[None]]] = {
            "faq": self._look_at_faq,
            "texts": self._look_at_texts,
            "lotsen": self._look_at_roster,
            "news": self._tell,
        }
        for name, part in parts.items():
            try:
                await part()
            except Exception as error:  # whatever it was, the last good state goes on
                log.error("chore_failed", kind=name, error=type(error).__name__)

    # ------------------------------------------------------------ taking in

    async def _look_at_faq(self) -> None:
        if await asyncio.to_thread(self.shelf.refresh):
            catalog = self.shelf.catalog
            self.texts.facts = self.shelf.facts
            log.info("faq_taken_in", entries=len(catalog.entries), faults=len(catalog.faults))
            self._fresh = True
            self._settle()

    def _settle(self) -> None:
        if self._settling is None or self._settling.done():
            self._settling = asyncio.create_task(self._settled(), name="faq-settle")

    async def _settled(self) -> None:
        """Calibrate, once nothing has come in for a while."""
        try:
            while self._fresh or not await asyncio.to_thread(self.shelf.settle):
                self._fresh = False
                await asyncio.sleep(QUIET)
            log.info("faq_settled")
        except Exception as error:  # the matcher in use is good, only less well calibrated
            log.error("faq_not_settled", error=type(error).__name__)

    async def _look_at_texts(self) -> None:
        mark = await asyncio.to_thread(_mark, self._own_texts())
        if mark == self._words[0]:
            return
        try:
            fresh = await asyncio.to_thread(self.read_texts)
        except TextsBroken as broken:
            self._words = (mark, broken.fault)
            log.warning("texts_not_taken_in", kind=broken.fault)
        else:
            self._words = (mark, "")
            self.texts.take_in(fresh)
            log.info("texts_taken_in")

    async def _look_at_roster(self) -> None:
        if await asyncio.to_thread(self.roster.refresh):
            log.info(
                "lotsen_taken_in", entries=len(self.roster.roster.lotsen), faults=len(self.roster.faults)
            )

    def _own_texts(self) -> Path | None:
        return self.settings.own_texts

    # ------------------------------------------------------------ telling

    def broken(self) -> frozenset[Place]:
        """What keeps a file from being used as it was saved."""
        return frozenset(self._broken())

    def _broken(self) -> Iterator[Place]:
        for fault in self.shelf.catalog.errors:
            yield Path(fault.file).name, fault.line, fault.kind
        if self._words[1]:
            yield "texts.yaml", 1, self._words[1]
        for wrong in self.roster.faults:
            yield "lotsen.yaml", wrong.line, wrong.kind
        for amiss in self.cafes.faults:
            yield "cafe.yaml", amiss.line, amiss.kind

    async def _tell(self) -> None:
        now = self.broken()
        news = self.telling.look(now)
        if not news:
            return
        places = sorted(now)
        if places:
            log.warning("files_broken", faults=len(places))
        else:
            log.info("files_mended")
        form: dict[str, str | int] = {"more": max(0, len(places) - MOST_TOLD)}
        for number, (file, line, _) in enumerate(places[:MOST_TOLD], 1):
            form |= {f"file{number}": file[:80], f"line{number}": line}
        key = f"upkeep.{news} {await asyncio.to_thread(self._state)}"
        await Admins(self.settings, self.database, self.clock).tell(f"upkeep.{news}", form, key)

    def _state(self) -> str:
        """The same on every replica that shares the folders, another after each save."""
        marks = [
            _mark(file)
            for folder in self.shelf.folders
            for file in (sorted(folder.glob("*.y*ml")) if folder.is_dir() else ())
        ]
        marks += [_mark(self._own_texts()), _mark(self.settings.home and self.settings.home / "lotsen.yaml")]
        marks.append(_mark(self.cafes.file))
        return sha256("\n".join(marks).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _mark(file: Path | None) -> str:
    """Changes when a file is saved; "" where there is none."""
    try:
        stat = file.stat() if file else None
    except OSError:
        return ""
    return f"{file.name} {stat.st_size} {stat.st_mtime_ns}" if file and stat else ""
