"""The re-identification game: the disk after each release, and the true order of 4,000 concerns."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from bot.concern.desk import Desk
from bot.concern.file import ConcernFile
from bot.concern.store import SHUFFLE, Shuffle, Store
from tests.concern.sample import TUESDAY, fill

BATCH = 100
Files = dict[str, bytes]


class Untidied(ConcernFile):
    """The control: a file that is never rewritten."""

    def rewrite(self) -> None:
        """Leave everything as it is."""


@dataclass
class Game:
    """What the attacker has: the true order of each batch, and all files after its release."""

    batches: list[tuple[list[str], Files]]

    def best(self) -> tuple[float, float]:
        """The best attack: how far its hits are above chance, and the largest |Kendall τ|."""
        played = [self.played(attack) for attack in ATTACKS]
        return max(hits for hits, _ in played), max(abs(tau) for _, tau in played)

    def played(self, attack: Callable[[list[str], Files], list[str]]) -> tuple[float, float]:
        """Share of right guesses above chance, and the mean τ, of one attack."""
        hits, taus = [], []
        for true, files in self.batches:
            guess = attack(sorted(true), files)
            hits.append(sum(a == b for a, b in zip(true, guess, strict=True)) / len(true) - 1 / len(true))
            taus.append(tau(true, guess))
        return sum(hits) / len(hits), sum(taus) / len(taus)


def tau(true: Sequence[str], guess: Sequence[str]) -> float:
    """Kendall's τ of two orders: 1 the same, -1 reversed, 0 nothing in common."""
    place = {one: at for at, one in enumerate(guess)}
    signs = [1 if place[a] < place[b] else -1 for a, b in combinations(true, 2)]
    return sum(signs) / len(signs)


def by_bytes(suffix: str) -> Callable[[list[str], Files], list[str]]:
    """Sort by where the words stand first in a file; those that stand nowhere keep any order."""

    def attack(words: list[str], files: Files) -> list[str]:
        content = files.get(suffix, b"")
        return sorted(words, key=lambda one: (content.find(one.encode()), random.random()))

    return attack


def by_rows(words: list[str], files: Files) -> list[str]:
    """Sort by the order in which the table gives its rows."""
    rows = files["rows"].decode().split("\n")
    return sorted(words, key=rows.index)


ATTACKS = (by_bytes(".db"), by_bytes(".db-wal"), by_rows)


def play(
    folder: Path,
    batches: int,
    shuffle: Shuffle = SHUFFLE,
    kind: type[ConcernFile] = ConcernFile,
    day: date = TUESDAY,
) -> Game:
    """Let people write, release each batch, and keep what lies on the disk after each."""
    file = kind.open(folder / "sorgenbox.db")
    seen = []
    try:
        for number in range(batches):
            words = [f"{os.urandom(6).hex()} {at}-{number}." for at in range(BATCH)]
            fill(Store(file), *words)
            assert Store(file).release(day + number * timedelta(days=1), shuffle) == BATCH
            files = {path.name.removeprefix("sorgenbox"): path.read_bytes() for path in folder.iterdir()}
            seen.append((words, files | {"rows": "\n".join(rows(file)).encode()}))
    finally:
        file.close()
    return Game(seen)


def rows(file: ConcernFile) -> list[str]:
    """The words in the order of their rowids."""
    threads = {one.id: one.messages[0].words for one in Desk(file).threads()}
    raw: Any = file._session.database
    return [threads[one] for (one,) in raw.execute("SELECT id FROM concern ORDER BY rowid").fetchall()]


@pytest.mark.proof
def test_nobody_finds_the_order_of_a_batch(tmp_path: Path) -> None:
    """The best guess is no better than chance + 1 point, and |τ| < 0.05."""
    hits, largest = play(tmp_path, 40).best()
    assert hits < 0.01
    assert largest < 0.05


@pytest.mark.proof
def test_without_the_shuffle_everybody_is_found(tmp_path: Path) -> None:
    """The control: what is staged in the order of a list is read off the rowids."""

    def in_order(batch: Any) -> None:
        batch.sort(key=lambda one: int(one.words.split()[1].split("-")[0]))

    hits, largest = play(tmp_path, 2, shuffle=in_order).best()
    assert hits > 0.9
    assert largest > 0.9


@pytest.mark.proof
def test_without_the_rewriting_everybody_is_found(tmp_path: Path) -> None:
    """The control: the log of SQLite tells the order in which texts came, until it is truncated."""
    hits, largest = play(tmp_path, 1, kind=Untidied).best()
    assert hits > 0.9
    assert largest > 0.9
