"""Looks of the way to a person."""

from __future__ import annotations

from bot import cards
from bot.turn import Card, Turn


def people(turn: Turn, question: str) -> Card:
    """Who helps in person, how to reach them, and the question to take along."""
    return cards.card(
        cards.heading(turn.t("escalation.title")),
        cards.text(turn.t("escalation.who")),
        cards.text(turn.t("escalation.reach")),
        cards.section(turn.t("escalation.question_title"), cards.escape(question)) if question else None,
        cards.text(turn.t("escalation.courage"), subtle=True, apart=True),
    )
