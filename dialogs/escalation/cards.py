"""Looks of the way to a person, as whoever asks sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot import cards
from bot.turn import Card, Turn
from dialogs.escalation.fields import words
from dialogs.escalation.rules import Owner, Wish
from dialogs.escalation.table import Urgency


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


# ---------------------------------------------------------------- asking


def ask(
    turn: Turn,
    wish: Wish,
    topics: Sequence[str],
    departments: Sequence[str],
    *,
    shown: Mapping[str, str] | None = None,
    in_dialog: bool = False,
) -> Card:
    """The form: the question, what else helps, the topic, how urgent, with or without a name.

    `shown` is how topics are called in the reader's language; `in_dialog`: not in the chat, but above it.
    """
    names = shown or {}
    error = turn.t("escalation.ask_error")
    return cards.card(
        cards.heading(turn.t("escalation.ask_title")),
        cards.text(turn.t("escalation.ask_intro")),
        words(
            turn,
            "question",
            "escalation.ask_question",
            value=wish.question,
            error="escalation.ask_question_error",
            required=True,
        ),
        words(turn, "detail", "escalation.ask_detail", hint="escalation.ask_detail_hint", value=wish.detail),
        cards.choices(
            "topic",
            turn.t("escalation.ask_topic"),
            [
                *((topic, names.get(topic, topic)) for topic in topics),
                ("-", turn.t("escalation.ask_any_topic")),
            ],
            value=wish.topic or "-",
            error=error,
        ),
        cards.choices(
            "department",
            turn.t("escalation.ask_department"),
            [("-", turn.t("escalation.ask_any_department")), *((name, name) for name in departments)],
            value="-",
            error=error,
        )
        if departments
        else None,
        cards.choices(
            "urgency",
            turn.t("escalation.ask_urgency"),
            [(one, turn.t(f"escalation.urgency_{one}")) for one in Urgency],
            value=wish.urgency,
            error=error,
        ),
        cards.toggle(
            "nameless", turn.t("escalation.ask_nameless"), turn.t("escalation.ask_nameless_box"), error=error
        ),
        cards.text(turn.t("escalation.ask_privacy"), subtle=True, small=True),
        actions=[cards.sends(turn.t("escalation.send_button"), "escalation.send_message")]
        if in_dialog
        else [
            cards.button(turn.t("escalation.send_button"), "escalation.send", primary=True),
            cards.button(turn.t("escalation.hotline_button"), "escalation.hotline", checks=False),
        ],
    )


def on_its_way(turn: Turn, topic: str, by: str, *, nameless: bool) -> Card:
    """Who is asked, by when, and how to see it again."""
    return cards.card(
        cards.heading(turn.t("escalation.sent_title")),
        cards.text(
            turn.t("escalation.sent_topic", topic=cards.escape(topic)) if topic else turn.t("escalation.sent")
        ),
        cards.text(turn.t("escalation.sent_by", by=by)),
        cards.text(turn.t("escalation.sent_nameless"), subtle=True) if nameless else None,
        actions=[cards.button(turn.t("escalation.mine_button"), "escalation.mine")],
    )
