"""Looks of a proposal for the FAQ."""

from __future__ import annotations

from collections.abc import Mapping

from bot import cards
from bot.turn import Card
from dialogs.escalation.fields import words
from dialogs.escalation.rules import Proposal
from dialogs.escalation.view import Voice
from faq import Entry


def form(voice: Voice, proposal: Proposal, topics: Mapping[str, str], *, in_dialog: bool = False) -> Card:
    """What a Lotse proposes: question, wordings, answer, topic; in the chat, or in a dialog above it.

    `topics` by name, as the reader calls them. None is chosen beforehand but the case's own.
    """
    return cards.card(
        cards.heading(voice.t("escalation.draft_title")),
        cards.text(voice.t("escalation.draft_intro")),
        *_fields(voice, proposal),
        _topic(voice, proposal.topic, topics),
        actions=[
            cards.sends(voice.t("escalation.draft_button"), "escalation.propose_message_send")
            if in_dialog
            else cards.button(voice.t("escalation.draft_button"), "escalation.propose_send", primary=True)
        ],
    )


def to_decide(voice: Voice, proposal: Proposal, topics: Mapping[str, str]) -> Card:
    """A proposal, to change, accept or decline; who accepts it chooses the topic."""
    return cards.card(
        cards.heading(voice.t("escalation.draft_new")),
        cards.text(voice.t("escalation.draft_decide")),
        *_fields(voice, proposal),
        _topic(voice, proposal.topic, topics, required=True),
        actions=[
            cards.button(
                voice.t("escalation.accept_button"), "escalation.accept", primary=True, draft=proposal.draft
            ),
            cards.button(
                voice.t("escalation.decline_button"), "escalation.decline", checks=False, draft=proposal.draft
            ),
        ],
    )


def done(voice: Voice, key: str) -> Card:
    """One sentence."""
    return cards.card(cards.text(voice.t(key)))


def decided(voice: Voice, state: str) -> Card:
    """What became of a proposal."""
    return done(voice, f"escalation.draft_{state}")


def live(voice: Voice, question: str, entry: Entry, case: str) -> Card:
    """The FAQ answers by now what somebody has asked."""
    said = entry.said(voice.tongue)
    return cards.card(
        cards.heading(voice.t("escalation.live_title")),
        cards.text(cards.escape(cards.shortened(question, 500)), subtle=True),
        cards.text(cards.markdown(said.answer)),
        actions=[
            cards.button(voice.t("escalation.withdraw_button"), "escalation.withdraw", case=case),
            cards.button(voice.t("escalation.mine_button"), "escalation.mine"),
        ],
    )


def _topic(
    voice: Voice, topic: str, topics: Mapping[str, str], *, required: bool = False
) -> cards.Piece | None:
    if not topics:
        return None
    return cards.choices(
        "topic",
        voice.t("escalation.ask_topic"),
        list(topics.items()),
        value=topic if topic in topics else "",
        error=voice.t("escalation.topic_missing"),
        required=required,
    )


def _fields(voice: Voice, proposal: Proposal) -> list[cards.Piece]:
    return [
        words(
            voice,
            "question",
            "escalation.draft_question",
            value=proposal.question,
            required=True,
            lines=False,
            most=300,
        ),
        words(
            voice,
            "variants",
            "escalation.draft_variants",
            hint="escalation.draft_variants_hint",
            value=proposal.variants,
            most=1_500,
        ),
        words(voice, "answer", "escalation.draft_answer", value=proposal.answer, required=True, most=4_000),
    ]
