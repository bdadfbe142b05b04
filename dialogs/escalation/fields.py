"""The inputs for words that the cards of this dialog share."""

from __future__ import annotations

from bot import cards
from dialogs.escalation.view import Voice


def words(
    voice: Voice,
    name: str,
    label: str,
    *,
    hint: str = "",
    value: str = "",
    error: str = "escalation.words_missing",
    required: bool = False,
    lines: bool = True,
    most: int = 2_000,
) -> cards.Piece:
    """An input for words, of several lines as a rule; `label`, `hint` and `error` are keys of texts."""
    return cards.text_input(
        name,
        voice.t(label),
        hint=voice.t(hint) if hint else "",
        value=value,
        error=voice.t(error),
        required=required,
        lines=lines,
        most=most,
    )
