"""Looks of an answer, sure or unsure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from bot import cards
from bot.turn import Card, Turn, day_said
from dialogs.answer.rules import Origin, carried
from faq import Entry, Said

NOTHING = Origin()
MOST_RELATED = 2
"""With the four actions of every answer they make six, which is all that Teams shows.

Where an appointment is offered, it takes the place of one."""


def answer(
    turn: Turn,
    entry: Entry,
    *,
    origin: Origin = NOTHING,
    related: Sequence[Entry] = (),
    rated: str = "",
    note: str = "",
    cafe: bool = False,
) -> Card:
    """The answer, why and what it gives, where to read on, who stands behind it, and what to do next.

    `rated` is "helpful", "not_helpful" or "missing" once it has been rated: it thanks, and asks no more.
    `note` is a sentence on what has just been changed. `cafe` offers an appointment as well.
    """
    said = _said(turn, entry)
    return cards.card(
        *_told(turn, entry, said),
        cards.text(turn.t(f"answer.thanks_{rated}"), apart=True) if rated else None,
        cards.text(note, apart=True) if note else None,
        *_related(turn, related[: MOST_RELATED - cafe]),
        actions=[*_answer_actions(turn, entry, said, origin, rated), *_appointment(turn, cafe)],
    )


def inserted(turn: Turn, entry: Entry) -> Card:
    """The answer for a chat in which the bot may not be: nothing to press, and in the usual words."""
    return cards.card(*_told(turn, entry, entry.said(turn.tongue)))


def summary(turn: Turn, entry: Entry) -> str:
    """What a notification shows, and what is said where the card is too large for Teams."""
    said = _said(turn, entry)
    answer = cards.shortened(cards.markdown(said.answer), 1_000)
    return f"**{cards.escape(said.question)}**\n\n{answer}"


def _said(turn: Turn, entry: Entry) -> Said:
    return entry.said(turn.tongue, simple=wants_simple(turn))


def wants_simple(turn: Turn) -> bool:
    """Whether this turn is answered in Einfache Sprache: never where others read along."""
    return turn.wishes.simple and not turn.message.place.shared


def _told(turn: Turn, entry: Entry, said: Said) -> list[cards.Piece | None]:
    """Question, answer, and who stands behind it."""
    return [
        cards.heading(cards.escape(said.question)),
        cards.text(turn.t("answer.only_german"), subtle=True, small=True)
        if said.language_used != turn.tongue
        else None,
        *_body(said, turn),
        cards.text(_source(turn, entry, said), subtle=True, small=True, apart=True),
    ]


def _body(said: Said, turn: Turn) -> list[cards.Piece | None]:
    links = "\n".join(f"- [{cards.escape(link.text)}]({link.url})" for link in said.links)
    return [
        cards.text(cards.markdown(said.answer)),
        cards.section(turn.t("answer.why"), cards.markdown(said.why)) if said.why else None,
        cards.section(turn.t("answer.benefit"), cards.markdown(said.benefit)) if said.benefit else None,
        cards.section(turn.t("answer.links"), links) if links else None,
    ]


def _source(turn: Turn, entry: Entry, said: Said) -> str:
    parts = [cards.escape(said.topic)]
    if said.owner:
        parts.append(turn.t("answer.owner", owner=cards.escape(said.owner)))
    if entry.review_by:
        key = "answer.overdue" if entry.review_by < turn.now.date() else "answer.checked"
        parts.append(turn.t(key, day=day_said(entry.review_by, turn.tongue)))
    return " · ".join(part for part in parts if part)


def _answer_actions(turn: Turn, entry: Entry, said: Said, origin: Origin, rated: str) -> list[cards.Piece]:
    about: dict[str, Any] = {"entry": entry.id, "asked": origin.asked, "trace": origin.trace}
    actions: list[cards.Piece] = []
    if not rated:
        helped, not_helped = turn.t("answer.helpful_button"), turn.t("answer.not_helpful_button")
        actions.append(cards.button(helped, "answer.helpful", primary=True, entry=entry.id))
        actions.append(cards.button(not_helped, "answer.not_helpful", **about))
    if turn.tongue == "de" and entry.has_simple() and not turn.message.place.shared:
        which = "full" if said.simple else "simple"
        title = turn.t(f"answer.{which}_button")
        actions.append(cards.button(title, f"answer.{which}", rated=rated, **about))
    actions.append(_human(turn, origin.asked or said.question, entry=entry.id))
    return actions


def _related(turn: Turn, related: Sequence[Entry]) -> list[cards.Piece]:
    """Whole lines, since a button's title would be cut off on a phone."""
    if not related:
        return []
    questions = [(other.id, cards.escape(other.said(turn.tongue).question)) for other in related]
    return [
        cards.text(turn.t("answer.related"), apart=True),
        *(cards.choice(question, "answer.related", show=name) for name, question in questions),
    ]


