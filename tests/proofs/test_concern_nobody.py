"""A handler of the Sorgenbox cannot name who it is: the type checker refuses it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.proofs.conftest import ROOT

HANDLER = """
from bot.concern.confided import Confided, Shown
from bot.turn import Turn, Reply
from dialogs.concern.dialog import dialog
from dialogs.concern.rules import Writing
from dialogs.concern import window
from bot.turn import Dialog

async def good(told: Confided[Writing]) -> Shown:
    return Shown(Dialog(told.form.text, window.form(told, told.form, replies=True)))

dialog.confided("concern.good", Writing)(good)

async def bad(told: Confided[Writing]) -> Shown:
    told.person
    told.message
    told.turn
    told.place
    told.conversation
    told.activity
    told.machine
    told.db
    return Shown(Dialog("", window.form(told, told.form, replies=True)))

async def turned(turn: Turn) -> Reply:
    return Reply()

dialog.confided("concern.turned", Writing)(turned)
"""


@pytest.mark.proof
def test_the_type_checker_refuses_every_way_to_a_person(tmp_path: Path) -> None:
    """Eight fields that a turn has or could have, and a handler that takes a turn; the good one passes."""
    handler = tmp_path / "handler.py"
    handler.write_text(HANDLER.lstrip("\n"), encoding="utf-8")
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", str(handler)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    here = (line for line in checked.stdout.splitlines() if "handler.py:" in line and ": error:" in line)
    lines = [int(line.split("handler.py:")[1].split(":")[0]) for line in here]
    said = HANDLER.lstrip("\n").splitlines()
    assert [said[number - 1].strip() for number in lines] == [
        *(f"told.{name}" for name in ("person", "message", "turn", "place", "conversation", "activity")),
        *("told.machine", "told.db"),
        'dialog.confided("concern.turned", Writing)(turned)',
    ], checked.stdout + checked.stderr
