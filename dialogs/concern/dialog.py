"""A message that sounds like a worry is met kindly, and stored nowhere.

Three tones, the gravest first: a life in danger, a worry, and mere shyness about asking or about a program.
"""

from __future__ import annotations

from bot.router import Dialog
from bot.turn import Reply, Turn
from dialogs.concern import cards, rules
from faq import SUGGEST_FROM, Entry, Shelf

dialog = Dialog("concern")


@dialog.offers_as("concern.danger")
async def offer_help(turn: Turn, text: str) -> Reply | None:
    """Who helps at once, when these words sound as if a life were in danger; None when they don't."""
    if not rules.sounds_like_worry(text, turn.texts.every_word("concern.danger_signs")):
        return None
    return turn.card(cards.in_danger(turn), turn.t("concern.danger_line"))


@dialog.offers_as("concern.offer")
async def offer(turn: Turn, text: str) -> Reply | None:
    """A kind word and the right people, when these words sound like a worry; None when they don't."""
    if in_danger := await offer_help(turn, text):
        return in_danger
    signs = turn.texts.every_word("concern.signs")
    if not rules.sounds_like_worry(text, signs, apart=(*_timid(turn), *_harmless(turn))):
        return None
    return turn.card(cards.heard(turn), turn.t("concern.title"))


@dialog.offers_as("concern.encourage")
async def encourage(turn: Turn, text: str) -> Reply | None:
    """Courage, and where to begin, for who is shy or afraid of a program; None for everyone else."""
    if not rules.sounds_like_worry(text, _timid(turn), apart=_harmless(turn)):
        return None
    return turn.card(cards.encouraged(turn, _first_steps(turn, text)), turn.t("concern.timid_title"))


def _first_steps(turn: Turn, text: str) -> list[Entry]:
    """Answers about the thing that is feared."""
    thing = rules.matter(text, turn.texts.every_word("concern.feeling_words"))
    hits = turn.get(Shelf).matcher.decide(thing).hits
    return [hit.entry for hit in hits if hit.confidence >= SUGGEST_FROM and not hit.entry.shy]


def _timid(turn: Turn) -> tuple[str, ...]:
    every_word = turn.texts.every_word
    return rules.about(every_word("concern.timid_signs"), every_word("concern.things"))


def _harmless(turn: Turn) -> tuple[str, ...]:
    return turn.texts.every_word("concern.harmless_signs")
