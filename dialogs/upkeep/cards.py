"""Looks of what admins are told."""

from __future__ import annotations

from collections.abc import Sequence

from bot import cards
from bot.turn import Card, Sending, Turn
from dialogs.upkeep.rules import Wrong


def broken(turn: Turn | Sending, found: Sequence[Wrong], more: int) -> Card:
    """Which files can't be used, where, why, and what to write instead."""
    return cards.card(
        cards.heading(turn.t("upkeep.broken")),
        cards.text(turn.t("upkeep.goes_on")),
        *(cards.section(_place(turn, one), _what(turn, one)) for one in found),
        cards.text(turn.t("upkeep.more", count=more)) if more else None,
        cards.text(turn.t("upkeep.then"), subtle=True, apart=True),
    )


def _place(turn: Turn | Sending, one: Wrong) -> str:
    return turn.t("upkeep.place", file=cards.escape(one.file), line=one.line)


def _what(turn: Turn | Sending, one: Wrong) -> str:
    if not one.problem:
        return turn.t("upkeep.check")
    return cards.escape(cards.shortened(f"{one.problem} {one.remedy}", 600))
