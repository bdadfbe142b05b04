"""The gate before the bot: shut for the moment in which everything begins afresh."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

from bot.turn import Channel, Message, Reply

Answer = Callable[[Message, Channel], Awaitable[Reply]]


class Gate:
    """Lets messages through to the bot, one after the other or many at once, while it is open."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._under_way = 0
        self._moved = asyncio.Condition()
        self._shut = False

    async def __call__(self, message: Message, channel: Channel) -> Reply:
        """Answer, as soon as the gate is open."""
        async with self._moved:
            await self._moved.wait_for(lambda: not self._shut)
            self._under_way += 1
        try:
            return await self._answer(message, channel)
        finally:
            async with self._moved:
                self._under_way -= 1
                self._moved.notify_all()

    @contextlib.asynccontextmanager
    async def closed(self) -> AsyncIterator[None]:
        """No turn is under way, and none begins, as long as the block lasts."""
        async with self._moved:
            await self._moved.wait_for(lambda: not self._shut)
            self._shut = True
            await self._moved.wait_for(lambda: self._under_way == 0)
        try:
            yield
        finally:
            async with self._moved:
                self._shut = False
                self._moved.notify_all()
