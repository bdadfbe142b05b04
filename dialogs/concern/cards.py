"""Looks of listening."""

from __future__ import annotations

from collections.abc import Sequence

from bot import cards
from bot.turn import Card, Turn
from faq import Entry


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


def encouraged(turn: Turn, entries: Sequence[Entry]) -> Card:
    """For who is shy or afraid of a program: no crisis, so no helpline, but small steps to begin with."""
    questions = [(entry.id, cards.escape(entry.said(turn.tongue).question)) for entry in entries]
    return cards.card(
        cards.heading(turn.t("concern.timid_title")),
        cards.text(turn.t("concern.timid_how")),
        cards.text(turn.t("concern.timid_start" if questions else "concern.timid_ask"), apart=True),
        *(cards.choice(question, "answer.related", show=name) for name, question in questions),
        cards.text(turn.t("concern.timid_kept"), subtle=True, small=True, apart=True),
        actions=[
            cards.button(turn.t("concern.human_button"), "escalation.ask"),
            cards.button(turn.t("concern.help_button"), "welcome.help"),
        ],
    )


def _ways_on(turn: Turn) -> list[cards.Piece]:
    """Back to questions. Who listens stands on the card itself: the IT hotline is not for worries."""
    return [cards.button(turn.t("concern.help_button"), "welcome.help")]
