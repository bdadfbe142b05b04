"""The bot's calls to Teams' connector: where they may go, when they are repeated, what comes of them."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import aiohttp
import structlog

from bot.teams.body import bounded, json_object
from bot.teams.edge import Edge
from bot.teams.fitting import LARGEST, encoded
from bot.teams.lanes import Lanes
from bot.teams.tokens import Tokens
from bot.unsent import (
    Blocked,
    HostNotAllowed,
    NotSent,
    OutcomeUnknown,
    Rejected,
    Throttled,
    TooLarge,
    Unreachable,
)

PATIENCE = 25.0
"""Seconds that one message may take with all its repetitions."""
SHORT_PATIENCE = 0.3
"""Seconds that a message nobody waits for stays here for its conversation; then it comes again later."""
ATTEMPTS = 5
FIRST_PAUSE = 0.5
"""Seconds before the first repetition; doubled each time, and jittered."""
ONE_TRY = aiohttp.ClientTimeout(total=10, sock_connect=3)
LARGEST_ANSWER = 1 << 18
"""Bytes of an answer that are read; a members' page is the longest that is asked for."""

REPEATABLE = (412, 429)
"""Teams did nothing, and says to come again."""
WRITES_BLOCKED = frozenset(
    {"MessageWritesBlocked", "ConversationBlockedByUser", "BotNotInConversationRoster", "BotDisabledByAdmin"}
)

log = structlog.get_logger("bot.teams")
_chance = random.SystemRandom()


Leaving = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Call:
    """One request to the connector."""

    method: str
    service_url: str
    steps: tuple[str, ...]
    """Parts of the path after /v3/conversations, each still unquoted."""
    body: Mapping[str, Any] | None = None
    tenant: str = ""
    leaving: Leaving | None = None
    """Set where nobody waits for it: one try, behind all answers to people. It is awaited right before the
    request leaves, each time; what it raises keeps the request here."""

    @property
    def url(self) -> str:
        """The whole address."""
        path = "".join(f"/{quote(step, safe='')}" for step in self.steps)
        return f"{self.service_url.rstrip('/')}/v3/conversations{path}"

    @property
    def lane(self) -> str:
        """What must keep its order: the conversation, or the tenant where one is being created."""
        return "\n".join((self.service_url, self.tenant if not self.steps else self.steps[0]))

    @property
    def again(self) -> bool:
        """Whether a second time does no more than the first."""
        return self.method in ("PUT", "DELETE", "GET")


@dataclass(frozen=True, slots=True)
class _Again:
    """An attempt that may be repeated, after that many seconds where Teams named them."""

    fault: NotSent
    after: float = 0.0


