"""Looks of the first minute."""

from __future__ import annotations

from collections.abc import Sequence

from bot import cards
from bot.turn import Card, Turn


def welcome(turn: Turn, examples: Sequence[str]) -> Card:
    """What the bot is worth, what it stores, and three questions to try."""
    return cards.card(
        cards.heading(turn.t("welcome.title")),
        cards.text(turn.t("welcome.worth")),
        cards.text(turn.t("welcome.how")),
        cards.text(turn.t("welcome.stores"), subtle=True),
        cards.text(turn.t("welcome.try"), apart=True) if examples else None,
        *_questions(examples),
        actions=[cards.button(turn.t("welcome.help_button"), "welcome.help")],
    )


def help_(turn: Turn, examples: Sequence[str]) -> Card:
    """What one can write, with examples."""
    return cards.card(
        cards.heading(turn.t("welcome.help_title")),
        cards.text(turn.t("welcome.help_ask")),
        *_questions(examples),
        cards.section(turn.t("welcome.help_commands_title"), turn.t("welcome.help_commands")),
        cards.section(turn.t("welcome.help_privacy_title"), turn.t("welcome.help_privacy")),
        actions=[
            cards.button(turn.t("welcome.language_button"), "welcome.languages"),
            cards.button(turn.t("welcome.human_button"), "escalation.ask"),
        ],
    )


def languages(turn: Turn) -> Card:
    """German or English; each language says its own name."""
    return cards.card(
        cards.heading(turn.t("welcome.language_title")),
        cards.text(turn.t("welcome.language_hint")),
        actions=[
            cards.button("Deutsch", "welcome.language", language="de"),
            cards.button("English", "welcome.language", language="en"),
        ],
    )


def language_chosen(turn: Turn) -> Card:
    """The choice was kept."""
    return cards.card(cards.text(turn.t("welcome.language_chosen")))


def lead_back(turn: Turn, sentence: str, examples: Sequence[str]) -> Card:
    """A kind word, and the way back to a question."""
    return cards.card(
        cards.text(sentence),
        *_questions(examples),
        actions=[cards.button(turn.t("welcome.help_button"), "welcome.help")],
    )


def _questions(examples: Sequence[str]) -> list[cards.Piece]:
    return [cards.choice(cards.escape(example), "answer.ask", question=example) for example in examples]
