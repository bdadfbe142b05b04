"""The bots' side of the hand-over: `lotse concern serve` keeps what is confided here."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

import aiohttp
from pydantic import BaseModel, ValidationError

from bot.concern.desk import Published
from bot.concern.keeping import Full, Keeping, Standing, Unsure, as_set
from bot.concern.rules import Concern
from bot.concern.wire import AGAIN, CONCERN, PUBLIC, RELEASE, Handed, Kept, Releases, Told, Voices
from bot.settings import Settings
from bot.storage import DatabaseAway, StorageError
from bot.teams.body import bounded

PATIENCE = aiohttp.ClientTimeout(total=6, sock_connect=3)
"""Teams lets people wait for ten seconds or more."""
LARGEST = 1 << 20
"""Bytes of an answer that are read: twelve answers of the longest kind have 400,000."""
PAUSE = timedelta(seconds=20)
"""Between two questions whether there is a release that the readers don't know of."""
REST = timedelta(minutes=2)
"""The same once they know: then it shows only whether the owner is there."""

M = TypeVar("M", bound=BaseModel)


class SecretRefused(StorageError):
    """The owner of the Sorgenbox has another secret."""


SAYS_NO: Mapping[int, type[StorageError]] = {401: SecretRefused, 429: Full, 503: DatabaseAway}
"""What the owner says where nothing was kept."""


@dataclass(slots=True)
class Handing(Keeping):
    """Keeps nothing here, not even for a moment: what can't be handed over stays in the window."""

    owner: str
    """Without a slash at its end."""
    secret: str = field(repr=False)
    patience: aiohttp.ClientTimeout = PATIENCE
    _asked: datetime | None = None

    @classmethod
    def of(cls, settings: Settings) -> Handing:
        """As IT has set it."""
        return cls(settings.concern_url.rstrip("/"), settings.concern_secret, **as_set(settings))

    async def put(self, nonce: str, concern: Concern, day: date) -> str:
        """See `Keeping.put`. The owner counts the day by itself."""
        return (await self._ask("POST", CONCERN, Kept, _handed(nonce, concern))).receipt

    async def again(self, nonce: str, concern: Concern) -> str:
        """See `Keeping.again`."""
        return (await self._ask("POST", AGAIN, Kept, _handed(nonce, concern))).receipt

    async def published(self) -> list[Published]:
        """See `Keeping.published`."""
        voices = await self._ask("GET", PUBLIC, Voices)
        return [Published(one.id, one.worry, one.answer, one.week) for one in voices.published]

    async def told(self, day: date) -> None:
        """See `Keeping.told`."""
        with contextlib.suppress(StorageError):
            await self._ask("POST", RELEASE, Told, Told(day=day))
            self._asked = None

    async def _standing(self, moment: date, now: datetime) -> Standing | None:
        """As the owner says, asked now and then only."""
        pause = REST if moment == self._looked else PAUSE
        if self._asked is not None and self._asked <= now < self._asked + pause:
            return None
        self._asked = now
        found = await self._ask("GET", RELEASE, Releases)
        if found.looked is not None and found.looked >= moment:
            self._tell_faults()
        return Standing(found.looked, found.untold)

    async def _ask(self, method: str, path: str, kind: type[M], body: BaseModel | None = None) -> M:
        """The owner's answer. Raises Full; Unsure where it may have done it; else StorageErrors.

        Each question has a connection of its own: one that was kept open may have died with the owner.
        """
        data = body.model_dump_json().encode() if body else None
        headers = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"}
        try:
            async with (
                aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), timeout=self.patience) as http,
                http.request(
                    method, self.owner + path, data=data, headers=headers, allow_redirects=False
                ) as answer,
            ):
                return await _understood(answer, kind)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise DatabaseAway(f"({type(error).__name__})") from error
        except (aiohttp.ClientError, TimeoutError, OSError, ValidationError) as error:
            raise Unsure(f"({type(error).__name__})") from error


def _handed(nonce: str, concern: Concern) -> Handed:
    return Handed(nonce=nonce, topic=concern.topic, words=concern.words, wants_answer=concern.wants_answer)


async def _understood(answer: aiohttp.ClientResponse, kind: type[M]) -> M:
    """Raises Full, StorageErrors and ValidationError. A 502 or 504 of a proxy says nothing of the owner."""
    if answer.status != 200:
        unsure = Unsure if answer.status >= 500 else DatabaseAway
        raise SAYS_NO.get(answer.status, unsure)(f"({answer.status})")
    body = await bounded(answer.content, LARGEST)
    if body is None:
        raise Unsure("(too long)")
    return kind.model_validate_json(body)
