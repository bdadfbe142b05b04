"""Three replicas on PostgreSQL: one stands still, one is killed, the database goes away; all is done once."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.later.engine import TICK
from bot.storage import Database, DatabaseAway, Transaction, Value
from bot.turn import Letter, post
from tests.later.stage import opened
from tests.postgres import Cluster

ROOT = Path(__file__).parents[2]
REPLICA = Path(__file__).with_name("replica.py")
TOWNS = ("town 1", "town 2")
PEOPLE = 30
MARK = "Zur Sicherheit noch einmal"


@dataclass
class Fleet:
    """Replicas as processes, the database between them, and what people read."""

    url: str
    folder: Path
    arguments: tuple[str, ...]
    database: Database
    replicas: list[subprocess.Popen[str]] = field(default_factory=list)
    posted: dict[str, bool] = field(default_factory=dict)
    """Each letter, and whether it may go once more."""
    chats: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Whose chat each letter goes to."""
    ordered: set[str] = field(default_factory=set)
    """Those that were posted at once, in the order of their numbers."""
    listed: set[str] = field(default_factory=set)
    """Letters of which IT is told that they may have arrived."""

    async def start(self) -> subprocess.Popen[str]:
        """One more replica, at work."""
        file = self.folder / f"replica {len(self.replicas)}"
        file.touch()
        replica = subprocess.Popen(  # noqa: ASYNC220 - one that has begun is all that is waited for
            [sys.executable, str(REPLICA), self.url, str(file), *self.arguments],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        self.replicas.append(replica)
        assert replica.stdout is not None
        assert await asyncio.to_thread(replica.stdout.readline) == "ready\n"
        return replica

    async def fill(self, letters: int, chance: random.Random) -> None:
        """As many letters, half of them by visits that become due within seconds."""
        for town in TOWNS:
            await self.database.transact(self._town, bound=_bound(town), letters=letters // 2, chance=chance)

    def _town(self, tx: Transaction, letters: int, chance: random.Random) -> None:
        town = str(tx.bound["tenant"])
        for one in range(PEOPLE):
            told = {"account": f"29:{one}", "chat": f"a:{one}", "language": "de", "zone": ""}
            tx.bound = {**tx.bound, "person": f"{one}"}
            tx.run(
                "later_meet",
                **told,
                service_url="https://teams.invalid/",
                bot="28:b",
                day=tx.now.date(),
            )
        for _ in range(letters):
            name, person = f"n{len(self.posted)}", f"{chance.randrange(PEOPLE)}"
            self.chats[name] = (town, person)
            if chance.random() < 0.5:
                self.posted[name] = False
                due = tx.now + timedelta(seconds=chance.uniform(0, 4))
                tx.run("visit_add", id=name, person=person, due_at=due)
            else:
                self.posted[name] = chance.random() < 0.5
                self.ordered.add(name)
                post(tx, Letter("visit.told", to=person, form={"id": name}, once_more=self.posted[name]))

    async def settled(self, seconds: float = 60.0) -> None:
        """Wait until nothing is due and no letter is waiting, whoever is still alive."""
        async with asyncio.timeout(seconds):
            while await self._open():
                await asyncio.sleep(0.05)

    async def _open(self) -> int:
        try:
            visits = await self.database.one("visit_open", int)
            return (visits or 0) + (await self.database.one("visit_waiting", int) or 0)
        except DatabaseAway:
            return 1

    async def read(self) -> Counter[str]:
        """What people read, by letter; the marked repetitions apart."""
        for town in TOWNS:
            for row in await self.database.all("visit_letters", dict, {"tenant": town}):
                assert row["state"] == "unknown"
                self.listed.add(str(row["form"]).split('"')[3])
        return Counter(f"{MARK if MARK in words else ''}{_name(words)}" for _, words in self._lines())

    def _lines(self) -> list[tuple[float, str]]:
        """Everything that was sent, in its order."""
        lines = [line for file in self.folder.iterdir() for line in file.read_text("utf-8").splitlines()]
        return sorted((float(line.split(" ", 1)[0]), line.split(" ", 1)[1]) for line in lines)

    async def lost(self) -> set[str]:
        """Neither read by anybody nor listed."""
        return self.posted.keys() - {one.removeprefix(MARK) for one in await self.read()} - self.listed

    async def disordered(self) -> list[str]:
        """Arrived after one that was posted after it, where no doubt was about either."""
        certain, last, wrong = self.ordered - await self.doubtful(), dict[tuple[str, str], int](), []
        for name in (_name(words) for _, words in self._lines()):
            if name in certain:
                number, chat = int(name[1:]), self.chats[name]
                wrong += [name] if number < last.get(chat, 0) else []
                last[chat] = number
        return wrong

    async def doubtful(self) -> set[str]:
        """Of which people or IT are told that they may have arrived before."""
        read = await self.read()
        return self.listed | {name.removeprefix(MARK) for name in read if name.startswith(MARK)}

    async def most_doubtful(self) -> int:
        """The most of them in one chat."""
        chats = Counter(self.chats[name] for name in await self.doubtful())
        return max(chats.values(), default=0)

    async def doubled(self) -> set[str]:
        """There twice in a way that is not allowed."""
        read = await self.read()
        twice = {name for name, times in read.items() if times > 1}
        return twice | {
            name for name in read if name.startswith(MARK) and not self.posted[name.removeprefix(MARK)]
        }


def _bound(town: str) -> dict[str, Value]:
    return {"tenant": town, "person": "", "now": datetime.now(UTC)}


def _name(words: str) -> str:
    return words.split()[-2]


@asynccontextmanager
async def fleet(url: str, folder: Path, *arguments: str) -> AsyncIterator[Fleet]:
    """Three replicas, gone when the block ends."""
    folder.mkdir()  # noqa: ASYNC240 - nobody waits
    fleet = Fleet(url, folder, arguments, await opened(url))
    try:
        await asyncio.gather(*(fleet.start() for _ in range(3)))
        yield fleet
    finally:
        await fleet.database.close()
        for replica in fleet.replicas:
            replica.kill()
            replica.communicate()


async def misfortune(fleet: Fleet, letters: int, chance: random.Random) -> None:
    """One stands still and one is killed in the middle; the third does all, then the first goes on."""
    frozen, killed, _ = fleet.replicas[-3:]
    await fleet.fill(letters, chance)
    await asyncio.sleep(TICK + chance.uniform(0.0, 0.5))  # by then each has looked, and has letters in hand
    frozen.send_signal(signal.SIGSTOP)
    await asyncio.sleep(chance.uniform(0.0, 0.5))
    killed.kill()
    await fleet.settled(letters * 0.05 + 60)
    await fleet.read()  # what is in doubt by now; who wakes up late may strike it off the list
    frozen.send_signal(signal.SIGCONT)
    await asyncio.sleep(1.5)  # in which it would send what it had in hand


@pytest.mark.parametrize(
    "letters", [pytest.param(400, marks=pytest.mark.proof), pytest.param(6_000, marks=pytest.mark.soak)]
)
async def test_one_frozen_one_killed(own_cluster: Cluster, tmp_path: Path, letters: int) -> None:
    """Every due row is done once, in order: the one left takes over, who wakes up late repeats nothing.

    In each conversation one letter at most is in doubt: the one that was on its way.
    """
    async with fleet(own_cluster.fresh(), tmp_path / "read") as three:
        await misfortune(three, letters, random.Random(letters))
        assert await three.lost() == set()
        assert await three.doubled() == set()
        assert await three.disordered() == []
        assert await three.most_doubtful() <= 1


@pytest.mark.proof
async def test_without_the_hold_it_goes_twice(own_cluster: Cluster, tmp_path: Path) -> None:
    """The control: where nobody asks who holds a lane, whoever wakes up late says all of it again."""
    for seed in range(400, 405):  # it takes a freeze while letters are in hand
        async with fleet(own_cluster.fresh(), tmp_path / f"read{seed}", "reckless") as three:
            await misfortune(three, 400, random.Random(seed))
            if await three.doubled():
                return
    pytest.fail("nothing went twice")


@pytest.mark.parametrize(
    "times", [pytest.param(1, marks=pytest.mark.proof), pytest.param(10, marks=pytest.mark.soak)]
)
async def test_the_database_crashes_and_is_back(own_cluster: Cluster, tmp_path: Path, times: int) -> None:
    """Nothing is lost, nothing goes twice, and nobody has to lend a hand."""
    chance = random.Random(times)
    async with fleet(own_cluster.fresh(), tmp_path / "read") as three:
        for _ in range(times):
            await three.fill(300, chance)
            await asyncio.sleep(chance.uniform(0.2, 1.0))
            own_cluster.stop()
            await asyncio.sleep(chance.uniform(1, 4))
            own_cluster.start()
            await three.settled()
        assert await three.lost() == set()
        assert await three.doubled() == set()
