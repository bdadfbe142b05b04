"""Thousands of letters through every fault of Teams: none is lost in silence, none arrives unmarked twice."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest

from bot.later import carrier
from bot.later.desk import Desk, Head
from bot.storage import Transaction
from bot.teams import calls
from bot.turn import Letter, post
from demo.chats import Person
from demo.faults import Fault
from tests.fake_teams import FakeTeams
from tests.fake_teams.cast import person
from tests.later.stage import NOBODY, Stage, dispatcher

MARK = "Zur Sicherheit noch einmal"
LANES = 200
PATIENCE = 0.5
"""Seconds until a request is given up."""
WAITS = (("Retry-After", "1"),)
FAULTS = [
    Fault(status=429, headers=WAITS),
    Fault(status=412),
    Fault(status=500),
    Fault(status=503, headers=WAITS),
    Fault(status=502, after=True),
    Fault(status=504, after=True),
    Fault(cut=True),
    Fault(cut=True, after=True),
    Fault(delay=0.4, cut=True),
    Fault(delay=0.4, cut=True, after=True),
    Fault(late=3 * PATIENCE, status=500),
    Fault(late=3 * PATIENCE),
    Fault(delay=3 * PATIENCE),
]
"""Before and after the effect. The last three answer when nobody listens any more: there was no effect, it
was there before the time-out, it comes behind it."""


@dataclass
class Outcome:
    """What the people read, and what the list says."""

    posted: dict[str, bool] = field(default_factory=dict)
    """Each letter, and whether it may go once more."""
    plain: Counter[str] = field(default_factory=Counter)
    marked: Counter[str] = field(default_factory=Counter)
    unknown: set[str] = field(default_factory=set)
    faults: int = 0

    @property
    def lost(self) -> set[str]:
        """Neither read by anybody nor listed."""
        return self.posted.keys() - self.plain.keys() - self.marked.keys() - self.unknown

    @property
    def doubled(self) -> set[str]:
        """There twice in a way that is not allowed."""
        wrong = {name for seen in (self.plain, self.marked) for name, times in seen.items() if times > 1}
        return wrong | {name for name in self.marked if not self.posted[name]}


async def matrix(teams: FakeTeams, tmp_path: Path, letters: int, seed: int) -> Outcome:
    """Send so many letters to many people while every third request goes wrong."""
    chance = random.Random(seed)
    outcome = Outcome()
    people = [person(f"Anna {number}", number + 100) for number in range(LANES)]
    stage = Stage(teams, f"sqlite:///{tmp_path}/later.db", dispatcher)
    async with stage.open(connected=False):
        for number, one in enumerate(people):
            await stage.meet(one, service_url="" if number % 10 else f"http://{NOBODY}/")
        for number in range(letters):
            outcome.posted[f"n{number}"] = chance.random() < 0.5
        await stage.do(lambda tx: _post(tx, people, outcome.posted))
        planned = _waves(chance, letters // 2)
        teams.connector.faults.waiting.extend(planned)
        hurry = asyncio.create_task(_hurry(stage, people[::10]))
        async with stage.engine.connected(stage.host.post):
            await stage.settled(letters * 0.1 + 60)
        hurry.cancel()
        good, left = Fault(), teams.connector.faults.waiting
        outcome.faults = sum(one != good for one in planned) - sum(one != good for one in left)
        for row in await stage.letters():
            assert row["state"] == "unknown"
            outcome.unknown.add(str(row["form"]).split('"')[3])
        for one in people:
            for text in stage.said(one):
                (outcome.marked if MARK in text else outcome.plain)[_name(text)] += 1
    return outcome


def _post(tx: Transaction, people: list[Person], letters: dict[str, bool]) -> None:
    for number, (name, once_more) in enumerate(letters.items()):
        to = people[number % LANES].id
        post(tx, Letter("visit.told", to=to, form={"id": name}, once_more=once_more))


def _waves(chance: random.Random, faults: int) -> list[Fault]:
    """Faults among good requests, in no order."""
    good = [Fault()] * (2 * faults)
    mixed = [*good, *(chance.choice(FAULTS) for _ in range(faults))]
    chance.shuffle(mixed)
    return mixed


async def _hurry(stage: Stage, refused: list[Person]) -> None:
    """Nobody sits through the back-off; those whose connections were refused can be reached after a while."""
    while True:
        await asyncio.sleep(0.2)
        while refused:
            await stage.meet(refused.pop())
        stage.clock.leap(seconds=30)
        stage.engine.wake()


def _name(text: str) -> str:
    return text.rsplit("\n", 1)[-1].split()[0]


@pytest.fixture(autouse=True)
def no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Teams' own speed is another proof's."""
    from bot.teams import lanes

    monkeypatch.setattr(lanes, "UNASKED_GAP", 0.0)
    monkeypatch.setattr(lanes, "TENANT_LIMITS", ((100_000, 1.0),))
    monkeypatch.setattr(lanes, "CONVERSATION_LIMITS", ((100_000, 1.0),))


@pytest.fixture(autouse=True)
def little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A time-out of our own comes as it does in life, only sooner."""
    monkeypatch.setattr(calls, "ONE_TRY", aiohttp.ClientTimeout(total=PATIENCE, sock_connect=3))


@pytest.mark.proof
async def test_who_answers_too_late(fake_teams: FakeTeams, tmp_path: Path) -> None:
    """After our own time-out nobody knows: a confirmation goes once more, marked, a reminder is listed."""
    stage = Stage(fake_teams, f"sqlite:///{tmp_path}/later.db", dispatcher)
    anna, kemal = person("Anna", 100), person("Kemal", 101)
    async with stage.open(connected=False):
        for one, once_more in ((anna, True), (kemal, False)):
            await stage.meet(one)
            await stage.post(one, "n1", once_more=once_more)
        fake_teams.connector.faults.add(Fault(late=3 * PATIENCE), 2)
        async with stage.engine.connected(stage.host.post):
            await stage.until("visit_waiting", 0)
        (listed,) = await stage.letters()
    assert listed["state"] == "unknown"
    assert [MARK in text for text in stage.said(anna)] == [False, True]
    assert [MARK in text for text in stage.said(kemal)] == [False]


@pytest.mark.parametrize(
    "letters", [pytest.param(1_000, marks=pytest.mark.proof), pytest.param(10_000, marks=pytest.mark.soak)]
)
async def test_no_letter_is_lost_and_none_doubled(
    fake_teams: FakeTeams, tmp_path: Path, letters: int
) -> None:
    """Each is read, or listed; twice is only what was marked the second time, and never a reminder."""
    outcome = await matrix(fake_teams, tmp_path, letters, 20261122)
    assert len(outcome.posted) == letters
    assert outcome.faults >= letters // 3
    assert not outcome.lost
    assert not outcome.doubled
    assert outcome.unknown
    assert outcome.marked


@pytest.mark.proof
async def test_who_repeats_whatever_failed_doubles(
    fake_teams: FakeTeams, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: taking an unknown outcome for «not arrived» doubles letters in the same faults."""
    monkeypatch.setattr(Head, "may_repeat", property(lambda head: True))
    monkeypatch.setattr(carrier, "marked", lambda out, words: out)
    assert (await matrix(fake_teams, tmp_path, 300, 20261122)).doubled


@pytest.mark.proof
async def test_who_gives_up_loses(
    fake_teams: FakeTeams, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: ending a letter whatever came of it loses letters in the same faults."""
    monkeypatch.setattr(Desk, "again", lambda desk, tx, hold, head, *rest: desk.done(tx, hold, head))
    assert (await matrix(fake_teams, tmp_path, 300, 20261122)).lost