class Calls:
    """Makes calls, one at a time in each conversation."""

    def __init__(
        self,
        edge: Edge,
        tokens: Tokens | None,
        session: Callable[[], aiohttp.ClientSession],
        clock: Callable[[], datetime],
        lanes: Lanes,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._edge = edge
        self._tokens = tokens
        self._session = session
        self._clock = clock
        self._lanes = lanes
        self._sleep = sleep

    async def make(self, call: Call) -> dict[str, Any]:
        """The connector's answer. Raises one of the facts of `NotSent`; see there what each means."""
        content = None if call.body is None else encoded(call.body)
        if content is not None and len(content) > LARGEST:
            raise TooLarge(413)
        if call.leaving is not None:
            return await self._once(call, content, call.leaving)
        async with self._lanes.ride(call.lane):
            return await self._persist(call, content)

    async def _once(self, call: Call, content: bytes | None, leaving: Leaving) -> dict[str, Any]:
        """Try once, as soon as there is room that no answer to a person needs."""
        turn = await self._lanes.pace_behind(call.lane, call.tenant, SHORT_PATIENCE)
        if turn.wait:
            raise Throttled(retry_after=turn.wait)
        async with self._lanes.ride(call.lane):
            await leaving()
            self._lanes.left(call.lane, call.tenant, turn)
            outcome = await self._try(call, content)
        if isinstance(outcome, _Again):
            raise outcome.fault
        return outcome

    async def _persist(self, call: Call, content: bytes | None) -> dict[str, Any]:
        """Try until it is done, or may not be repeated, or takes too long."""
        started = self._clock()
        for attempt in range(ATTEMPTS):
            left = PATIENCE - (self._clock() - started).total_seconds()
            wait = await self._lanes.pace(call.lane, call.tenant, left)
            if wait:
                raise Throttled(retry_after=wait)
            outcome = await self._try(call, content)
            if not isinstance(outcome, _Again):
                return outcome
            pause = max(outcome.after, FIRST_PAUSE * 2**attempt) * _chance.uniform(1.0, 1.3)
            left = PATIENCE - (self._clock() - started).total_seconds()
            if pause >= left or attempt == ATTEMPTS - 1:
                raise outcome.fault
            log.info("send_repeated", attempt=attempt + 1, status=outcome.fault.status, method=call.method)
            await self._sleep(pause)
        raise AssertionError("the last attempt has returned or raised")

    async def _try(
        self, call: Call, content: bytes | None, *, renewed: bool = False
    ) -> dict[str, Any] | _Again:
        """One request. The token is shown to listed hosts only, looked at here, right before it leaves."""
        headers = {"Content-Type": "application/json"}
        token = await self._tokens.get() if self._tokens else ""
        if not self._edge.may_speak_to(call.url):
            log.error("service_host_not_allowed")
            raise HostNotAllowed
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            async with self._session().request(
                call.method, call.url, data=content, headers=headers, allow_redirects=False, timeout=ONE_TRY
            ) as response:
                answer = json_object(await bounded(response.content, LARGEST_ANSWER)) or {}
                status, asked = response.status, response.headers.get("Retry-After", "")
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            return _Again(Unreachable(code=type(error).__name__))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return _unknown(call, OutcomeUnknown(code=type(error).__name__))
        if status == 401 and token and self._tokens and not renewed:
            self._tokens.drop(token)
            return await self._try(call, content, renewed=True)
        return _judged(call, status, answer, _retry_after(asked, self._clock()))


def _judged(call: Call, status: int, answer: dict[str, Any], asked: float) -> dict[str, Any] | _Again:
    """What a status means."""
    code = _code(answer)
    if 200 <= status < 300:
        return answer
    if status in REPEATABLE:
        return _Again(Throttled(status, code, asked), asked)
    if status >= 500:
        return _unknown(call, OutcomeUnknown(status, code, asked), asked)
    if status == 413 or code == "MessageSizeTooBig":
        raise TooLarge(status, code)
    if status == 403 and code in WRITES_BLOCKED:
        raise Blocked(status, code)
    if status == 404 and call.method == "DELETE":
        return {}  # it is gone, which is what was wanted
    raise Rejected(status, code)


def _unknown(call: Call, fault: OutcomeUnknown, after: float = 0.0) -> _Again:
    """Nobody knows whether it was done: once more where that does no harm, else the caller must hear it."""
    if not call.again:
        raise fault
    return _Again(fault, after)


def _code(answer: Mapping[str, Any]) -> str:
    """The connector's name of a fault: `{"error": {"code": …}}`, some with a more telling one inside."""
    error = answer.get("error")
    if not isinstance(error, dict):
        return ""
    inner = error.get("innerHttpError") if isinstance(error.get("innerHttpError"), dict) else {}
    named = (error.get("subCode"), (inner or {}).get("code"), error.get("code"))
    names = [name for name in named if isinstance(name, str)]
    return next((name for name in names if name in WRITES_BLOCKED), names[-1] if names else "")[:60]


def _retry_after(header: str, now: datetime) -> float:
    """Seconds to wait, from a number or a date; 0 where there is neither."""
    if header.strip().isdecimal() and len(header) < 10:
        return float(header)
    try:
        return max(0.0, (parsedate_to_datetime(header) - now).total_seconds())
    except (ValueError, TypeError):
        return 0.0
