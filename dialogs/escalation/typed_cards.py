"""Looks of what the asker typed into the chat while a Lotse waits for a reply."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot import cards
from bot.turn import Card, Turn
from dialogs.escalation.asker_cards import quoted
from dialogs.escalation.fields import words
from dialogs.escalation.records import asked_last, heard_last
from dialogs.escalation.rules import MOST_WRITTEN, Typed
from dialogs.escalation.view import View


def typed(
    turn: Turn, form: Typed, views: Sequence[View], *, anew: bool = False, with_file: bool = False
) -> Card:
    """What was typed into the chat, and whether it is the reply that a Lotse waits for, or a new question.

    The words travel once, in a field: they can be longer than what two buttons could carry. Without `views`
    nobody waits any more. `anew`: the Lotse has written again since; `with_file`: a file came with the words.
    """
    views = views[: cards.MOST_ACTIONS - 1]
    asked = [asked_last(view.words) for view in views]
    about: dict[str, Any] = {"typed": form.typed}
    replies = [about | {"case": view.kept.id, "seq": _heard(view)} for view in views]
    one = len(views) == 1
    return cards.card(
        cards.heading(turn.t(f"escalation.{'typed_title' if views else 'over'}")),
        cards.text(turn.t(f"escalation.typed_{_why(views, anew=anew)}")),
        *(
            cards.section(
                turn.t("escalation.wrote_question"), cards.shortened(cards.markdown(word.words), 600)
            )
            for word in asked
            if word
        ),
        words(turn, "words", "escalation.typed_label", value=form.words, required=True, most=MOST_WRITTEN),
        cards.text(_about_file(turn, views), subtle=True) if with_file else None,
        *(
            cards.choice(
                turn.t("escalation.typed_yes_to", question=quoted(view.kept.question)),
                "escalation.pass_on",
                **reply,
            )
            for view, reply in zip(views, replies, strict=True)
            if not one
        ),
        actions=[
            *(
                cards.button(
                    turn.t("escalation.typed_yes_button"), "escalation.pass_on", primary=True, **reply
                )
                for reply in replies
                if one
            ),
            cards.button(
                turn.t(f"escalation.typed_{'no' if views else 'new'}_button"),
                "escalation.new_question",
                **about,
            ),
        ],
    )


def _heard(view: View) -> int:
    """The number of what the Lotse wrote last: what the person knows who sees this card."""
    word = heard_last(view.words)
    return word.seq if word else 0


def _why(views: Sequence[View], *, anew: bool) -> str:
    if not views:
        return "over"
    if not anew:
        return "which"
    word = heard_last(views[0].words)
    return "anew" if word and word.kind == "question" else "answered"


def _about_file(turn: Turn, views: Sequence[View]) -> str:
    """Where the file can go instead: to the Lotse, once both know the other's name."""
    word = asked_last(views[0].words) if len(views) == 1 and not views[0].kept.nameless else None
    if word and word.signed:
        return turn.t("escalation.typed_file_to", name=cards.escape(word.signed))
    return turn.t("escalation.typed_file")
