"""Looks of the first minute."""

from __future__ import annotations

from collections.abc import Sequence

from bot import cards
from bot.turn import Card, Turn
from dialogs.welcome.rules import Offer, Topic
from faq import Entry


def welcome(turn: Turn, examples: Sequence[str]) -> Card:
    """What the bot is worth, how it is used and what it stores, a line each, and three questions to try."""
    return cards.card(
        cards.heading(turn.t("welcome.title")),
        cards.text(turn.t("welcome.worth")),
        cards.text(turn.t("welcome.how_shared" if turn.message.place.shared else "welcome.how")),
        cards.text(turn.t("welcome.stores"), subtle=True),
        *_questions(examples),
        actions=[cards.button(turn.t("welcome.help_button"), "welcome.help")],
    )


def help_(turn: Turn, some: Sequence[Topic], offers: Sequence[Offer] = ()) -> Card:
    """What one can write, and topics to look into; `offers` are what town and person have besides."""
    commands = [*(turn.t(f"welcome.help_{offer}") for offer in offers), turn.t("welcome.help_commands")]
    return cards.card(
        cards.heading(turn.t("welcome.help_title")),
        cards.text(turn.t("welcome.help_ask")),
        cards.text(turn.t("welcome.help_shared")) if turn.message.place.shared else None,
        *_topics(some),
        cards.choice(turn.t("welcome.topics_button"), "welcome.topics") if some else None,
        cards.section(turn.t("welcome.help_commands_title"), "\n".join(commands)),
        cards.section(turn.t("welcome.help_privacy_title"), turn.t("welcome.help_privacy")),
        actions=[cards.button(turn.t("welcome.human_button"), "escalation.ask")],
    )


def topics(turn: Turn, some: Sequence[Topic], *, page: int, more: bool) -> Card:
    """A page of topics, each one press away from its questions."""
    return cards.card(
        cards.heading(turn.t("welcome.topics_title")),
        *_topics(some),
        actions=[cards.button(turn.t("welcome.more_topics_button"), "welcome.more_topics", page=page + 1)]
        if more
        else (),
    )


def questions(turn: Turn, topic: str, some: Sequence[Entry], *, page: int, more: bool) -> Card:
    """A page of a topic's questions, each one press away from its answer."""
    asked = [(entry.id, cards.escape(entry.said(turn.tongue).question)) for entry in some]
    title = turn.t("welcome.more_questions_button")
    return cards.card(
        cards.heading(cards.escape(some[0].said(turn.tongue).topic)),
        *(cards.choice(question, "answer.related", show=name) for name, question in asked),
        actions=[cards.button(title, "welcome.more_questions", topic=topic, page=page + 1)] if more else (),
    )


def languages(turn: Turn) -> Card:
    """German or English; each language says its own name."""
    return cards.card(
        cards.heading(turn.t("welcome.language_title")),
        cards.text(turn.t("welcome.language_hint")),
        actions=[
            cards.button("Deutsch", "welcome.language", language="de"),
            cards.button("English", "welcome.language", language="en"),
            cards.button(turn.t("welcome.language_follow_button"), "welcome.language", language=""),
        ],
    )


def language_chosen(turn: Turn) -> Card:
    """The choice was kept."""
    return cards.card(cards.text(turn.t(language_text(turn))))


def language_text(turn: Turn) -> str:
    """The key of what is said of the language that is in use."""
    return "welcome.language_chosen" if turn.wishes.language else "welcome.language_follows"


def lead_back(turn: Turn, sentence: str, examples: Sequence[str], *, human: bool = False) -> Card:
    """A kind word, and the way back to a question, or to a person."""
    way = cards.button(turn.t("welcome.human_button"), "escalation.ask")
    return cards.card(
        cards.text(sentence),
        *_questions(examples),
        actions=[cards.button(turn.t("welcome.help_button"), "welcome.help"), *([way] if human else [])],
    )


def _topics(some: Sequence[Topic]) -> list[cards.Piece]:
    return [cards.choice(cards.escape(topic.title), "welcome.topic", topic=topic.name) for topic in some]


def _questions(examples: Sequence[str]) -> list[cards.Piece]:
    return [cards.choice(cards.escape(example), "answer.ask", question=example) for example in examples]
