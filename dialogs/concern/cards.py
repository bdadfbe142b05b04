"""Looks of listening."""

from __future__ import annotations

from bot import cards
from bot.turn import Card, Turn


def heard(turn: Turn) -> Card:
    """That it was heard, that nothing was kept, and who may be told in confidence."""
    return cards.card(
        cards.heading(turn.t("concern.title")),
        cards.text(turn.t("concern.kept")),
        cards.text(turn.t("concern.people")),
    )
