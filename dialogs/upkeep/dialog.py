"""Upkeep: admins hear when a file that was saved can't be used, and when the way to Teams ends soon.

The letters are posted by `bot.watch`, which looks at the files, and by `bot.credential`. Their words are
found at the moment of sending: who has mended the file meanwhile reads nothing any more.
What admins decide on: proposals.py.
"""

from __future__ import annotations

from bot.cafe import Cafes
from bot.turn import Outgoing, Sending
from dialogs.upkeep import cards, proposals
from dialogs.upkeep.declared import dialog
from dialogs.upkeep.rules import Broken, Ending, wrong
from faq import Shelf

__all__ = ["dialog", "proposals"]


@dialog.letter("upkeep.broken", form=Broken)
async def broken(sending: Sending) -> Outgoing:
    """What is wrong, where, and what to write instead."""
    faults = sending.get(Cafes).faults
    found = wrong(sending.form, sending.get(Shelf).catalog, sending.tongue, faults)
    return Outgoing(card=cards.broken(sending, found, sending.form.more), summary=sending.t("upkeep.broken"))


@dialog.letter("upkeep.mended")
async def mended(sending: Sending) -> Outgoing:
    """Everything that was saved is in use."""
    return Outgoing(text=sending.t("upkeep.mended"))


@dialog.letter("upkeep.credential", form=Ending)
async def credential(sending: Sending) -> Outgoing:
    """Until when the bot can answer, and what to do."""
    return Outgoing(text=sending.t("upkeep.credential", day=sending.form.said(sending.tongue)))
