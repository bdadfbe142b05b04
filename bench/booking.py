"""The booking that bench/storage.py measures, by our storage and by SQLAlchemy on the same tables.

A booking is what the machinery does for a press: mark its nonce, take a seat where one is left, note who
sits there, in one transaction, answered after its commit.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.storage import Database, Migrations, Queries, Transaction, Value

ASKER: dict[str, Value] = {"tenant": "town", "person": "asker"}
DAY = "2026-03-01"
TABLES = """\
-- table: bench_event
-- purpose: An event with seats.
-- retention: as long as the benchmark
-- about: nobody
--
-- table: bench_seat
-- purpose: Who sits there.
-- retention: as long as the benchmark
-- about: person

CREATE TABLE bench_event (
  tenant TEXT NOT NULL, id TEXT NOT NULL, capacity INTEGER NOT NULL, taken INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, id), CONSTRAINT bench_seats_left CHECK (taken <= capacity)
) {STRICT};
CREATE TABLE bench_seat (
  tenant TEXT NOT NULL, event TEXT NOT NULL, person TEXT NOT NULL,
  PRIMARY KEY (tenant, event, person),
  FOREIGN KEY (tenant, event) REFERENCES bench_event (tenant, id)
) {STRICT};
"""
QUERIES = """\
-- name: bench_add_event
-- Add an event with seats for everybody.
INSERT INTO bench_event (tenant, id, capacity) VALUES (:tenant, :event, 1000000000);
-- name: bench_take_seat
-- Take a seat where one is left.
UPDATE bench_event SET taken = taken + 1
WHERE tenant = :tenant AND id = :event AND taken < capacity
RETURNING id;
-- name: bench_sit_down
-- Note who sits there.
INSERT INTO bench_seat (tenant, event, person) VALUES (:tenant, :event, :guest);
"""
EVENTS = 100
"""Slots of the months to come; a booking takes a seat of one of them."""

Once = Callable[[int], Awaitable[object]]


def event_of(number: int) -> str:
    """The event that this booking is for."""
    return f"event {number % EVENTS}"


def guest_of(number: int) -> str:
    """Who books: 36 characters, as Entra's ids have."""
    return f"{number:036}"


def book(tx: Transaction, number: int) -> None:
    """Mark the press, take the seat, note the guest."""
    tx.one("turn_mark_seen", str, hash=f"{number:064x}", day=DAY)
    if tx.one("bench_take_seat", str, event=event_of(number)) is not None:
        tx.run("bench_sit_down", event=event_of(number), guest=guest_of(number))


@asynccontextmanager
async def ours(url: str, folder: Path) -> AsyncIterator[Database]:
    """Our storage at this address, with the events in it."""
    feature = folder / "bench"
    (feature / "migrations").mkdir(parents=True, exist_ok=True)
    (feature / "migrations" / "001.sql").write_text(TABLES)
    (feature / "queries.sql").write_text(QUERIES)
    database = await Database.open(
        url,
        queries=Queries.load([feature / "queries.sql"]),
        migrations=Migrations.load([feature / "migrations"]),
    )
    for number in range(EVENTS):
        await database.run("bench_add_event", ASKER, event=event_of(number))
    yield database
    await database.close()


def engine_of(url: str) -> AsyncEngine:
    """SQLAlchemy as its documentation sets it up; SQLite with the same durability as ours."""
    if url.startswith("postgresql"):
        return create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"), pool_size=8)
    engine = create_async_engine(url.replace("sqlite:///", "sqlite+aiosqlite:///"), pool_size=8)

    @event.listens_for(engine.sync_engine, "connect")
    def durable(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        for pragma in (
            "journal_mode = wal",
            "synchronous = full",
            "foreign_keys = on",
            "busy_timeout = 30000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def immediate(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


MARK = text(
    "INSERT INTO turn_seen (tenant, hash, day) VALUES (:tenant, :hash, :day)"
    " ON CONFLICT (tenant, hash) DO NOTHING RETURNING hash"
)
TAKE = text(
    "UPDATE bench_event SET taken = taken + 1"
    " WHERE tenant = :tenant AND id = :event AND taken < capacity RETURNING id"
)
SIT = text("INSERT INTO bench_seat (tenant, event, person) VALUES (:tenant, :event, :guest)")


@asynccontextmanager
async def alchemy(url: str) -> AsyncIterator[Once]:
    """A booking by SQLAlchemy, on the tables that ours made; statements awaited one by one."""
    engine = engine_of(url)

    async def booking(number: int) -> None:
        known = {"tenant": "town", "event": event_of(number)}
        async with engine.begin() as connection:
            marked = await connection.execute(MARK, {"tenant": "town", "hash": f"{number:064x}", "day": DAY})
            marked.scalar_one_or_none()
            taken = await connection.execute(TAKE, known)
            if taken.scalar_one_or_none() is not None:
                await connection.execute(SIT, known | {"guest": guest_of(number)})

    yield booking
    await engine.dispose()
