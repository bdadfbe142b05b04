"""A Sorgenbox of a test: its file, and the bytes of everything that lies beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from bot.concern.box import Box
from bot.concern.file import ConcernFile
from bot.concern.receipts import fresh_nonce
from bot.concern.rules import Concern, Topic
from bot.concern.store import Store
from bot.pilot import Bot

TUESDAY = date(2026, 11, 24)


@contextmanager
def store_of(folder: Path) -> Iterator[Store]:
    """The Sorgenbox of a folder, as its only owner."""
    file = ConcernFile.open(folder / "sorgenbox.db")
    try:
        yield Store(file)
    finally:
        file.close()


def box_of(bot: Bot) -> Box:
    """The Sorgenbox of a bot that owns its file."""
    assert isinstance(bot.box, Box)
    return bot.box


def told(words: str, topic: Topic = Topic.CHANGE, *, wants_answer: bool = True) -> Concern:
    """A concern."""
    return Concern(topic, words, wants_answer)


def fill(store: Store, *texts: str, day: date = TUESDAY) -> list[str]:
    """Put these in, one after the other; their receipts."""
    return [store.put(fresh_nonce(), told(words), day) for words in texts]


def every_byte(folder: Path) -> bytes:
    """What stands in all files of a folder, log, lock and copies included."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
