"""A handler of the Sorgenbox cannot name who it is: the type checker refuses it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.proofs.conftest import ROOT

HANDLER = """
from bot.concern.confided import Confided, Shown
from bot.concern.handing import Handing
from bot.concern.keeping import Keeping
from bot.concern.rules import Concern, Topic
from bot.concern.wire import Handed
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
    told.box.person
    return Shown(Dialog("", window.form(told, told.form, replies=True)))

async def turned(turn: Turn) -> Reply:
    return Reply()

dialog.confided("concern.turned", Writing)(turned)

async def hands_over(side: Handing, box: Keeping, turn: Turn, concern: Concern) -> None:
    Handed(nonce="", topic=Topic.OTHER, words="", wants_answer=True)
    Handed(nonce="", topic=Topic.OTHER, words="", wants_answer=True, person=turn.person.id)
    await side.put("", concern, turn.now.date())
    await side.put("", concern, turn.now.date(), turn.person)
    await box.put("", concern, turn.now.date(), turn.person)
    side.person
"""


@pytest.mark.proof
def test_the_type_checker_refuses_every_way_to_a_person(tmp_path: Path) -> None:
    """Fields that a turn has or could have, a handler that takes a turn, a hand-over with a person in it.

    What is good passes.
    """
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
        *("told.machine", "told.db", "told.box.person"),
        'dialog.confided("concern.turned", Writing)(turned)',
        'Handed(nonce="", topic=Topic.OTHER, words="", wants_answer=True, person=turn.person.id)',
        'await side.put("", concern, turn.now.date(), turn.person)',
        'await box.put("", concern, turn.now.date(), turn.person)',
        "side.person",
    ], checked.stdout + checked.stderr
