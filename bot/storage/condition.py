"""How a SQLite file is: what stands in it, and what is wrong with it. It only looks, beside a server too."""

import os
import shutil
import sqlite3
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import sqlite_utils

from bot.storage.backup import Made, last, reading
from bot.storage.errors import DatabaseDamaged, SchemaTooNew
from bot.storage.migrations import Migrations
from bot.storage.upgrade import applied, is_current, missing

Kind = Literal["damaged", "dangling", "newer", "foreign", "log", "open", "room"]
SERIOUS = frozenset({"damaged", "dangling", "newer", "foreign"})
"""Findings with which the database must not be used; the others are advice."""
LONG_LOG = 64 << 20
MOST = 20
"""Findings of one kind that are told; a torn file has thousands."""


@dataclass(frozen=True)
class Condition:
    """What there is."""

    size: int
    """Bytes of the file."""
    log: int
    """Bytes of the write-ahead log beside it."""
    steps: int
    """Migrations that were applied."""
    missing: tuple[str, ...]
    """Migrations that the next start applies: "storage 002"."""
    rows: dict[str, int]
    """By table."""
    backup: Made | None
    free: int
    """Bytes that are free on its disk."""


@dataclass(frozen=True)
class Finding:
    """Something that should be looked after."""

    kind: Kind
    detail: str = ""

    @property
    def serious(self) -> bool:
        """Whether the database must not be used with it."""
        return self.kind in SERIOUS


def condition(database: Path, migrations: Migrations) -> Condition:
    """Look at the database. Raises SchemaTooNew, DatabaseAway, FileNotFoundError."""
    size = database.stat().st_size
    with reading(database) as connection:
        is_current(connection, migrations)
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'"
            " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        ).fetchall()
        return Condition(
            size=size,
            log=_size(database.with_name(f"{database.name}-wal")),
            steps=len(applied(connection)),
            missing=tuple(" ".join(step) for step in missing(connection, migrations)),
            rows={name: _count(connection, name) for (name,) in names},
            backup=last(database),
            free=shutil.disk_usage(database.parent).free,
        )


def examine(database: Path, migrations: Migrations) -> list[Finding]:
    """Give what is wrong, the most serious first. Raises DatabaseAway, FileNotFoundError."""
    database.stat()
    try:
        with reading(database) as connection:
            found = _inside(connection, migrations)
    except DatabaseDamaged as fault:
        found = [Finding("damaged", str(fault.__cause__ or fault))]
    return [*found, *_around(database)]


def _inside(connection: sqlite3.Connection, migrations: Migrations) -> list[Finding]:
    told = [row[0] for row in connection.execute(f"PRAGMA integrity_check({MOST})")]
    found = [Finding("damaged", one) for one in told if one != "ok"]
    if found:
        return found
    dangling = sorted({row[0] for row in connection.execute("PRAGMA foreign_key_check")})
    found += [Finding("dangling", table) for table in dangling]
    if not applied(connection):
        return [*found, Finding("foreign")]
    try:
        is_current(connection, migrations)
    except SchemaTooNew as fault:
        found.append(Finding("newer", str(fault).partition("(")[2].rstrip(")")))
    return found


def _around(database: Path) -> list[Finding]:
    """What isn't in the file: its log, its rights, its disk."""
    found: list[Finding] = []
    size, log = _size(database), _size(database.with_name(f"{database.name}-wal"))
    if log > max(LONG_LOG, size):
        found.append(Finding("log", str(log)))
    if os.name == "posix" and stat.S_IMODE(database.stat().st_mode) & 0o077:
        found.append(Finding("open", str(database)))
    if shutil.disk_usage(database.parent).free < 2 * (size + log):
        found.append(Finding("room", str(2 * (size + log))))
    return found


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(sqlite_utils.Database(connection, execute_plugins=False)[table].count)
