"""From the bot to a person: a Lotse answers, from a card, without leaving Teams."""

from dialogs.escalation import deciding, desk, letters, lotsen, proposing  # noqa: F401 - they declare on one list
