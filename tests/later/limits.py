"""Teams' speed limits, enforced as Teams does: whoever is too fast gets a 429."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

from aiohttp import web

from demo.chats import Chats
from demo.faults import Faults, Handler, refusal

CONVERSATION = ((7, 1.0), (8, 2.0), (60, 30.0), (1_800, 3_600.0))
TENANT = ((50, 1.0),)


@dataclass(slots=True)
class Limits(Faults):
    """In the place of a connector's faults."""

    chats: Chats = field(default_factory=Chats)
    refused: int = 0
    times: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=1_800)))

    async def around(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer, or refuse what comes too soon."""
        found = self.chats.find(request.match_info.get("conversation", ""))
        assert found is not None
        asked = ((f"chat {found[0].id}", CONVERSATION), (f"tenant {found[0].tenant}", TENANT))
        now = time.monotonic()
        if any(self._too_many(who, limits, now) for who, limits in asked):
            self.refused += 1
            return refusal(429, "TooManyRequests", {"Retry-After": "1"})
        for who, _ in asked:
            self.times[who].append(now)
        return await handler(request)

    def _too_many(self, who: str, limits: tuple[tuple[int, float], ...], now: float) -> bool:
        times = self.times[who]
        return any(len(times) >= most and now - times[-most] < seconds for most, seconds in limits)
