"""The dialog that all files of this folder declare their handlers on."""

from __future__ import annotations

from bot.router import Dialog

dialog = Dialog("upkeep")
