"""From the bot to a person: who helps, and how to reach them."""

from __future__ import annotations

from bot.router import Dialog
from bot.turn import Card, Reply, Turn
from dialogs.escalation import cards, rules
from dialogs.escalation.rules import Asked
from faq import Shelf

dialog = Dialog("escalation")


@dialog.said("escalation.words")
async def offer(turn: Turn) -> Reply:
    """Name the people who help."""
    return turn.card(_who_helps(turn, Asked()), turn.t("escalation.title"))


@dialog.pressed("escalation.ask", form=Asked)
async def offer_pressed(turn: Turn) -> Reply:
    """The same, from a button: as a new message below, with the question to take along.

    Of an answer it names who stands behind it.
    """
    reply = turn.card(_who_helps(turn, turn.form), turn.t("escalation.title"))
    return Reply(reply.messages, notice=turn.t("escalation.below"))


def _who_helps(turn: Turn, asked: Asked) -> Card:
    catalog, facts = turn.get(Shelf).catalog, turn.town.facts
    entry = catalog.by_id.get(asked.entry)
    courage = rules.takes_courage(entry, unhappy=asked.unhappy)
    if entry and entry.owner:
        owner = rules.owner_of(entry.owner, facts, turn.tongue)
        return cards.owner(turn, owner, asked.question, courage=courage)
    others = rules.owners(catalog, facts, turn.tongue)
    return cards.people(turn, others, asked.question, courage=courage)
