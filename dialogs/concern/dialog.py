"""A message that sounds like a worry is met kindly, and stored nowhere."""

from __future__ import annotations

from bot.router import Dialog
from bot.turn import Reply, Turn
from dialogs.concern import cards, rules

dialog = Dialog("concern")


@dialog.offers_as("concern.offer")
async def offer(turn: Turn, text: str) -> Reply | None:
    """A kind word and the right people, when these words sound like a worry; None when they don't."""
    signs = [sign for words in turn.texts.words("concern.signs").values() for sign in words]
    if not rules.sounds_like_worry(text, signs):
        return None
    return turn.card(cards.heard(turn), turn.t("concern.title"))
