"""kill -9 between sending and release: what was shown holds, and nothing is there twice."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.concern.desk import Desk
from bot.concern.receipts import fresh_nonce
from tests.concern.sample import TUESDAY, store_of, told
from tests.proofs.conftest import ROOT

ACTOR = Path(__file__).with_name("concern_actor.py")
LATER = TUESDAY + timedelta(days=9)


@dataclass
class Told:
    """What the killed processes said."""

    tried: dict[int, str] = field(default_factory=dict)
    """The nonce of each concern."""
    shown: dict[int, str] = field(default_factory=dict)
    """The receipt of each that was shown."""


def killed(folder: Path, kills: int, way: str = "rightly", seed: int = 8) -> Told:
    """Start the actor and kill it, so often, at random moments."""
    chance, told_by = random.Random(seed), Told()
    for _ in range(kills):
        process = subprocess.Popen(
            [sys.executable, str(ACTOR), str(folder), way, str(1 + max(told_by.tried, default=-1))],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.0, 0.06))
        process.kill()
        for line in process.communicate()[0].splitlines():
            match line.split():
                case ["tries", nonce, number]:
                    told_by.tried[int(number)] = nonce
                case ["shows", receipt, number]:
                    told_by.shown[int(number)] = receipt
    return told_by


def lost(folder: Path, told_by: Told) -> list[int]:
    """Concerns whose receipt was shown and opens nothing, or something else."""
    with store_of(folder) as store:
        found = {number: store.thread(receipt) for number, receipt in told_by.shown.items()}
    return [number for number, one in found.items() if not one or one.messages[0].words != f"Sorge {number}"]


def again(folder: Path, told_by: Told, *, same_form: bool) -> Counter[str]:
    """Everything is sent once more, as by people who saw no answer; how often each concern is there."""
    with store_of(folder) as store:
        for number, nonce in told_by.tried.items():
            receipt = store.put(nonce if same_form else fresh_nonce(), told(f"Sorge {number}"), TUESDAY)
            assert not same_form or told_by.shown.get(number, receipt) == receipt
        store.release(LATER)
        return Counter(one.messages[0].words for one in Desk(store.file).threads())


@pytest.mark.proof
def test_what_was_shown_holds_and_nothing_is_there_twice(tmp_path: Path) -> None:
    """25 kills: each receipt that was shown opens its concern; sent again, each is there once."""
    told_by = killed(tmp_path, 25)
    assert len(told_by.shown) > 50
    assert lost(tmp_path, told_by) == []
    assert set(again(tmp_path, told_by, same_form=True).values()) == {1}


@pytest.mark.soak
def test_the_same_at_200_points(tmp_path: Path) -> None:
    """200 kills."""
    told_by = killed(tmp_path, 200)
    assert lost(tmp_path, told_by) == []
    assert set(again(tmp_path, told_by, same_form=True).values()) == {1}


@pytest.mark.proof
def test_shown_before_it_is_kept_it_would_be_lost(tmp_path: Path) -> None:
    """The control: a receipt that does not wait for the commit."""
    assert any(lost(tmp_path / str(n), killed(tmp_path / str(n), 4, "too early", seed=n)) for n in range(10))


@pytest.mark.proof
def test_with_another_form_it_would_be_there_twice(tmp_path: Path) -> None:
    """The control: the nonce of the form is what makes the second sending harmless."""
    told_by = killed(tmp_path, 3)
    assert 2 in again(tmp_path, told_by, same_form=False).values()
