"""From the bot to a person: a Lotse answers, from a card, without leaving Teams."""

from dialogs.escalation import deciding, desk, letters, lotsen, proposing, typed

__all__ = ["deciding", "desk", "letters", "lotsen", "proposing", "typed"]
