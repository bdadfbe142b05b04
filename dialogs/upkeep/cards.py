"""Looks of what admins are told and asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot import cards
from bot.turn import Card, Sending, Turn, day_said
from dialogs.upkeep.rules import Wrong
from faq.learning import Proposal

MOST_ALIKE = 3


def broken(turn: Turn | Sending, found: Sequence[Wrong], more: int) -> Card:
    """Which files can't be used, where, why, and what to write instead."""
    return cards.card(
        cards.heading(turn.t("upkeep.broken")),
        cards.text(turn.t("upkeep.goes_on")),
        *(cards.section(_place(turn, one), _what(turn, one)) for one in found),
        cards.text(turn.t("upkeep.more", count=more)) if more else None,
        cards.text(turn.t("upkeep.then"), subtle=True, apart=True),
    )


def _place(turn: Turn | Sending, one: Wrong) -> str:
    return turn.t("upkeep.place", file=cards.escape(one.file), line=one.line)


def _what(turn: Turn | Sending, one: Wrong) -> str:
    if not one.problem:
        return turn.t("upkeep.check")
    return cards.escape(cards.shortened(f"{one.problem} {one.remedy}", 600))


# ---------------------------------------------------------------- phrasings


def proposal(turn: Turn, one: Proposal, left: int) -> Card:
    """A phrasing to accept or to dismiss; `left` others wait behind it."""
    alike = "\n".join(f"- {cards.escape(words)}" for words in one.others[:MOST_ALIKE])
    day = day_said(date.fromisoformat(one.day), turn.tongue)
    return cards.card(
        cards.heading(turn.t("upkeep.proposal_title")),
        cards.text(_quoted(turn, one)),
        cards.text(
            turn.t("upkeep.asked_once" if one.count == 1 else "upkeep.asked", count=one.count, day=day),
            subtle=True,
        ),
        cards.section(turn.t("upkeep.alike"), alike) if alike else None,
        cards.section(turn.t("upkeep.belongs_to"), cards.escape(one.entry.said(turn.tongue).question)),
        cards.text(turn.t("upkeep.names"), subtle=True, apart=True),
        cards.text(turn.t("upkeep.left", count=left), subtle=True, small=True) if left else None,
        actions=[
            cards.button(turn.t("upkeep.accept_button"), "upkeep.accept", primary=True, mark=one.mark),
            cards.button(turn.t("upkeep.dismiss_button"), "upkeep.dismiss", mark=one.mark),
            cards.button(turn.t("upkeep.later_button"), "upkeep.later", mark=one.mark),
        ],
    )


def accepted(turn: Turn, one: Proposal, file: str) -> Card:
    """It is written, where, and how to take it back."""
    return cards.card(
        cards.heading(turn.t("upkeep.accepted")),
        cards.text(_quoted(turn, one)),
        cards.text(turn.t("upkeep.written", file=cards.escape(file)), subtle=True),
        actions=[cards.button(turn.t("upkeep.undo_button"), "upkeep.withdraw", mark=one.mark)],
    )


def dismissed(turn: Turn, one: Proposal) -> Card:
    """It will not be proposed again, and how to take that back."""
    return cards.card(
        cards.heading(turn.t("upkeep.dismissed")),
        cards.text(_quoted(turn, one)),
        actions=[cards.button(turn.t("upkeep.undo_button"), "upkeep.reopen", mark=one.mark)],
    )


def no_more(turn: Turn) -> Card:
    """None is open, but for what was left for later."""
    return cards.card(cards.text(turn.t("upkeep.no_more")))


def _quoted(turn: Turn, one: Proposal) -> str:
    return turn.t("upkeep.quoted", words=cards.escape(one.words))
