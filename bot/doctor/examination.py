"""Asks every check, in the order in which a town sets the bot up."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from bot.doctor import house, identity, keeping, outside, people, sorgenbox
from bot.doctor.case import Case, Finding

Check = Callable[[Case], Iterable[Finding]]
WaitingCheck = Callable[[Case], Awaitable[list[Finding]]]

HERE: tuple[Check, ...] = (
    house.of_settings,
    house.of_texts,
    house.of_faq,
    keeping.of_database,
    keeping.of_disk,
    identity.of_ids,
    identity.of_secret,
    identity.of_shared_secret,
    identity.of_certificate,
)
PEOPLE: tuple[WaitingCheck, ...] = (people.of_lotsen, people.of_cafe, people.of_admins, people.of_readers)
FAR: tuple[WaitingCheck, ...] = (
    outside.of_metadata,
    outside.of_token,
    outside.of_hosts,
    outside.of_service,
    outside.of_address,
    sorgenbox.of_pages,
    sorgenbox.of_owner,
    sorgenbox.of_writing,
    sorgenbox.of_reading,
)
"""They take as long as the slowest of them, some seconds at most."""


async def examine(case: Case, *, offline: bool = False) -> list[Finding]:
    """Every finding; `offline` leaves out what needs the network."""
    here = await asyncio.to_thread(lambda: [finding for check in HERE for finding in check(case)])
    asked = [check(case) for check in (*PEOPLE, *(() if offline else FAR))]
    return here + [finding for findings in await asyncio.gather(*asked) for finding in findings]
