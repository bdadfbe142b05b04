"""What is to be told of the town's files, and what is to be decided. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from bot.cafe import Fault as CafeFault
from bot.router import Form
from bot.turn import Refusal, day_said
from faq import Catalog, Fault, Language
from faq.learning import Proposal

MOST = 4
"""Places that one message names."""


class Broken(BaseModel):
    """Where something is wrong, as a letter carries it; what exactly is found at the moment of sending."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    more: int = 0
    file1: str = ""
    line1: int = 0
    file2: str = ""
    line2: int = 0
    file3: str = ""
    line3: int = 0
    file4: str = ""
    line4: int = 0

    def places(self) -> Iterator[tuple[str, int]]:
        """File name and line of each."""
        named = (
            (self.file1, self.line1),
            (self.file2, self.line2),
            (self.file3, self.line3),
            (self.file4, self.line4),
        )
        return ((file, line) for file, line in named if file)


class Ending(BaseModel):
    """When the bot's secret or certificate ends, as a letter carries it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    day: date

    def said(self, language: Language) -> str:
        """31.05.2027, or 31 May 2027."""
        return day_said(self.day, language)


@dataclass(frozen=True, slots=True)
class Wrong:
    """A place where something is wrong; `problem` and `remedy` are "" where only a check can tell."""

    file: str
    line: int
    problem: str = ""
    remedy: str = ""


def wrong(form: Broken, catalog: Catalog, language: Language, cafe: Sequence[CafeFault] = ()) -> list[Wrong]:
    """What is still wrong at the places of a letter, in words: in the FAQ, and in cafe.yaml."""
    faults: list[Fault | CafeFault] = [*catalog.errors, *cafe]
    known: dict[tuple[str, int], list[Fault | CafeFault]] = {}
    for one in faults:
        known.setdefault((one.file.replace("\\", "/").rpartition("/")[2], one.line), []).append(one)
    found = []
    for place in form.places():
        here = known.get(place)  # each of several in a line has its turn
        found.append(Wrong(*place, *here.pop(0).said(language)) if here else Wrong(*place))
    return list(dict.fromkeys(found))


# ---------------------------------------------------------------- phrasings


class AdminsOnly(Refusal):
    """Only who looks after the FAQ decides on it."""

    text = "upkeep.admins_only"


class ProposalGone(Refusal):
    """There is no such proposal: forged, or its questions have expired."""

    text = "upkeep.proposal_gone"


class NotOurs(Refusal):
    """The entry belongs to the program or to the shared pack: nobody writes there."""

    text = "upkeep.not_ours"


class ByHand(Refusal):
    """The file can't be written by a program."""

    text = "upkeep.by_hand"


class OfProposal(Form):
    """The mark of a proposal (`faq.learning.Proposal.mark`)."""

    mark: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


State = Literal["open", "accepted", "dismissed"]


def next_after(proposals: Sequence[Proposal], mark: str) -> Proposal | None:
    """The proposal that stands behind this one; None where it was the last, or there is no such one."""
    marks = [one.mark for one in proposals]
    number = marks.index(mark) + 1 if mark in marks else len(marks)
    return proposals[number] if number < len(marks) else None
