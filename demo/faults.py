"""Faults of the network and of Teams that can be switched on, to see how the bot takes them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one request."""

    status: int = 0
    """Answer this status; 0 leaves the true answer, unless the connection is cut."""
    code: str = ""
    """Teams' name of the fault, in the body."""
    headers: tuple[tuple[str, str], ...] = ()
    after: bool = False
    """Whether the request has its effect first."""
    cut: bool = False
    """Cut the connection instead of answering."""
    delay: float = 0.0
    """Seconds to wait before anything else."""
    late: float = 0.0
    """Seconds to wait with the answer, once the effect is there or it is clear that there will be none."""
    method: str = ""
    """Only requests of this method; empty for all."""


@dataclass(slots=True)
class Faults:
    """Faults in the order in which they will happen, each once."""

    waiting: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault, times: int = 1) -> None:
        """Let the next requests that it fits go wrong."""
        self.waiting.extend([fault] * times)

    def clear(self) -> None:
        """Let everything go right again."""
        self.waiting.clear()

    async def around(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer a request, wrongly if it is due."""
        fault = next((one for one in self.waiting if one.method in ("", request.method)), None)
        if fault is None:
            return await handler(request)
        self.waiting.remove(fault)
        await asyncio.sleep(fault.delay)
        wrong = fault.cut or fault.status
        answer = await handler(request) if fault.after or not wrong else None
        await asyncio.sleep(fault.late)
        if fault.cut and request.transport is not None:
            request.transport.abort()
        if answer is None or wrong:
            return refusal(fault.status or 500, fault.code, dict(fault.headers))
        return answer


def refusal(status: int, code: str, headers: dict[str, str] | None = None) -> web.Response:
    """An error in the form that Teams' connector gives it."""
    return web.json_response({"error": {"code": code, "message": code}}, status=status, headers=headers)
