"""The IT-Café beside its model: whatever people, hosts, admins, clocks and crashes do, both say the same."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from dialogs.cafe import seats
from tests.proofs.cafe_model import BEGIN, PEOPLE, Room, World, programme

WHO = st.sampled_from(PEOPLE)
WHICH = st.integers(0, 99)
CRASH = st.sampled_from([False] * 9 + [True])
EDITS = [
    programme((0, 6), 1),
    programme((0, 6), 2),
    programme((1, 4), 1),
    programme((0, 6), 3, frozenset({date(2026, 10, 25)})),
]
"""Around half past two of the night in which the clocks change; with a holiday added, and other seats."""


class Cafe(RuleBasedStateMachine):
    """What may happen, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp(prefix="lotse-cafe-"))
        self.world = World(f"sqlite:///{self.folder}/cafe.db")
        self.world.cafes.in_use = EDITS[0]
        self.loop.run_until_complete(self.world.open())

    def teardown(self) -> None:
        self.loop.run_until_complete(self.world.database.close())
        self.loop.close()
        shutil.rmtree(self.folder)

    def do(self, coroutine: Any) -> None:
        self.loop.run_until_complete(coroutine)

    def slot(self, which: int) -> Any:
        slots = self.world.slots()[:6]  # few, so that people meet
        return slots[which % len(slots)] if slots else None

    def room(self, which: int) -> Room | None:
        rooms = list(self.world.rooms.values())
        return rooms[which % len(rooms)] if rooms else None

    @initialize(ahead=st.integers(0, 6 * 24))
    def begin(self, ahead: int) -> None:
        self.world.now = BEGIN + timedelta(hours=ahead)

    @rule(who=WHO, which=WHICH, crash=CRASH)
    def book(self, who: str, which: int, crash: bool) -> None:
        if slot := self.slot(which):
            self.do(self.world.book(who, slot, crash=crash))

    @rule(who=WHO, which=WHICH)
    def wait(self, who: str, which: int) -> None:
        if slot := self.slot(which):
            self.do(self.world.wait(who, slot))

    @rule(who=WHO, which=WHICH, crash=CRASH)
    def leave(self, who: str, which: int, crash: bool) -> None:
        if room := self.room(which):
            self.do(self.world.leave(who, room, crash=crash))

    @rule(who=WHO, which=WHICH, to=WHICH)
    def move(self, who: str, which: int, to: int) -> None:
        room, slot = self.room(which), self.slot(to)
        if room and slot:
            self.do(self.world.move(who, room, slot))

    @rule(which=WHICH)
    def walk_in(self, which: int) -> None:
        if slot := self.slot(which):
            self.do(self.world.walk_in(slot))

    @rule(which=WHICH, many=st.integers(1, 3), crash=CRASH)
    def ill(self, which: int, many: int, crash: bool) -> None:
        slots = self.world.slots()
        if slots and which < 12:
            self.do(self.world.close(slots[which : which + many], crash=crash))

    @rule(which=st.integers(0, 5))
    def hand_over(self, which: int) -> None:
        self.do(self.world.hand_over(self.world.slots()[which : which + 2]))

    @rule(which=st.sampled_from(EDITS))
    def edit(self, which: Any) -> None:
        self.do(self.world.edit(which))

    @rule(minutes=st.sampled_from([1, 20, 60, 300, 1_440, 5_000]))
    def time_passes(self, minutes: int) -> None:
        self.do(self.world.passes(timedelta(minutes=minutes)))

    @rule()
    def restart(self) -> None:
        self.do(self.world.restart())

    @invariant()
    def both_say_the_same(self) -> None:
        self.do(self.world.holds())


def explored(machine: type[Cafe], examples: int, steps: int) -> None:
    """Let hypothesis look for an order of steps in which they differ."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize(
    "examples", [pytest.param(40, marks=pytest.mark.proof), pytest.param(2_000, marks=pytest.mark.soak)]
)
def test_no_order_of_steps_breaks_the_line(examples: int) -> None:
    """2,000 steps, 100,000 in the long run: seats, order, letters and reminders as the model has them."""
    explored(Cafe, examples, 50)


@pytest.mark.proof
def test_who_forgets_the_line_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: where a seat that comes free goes to nobody, the model notices."""
    monkeypatch.setattr(seats, "fill", lambda tx, slot: None)
    with pytest.raises(AssertionError):
        explored(Cafe, 40, 50)
