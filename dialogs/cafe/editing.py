"""The live edit of `cafe.yaml`: taken in by itself, unless it would strand bookings; then an admin decides.

Which state is in use stands in the database, so that replicas agree and a restart takes in nothing unseen.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import StringConstraints

from bot.beside import House
from bot.cafe import Cafes, Programme, Standing, stranded
from bot.router import Form
from bot.turn import Letter, NotForYou, Outgoing, Reads, Reply, Sending, Transaction, Turn, post
from dialogs.cafe import host_cards, seats, slot_rows, stranding
from dialogs.cafe.declared import dialog
from dialogs.cafe.rules import EditGone
from dialogs.cafe.wording import Here, when

ROUND = timedelta(minutes=1)
"""Between two looks for hosts whom the bot can reach by now."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A slot that the rules had lost."""

    tenant: str
    id: str


class Edit(Form):
    """Which state of the file."""

    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


# ---------------------------------------------------------------- taking in


@dialog.look
async def take_in(house: House) -> None:
    """Use what the database says, and the file's new state where it strands nobody."""
    cafes, database = house.get(Cafes), house.database
    await asyncio.to_thread(cafes.refresh)
    digest = await database.one("cafe_programme_digest", str)
    if digest is not None and digest != cafes.in_use.digest:
        cafes.adopt(await database.one("cafe_programme_text", str) or "")
        cafes.fitted = ""
    if cafes.found.digest != digest and cafes.asked != cafes.found.digest:
        if digest is None or not await lost(house.reads(), house.clock(), cafes.found):
            await database.transact(use, bound=house.bound(), programme=cafes.found)
            cafes.in_use, cafes.fitted = cafes.found, ""
        else:
            await ask_admins(house, cafes.found)
            cafes.asked = cafes.found.digest
    if cafes.fitted != cafes.in_use.digest:
        await fit(house, cafes.in_use)
        cafes.fitted = cafes.in_use.digest
    await reach_hosts(house, cafes)


def use(tx: Transaction, programme: Programme) -> None:
    """This state from now on, on every replica."""
    today = tx.now.date()
    tx.run("cafe_use_programme", digest=programme.digest, text=programme.text, today=today)


async def lost(reads: Reads, now: datetime, programme: Programme) -> list[Standing]:
    """The slots with guests that a programme doesn't have."""
    rows = await reads.all("cafe_standing", Standing, now=now)
    return stranded(rows, programme)


async def fit(house: House, programme: Programme) -> None:
    """What is written down follows the programme: lost slots close, others get its seats and its end.

    May be broken off anywhere, and done again.
    """
    now = house.clock()
    for gone in await house.database.all("cafe_lost", Lost, now=now):
        if programme.slot(gone.id):
            await house.database.transact(stranding.regain, bound=house.bound(gone.tenant), slot=gone.id)
    for row in await house.database.all("cafe_standing", Standing, now=now):
        bound, slot = house.bound(row.tenant), None if row.added else programme.slot(row.id)
        if row.guests and row.lost(programme):
            await house.database.transact(stranding.strand, bound=bound, slot=row.id, why=stranding.LOST)
        elif slot and (slot.ends_at, slot.seats) != (row.ends_at, row.seats):
            await house.database.transact(
                fit_slot, bound=bound, slot=row.id, ends_at=slot.ends_at, most=slot.seats
            )


def fit_slot(tx: Transaction, slot: str, ends_at: datetime, most: int) -> None:
    """Other seats, another end, which calendars have to learn; new seats go to the line."""
    before = slot_rows.hold(tx, slot)
    if before and before.ends_at != ends_at:
        tx.run("cafe_changed", slot=slot)
    tx.run("cafe_fit_slot", slot=slot, ends_at=ends_at, seats=most)
    seats.fill(tx, slot)


async def reach_hosts(house: House, cafes: Cafes) -> None:
    """Hosts whom the bot can write to get a sheet from their next morning on."""
    now, programme = house.clock(), cafes.in_use
    if cafes.looked and timedelta() <= now - cafes.looked < ROUND:
        return
    cafes.looked = now
    today = programme.begin(programme.day(now), programme.sheet)
    due = today if today > now else programme.begin(programme.day(now) + timedelta(days=1), programme.sheet)
    for host in sorted(programme.hosts()):
        await house.database.run("cafe_reach_host", host=host, due_at=due)


# ---------------------------------------------------------------- asking


async def ask_admins(house: House, found: Programme) -> None:
    """Show every admin whom the bot can reach what an edit would strand, once for each edit."""
    for admin in sorted(house.get(Cafes).admins):
        for tenant in await house.database.all("cafe_homes_of", str, guest=admin):
            bound = house.bound(tenant)
            await house.database.transact(ask, bound=bound, admin=admin, digest=found.digest)


def ask(tx: Transaction, admin: str, digest: str) -> None:
    """One letter for each admin and state."""
    key = f"cafe.edit.{digest}.{admin}"
    post(tx, Letter("cafe.edit", to=admin, form={"digest": digest}, mark=f"cafe.edit.{digest}", key=key))


async def _words(here: Here, programme: Programme, digest: str, done: str = "") -> Outgoing:
    rows = [] if done else await lost(here.db, here.now, programme)
    lines = [when(here, row.starts_at, row.ends_at, programme.zone) for row in rows]
    guests = sum(row.guests for row in rows)
    card = host_cards.edit(here, lines, guests, digest, done)
    return Outgoing(card=card, summary=here.t("cafe.edit_title"))


@dialog.letter("cafe.edit", form=Edit)
async def edit(sending: Sending) -> Outgoing | None:
    """What an edit would strand; nothing is asked about a state that is gone."""
    cafes = sending.get(Cafes)
    if cafes.found.digest != sending.form.digest or cafes.in_use.digest == sending.form.digest:
        return None
    return await _words(sending, cafes.found, sending.form.digest)


async def decided(turn: Turn) -> Reply:
    """It has been said."""
    out = await _words(turn, turn.get(Cafes).found, turn.form.digest, "decided")
    return Reply(replace=out.card)


@dialog.pressed("cafe.edit_take", form=Edit, again=decided)
async def edit_take(turn: Turn) -> Reply:
    """Take the edit in: whoever it strands gets other slots within seconds."""
    found = _asked(turn)
    await turn.transact(use, programme=found)
    out = await _words(turn, found, turn.form.digest, "taken")
    return Reply(replace=out.card)


@dialog.pressed("cafe.edit_leave", form=Edit)
async def edit_leave(turn: Turn) -> Reply:
    """Stay with what is in use until the file changes again."""
    out = await _words(turn, _asked(turn), turn.form.digest, "left")
    return Reply(replace=out.card)


def _asked(turn: Turn) -> Programme:
    """The state that the admin was shown. Raises NotForYou and EditGone."""
    if turn.person.id not in turn.get(Cafes).admins:
        raise NotForYou
    found = turn.get(Cafes).found
    if found.digest != turn.form.digest:
        raise EditGone
    return found
