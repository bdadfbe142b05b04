"""Looks of the way to a person."""

from __future__ import annotations

from collections.abc import Sequence

from bot import cards
from bot.turn import Card, Turn
from dialogs.escalation.rules import Owner


def owner(turn: Turn, owner: Owner, question: str, *, courage: bool = True) -> Card:
    """Who answers for this question, how to reach them, and the question to take along."""
    ways = [
        turn.t(f"escalation.{way}", value=cards.escape(value))
        for way, value in (("phone", owner.phone), ("mail", owner.mail), ("hours", owner.hours))
        if value
    ]
    return cards.card(
        cards.heading(turn.t("escalation.title")),
        cards.text(turn.t("escalation.responsible", owner=cards.escape(owner.name))),
        cards.text("\n".join(f"- {way}" for way in ways) if ways else turn.t("escalation.look_up")),
        *_to_take_along(turn, question, courage=courage),
    )


def people(turn: Turn, others: Sequence[Owner], question: str, *, courage: bool = True) -> Card:
    """Who helps with what, how to reach them, and the question to take along."""
    lines = "\n".join(f"- {_line(other)}" for other in others)
    return cards.card(
        cards.heading(turn.t("escalation.title")),
        cards.text(turn.t("escalation.who")),
        cards.text(turn.t("escalation.reach")),
        cards.section(turn.t("escalation.others"), lines) if lines else None,
        *_to_take_along(turn, question, courage=courage),
    )


def _line(owner: Owner) -> str:
    name, way = cards.escape(owner.name), cards.escape(owner.phone or owner.mail)
    topics = cards.escape(", ".join(owner.topics))
    return f"**{name}**" + (f" ({way})" if way else "") + (f": {topics}" if topics else "")


def _to_take_along(turn: Turn, question: str, *, courage: bool) -> list[cards.Piece | None]:
    return [
        cards.section(turn.t("escalation.question_title"), cards.escape(question)) if question else None,
        cards.text(turn.t("escalation.courage"), subtle=True, apart=True) if courage else None,
    ]
