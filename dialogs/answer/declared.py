"""The dialog that all files of this folder declare their handlers on, and what of the FAQ they speak of."""

from __future__ import annotations

from bot.cafe import Cafes
from bot.router import Dialog
from bot.turn import Turn
from dialogs.answer.rules import EntryGone
from faq import Entry, Shelf

dialog = Dialog("answer")
CAFE = "it-cafe"
"""The entry on the IT-Café, in our FAQ and in those that towns made of it."""


def entry_of(turn: Turn, entry: str) -> Entry:
    """The entry of this id; raises EntryGone."""
    found = turn.get(Shelf).catalog.by_id.get(entry)
    if found is None:
        raise EntryGone
    return found


def related_to(turn: Turn, entry: Entry) -> list[Entry]:
    """What others ask as well, as its author lists it."""
    by_id = turn.get(Shelf).catalog.by_id
    return [by_id[other] for other in entry.followups if other in by_id]


def offers_cafe(turn: Turn, entry: Entry) -> bool:
    """Whether an appointment is one press away from this answer."""
    return entry.id == CAFE and turn.get(Cafes).there
