"""A look at what goes over the wire, in both directions, as it is."""

from __future__ import annotations

import itertools
import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from aiohttp import web

from demo.client import Answer, Client
from demo.faults import Handler

KEPT = 200
"""Exchanges that are kept."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer."""

    number: int
    """In the order in which they began."""
    at: str
    """UTC, ISO 8601, by the demo's clock."""
    way: Literal["in", "out"]
    """From Teams in to the bot, or from the bot out to Teams."""
    what: str
    """In a few words: `message`, `invoke adaptiveCard/action`, `PUT message`."""
    sent: Any
    status: int
    """HTTP status; 0 where nothing was answered."""
    answered: Any


@dataclass(slots=True)
class Wire:
    """The latest exchanges, and whoever wants to hear of new ones."""

    clock: Callable[[], datetime]
    tell: Callable[[Exchange], None]
    exchanges: deque[Exchange] = field(default_factory=lambda: deque(maxlen=KEPT))
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def begin(self) -> int:
        """The number of an exchange that begins now."""
        return next(self._numbers)

    def add(
        self, number: int, way: Literal["in", "out"], what: str, sent: Any, status: int, answered: Any
    ) -> None:
        """Remember an exchange that has ended."""
        exchange = Exchange(number, self.clock().isoformat(), way, what, sent, status, answered)
        self.exchanges.append(exchange)
        self.tell(exchange)

    def listed(self) -> list[dict[str, Any]]:
        """Every exchange that is kept, oldest first."""
        return [asdict(exchange) for exchange in self.exchanges]

    def around(self, handler: Handler) -> Handler:
        """The same handler of the connector, overheard."""

        async def overheard(request: web.Request) -> web.StreamResponse:
            number = self.begin()
            response = await handler(request)
            body = response.body if isinstance(response, web.Response) else None
            sent = _json(await request.read())
            answered = _json(body if isinstance(body, bytes) else b"")
            what = f"{request.method} {_subject(request, sent)}"
            self.add(number, "out", what, sent, response.status, answered)
            return response

        return overheard


class OverheardClient(Client):
    """Everyone's client, with the wire in the middle. Where the bot can't be reached the status is 0."""

    wire: Wire
    works: Callable[[Mapping[str, Any], bool], None]
    """Told of each activity twice: as the bot begins to work on it (True), and as it has ended."""

    async def deliver(
        self, activity: Mapping[str, Any] | bytes, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """As `Client.deliver`, but a connection that fails is an answer, too."""
        sent = dict(activity) if isinstance(activity, Mapping) else {}
        number = self.wire.begin()
        self.works(sent, True)
        try:
            answer = await super().deliver(activity, headers)
        except (OSError, TimeoutError):
            answer = Answer(0)
        finally:
            self.works(sent, False)
        what = f"{sent.get('type', '')} {sent.get('name', '')}".strip()
        self.wire.add(number, "in", what, sent, answer.status, answer.body)
        return answer


def _subject(request: web.Request, sent: Any) -> str:
    """What a request of the bot's is about, in a word."""
    if isinstance(sent, dict) and "type" in sent:
        return str(sent["type"])
    asked = request.match_info
    return "members" if "/members" in request.path else "activity" if "activity" in asked else "conversation"


def _json(body: bytes) -> Any:
    try:
        return json.loads(body) if body else None
    except ValueError:
        return None
