"""Looks of the window in which somebody confides. They are given the form, never a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot import cards
from bot.concern.desk import Published
from bot.concern.hints import Hint
from bot.concern.rules import LONGEST, Topic
from bot.turn import Card
from dialogs.concern.rules import Writing


class Speaks(Protocol):
    """Has words in a language."""

    def t(self, key: str, **values: object) -> str:
        """The text of this key."""
        ...


def form(told: Speaks, writing: Writing, *, replies: bool, before: str = "") -> Card:
    """The form, with what was written so far; `before` stands above it.

    `replies`: whether there is a page on which a reply can be read; without one nobody is asked for it.
    """
    return cards.card(
        cards.text(before) if before else None,
        cards.text(told.t("concern.form_lead"), subtle=True),
        *_fields(told, writing, replies=replies),
        cards.text(told.t("concern.form_office"), subtle=True, small=True, apart=True),
        actions=[_send(told.t("concern.send_button"), writing)],
    )


def hinted(told: Speaks, writing: Writing, hints: Sequence[Hint], *, replies: bool) -> Card:
    """What to think of before it is sent, and the form again, which then knows what was seen."""
    knowing = writing.model_copy(update={"seen": " ".join(hints)})
    return cards.card(
        cards.heading(told.t("concern.hint_title")),
        *(cards.text(told.t(f"sorgenbox.hint.{hint}")) for hint in hints),
        cards.text(told.t("concern.hint_next"), apart=True),
        *_fields(told, writing, replies=replies),
        actions=[_send(told.t("concern.send_as_it_is_button"), knowing)],
    )


def thanks(told: Speaks, receipt: str, url: str) -> Card:
    """That it has arrived, and the receipt where it can be used: only here, only now."""
    proof = (
        cards.heading(told.t("concern.receipt_title")),
        cards.text(receipt, apart=True),
        cards.text(told.t("concern.receipt_how", url=f"{url}/sorge/antwort")),
    )
    return cards.card(
        cards.heading(told.t("concern.thanks_title")),
        cards.text(told.t("concern.thanks")),
        *(proof if url else ()),
    )


def said(words: str) -> Card:
    """One sentence."""
    return cards.card(cards.text(words))


def voices(told: Speaks, published: Sequence[Published]) -> Card:
    """Sorgen & Antworten."""
    return cards.card(
        cards.text(told.t("concern.voices_how" if published else "concern.none_yet"), subtle=True),
        *(cards.section(cards.escape(one.worry), cards.escape(one.answer)) for one in published),
    )


def _fields(told: Speaks, writing: Writing, *, replies: bool) -> list[cards.Piece]:
    error = told.t("concern.form_empty")
    topics = [(topic.value, told.t(f"sorgenbox.topic.{topic}")) for topic in Topic]
    asked = [
        cards.choices(
            "topic",
            told.t("concern.form_topic"),
            topics,
            error=error,
            value=writing.topic,
            required=True,
        ),
        cards.text_input(
            "words",
            told.t("concern.form_words"),
            error=error,
            value=writing.text,
            required=True,
            lines=True,
            most=LONGEST,
        ),
    ]
    if replies:
        wish = told.t("concern.form_answer_wish")
        asked.append(
            cards.toggle("answer", told.t("concern.form_answer"), wish, error=error, on=writing.answer)
        )
    return asked


def _send(title: str, writing: Writing) -> cards.Piece:
    """A dialog is sent by Action.Submit."""
    return {
        "type": "Action.Submit",
        "title": title,
        "style": "positive",
        "data": {cards.MARK: "concern.send", "seen": writing.seen, "unsure": writing.unsure},
    }
