"""Where the bot keeps what it has to keep: database, backups, room."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta

from bot.app import migration_folders
from bot.doctor.case import Case, Finding
from bot.storage import Migrations, SchemaTooNew, StorageError
from bot.storage.condition import condition, examine
from bot.storage.dialect import POSTGRES, SQLITE
from bot.storage.sqlite import path_of

LITTLE = 1 << 30
"""Bytes of free room below which somebody should look."""
NEXT_TO_NOTHING = 100 << 20
"""Bytes below which writing is about to fail."""
OLD = timedelta(days=7)
"""A backup that is older no longer helps."""


def of_database(case: Case) -> Iterator[Finding]:
    """It can be opened, is whole, and fits the program."""
    migrations = Migrations.load(migration_folders())
    try:
        if case.settings.database_url.startswith("postgres"):
            yield _of_server(case, migrations.spoken(POSTGRES))
        elif case.settings.database_url.startswith("sqlite:///"):
            yield from _of_file(case, migrations.spoken(SQLITE))
    except SchemaTooNew:
        yield Finding("database", "bad", "newer")
    except (StorageError, OSError) as error:
        yield Finding(
            "database", "bad", "away", {"reason": " ".join(str(error).split()) or type(error).__name__}
        )


def is_current(case: Case) -> bool:
    """Whether the database is there, and as the program needs it. Raises StorageError, OSError."""
    url, migrations = case.settings.database_url, Migrations.load(migration_folders())
    if not url.startswith("postgres"):
        path = path_of(url)
        return path.is_file() and not condition(path, migrations.spoken(SQLITE)).missing
    return _of_server(case, migrations.spoken(POSTGRES)).kind == "fine"


def _of_server(case: Case, migrations: Migrations) -> Finding:
    try:
        from bot.storage.postgres.look import up_to_date
    except ImportError:
        return Finding("database", "bad", "no_driver")
    return Finding(
        "database", "good", "fine" if up_to_date(case.settings.database_url, migrations) else "older"
    )


def _of_file(case: Case, migrations: Migrations) -> Iterator[Finding]:
    path = path_of(case.settings.database_url)
    if not path.is_file():
        yield Finding("database", "open", "none", {"path": path})
        return
    found = examine(path, migrations)
    for one in found:
        yield Finding("database", "bad" if one.serious else "look", one.kind, {"detail": one.detail})
    if not any(one.serious for one in found):
        told = condition(path, migrations)
        yield Finding("database", "good", "older" if told.missing else "fine")
        if told.backup is None:
            yield Finding("backup", "look", "none")
        elif (age := case.now - told.backup.at) > OLD:
            yield Finding("backup", "look", "old", {"days": age.days})
        else:
            yield Finding("backup", "good", "fine", {"days": max(age.days, 0)})


def of_disk(case: Case) -> Iterator[Finding]:
    """There is room for what comes."""
    folder = case.settings.data
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    values = {"folder": folder.resolve(), "free": f"{free / 1e9:.1f}"}
    if free < NEXT_TO_NOTHING:
        yield Finding("disk", "bad", "full", values)
    elif free < LITTLE:
        yield Finding("disk", "look", "little", values)
    else:
        yield Finding("disk", "good", "fine", values)