def _appointment(turn: Turn, cafe: bool) -> list[cards.Piece]:
    return [cards.button(turn.t("answer.cafe_button"), "cafe.offer", checks=False)] if cafe else []


def _human(turn: Turn, question: str, *, primary: bool = False, **about: Any) -> cards.Piece:
    title = turn.t("answer.human_button")
    asked = carried(question)
    return cards.button(title, "escalation.ask", primary=primary, checks=False, question=asked, **about)


def missing(turn: Turn, entry: Entry, rating: str, *, cafe: bool = False) -> Card:
    """What was missing? One field, which may stay empty; `cafe` offers an appointment as well."""
    said = _said(turn, entry)
    about: dict[str, Any] = {"entry": entry.id, "rating": rating}
    return cards.card(
        cards.heading(cards.escape(said.question)),
        cards.text(turn.t("answer.sorry")),
        cards.text_input(
            "missing",
            turn.t("answer.missing_label"),
            hint=turn.t("answer.missing_hint"),
            error=turn.t("answer.missing_error"),
            lines=True,
            most=2_000,
        ),
        cards.text(turn.t("answer.missing_privacy"), subtle=True, small=True),
        actions=[
            cards.button(turn.t("answer.send_button"), "answer.missing", primary=True, **about),
            _human(turn, said.question, entry=entry.id, unhappy=True),
            *_appointment(turn, cafe),
        ],
    )


def suggestions(turn: Turn, entries: Sequence[Entry], origin: Origin, kept: str) -> Card:
    """Did you mean …? Up to three, and none of these."""
    about: dict[str, Any] = {"asked": origin.asked, "trace": origin.trace, "kept": kept}
    return cards.card(
        cards.heading(turn.t("answer.did_you_mean" if len(entries) > 1 else "answer.did_you_mean_this")),
        *(
            cards.choice(
                cards.escape(entry.said(turn.tongue).question), "answer.choose", entry=entry.id, **about
            )
            for entry in entries
        ),
        actions=[
            cards.button(
                turn.t("answer.none_button" if len(entries) > 1 else "answer.other_button"),
                "answer.none",
                **about,
            )
        ],
    )


def unknown(turn: Turn, asked: str, *, kept: bool) -> Card:
    """A warm no, what becomes of the question, and what does work."""
    return cards.card(
        cards.heading(turn.t("answer.unknown_title")),
        cards.text(turn.t("answer.unknown_kept" if kept else "answer.unknown_not_kept")),
        cards.text(turn.t("answer.unknown_tip"), subtle=True),
        actions=[
            _human(turn, asked, primary=True),
            cards.button(turn.t("answer.help_button"), "welcome.help"),
        ],
    )


def not_a_question(turn: Turn) -> Card:
    """For who tells of themselves: it may be a worry that was not recognised, so nothing is kept."""
    shared = turn.message.place.shared
    return cards.card(
        cards.heading(turn.t("answer.no_question_title")),
        cards.text(turn.t("answer.no_question_ask")),
        None if shared else cards.text(turn.t("answer.no_question_listen"), apart=True),
        cards.text(turn.t("answer.no_question_kept"), subtle=True, small=True),
        actions=[
            cards.button(turn.t("answer.human_button"), "escalation.ask"),
            cards.button(turn.t("answer.help_button"), "welcome.help"),
        ],
    )


def under_four_eyes(turn: Turn) -> Card:
    """In front of others: let us go on in private, by one press. No word of the question stands here."""
    bot = turn.message.place.bot or f"28:{turn.town.app_id}"
    return cards.card(
        cards.heading(turn.t("answer.private_title")),
        cards.text(turn.t("answer.private")),
        actions=[
            cards.link(
                turn.t("answer.private_button"),
                f"https://teams.microsoft.com/l/chat/0/0?users={quote(bot, safe=':')}",
            )
        ],
    )
