"""A process that books, to be killed or raced against others.

    python actor.py stream URL whole|early|apart    says each booking that it may call done
    python actor.py race URL guarded|unguarded      for each line (an event) 250 people want a seat;
                                                    says how many got one and how many a no

"early" says "done" before the commit, "apart" decides and tells in two transactions, "unguarded" looks
first and takes then: the controls.
"""

import asyncio
import os
import sys
import uuid
from pathlib import Path

from bot.storage import Database, Migrations, Queries, Transaction, Value

TOWN: dict[str, Value] = {"tenant": "town"}
CALLERS = 32
PEOPLE = 250
FEATURE = Path(__file__).parent / "proof"


async def opened(url: str, *, serving: bool) -> Database:
    """The database of the proofs."""
    return await Database.open(
        url,
        queries=Queries.load([FEATURE / "queries.sql"]),
        migrations=Migrations.load([FEATURE / "migrations"]),
        serving=serving,
    )


def say(words: str) -> None:
    """Tell the parent, past every buffer of this process."""
    os.write(sys.stdout.fileno(), f"{words}\n".encode())


def book(tx: Transaction, name: str, *, early: bool) -> None:
    """Decide and tell, in one transaction."""
    tx.run("proof_book", id=name)
    tx.run("proof_tell", id=name)
    if early:
        say(name)


async def stream(database: Database, way: str) -> None:
    """Book for ever."""
    while True:
        name = uuid.uuid4().hex
        if way == "apart":
            await database.run("proof_book", TOWN, id=name)
            await database.run("proof_tell", TOWN, id=name)
        else:
            await database.transact(book, bound=TOWN, name=name, early=way == "early")
        if way != "early":
            say(name)


async def want_seat(database: Database, event: str, way: str) -> bool:
    """Whether this person got a seat."""
    if way == "guarded":
        return await database.one("proof_take_seat", str, TOWN, id=event) is not None
    left = await database.one("proof_seats_left", int, TOWN, id=event)
    return bool(left and left > 0 and await database.one("proof_force_seat", str, TOWN, id=event))


async def race(database: Database, way: str) -> None:
    """Run for the seats of each event that is called out."""
    while event := (await asyncio.to_thread(sys.stdin.readline)).strip():
        answers = await asyncio.gather(*(want_seat(database, event, way) for _ in range(PEOPLE)))
        say(f"{answers.count(True)} {answers.count(False)}")


async def main(part: str, url: str, way: str) -> None:
    """Play the part."""
    database = await opened(url, serving=part == "stream")
    say("ready")
    if part == "race":
        await race(database, way)
    else:
        await asyncio.gather(*(stream(database, way) for _ in range(CALLERS)))
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
