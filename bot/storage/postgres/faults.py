"""What PostgreSQL's errors mean for the rest of the house.

Only codes, names of rules and the first line of a message are told on: details quote what people wrote.
"""

import psycopg
from psycopg.pq import DiagnosticField as Field
from psycopg.pq.abc import PGresult

from bot.storage.errors import (
    ConstraintBroken,
    DatabaseAway,
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseFull,
    StorageError,
    UnfitValue,
)

UNIQUE, CHECK, NOT_NULL, FOREIGN_KEY = "23505", "23514", "23502", "23503"
BUSY = {
    "40001",  # could not serialize
    "40P01",  # deadlock: one of two is sent back
    "55P03",  # a lock was not to be had in time
    "55006",  # object in use
    "57014",  # a statement took too long
}
OUTDATED = {
    "0A000",  # a newer replica has changed what a prepared statement gives
    "26000",  # the server has forgotten a prepared statement
}
DAMAGED = {"XX001", "XX002"}
QUOTES_VALUES = "22"  # the class of errors whose first line holds what was to be stored
AWAY = {
    "08",  # connection
    "25",  # a server that only reads, a transaction that was ended
    "28",  # not let in
    "3D",  # no such database
    "53",  # disk full, memory, too many connections
    "57",  # shut down
    "58",  # input and output
}
DISK_FULL = "53100"
NO_RIGHT = "42501"


def refusal(result: PGresult, query: str = "") -> StorageError:
    """Give the StorageError for an answer that is a refusal."""
    code = told(result, Field.SQLSTATE)
    table, column = told(result, Field.TABLE_NAME), told(result, Field.COLUMN_NAME)
    rule = told(result, Field.CONSTRAINT_NAME)
    if code == UNIQUE:
        return ConstraintBroken("unique", rule)
    if code == CHECK:
        return ConstraintBroken("check", rule)
    if code == NOT_NULL:
        return ConstraintBroken("not null", f"{table}.{column}")
    if code == FOREIGN_KEY:
        return ConstraintBroken("foreign key")  # nameless, as SQLite has it
    return by_code(code, told(result, Field.MESSAGE_PRIMARY), query)


def by_code(code: str, message: str, query: str = "") -> StorageError:
    """Give the StorageError for an SQLSTATE that is no broken rule."""
    if code.startswith(QUOTES_VALUES):
        message = _name_of(code)
    words = f"({query}: {message})" if query else f"({message})"
    if code.startswith(QUOTES_VALUES):
        return UnfitValue(words)
    if code in BUSY | OUTDATED:
        return DatabaseBusy(words)
    if code == DISK_FULL:
        return DatabaseFull(words)
    if code in DAMAGED:
        return DatabaseDamaged(words)
    if not code or code[:2] in AWAY or code == NO_RIGHT:
        return DatabaseAway(words)
    return StorageError(words)


def storage_error(fault: psycopg.Error) -> StorageError:
    """Give the StorageError for what psycopg itself raises, such as a connection that can't be had."""
    first = (fault.diag.message_primary or str(fault)).partition("\n")[0]
    return by_code(fault.sqlstate or "", first)


def told(result: PGresult, field: Field) -> str:
    """Give one field of a refusal; empty where it has none."""
    return (result.error_field(field) or b"").decode("utf-8", "replace")


def _name_of(code: str) -> str:
    try:
        return psycopg.errors.lookup(code).__name__
    except KeyError:
        return code
