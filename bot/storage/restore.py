"""Putting a backup in the place of the database: all or nothing, and the present one stays beside it."""

import contextlib
import os
import shutil
import sqlite3
from pathlib import Path

from bot.storage.backup import Progress, aside, copy, demand_whole, partial, put_in_place, reading, silent
from bot.storage.backup import sync_folder as sync
from bot.storage.errors import DatabaseAway, DatabaseBusy, DatabaseDamaged, NoBackup
from bot.storage.faults import storage_error
from bot.storage.lock import ServerLock
from bot.storage.migrations import Migrations
from bot.storage.upgrade import applied, is_current


def restore(
    database: Path, backup: Path, migrations: Migrations, *, progress: Progress = silent
) -> Path | None:
    """Let `backup` become the database; give where the present one is kept, None where there was none.

    Killed at any point, it leaves the present database or the whole backup. An older schema is brought up
    at the next start. Raises DatabaseLocked while a server runs, DatabaseBusy while another program has
    the database open, NoBackup, SchemaTooNew, DatabaseAway, OSError.
    """
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = ServerLock.take(database)
    try:
        with partial(database.with_name(f"{database.name}.restored")) as part:
            try:
                copy(backup.resolve(strict=True), part, progress)
                demand_whole(part)
            except DatabaseDamaged as fault:
                raise NoBackup(f"({backup}: {fault})") from fault
            _demand_ours(part, backup, migrations)
            kept = _set_aside(database)
            put_in_place(part, database)
    finally:
        lock.release()
    return kept


def _demand_ours(part: Path, backup: Path, migrations: Migrations) -> None:
    with reading(part) as connection:
        if not applied(connection):
            raise NoBackup(f"({backup})")
        is_current(connection, migrations)


def _set_aside(database: Path) -> Path | None:
    """Give the present database a second name; no log is left that would be taken for the new one's."""
    log = database.with_name(f"{database.name}-wal")
    kept = aside(database, "before-restore")
    with contextlib.suppress(DatabaseDamaged):
        _empty_log(database)
        if log.exists():
            raise DatabaseBusy(f"({database})")
    if log.exists():  # the present database is damaged: what there is stays together
        _second_name(log, kept.with_name(f"{kept.name}-wal"))
    if database.exists():
        _second_name(database, kept)
    sync(database.parent)
    for end in ("-wal", "-shm"):
        database.with_name(f"{database.name}{end}").unlink(missing_ok=True)
    sync(database.parent)
    return kept if kept.exists() else None


def _empty_log(database: Path) -> None:
    """Bring all that is in the log into the database; the last one to close it deletes the log."""
    if not database.exists():
        return
    try:
        connection = sqlite3.connect(f"{database.as_uri()}?mode=rw", uri=True, isolation_level=None)
        with contextlib.closing(connection):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as fault:
        raise storage_error(fault) from fault


def _second_name(path: Path, name: Path) -> None:
    """Let a file have another name as well; where the drive knows no such thing, copy it."""
    try:
        os.link(path, name)
    except OSError as fault:
        if isinstance(fault, FileExistsError):
            raise DatabaseAway(f"({name} is there already)") from fault
        shutil.copy2(path, name)
        with name.open("r+b") as file:
            os.fsync(file.fileno())
