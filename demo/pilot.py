"""What a home asks of the bot that lives in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.teams import Notice
from bot.turn import Channel, Message, Reply

Fault = Mapping[str, Any]
"""A fault of the FAQ for the page: `where` (file and line), and its sentences in `de` and in `en`."""


class Pilot(Protocol):
    """A bot that can answer, forget, and look at what is due."""

    async def answer(self, message: Message, channel: Channel) -> Reply:
        """As `bot.app.Bot.answer`."""
        ...

    def words(self, notice: Notice, message: Message) -> str:
        """As `bot.app.Bot.notice`."""
        ...

    async def forget(self) -> None:
        """Empty its memory, at a moment when no turn is under way."""
        ...

    async def due(self) -> int:
        """Do all that is due by now, as the clock was moved; how many kept rows have lived their time."""
        ...

    def faults(self) -> Sequence[Fault]:
        """What keeps something out of the FAQ right now."""
        ...
