"""The town's own questions, asked: how they fare, and what an edit has won and lost."""

import contextlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bot.command.call import Call

if TYPE_CHECKING:
    from faq import Catalog, Fault, Matcher
    from faq.lint_questions import Change, Grade

GRADES: "tuple[Grade, ...]" = ("answered", "suggested", "missed", "silent", "wrong")


@dataclass(frozen=True, slots=True)
class Trial:
    """How the questions of a folder fared; empty where it has none, or where its files have errors."""

    faults: Sequence["Fault"] = ()
    counts: dict[str, int] = field(default_factory=dict)
    """How many questions have each grade, and how many were `won` and `lost`."""
    won: Sequence["Change"] = ()
    lost: int = 0
    held: bool = False
    """There are questions, and an error in the files kept them from being asked."""

    def print(self, call: Call) -> None:
        """One line for all of them, and one for each that was won."""
        if self.held:
            call.print(call.t("command.check.held"))
        if not self.counts:
            return
        for change in self.won:
            values = {"text": change.asked.text, "ids": change.asked.named}
            key = "won" if change.asked.ids else "won_silence"
            call.print(call.t(f"command.check.{key}", **values), "green")
        call.print(call.t("command.check.questions", **self.counts))


def tried(call: Call, folder: Path, catalog: "Catalog", matcher: "Matcher", *, accept: bool) -> Trial:
    """Ask the folder's questions.yaml, and keep the best that each has reached beside it.

    While a file has an error its entries are missing, and what their absence wins and loses means nothing:
    then nothing is asked. The starter's own folder is read, never written. A folder that can't be written
    has no memory.
    """
    from bot.settings import STARTER
    from faq import lint_questions as own

    if catalog.errors:
        return Trial(held=(folder / own.FILE).is_file())
    file = folder / own.FILE
    try:
        asked, faults = own.read_questions(file, catalog.by_id.keys())
    except OSError:
        return Trial()
    grades = {one.text: own.grade(matcher, one) for one in asked}
    best = own.read_best(folder / own.LAST)
    found = own.changes(asked, grades, best)
    faults += own.faults_of(file, asked, grades, best, matcher, call.language)
    if asked and folder.resolve() != STARTER:
        with contextlib.suppress(OSError):
            fresh = own.bettered(asked, grades, best, accept=accept)
            if fresh != best:
                own.write_best(folder / own.LAST, fresh)
    won = [change for change in found if change.won]
    lost = 0 if accept else len(found) - len(won)
    of = Counter(grades.values())
    counts = {kind: of[kind] for kind in GRADES} | {"asked": len(asked), "won": len(won), "lost": lost}
    return Trial(faults, counts if asked else {}, won, lost)
