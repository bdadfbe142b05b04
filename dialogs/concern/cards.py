"""Looks of listening."""

from __future__ import annotations

from bot import cards
from bot.turn import Card, Turn


def heard(turn: Turn) -> Card:
    """That it was heard, who listens in confidence, that nothing was kept, and how to go on."""
    return cards.card(
        cards.heading(turn.t("concern.title")),
        cards.text(turn.t("concern.people")),
        cards.text(turn.t("concern.always")),
        cards.text(turn.t("concern.kept"), subtle=True, apart=True),
        actions=_ways_on(turn),
    )


def in_danger(turn: Turn) -> Card:
    """Who helps at this moment, before anything else."""
    return cards.card(
        cards.heading(turn.t("concern.danger_title")),
        cards.text(turn.t("concern.danger_now")),
        cards.text(turn.t("concern.people"), apart=True),
        cards.text(turn.t("concern.kept"), subtle=True),
        actions=_ways_on(turn),
    )


def _ways_on(turn: Turn) -> list[cards.Piece]:
    """Back to questions. Who listens stands on the card itself: the IT hotline is not for worries."""
    return [cards.button(turn.t("concern.help_button"), "welcome.help")]
