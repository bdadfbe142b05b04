"""The dialog that all parts of this feature declare their handlers on."""

from bot.router import Dialog

dialog = Dialog("welcome")
