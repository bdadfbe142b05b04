"""The chat in a terminal: the same bot as in Teams, its cards drawn as text, its buttons numbered."""

from bot.terminal.paper import Paper
from bot.terminal.talk import Talk
from bot.terminal.wall import Wall

__all__ = ["Paper", "Talk", "Wall"]
