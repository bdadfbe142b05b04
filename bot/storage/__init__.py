"""Storage: one face, named SQL, durable transactions that are plain functions.

- `Database.open(url, queries=Queries.load(…), migrations=Migrations.load(…))`
- `await database.one("cafe_open_slot", Slot, slot=…)`, `.all`, `.run`, `.export`
- `await database.transact(take_seat, bound={…}, slot=…)` with `def take_seat(tx: Transaction, slot): …`
"""

from bot.storage.database import Database, Transaction
from bot.storage.errors import (
    ConstraintBroken,
    DatabaseAway,
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseLocked,
    DatabaseUnsafe,
    MigrationBroken,
    QueriesBroken,
    RowMismatch,
    SchemaTooNew,
    StorageError,
    TooManyRows,
    TransactionOver,
    UnfitValue,
    UnknownEngine,
    UnknownQuery,
    WrongParameters,
)
from bot.storage.migrations import Migration, Migrations, Promise
from bot.storage.queries import Queries, Query
from bot.storage.values import Stored, Value, day_of, time_of, time_text

__all__ = [
    "ConstraintBroken",
    "Database",
    "DatabaseAway",
    "DatabaseBusy",
    "DatabaseDamaged",
    "DatabaseLocked",
    "DatabaseUnsafe",
    "Migration",
    "MigrationBroken",
    "Migrations",
    "Promise",
    "Queries",
    "QueriesBroken",
    "Query",
    "RowMismatch",
    "SchemaTooNew",
    "StorageError",
    "Stored",
    "TooManyRows",
    "Transaction",
    "TransactionOver",
    "UnfitValue",
    "UnknownEngine",
    "UnknownQuery",
    "Value",
    "WrongParameters",
    "day_of",
    "time_of",
    "time_text",
]
