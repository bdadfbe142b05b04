"""What SQLite's errors mean for the rest of the house."""

import re
import sqlite3
from collections.abc import Iterator

import sqlite_utils

from bot.storage.errors import (
    ConstraintBroken,
    DatabaseAway,
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseFull,
    StorageError,
    UnfitValue,
)

PRIMARY = 0xFF  # an extended result code holds its primary one in the lowest byte
BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
UNIQUE = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}
NAMED_UNIQUE = re.compile(r"CONSTRAINT\s+(\w+)\s+(?:UNIQUE|PRIMARY\s+KEY)\s*\(([^)]*)\)", re.IGNORECASE)


def storage_error(
    fault: sqlite3.Error, database: sqlite_utils.Database | None = None, query: str = ""
) -> StorageError:
    """Give the StorageError for `fault`; `database` tells the names of constraints."""
    code = getattr(fault, "sqlite_errorcode", None)  # missing where Python itself refused
    told = f"({query}: {fault})" if query else f"({fault})"
    if code is None:
        return DatabaseAway(told)
    if code & PRIMARY in BUSY:
        return DatabaseBusy(told)
    if code & PRIMARY in DAMAGED:
        return DatabaseDamaged(told)
    if code & PRIMARY == sqlite3.SQLITE_FULL:
        return DatabaseFull(told)
    if code & PRIMARY == sqlite3.SQLITE_CONSTRAINT:
        return _broken(code, str(fault), database) or UnfitValue(told)
    if code == sqlite3.SQLITE_ERROR:
        return StorageError(told)
    return DatabaseAway(told)


def _broken(code: int, message: str, database: sqlite_utils.Database | None) -> ConstraintBroken | None:
    _, _, name = message.partition(": ")
    if code in UNIQUE:
        return ConstraintBroken("unique", _unique_name(name, database))
    if code == sqlite3.SQLITE_CONSTRAINT_CHECK:
        return ConstraintBroken("check", name)
    if code == sqlite3.SQLITE_CONSTRAINT_NOTNULL:
        return ConstraintBroken("not null", name)
    if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
        return ConstraintBroken("foreign key")
    return None  # a text in a column of numbers, for one


def _unique_name(columns: str, database: sqlite_utils.Database | None) -> str:
    """Find the name of the rule of which SQLite only tells the columns: `seat.tenant, seat.place`."""
    if found := re.fullmatch(r"index '(.*)'", columns):
        return found[1]
    table = columns.partition(".")[0]
    wanted = [column.partition(".")[2] for column in columns.split(", ")]
    if database is None:
        return ""
    for name, guarded in _rules(database.table(table)):
        if guarded == wanted:
            return name
    return f"{table}_{'_'.join(wanted)}_key"


def _rules(table: sqlite_utils.db.Table) -> Iterator[tuple[str, list[str]]]:
    """Give name and columns of each unique rule: those written by name, unique indexes, the key."""
    for name, columns in NAMED_UNIQUE.findall(table.schema):
        yield name, [column.strip() for column in columns.split(",")]
    for index in table.indexes:
        if index.unique and index.origin == "c":
            yield index.name, list(index.columns)
    yield f"{table.name}_pkey", list(table.pks)
