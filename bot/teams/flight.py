"""One call for everyone who asks at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Flight(Generic[T]):
    """At most one call is under way; whoever asks meanwhile gets its outcome, be it a value or an error."""

    def __init__(self, work: Callable[[], Awaitable[T]]) -> None:
        self._work = work
        self._task: asyncio.Task[T] | None = None

    @property
    def under_way(self) -> bool:
        """Whether a call is running."""
        return self._task is not None and not self._task.done()

    def begin(self) -> asyncio.Task[T]:
        """The running call; starts one where there is none."""
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._run())
            self._task.add_done_callback(_looked_at)
        return self._task

    async def join(self) -> T:
        """The outcome of the running call. Whoever gives up waiting doesn't end it for the others."""
        return await asyncio.shield(self.begin())

    async def cancel(self) -> None:
        """End the running call, if there is one."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> T:
        return await self._work()


def _looked_at(task: asyncio.Task[T]) -> None:
    """An error that nobody waits for any more is no news to asyncio."""
    if not task.cancelled():
        task.exception()
