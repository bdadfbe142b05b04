"""A message that sounds like a worry is met kindly, and stored nowhere."""

from __future__ import annotations

from bot.router import Dialog
from bot.turn import Reply, Turn
from dialogs.concern import cards, rules

dialog = Dialog("concern")


@dialog.offers_as("concern.offer")
async def offer(turn: Turn, text: str) -> Reply | None:
    """A kind word and the right people, when these words sound like a worry; None when they don't."""
    if in_danger := await offer_help(turn, text):
        return in_danger
    if not rules.sounds_like_worry(text, turn.texts.every_word("concern.signs")):
        return None
    return turn.card(cards.heard(turn), turn.t("concern.title"))


@dialog.offers_as("concern.danger")
async def offer_help(turn: Turn, text: str) -> Reply | None:
    """Who helps at once, when these words sound as if a life were in danger; None when they don't."""
    if not rules.sounds_like_worry(text, turn.texts.every_word("concern.danger_signs")):
        return None
    return turn.card(cards.in_danger(turn), turn.t("concern.danger_title"))
