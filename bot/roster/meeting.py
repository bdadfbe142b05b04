"""Who stands behind a sign-in name (UPN) of `lotsen.yaml`: looked up among the people whom the bot has met.

Teams says of a message who wrote it by Entra id; their sign-in name it tells only when asked. So as long as
a name is open, everyone whom the bot can write to is asked for once, a few each second. What is found is
kept for all replicas, and of everybody else nothing is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from bot.reply import Directory
from bot.roster.roster import is_entra_id
from bot.roster.shelf import RosterShelf
from bot.storage import Database, StorageError
from bot.turn import Person, Place
from bot.unsent import Blocked, NotSent, Rejected

LOOK = 1.0
"""Seconds between two looks."""
LOOKED_AT = 500
"""People of the address book that a look passes: the whole of a town with 2,000 within seconds."""
ASKED = 5
"""People whom a look asks Teams for: a tenth of what a tenant allows."""

log = structlog.get_logger("bot")


@dataclass(frozen=True, slots=True)
class Met:
    """Somebody in the address book."""

    tenant: str
    person: str
    account: str
    place: str
    service_url: str
    bot: str


@dataclass(frozen=True, slots=True)
class Known:
    """A sign-in name, and who has it."""

    upn: str
    person: str


@dataclass(slots=True)
class Meeting:
    """Looks as long as the bot runs, on every replica."""

    shelf: RosterShelf
    database: Database
    directory: Callable[[], Directory | None]
    """Whom to ask; None where nobody is there to be asked."""
    _open: frozenset[str] = frozenset()
    """The names that nobody was found for, at the last look."""
    _done: set[tuple[str, str]] = field(default_factory=set)
    """Tenants and people who have none of them."""
    _last: tuple[str, str] = ("", "")
    """Who was looked at last."""
    _named: bool = True
    """At the last look the roster had sign-in names, or nobody knows."""

    async def run(self) -> None:
        """Look each second until cancelled."""
        while True:
            await asyncio.sleep(LOOK)
            await self.look()

    async def look(self) -> None:
        """Take in who is known by now, and ask for some of those who may be among the rest."""
        try:
            await self._look()
        except StorageError:
            return  # storage tells the log of it, once
        except Exception as error:  # whatever it was: the next look is in a second
            log.error("chore_failed", kind="meeting", error=type(error).__name__)

    async def _look(self) -> None:
        wanted = frozenset(one.person for one in self.shelf.roster if not is_entra_id(one.person))
        if not wanted and not self._named:
            return
        known = {one.upn: one.person for one in await self.database.all("roster_known", Known, {})}
        self.shelf.met(known)
        if not self.shelf.faults:
            for upn in known.keys() - wanted:
                await self.database.run("roster_forget", upn=upn)
            self._named = bool(wanted)
        missing = wanted - known.keys()
        if missing - self._open:
            self._done.clear()
            self._last = ("", "")
        self._open = missing
        directory = self.directory()
        if missing and directory is not None:
            await self._ask(directory)

    async def _ask(self, directory: Directory) -> None:
        after = {"last_tenant": self._last[0], "last_person": self._last[1]}
        people = await self.database.all("roster_met", Met, {}, **after, most=LOOKED_AT)
        asked = 0
        for one in people:
            if asked == ASKED:
                return
            who = (one.tenant, one.person)
            if one.place and who not in self._done:
                asked += 1
                await self._ask_for(directory, one)
            self._last = who
        if len(people) < LOOKED_AT:
            self._last = ("", "")

    async def _ask_for(self, directory: Directory, one: Met) -> None:
        person = Person(tenant=one.tenant, id=one.person, account=one.account)
        place = Place(id=one.place, service_url=one.service_url, bot=one.bot)
        try:
            upn = await directory.upn(person, place)
        except (Blocked, Rejected) as fault:
            log.info("upn_not_told", reason=fault.code or type(fault).__name__)
            upn = ""
        except NotSent:
            return  # at the next round
        self._done.add((one.tenant, one.person))
        if upn in self._open:
            await self.database.run("roster_keep", tenant=one.tenant, upn=upn, person=one.person)
            self.shelf.met({**self.shelf.roster.known, upn: one.person})
            log.info("lotse_met")
