"""The writer: few commits for many, and an answer for everybody, whatever becomes of the thread."""

import asyncio
import contextlib
import itertools
import threading
import time
from collections.abc import Callable

import pytest
import structlog

from bot.storage import DatabaseAway, StorageError
from bot.storage.writer import TOGETHER, Writer

PATIENCE = 10  # seconds until a test that hangs fails


class Notes:
    """A connection that notes what it is told, and fails where it is asked to."""

    def __init__(self, fault: Callable[[str], BaseException | None] = lambda sql: None) -> None:
        self.told: list[str] = []
        self.in_transaction = False
        self.closed_in = ""
        self._fault = fault

    def control(self, sql: str) -> None:
        self.told.append(sql)
        if fault := self._fault(sql):
            raise fault
        self.in_transaction = {"B": True, "C": False}.get(sql[0], self.in_transaction)
        if sql == "ROLLBACK":
            self.in_transaction = False

    def in_place(self) -> bool:
        return True

    def prove(self, away: StorageError) -> None:
        self.control("PROVE")

    def settle(self) -> bool:
        return True

    def close(self) -> None:
        self.closed_in = threading.current_thread().name

    def commits(self) -> int:
        return self.told.count("COMMIT")


async def hold(writer: Writer[Notes]) -> tuple[threading.Event, "asyncio.Task[bool]"]:
    """Keep the writer busy until the event is set."""
    started, go_on = threading.Event(), threading.Event()

    def body(notes: Notes) -> bool:
        started.set()
        return go_on.wait(PATIENCE)

    task = asyncio.create_task(writer.do(body))
    await asyncio.to_thread(started.wait, PATIENCE)
    return go_on, task


async def crowd(writer: Writer[Notes], size: int, *, reads: bool = False) -> list[object]:
    """So many hand over work while the writer is busy; give each one's answer or fault."""
    go_on, holding = await hold(writer)
    tasks = [asyncio.create_task(writer.do(lambda notes: "done", reads=reads)) for _ in range(size)]
    await asyncio.sleep(0)
    go_on.set()
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(holding, return_exceptions=True)
        return list(await asyncio.gather(*tasks, return_exceptions=True))


async def test_group_commit() -> None:
    """What waits shares a commit, 64 at most, each in a savepoint of its own."""
    notes = Notes()
    writer = Writer(lambda: notes)
    assert await crowd(writer, 2 * TOGETHER) == ["done"] * 2 * TOGETHER
    await writer.close()
    assert notes.commits() == 3
    assert notes.told.count("SAVEPOINT work") == notes.told.count("RELEASE work") == 2 * TOGETHER + 1
    assert notes.closed_in == "lotse-writer"


async def test_reading_locks_nobody_out() -> None:
    """Works that only read need neither the write lock nor savepoints."""
    notes = Notes()
    writer = Writer(lambda: notes)
    await crowd(writer, 5, reads=True)
    await writer.close()
    assert notes.told[-2:] == ["BEGIN", "COMMIT"]
    assert notes.told.count("SAVEPOINT work") == 1


async def test_commit_fails() -> None:
    """A commit that fails is a no for all who shared it, rolled back, and the next one works."""
    notes = Notes(lambda sql: DatabaseAway() if sql == "COMMIT" and notes.commits() == 2 else None)
    writer = Writer(lambda: notes)
    assert [type(answer) for answer in await crowd(writer, 5)] == [DatabaseAway] * 5
    assert notes.told[-1] == "ROLLBACK"
    assert await writer.do(lambda notes: "done") == "done"
    await writer.close()


@pytest.mark.parametrize("sql", ["BEGIN IMMEDIATE", "SAVEPOINT work", "COMMIT"])
async def test_unforeseen(sql: str) -> None:
    """A fault that nobody has foreseen is a no for those in work and in the queue, and it begins afresh."""
    notes = Notes(lambda told: MemoryError("gone") if told == sql and notes.told.count(sql) == 2 else None)
    writer = Writer(lambda: notes)
    answers = await crowd(writer, 2 * TOGETHER)
    assert [type(answer) for answer in answers] == [DatabaseAway] * 2 * TOGETHER
    assert "gone" in str(answers[0])
    assert await until_done(writer) == "done"
    await writer.close()
    assert notes.closed_in == "lotse-writer"


async def until_done(writer: Writer[Notes]) -> str:
    """Ask until there is an answer."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with contextlib.suppress(DatabaseAway):
                return await writer.do(lambda notes: "done")
            await asyncio.sleep(0.01)


async def test_it_is_looked_for_again() -> None:
    """A connection that can be had again is found without hands, seldom asked for, and told once each."""
    asked: list[float] = []
    there = threading.Event()

    def connect() -> Notes:
        asked.append(time.monotonic())
        if not there.is_set():
            raise DatabaseAway("no such folder")
        return Notes()

    with structlog.testing.capture_logs() as logged:
        writer = Writer(connect)
        for _ in range(200):
            with pytest.raises(DatabaseAway, match="no such folder"):
                await writer.do(lambda notes: "done")
        while len(asked) < 4:
            await asyncio.sleep(0.01)
        there.set()
        assert await until_done(writer) == "done"
        await writer.close()
    pauses = [later - earlier for earlier, later in itertools.pairwise(asked)]
    assert pauses[1:] == sorted(pauses[1:])
    assert [event["event"] for event in logged] == ["database_away", "database_back"]
    assert logged[-1]["lost"] >= 200


async def test_no_connection() -> None:
    """A connection that can't be had is told to the first caller and to all others."""

    def connect() -> Notes:
        raise DatabaseAway("no such folder")

    writer = Writer(connect)
    for _ in range(2):
        with pytest.raises(DatabaseAway, match="no such folder"):
            await writer.do(lambda notes: "done")
    await writer.close()


def test_loop_gone() -> None:
    """Whoever's loop has ended is no trouble for the others."""
    notes = Notes()
    go_on = threading.Event()

    async def leave() -> Writer[Notes]:
        writer = Writer(lambda: notes)
        task = asyncio.create_task(writer.do(lambda notes: go_on.wait(PATIENCE)))
        await asyncio.sleep(0)
        task.cancel()
        return writer

    writer = asyncio.run(leave())
    go_on.set()

    async def go_on_elsewhere() -> str:
        answer = await writer.do(lambda notes: "done")
        await writer.close()
        return answer

    assert asyncio.run(go_on_elsewhere()) == "done"
