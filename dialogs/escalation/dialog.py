"""From the bot to a person: who helps, and how to reach them."""

from __future__ import annotations

from bot.router import Dialog
from bot.turn import Reply, Turn
from dialogs.escalation import cards
from dialogs.escalation.rules import Asked

dialog = Dialog("escalation")


@dialog.said("escalation.words")
async def offer(turn: Turn) -> Reply:
    """Name the people who help."""
    return turn.card(cards.people(turn, ""), turn.t("escalation.title"))


@dialog.pressed("escalation.ask", form=Asked)
async def offer_pressed(turn: Turn) -> Reply:
    """The same, from a button: as a new message below, with the question to take along."""
    reply = turn.card(cards.people(turn, turn.form.question), turn.t("escalation.title"))
    return Reply(reply.messages, notice=turn.t("escalation.below"))
