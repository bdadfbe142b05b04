"""The people behind the bot: Lotsen, hosts of the IT-Café, admins, and who reads the Sorgenbox."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.app import migration_folders, query_files
from bot.cafe import Cafes, contradictions
from bot.cafe import Fault as CafeFault
from bot.doctor.case import Case, Finding
from bot.doctor.keeping import is_current
from bot.roster import Fault as RosterFault
from bot.roster import RosterShelf, is_entra_id
from bot.roster.meeting import Known
from bot.storage import Database, Migrations, Queries, StorageError
from faq import Catalog

SOME = 5
"""Names that are told; the others are counted."""


async def of_lotsen(case: Case) -> list[Finding]:
    """The file can be used, and the bot can write to everyone in it."""
    if case.settings.home is None or case.faults:
        return []
    shelf = RosterShelf.of_town(case.settings)
    if shelf.faults:
        return [Finding("lotsen", "bad", "broken", {"lines": _lines(shelf.faults)})]
    if not shelf.roster:
        return [Finding("lotsen", "open", "none")]
    met = await _met(case, [one.person for one in shelf.roster])
    if met is None:
        return []
    if strangers := [one.name for one in shelf.roster if one.person not in met]:
        return [Finding("lotsen", "look", "unreached", {"names": _some(strangers)})]
    return [Finding("lotsen", "good", "fine", {"count": len(shelf.roster.lotsen)})]


async def of_cafe(case: Case) -> list[Finding]:
    """The file can be used as it is meant, and the bot can write to the hosts that it names by their id."""
    if case.settings.home is None or case.faults:
        return []
    cafes = Cafes.of(case.settings)
    if cafes.faults:
        return [Finding("cafe", "bad", "broken", {"lines": _lines(cafes.faults)})]
    hosts = {host.id: host.name for cafe in cafes.found.cafes for host in cafe.hosts}
    if not hosts:
        return []
    looks = [Finding("cafe", "look", "doubled", {"lines": _lines(cafes.hints)})] if cafes.hints else []
    facts = Catalog.load(*case.settings.faq_folders).facts
    if against := list(contradictions(cafes.found, facts)):
        told = "; ".join(f"{name}: {words}" for name, words in against)
        looks.append(Finding("cafe", "look", "contradicted", {"facts": told}))
    named = {person: name for person, name in hosts.items() if person}
    if not named:
        return [*looks, Finding("cafe", "open", "nameless")]
    met = await _met(case, named)
    if met is None:
        return looks
    if strangers := [name for person, name in named.items() if person not in met]:
        return [*looks, Finding("cafe", "look", "unreached", {"names": _some(strangers)})]
    return looks or [Finding("cafe", "good", "fine", {"count": len(named)})]


async def of_admins(case: Case) -> list[Finding]:
    """The bot can write to each of them: it tells them when a file can't be used, or a secret ends."""
    admins = sorted(filter(is_entra_id, case.settings.admins))  # what is no id is found elsewhere
    met = await _met(case, admins) if admins and not case.faults else None
    if met is None:
        return []
    if strangers := [one for one in admins if one not in met]:
        return [Finding("admins", "look", "unreached", {"ids": _some(strangers)})]
    return [Finding("admins", "good", "fine", {"count": len(admins)})]


async def of_readers(case: Case) -> list[Finding]:
    """Enough people read the Sorgenbox, and the bot can tell them when there is something to read.

    One alone is a fault of the settings, which is found there.
    """
    readers = sorted(case.settings.concern_readers)
    if not readers:
        return [Finding("readers", "open", "none")]
    if len(readers) == 1:
        return []
    met = await _met(case, readers) if not case.faults else None
    if met is not None and (strangers := [one for one in readers if one not in met]):
        return [Finding("readers", "look", "unreached", {"ids": _some(strangers)})]
    return [Finding("readers", "good", "fine", {"count": len(readers)})]


async def _met(case: Case, people: Collection[str]) -> set[str] | None:
    """Who of them, by Entra id or UPN, can be written to; None where the database can't tell.

    That is found elsewhere.
    """
    tenants = sorted(case.settings.allowed_tenants)
    try:
        if not tenants or not is_current(case):
            return None
        database = await Database.open(
            case.settings.database_url,
            queries=Queries.load(query_files()),
            migrations=Migrations.load(migration_folders()),
            serving=False,
        )
    except (StorageError, OSError):
        return None
    try:
        known = {one.upn: one.person for one in await database.all("roster_known", Known, {})}
        return {
            person
            for person in people
            for tenant in tenants
            if await database.one("later_reachable", int, {"tenant": tenant}, to=known.get(person, person))
            is not None
        }
    except StorageError:
        return None
    finally:
        await database.close()


def _lines(faults: Iterable[RosterFault | CafeFault]) -> str:
    return _some(str(fault.line) for fault in faults)


def _some(names: Iterable[str]) -> str:
    every = list(names)
    return ", ".join(every[:SOME]) + (f" (+{len(every) - SOME})" if len(every) > SOME else "")
