"""A burst of letters against a Teams that enforces its limits: not one is refused for its speed."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from bot.storage import Transaction
from bot.teams import lanes
from bot.turn import Letter, post
from demo.chats import Person
from tests.fake_teams import FakeTeams
from tests.fake_teams.cast import person
from tests.later.limits import Limits
from tests.later.stage import Stage, dispatcher


async def burst(teams: FakeTeams, tmp_path: Path, letters: int, people: int) -> tuple[int, int]:
    """Send so many letters to so many people of one town; how many were refused, and how many arrived."""
    limits = Limits(chats=teams.chats)
    teams.connector.faults = limits
    everyone = [person(f"Anna {number}", number + 100) for number in range(people)]
    stage = Stage(teams, f"sqlite:///{tmp_path}/later.db", dispatcher)
    async with stage.open():
        for one in everyone:
            await stage.meet(one)
        gc.collect()
        gc.freeze()  # as `lotse serve` does once it is ready: a collection of all would hold up what has left
        try:
            await stage.do(lambda tx: _post(tx, everyone, letters))
            await stage.settled(letters * 0.2 + 30)
        finally:
            gc.unfreeze()
    return limits.refused, sum(len(stage.said(one)) for one in everyone)


def _post(tx: Transaction, people: list[Person], letters: int) -> None:
    for number in range(letters):
        to = people[number % len(people)].id
        post(tx, Letter("visit.told", to=to, form={"id": f"n{number}"}, once_more=False))


@pytest.mark.parametrize(
    ("letters", "people"),
    [
        pytest.param(400, 400, marks=pytest.mark.proof, id="many people"),
        pytest.param(24, 2, marks=pytest.mark.proof, id="few people"),
        pytest.param(5_000, 5_000, marks=pytest.mark.soak, id="a whole town"),
    ],
)
async def test_no_burst_is_refused(fake_teams: FakeTeams, tmp_path: Path, letters: int, people: int) -> None:
    """No 429 of its own making, and every letter arrives."""
    assert await burst(fake_teams, tmp_path, letters, people) == (0, letters)


@pytest.mark.proof
async def test_without_the_limiter_it_is_refused(
    fake_teams: FakeTeams, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same burst, as fast as it can."""
    monkeypatch.setattr(lanes, "UNASKED_GAP", 0.0)
    monkeypatch.setattr(lanes, "TENANT_LIMITS", ((100_000, 1.0),))
    refused, arrived = await burst(fake_teams, tmp_path, 200, 200)
    assert refused > 0
    assert arrived == 200
