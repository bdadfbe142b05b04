"""What was deleted, and what has lived its time, is in no file: neither table nor log nor free page."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.concern.desk import Desk
from bot.concern.file import ConcernFile
from bot.concern.receipts import fresh_nonce
from bot.concern.rules import LIFE
from bot.concern.store import Store
from tests.concern.sample import TUESDAY, every_byte, fill, store_of
from tests.proofs.test_concern_order import Untidied

DAY = timedelta(days=1)
CANARY = "Kanarienvogel"


def live(folder: Path, kind: type[ConcernFile], end: str) -> bytes:
    """A concern among others, with a reply and a text written back, until it ends; then all bytes."""
    file = kind.open(folder / "sorgenbox.db")
    try:
        store = Store(file)
        mine, *_ = fill(store, f"{CANARY} eins" * 40, *(f"andere {number}" * 40 for number in range(50)))
        if end != "deleted while it waits":
            store.release(TUESDAY)
            (found,) = [one for one in Desk(file).threads() if CANARY in one.messages[0].words]
            Desk(file).reply([found.id], f"{CANARY} zwei", TUESDAY)
            store.put_more(fresh_nonce(), mine, f"{CANARY} drei", TUESDAY)
        assert CANARY.encode() in every_byte(folder)
        if end == "expired":
            store.release(TUESDAY + 5 * DAY)
            store.release(TUESDAY + LIFE + 10 * DAY)
        else:
            assert store.take_back(mine)
        return every_byte(folder)
    finally:
        file.close()


@pytest.mark.proof
@pytest.mark.parametrize("end", ["deleted while it waits", "deleted", "expired"])
def test_nothing_of_it_is_left(tmp_path: Path, end: str) -> None:
    """Not a word of the whole thread, in no byte; the others are untouched where they live on."""
    left = live(tmp_path, ConcernFile, end)
    assert CANARY.encode() not in left
    assert (b"andere 7" in left) == (end != "expired")


@pytest.mark.proof
@pytest.mark.parametrize("end", ["deleted while it waits", "deleted", "expired"])
def test_without_the_rewriting_it_is_still_there(tmp_path: Path, end: str) -> None:
    """The control: a deleted row alone is no deleted text."""
    assert CANARY.encode() in live(tmp_path, Untidied, end)


@pytest.mark.proof
def test_a_crash_before_the_rewriting_leaves_nothing_for_longer_than_the_next_start(tmp_path: Path) -> None:
    """The start rewrites, too."""
    live(tmp_path, Untidied, "deleted")
    with store_of(tmp_path):
        assert CANARY.encode() not in every_byte(tmp_path)
