"""A receipt: not to be told from a wrong one by time, and never at rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.concern.box import PACE, Box
from bot.concern.file import ConcernFile
from bot.concern.store import Store
from tests.concern.sample import TUESDAY, every_byte, fill

WRONG = "0000-0000-0000-0000-0000"


class Pace:
    """A clock that a test lets go on."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.over = asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        await self.over.wait()


@asynccontextmanager
async def box_of(folder: Path, pace: Pace) -> AsyncIterator[Box]:
    """A Sorgenbox with two readers."""
    box = Box(folder / "sorgenbox.db", readers=frozenset({"a", "b"}), sleep=pace)
    try:
        yield box
    finally:
        await box.close()


@pytest.mark.proof
@pytest.mark.parametrize("valid", [True, False])
async def test_both_are_answered_at_the_same_moment(tmp_path: Path, valid: bool) -> None:
    """Not before the pace is over, and then at once; the work has been done meanwhile."""
    pace = Pace()
    async with box_of(tmp_path, pace) as box:
        (receipt,) = await box.store(lambda store: fill(store, "Frage"))
        asking = asyncio.ensure_future(box.opened(lambda store: store.thread(receipt if valid else WRONG)))
        await box.store(lambda store: None)  # the only thread has come past the question
        await asyncio.sleep(0)
        assert not asking.done()
        assert pace.asked == [PACE]
        pace.over.set()
        assert ((await asking) is not None) == valid


@pytest.mark.proof
def test_both_run_the_same_statements(tmp_path: Path) -> None:
    """What is looked up does not depend on what is found."""
    said: list[str] = []
    file = ConcernFile.open(tmp_path / "sorgenbox.db")
    try:
        store = Store(file)
        receipt, *_ = fill(store, "a", "b", "c")
        store.release(TUESDAY)
        database = file._session.database
        traces = []
        for one in (receipt, WRONG, "kein Beleg"):
            said.clear()
            database.conn.set_trace_callback(lambda sql: said.append(sql.split("=")[0]))
            store.thread(one)
            database.conn.set_trace_callback(None)
            traces.append([*said])
        assert traces[0] == traces[1] == traces[2]
        assert len(traces[0]) > 4
    finally:
        file.close()


@pytest.mark.proof
async def test_who_guesses_keeps_no_holder_out(tmp_path: Path) -> None:
    """While 2,000 guesses wait for their pace, a holder is served like them, and none of them is refused."""
    pace = Pace()
    async with box_of(tmp_path, pace) as box:
        (receipt,) = await box.store(lambda store: fill(store, "Frage"))
        guesses = [
            asyncio.ensure_future(
                box.opened(lambda store, n=number: store.thread(f"{n:020}"))  # type: ignore[misc]  # mypy can't infer the default
            )
            for number in range(2_000)
        ]
        mine = asyncio.ensure_future(box.opened(lambda store: store.thread(receipt)))
        pace.over.set()
        assert (await mine) is not None
        assert {await one for one in guesses} == {None}
        assert pace.asked == [PACE] * 2_001


@pytest.mark.proof
def test_no_receipt_is_at_rest(tmp_path: Path) -> None:
    """Neither as it is shown nor without its hyphens; the control is the text, which is there."""
    file = ConcernFile.open(tmp_path / "sorgenbox.db")
    try:
        receipts = fill(Store(file), *(f"Text {number}" for number in range(50)))
        Store(file).release(TUESDAY)
        there = every_byte(tmp_path)
    finally:
        file.close()
    assert b"Text 7" in there
    for one in receipts:
        assert one.encode() not in there
        assert one.replace("-", "").encode() not in there
