"""Looks of a hit."""

from __future__ import annotations

from bot import cards
from bot.turn import Card, Preview, Turn
from dialogs.search.rules import LINE, line
from faq import Entry


def hit(turn: Turn, entry: Entry, card: Card) -> Preview:
    """A line of the list, and the card behind it."""
    said = entry.said(turn.tongue)
    return Preview(cards.plain(said.question), cards.plain(cards.shortened(line(said.answer), LINE)), card)
