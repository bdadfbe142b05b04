"""From the bot to a person: a Lotse answers, from a card, without leaving Teams."""

from dialogs.escalation import desk, drafts, letters, lotsen  # noqa: F401 - they declare on the dialog's one list
