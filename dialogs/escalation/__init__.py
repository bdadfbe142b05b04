"""From the bot to a person: a Lotse answers, from a card, without leaving Teams."""

from dialogs.escalation import (  # noqa: F401 - they declare on one list
    deciding,
    desk,
    letters,
    lotsen,
    proposing,
    typed,
)
