"""Storage: one face, named SQL, durable transactions that are plain functions.

- `Database.open(url, queries=Queries.load(…), migrations=Migrations.load(…))`
- `await database.one("cafe_open_slot", Slot, slot=…)`, `.all`, `.run`, `.export`
- `await database.transact(take_seat, bound={…}, slot=…)` with `def take_seat(tx: Transaction, slot): …`
"""

from bot.storage.database import Database
from bot.storage.errors import (
    BackupFailed,
    ConstraintBroken,
    DatabaseAway,
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseFilled,
    DatabaseFull,
    DatabaseLocked,
    DatabaseUnsafe,
    DriverMissing,
    MigrationBroken,
    NoBackup,
    QueriesBroken,
    RowMismatch,
    SchemaTooNew,
    StorageError,
    ToolMissing,
    TooManyRows,
    TransactionOver,
    UnfitValue,
    UnknownEngine,
    UnknownQuery,
    WrongParameters,
)
from bot.storage.migrations import Migration, Migrations, Promise
from bot.storage.queries import Queries, Query
from bot.storage.schema import Column, Table, tables
from bot.storage.transaction import Transaction
from bot.storage.values import Stored, Value, day_of, time_of, time_text

__all__ = [
    "BackupFailed",
    "Column",
    "ConstraintBroken",
    "Database",
    "DatabaseAway",
    "DatabaseBusy",
    "DatabaseDamaged",
    "DatabaseFilled",
    "DatabaseFull",
    "DatabaseLocked",
    "DatabaseUnsafe",
    "DriverMissing",
    "Migration",
    "MigrationBroken",
    "Migrations",
    "NoBackup",
    "Promise",
    "Queries",
    "QueriesBroken",
    "Query",
    "RowMismatch",
    "SchemaTooNew",
    "StorageError",
    "Stored",
    "Table",
    "TooManyRows",
    "ToolMissing",
    "Transaction",
    "TransactionOver",
    "UnfitValue",
    "UnknownEngine",
    "UnknownQuery",
    "Value",
    "WrongParameters",
    "day_of",
    "tables",
    "time_of",
    "time_text",
]
