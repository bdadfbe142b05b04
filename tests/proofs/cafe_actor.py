"""People who want the last seat of a slot, as a process of their own.

    python cafe_actor.py URL WAY    for each line (a week) 250 people want its slot; says how many got it, how
                                    many stand in line, and the slowest of a hundred bookings in milliseconds

WAY is "guarded", or for the control "unguarded": looks first, and takes then.
"""

import asyncio
import os
import secrets
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from bot.app import migration_folders, query_files
from bot.cafe import Cafe, Cafes, Host, Programme, Slot
from bot.storage import Database, DatabaseBusy, Migrations, Queries, Transaction, Value
from dialogs.cafe import seats, slot_rows
from dialogs.cafe.rules import Guest, SlotTaken, State

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
CAFE = Cafe("it-cafe", "IT-Café", (Host("Lotte"),), (), ahead=timedelta(days=7_000))
PEOPLE = 250
Body = Callable[..., None]


async def opened(url: str) -> Database:
    """The whole bot's database."""
    queries, migrations = Queries.load(query_files()), Migrations.load(migration_folders())
    database = await Database.open(url, queries=queries, migrations=migrations, serving=False)
    cafes = Cafes()
    cafes.in_use = Programme((CAFE,))
    database.parts[Cafes] = cafes
    return database


def slot_of(week: int) -> Slot:
    """The slot of that week."""
    begins = NOW + timedelta(weeks=week, hours=5)
    return Slot("it-cafe", begins, begins + timedelta(minutes=20), 1)


def bound(person: str) -> dict[str, Value]:
    """As a turn binds it."""
    return {"tenant": "town", "person": person, "now": NOW}


async def pressed(database: Database, body: Body, person: str, slot: Slot) -> bool:
    """As the dialog does it; who finds the database busy presses again."""
    token = secrets.token_hex(16)
    about = {"slot": slot, "cafe": CAFE, "name": person, "token": token}
    while True:
        try:
            await database.transact(body, bound=bound(person), **about)
        except SlotTaken:
            return False
        except DatabaseBusy:
            continue
        return True


async def unguarded(database: Database, person: str, slot: Slot) -> bool:
    """Look whether anybody has booked, then write down who has."""
    guests = await database.all("cafe_guests", Guest, bound(person), slot=slot.id)
    if any(guest.state is State.BOOKED for guest in guests):
        return False

    def take(tx: Transaction) -> bool:
        slot_rows.know(tx, slot)
        token = secrets.token_hex(16)
        return seats._add(tx, slot, State.BOOKED, slot.starts_at, nth=1, name=person, token=token)

    return await database.transact(take, bound=bound(person))


async def timed(turn: Awaitable[bool]) -> tuple[bool, float]:
    """What it gives, and after how many milliseconds."""
    begun = time.perf_counter()
    return await turn, (time.perf_counter() - begun) * 1_000


async def main(url: str, way: str) -> None:
    """Run for the slot of each week that is called out; who comes too late then joins the line."""
    database = await opened(url)
    say("ready")
    while line := (await asyncio.to_thread(sys.stdin.readline)).strip():
        slot, people = slot_of(int(line)), [f"{os.getpid()} {line} {number}" for number in range(PEOPLE)]
        if way == "guarded":
            first = [timed(pressed(database, seats.book, person, slot)) for person in people]
        else:
            first = [timed(unguarded(database, person, slot)) for person in people]
        answers = await asyncio.gather(*first)
        late = [person for person, (got, _) in zip(people, answers, strict=True) if not got]
        if way == "guarded":
            second = [timed(pressed(database, seats.wait, person, slot)) for person in late]
            answers += await asyncio.gather(*second)
        took = sorted(milliseconds for _, milliseconds in answers)
        say(f"{PEOPLE - len(late)} {len(late)} {took[int(len(took) * 0.99)]:.0f}")
    await database.close()


def say(words: str) -> None:
    """Tell the parent, past every buffer of this process."""
    os.write(sys.stdout.fileno(), f"{words}\n".encode())


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
