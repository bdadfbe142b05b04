"""Seeded worlds in which clock, Teams, database and process fail: nothing lost, nothing twice, order kept."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.app import HERE
from bot.later.carrier import Carrier
from bot.later.desk import Desk, Head
from bot.storage import Queries
from bot.storage.dialect import SQLITE
from tests.later.simulation import PEOPLE, TENANT, World, lived
from tests.later.stage import VISIT, opened

Live = Callable[[int], World]
LETTERS = 60


@pytest.fixture
def live(tmp_path: Path) -> Live:
    """Let the world of a seed happen, on a fresh copy of the same file."""
    template = tmp_path / "template.db"

    async def prepare() -> None:
        database = await opened(f"sqlite:///{template}")
        for number in range(PEOPLE):
            address = {"account": f"29:{number}", "chat": f"a:{number}", "language": "de", "zone": ""}
            bound = {"tenant": TENANT, "person": f"p{number}", "day": "2026-11-23"}
            await database.run(
                "later_meet", bound, **address, service_url="https://teams.invalid/", bot="28:b"
            )
        await database.close()

    asyncio.run(prepare())
    files = [folder / "queries.sql" for folder in (HERE / "storage", HERE / "later", VISIT)]
    queries = Queries.load(files).spoken(SQLITE)

    def one(seed: int) -> World:
        path = tmp_path / f"{seed}.db"
        shutil.copy(template, path)
        try:
            return lived(seed, f"sqlite:///{path}", queries, LETTERS)
        finally:
            for left in tmp_path.glob(f"{seed}.db*"):
                left.unlink()

    return one


@pytest.mark.parametrize(
    "seeds", [pytest.param(60, marks=pytest.mark.proof), pytest.param(3_000, marks=pytest.mark.soak)]
)
def test_no_world_loses_or_doubles_anything(live: Live, seeds: int) -> None:
    """Whatever fails whenever: each letter is read or listed, once but for the marked repeat, in order."""
    told = 0
    for seed in range(seeds):
        world = live(seed)
        assert world.quiet, seed
        assert not world.lost, seed
        assert not world.doubled, seed
        assert not world.disordered, seed
        assert not world.crowded, seed
        assert set(world.listed.values()) <= {"unknown"}, seed
        told += len(world.posted)
    assert told > 40 * seeds


@pytest.mark.proof
def test_a_seed_replays_identically(live: Live) -> None:
    """The same seed tells the same story, event for event; another one tells another."""
    stories = [live(seed).story for seed in (7, 7, 8)]
    assert len(stories[0]) > 50
    assert stories[0] == stories[1] != stories[2]


@pytest.mark.proof
def test_who_repeats_whatever_failed_doubles(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without the rule for unknown outcomes some world doubles a letter."""
    monkeypatch.setattr(Head, "may_repeat", property(lambda head: True))
    assert any(live(seed).doubled for seed in range(20))


@pytest.mark.proof
def test_who_gives_up_on_the_database_leaves_letters_behind(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: where an outcome is not written down once the database is back, some world never rests."""
    settled = Carrier._settled

    async def once(carrier: Carrier, hold: object, settle: object) -> Head | None:
        try:
            async with asyncio.timeout(0.1):
                return await settled(carrier, hold, settle)  # type: ignore[arg-type]  # handed through as it came
        except TimeoutError:
            return None

    monkeypatch.setattr(Carrier, "_settled", once)
    assert any(not live(seed).quiet for seed in range(10))


@pytest.mark.proof
def test_who_forgets_the_order_mixes_it_up(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a letter that lets those behind it pass arrives after them."""
    next_one = Desk.next

    def impatient(desk: Desk, tx: object, hold: object) -> Head | None:
        tx.run("visit_step_aside", lane=hold.lane)  # type: ignore[attr-defined]  # handed through as it came
        return next_one(desk, tx, hold)  # type: ignore[arg-type]  # the same

    monkeypatch.setattr(Desk, "next", impatient)
    assert any(live(seed).disordered for seed in range(20))
