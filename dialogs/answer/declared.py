"""The dialog that all files of this folder declare their handlers on, and what of the FAQ they speak of."""

from __future__ import annotations

from bot.router import Dialog
from bot.turn import Turn
from dialogs.answer.rules import EntryGone
from faq import Entry, Shelf

dialog = Dialog("answer")


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
