"""Processes that are killed, or raced against others.

    python actor.py serve URL WAY FOLDER REPLICAS ROUNDS SEED
                                            so many servers that book, one of them killed in each round
    python actor.py book FOLDER NAME        a client of theirs, until a line comes; says what was acknowledged
    python actor.py race URL WAY            for each line (an event) 250 people want a seat; says how many
                                            got one and how many a no

WAY is "guarded", or for a control "early" (says yes before the commit), "apart" (decides and tells in two
transactions), "unmarked" (doesn't know an operation again), "unguarded" (looks first and takes then).
"""

import asyncio
import os
import random
import signal
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from bot.later.letter import Letter
from bot.later.outbox import post
from bot.storage import Database, Migrations, Queries, StorageError, Transaction, Value

TOWN: dict[str, Value] = {"tenant": "town", "now": datetime(2026, 3, 1, 12, tzinfo=UTC)}
PEOPLE = 250
AT_ONCE = 8  # operations that one client has under way
FEATURE = Path(__file__).parent / "proof"
LATER = Path(__file__).parents[2] / "bot" / "later"


async def opened(url: str, *, serving: bool) -> Database:
    """The database of the proofs."""
    return await Database.open(
        url,
        queries=Queries.load([FEATURE / "queries.sql", LATER / "queries.sql"]),
        migrations=Migrations.load([FEATURE / "migrations", LATER / "migrations"]),
        serving=serving,
    )


def say(words: str) -> None:
    """Tell the parent, past every buffer of this process."""
    os.write(sys.stdout.fileno(), f"{words}\n".encode())


def book(tx: Transaction, operation: str, booking: str, *, marked: bool = True, told: bool = True) -> None:
    """Decide and tell, unless that was done before."""
    if marked and tx.one("proof_mark_operation", str, operation=operation) is None:
        return
    tx.run("proof_book", id=booking, operation=operation)
    if told:
        tell(tx, operation, booking)


def tell(tx: Transaction, operation: str, booking: str) -> None:
    """Write the letter that says so."""
    post(tx, Letter("proof.booked", to=operation.rpartition(".")[0], form={"booking": booking}))


class Server:
    """Books what its clients ask for, and says so."""

    def __init__(self, database: Database, way: str) -> None:
        self.database = database
        self.way = way

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection, line by line."""
        with suppress(OSError):
            while line := (await reader.readline()).decode().strip():
                if self.way == "early":
                    writer.write(b"yes\n")
                try:
                    await self.keep(line)
                    answer = b"yes\n"
                except StorageError:
                    answer = b"no\n"
                if self.way != "early":
                    writer.write(answer)
        writer.close()

    async def keep(self, operation: str) -> None:
        """Book one operation."""
        booking = uuid.uuid4().hex
        apart = self.way == "apart"
        await self.database.transact(
            book,
            bound=TOWN,
            operation=operation,
            booking=booking,
            marked=self.way != "unmarked",
            told=not apart,
        )
        if apart:
            await self.database.transact(tell, bound=TOWN, operation=operation, booking=booking)


async def serve(url: str, way: str, socket: Path) -> None:
    """Serve until killed."""
    server = Server(await opened(url, serving=True), way)
    async with await asyncio.start_unix_server(server.talk, socket):
        await asyncio.Event().wait()


def forked(url: str, way: str, socket: Path) -> int:
    """A server as a process of its own, forked from this one, which has everything imported."""
    if child := os.fork():
        return child
    asyncio.run(serve(url, way, socket))
    os._exit(0)


def crashes(url: str, way: str, folder: Path, replicas: int, rounds: int, seed: int) -> None:
    """Kill one server after the other at random moments, and start it again."""
    chance = random.Random(seed)
    sockets = [folder / f"{number}" for number in range(replicas)]
    say("ready")
    servers = [forked(url, way, socket) for socket in sockets]
    for _ in range(rounds):
        number = chance.randrange(replicas)
        until(sockets[number].exists)
        time.sleep(chance.uniform(0, 0.12))
        os.kill(servers[number], signal.SIGKILL)
        os.waitpid(servers[number], 0)
        sockets[number].unlink(missing_ok=True)
        servers[number] = forked(url, way, sockets[number])
    for server in servers:
        os.kill(server, signal.SIGKILL)
        os.waitpid(server, 0)
    say("over")


def until(there: Callable[[], bool]) -> None:
    """Wait for it."""
    while not there():
        time.sleep(0.002)


def open_now(folder: Path) -> list[Path]:
    """The servers that can be asked, or the folder, which answers nobody."""
    return sorted(folder.iterdir()) or [folder]


async def order(folder: Path, name: str, ended: asyncio.Event) -> None:
    """Have one operation after the other booked; one whose outcome is unknown is asked for again."""
    number = 0
    chance = random.Random(name)
    while not ended.is_set():
        operation = f"{name}.{number}"
        with suppress(OSError, ValueError):
            reader, writer = await asyncio.open_unix_connection(chance.choice(open_now(folder)))
            try:
                while not ended.is_set():
                    writer.write(f"{operation}\n".encode())
                    if not (answer := await reader.readline()):
                        break
                    if answer == b"yes\n":
                        say(operation)
                        number += 1
                        operation = f"{name}.{number}"
            finally:
                writer.close()
        await asyncio.sleep(0.005)


async def client(folder: Path, name: str) -> None:
    """Order until a line comes."""
    ended = asyncio.Event()
    say("ready")
    orders = [asyncio.create_task(order(folder, f"{name}.{number}", ended)) for number in range(AT_ONCE)]
    await asyncio.to_thread(sys.stdin.readline)
    ended.set()
    await asyncio.gather(*orders)


async def want_seat(database: Database, event: str, way: str) -> bool:
    """Whether this person got a seat."""
    if way == "guarded":
        return await database.one("proof_take_seat", str, TOWN, id=event) is not None
    left = await database.one("proof_seats_left", int, TOWN, id=event)
    return bool(left and left > 0 and await database.one("proof_force_seat", str, TOWN, id=event))


async def race(url: str, way: str) -> None:
    """Run for the seats of each event that is called out."""
    database = await opened(url, serving=False)
    say("ready")
    while event := (await asyncio.to_thread(sys.stdin.readline)).strip():
        answers = await asyncio.gather(*(want_seat(database, event, way) for _ in range(PEOPLE)))
        say(f"{answers.count(True)} {answers.count(False)}")
    await database.close()


def main(part: str, *given: str) -> None:
    """Play the part."""
    if part == "serve":
        url, way, folder, replicas, rounds, seed = given
        crashes(url, way, Path(folder), int(replicas), int(rounds), int(seed))
    elif part == "book":
        asyncio.run(client(Path(given[0]), given[1]))
    else:
        asyncio.run(race(*given))


if __name__ == "__main__":
    main(*sys.argv[1:])
