"""Many callers, one deed: who comes while one is under way goes with the next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


@dataclass(slots=True)
class Together(Generic[T, R]):
    """Does what several ask for at the same time in one go, one go at a time."""

    do: Callable[[Sequence[T]], Awaitable[Sequence[R]]]
    """Gives an answer to each, in order; what it raises, all of them get."""
    _waiting: list[tuple[T, asyncio.Future[R]]] = field(default_factory=list)
    _doing: asyncio.Task[None] | None = None

    async def join(self, wish: T) -> R:
        """The answer to this wish. A caller that is cancelled doesn't learn what became of it."""
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((wish, answer))
        if self._doing is None:
            self._doing = asyncio.create_task(self._do_all(), name="together")
        return await answer

    async def _do_all(self) -> None:
        try:
            while self._waiting:
                going, self._waiting = self._waiting, []
                await self._go(going)
        finally:
            self._doing = None

    async def _go(self, going: list[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            given = await self.do([wish for wish, _ in going])
        except BaseException as fault:
            for _, answer in going:
                if not answer.done():
                    answer.set_exception(fault)
            if not isinstance(fault, Exception):
                raise
            return
        for (_, answer), one in zip(going, given, strict=True):
            if not answer.done():
                answer.set_result(one)
