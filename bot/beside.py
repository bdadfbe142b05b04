"""What a dialog does beside its conversation: files that it serves over HTTP, and a look that it takes.

Files are for programs that can't sign in, such as a calendar: who has the address has the file. A look is
taken at the start and then each second, on every replica; it asks the clock of the house, never another one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeVar

import structlog
from aiohttp import web

from bot.later.declared import Declared
from bot.parts import part
from bot.reads import BoundReads
from bot.settings import Settings
from bot.storage import Database, StorageError, Value
from bot.texts import Texts
from bot.turn import Reads, Town

EVERY = 1.0
"""Seconds between two looks."""

T = TypeVar("T")
log = structlog.get_logger("bot")


@dataclass(slots=True)
class Site:
    """A part of the house: where it is reached from outside."""

    url: str = ""
    """`https://lotse.musterstadt.example`, without a slash at its end; "" nowhere."""

    @classmethod
    def of(cls, settings: Settings) -> Site:
        """Behind the proxy that the settings name."""
        return cls(f"https://{settings.domain}" if settings.domain else "")


@dataclass(frozen=True, slots=True)
class House:
    """What there is without a turn."""

    database: Database
    texts: Texts
    town: Callable[[], Town]
    parts: Mapping[type, object]
    clock: Callable[[], datetime]
    dialogs: tuple[Beside, ...] = ()

    def get(self, kind: type[T]) -> T:
        """A part of the house that was joined at the start, by its type; `KeyError` where it is missing."""
        return part(self.parts, kind)

    def reads(self, tenant: str = "", person: str = "") -> Reads:
        """Named queries with these bound."""
        return BoundReads(self.database, self.bound(tenant, person))

    def bound(self, tenant: str = "", person: str = "") -> dict[str, Value]:
        """:tenant, :person and :now, for a transaction or a query."""
        return {"tenant": tenant, "person": person, "now": self.clock()}


@dataclass(frozen=True, slots=True)
class Served:
    """A file as it is served."""

    content: bytes
    content_type: str
    name: str


Asked = Callable[[House, str, Literal["de", "en"]], Awaitable[Served | None]]
Look = Callable[[House], Awaitable[object]]
A = TypeVar("A", bound=Asked)
L = TypeVar("L", bound=Look)


@dataclass(slots=True)
class Beside(Declared):
    """The part of a dialog that stands beside its conversation."""

    files: dict[str, Asked] = field(default_factory=dict, kw_only=True)
    looks: list[Look] = field(default_factory=list, kw_only=True)

    def serves(self, prefix: str) -> Callable[[A], A]:
        """Gives the file behind `/<prefix>/<token>.ics`, in a language; None: there is none.

        A token has 32 to 64 hexadecimal digits.
        """

        def declare(asked: A) -> A:
            self.files[prefix] = asked
            return asked

        return declare

    def look(self, taken: L) -> L:
        """Taken at the start and each second; several replicas may take it at once."""
        self.looks.append(taken)
        return taken


async def look(house: House) -> None:
    """Take every look once; one that fails keeps no other from being taken."""
    for dialog in house.dialogs:
        for taken in dialog.looks:
            try:
                await taken(house)
            except StorageError as error:
                log.warning("database_away", error=type(error).__name__)
            except Exception as error:  # whatever it was: the next look is in a second
                log.error("look_failed", error=type(error).__name__)


async def looking(house: House) -> None:
    """Take every look again and again, until cancelled."""
    while True:
        await asyncio.sleep(EVERY)
        await look(house)


def route(there: Callable[[], House | None]) -> web.RouteDef:
    """The route of every file; 404 for what isn't there, whatever the reason."""

    async def handle(request: web.Request) -> web.Response:
        house = there()
        if house is None:
            raise web.HTTPServiceUnavailable
        prefix, token = request.match_info["prefix"], request.match_info["token"]
        asked = next((one.files[prefix] for one in house.dialogs if prefix in one.files), None)
        english = request.query.get("language") == "en"
        served = await asked(house, token, "en" if english else "de") if asked else None
        if served is None:
            raise web.HTTPNotFound
        name = f'attachment; filename="{served.name}"'
        headers = {"Content-Type": served.content_type, "Content-Disposition": name}
        return web.Response(body=served.content, headers=headers)

    return web.get("/{prefix:[a-z/]+}/{token:[0-9a-f]{32,64}}.ics", handle)
