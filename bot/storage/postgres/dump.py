"""Backups of a PostgreSQL database, by the server's own tools: pg_dump and pg_restore."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import conninfo

from bot.storage.backup import Made, aside, demand_free, forget_older, partial, put_in_place
from bot.storage.errors import (
    BackupFailed,
    DatabaseAway,
    DatabaseFilled,
    NoBackup,
    SchemaTooNew,
    ToolMissing,
)
from bot.storage.migrations import Migrations
from bot.storage.postgres.faults import storage_error

RECORD = "_migrations"


def back_up(url: str, target: Path, *, force: bool = False) -> Made:
    """Copy one moment of the database to `target`, readable for its owner only, while others go on.

    The file has its name only when it is whole and on the disk. Raises FileExistsError unless `force`,
    BackupFailed with what pg_dump says, ToolMissing, OSError.
    """
    target = target.resolve()
    demand_free(target, force=force)
    address, secret = _address(url)
    with partial(target) as part:
        _run(
            ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={part}", address], secret
        )
        _run(["pg_restore", "--list", str(part)])
        demand_free(target, force=force)
        put_in_place(part, target)
    return Made(target, datetime.now(UTC), target.stat().st_size)


def keep_before_upgrade(url: str, copies: Path, steps: int) -> Path:
    """Copy the database to a file beside `copies`, named by date and schema, before its schema changes.

    The last three are kept. Raises BackupFailed with the reason, ToolMissing, OSError.
    """
    copies.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in copies.parent.glob(f"{copies.name}.*.bak.part"):  # of one that was killed
        left.unlink(missing_ok=True)
    made = back_up(url, aside(copies, f"schema-{steps:02}"))
    forget_older(copies)
    return made.path


def restore(url: str, backup: Path, migrations: Migrations) -> None:
    """Fill an empty database with a backup, all or nothing.

    Raises DatabaseFilled where there is a table already, NoBackup, SchemaTooNew, BackupFailed with what
    pg_restore says, ToolMissing, DatabaseAway, FileNotFoundError.
    """
    _demand_ours(backup.resolve(strict=True), migrations)
    _demand_empty(url)
    address, secret = _address(url)
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run(["pg_restore", *options, f"--dbname={address}", str(backup)], secret)


def _demand_ours(backup: Path, migrations: Migrations) -> None:
    """Read off the record of migrations in the backup whose it is, and how new."""
    try:
        told = _run(["pg_restore", "--data-only", f"--table={RECORD}", "--file=-", str(backup)])
    except BackupFailed as fault:
        raise NoBackup(f"({backup})") from fault
    lines = told.splitlines()
    at = next((at for at, line in enumerate(lines) if line.startswith("COPY ")), None)
    if at is None:
        raise NoBackup(f"({backup})")
    rows = [line.split("\t") for line in lines[at + 1 : lines.index("\\.", at)]]
    known = {(step.feature, step.number) for step in migrations}
    if newer := sorted({(row[0], row[1]) for row in rows} - known):
        raise SchemaTooNew(f"({', '.join(' '.join(step) for step in newer)})")


def _demand_empty(url: str) -> None:
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
    try:
        with psycopg.connect(url) as connection:
            found = connection.execute(tables).fetchone()
    except psycopg.OperationalError as fault:
        raise DatabaseAway(str(storage_error(fault))) from fault
    if found != (0,):
        raise DatabaseFilled


def _address(url: str) -> tuple[str, Mapping[str, str]]:
    """Give what may stand on a command line, where everyone on the machine can read it, and what may not."""
    given: dict[str, Any] = conninfo.conninfo_to_dict(url)
    password = given.pop("password", None)
    return conninfo.make_conninfo(**given), {"PGPASSWORD": str(password)} if password else {}


def _run(command: list[str], secret: Mapping[str, str] | None = None) -> str:
    """Give what the tool prints; raise BackupFailed with what it complains of, ToolMissing."""
    tool = shutil.which(command[0])
    if tool is None:
        raise ToolMissing(command[0])
    ended = subprocess.run(  # noqa: S603 - a tool from PATH, arguments from the settings
        [tool, *command[1:]],
        env={**os.environ, **(secret or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise BackupFailed(f"{ended.stderr.strip().splitlines()[-1] if ended.stderr.strip() else tool}")
    return ended.stdout
