"""`lotse db`: how the database is, backups of it, and the way back to one."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command.call import FOUND, Call, Stop
from bot.command.frame import declare
from bot.command.shown import age, print_findings, print_status, remedy, size

if TYPE_CHECKING:
    from bot.storage import Migrations
    from bot.storage.backup import Made, Progress

MANY = 8 << 20
"""Bytes from which on a bar shows how far the work is."""


def add(app: typer.Typer, call: Call) -> None:
    """Add the commands."""
    add_status(app, call)
    add_check(app, call)
    add_backup(app, call)
    add_restore(app, call)


def add_status(app: typer.Typer, call: Call) -> None:
    """Add `status`."""

    @declare(app, call, "status", words="db_status")
    def status(
        as_json: Annotated[bool, typer.Option("--json", help=call.t("command.db.json"))] = False,
    ) -> None:
        from bot.storage.condition import condition

        with _kindly(call):
            path = _file(call)
            found = condition(path, _migrations())
        if as_json:
            _print_json(call, {"engine": "sqlite", "path": path, **asdict(found), "age": age(found)})
        else:
            print_status(call, path, found)


def add_check(app: typer.Typer, call: Call) -> None:
    """Add `check`."""

    @declare(app, call, "check", words="db_check")
    def check(
        as_json: Annotated[bool, typer.Option("--json", help=call.t("command.db.json"))] = False,
    ) -> int:
        from bot.storage.condition import examine

        with _kindly(call), call.err.status(call.t("command.db.looking")):
            path = _file(call)
            findings = examine(path, _migrations())
        if as_json:
            told = [{**asdict(one), "serious": one.serious, "remedy": remedy(call, one)} for one in findings]
            _print_json(call, {"path": path, "ok": not findings, "findings": told})
        else:
            print_findings(call, findings)
        return FOUND if any(finding.serious for finding in findings) else 0


def add_backup(app: typer.Typer, call: Call) -> None:
    """Add `backup`."""

    @declare(app, call, "backup", words="db_backup")
    def backup(
        file: Annotated[
            Path,
            typer.Argument(metavar=call.t("command.db.file_metavar"), help=call.t("command.db_backup.file")),
        ],
        force: Annotated[bool, typer.Option("--force", help=call.t("command.db_backup.force"))] = False,
        as_json: Annotated[bool, typer.Option("--json", help=call.t("command.db.json"))] = False,
    ) -> None:
        from bot.storage import BackupFailed, ToolMissing

        with _kindly(call):
            try:
                made = _dumped(call, file, force=force) or _copied(call, file, force=force)
            except FileExistsError as error:
                raise Stop(call.t("command.db_backup.there", file=file)) from error
            except ToolMissing as error:
                raise Stop(call.t("command.db.no_tool")) from error
            except BackupFailed as error:
                raise Stop(call.t("command.db_backup.failed", file=file, reason=error.reason)) from error
        if as_json:
            _print_json(call, asdict(made))
        else:
            call.print(call.t("command.db_backup.done", file=file, size=size(made.size)))


def add_restore(app: typer.Typer, call: Call) -> None:
    """Add `restore`."""

    @declare(app, call, "restore", words="db_restore")
    def restore(
        file: Annotated[
            Path,
            typer.Argument(metavar=call.t("command.db.file_metavar"), help=call.t("command.db_restore.file")),
        ],
        as_json: Annotated[bool, typer.Option("--json", help=call.t("command.db.json"))] = False,
    ) -> None:
        from bot.storage import (
            BackupFailed,
            DatabaseBusy,
            DatabaseFilled,
            DatabaseLocked,
            NoBackup,
            SchemaTooNew,
            ToolMissing,
        )

        refusals: dict[type[Exception], str] = {
            FileNotFoundError: "no_file",
            NoBackup: "no_backup",
            SchemaTooNew: "too_new",
            DatabaseLocked: "locked",
            DatabaseBusy: "busy",
            DatabaseFilled: "filled",
        }
        known = tuple(refusals)
        with _kindly(call):
            try:
                kept = _put_back(call, file)
            except known as refused:
                key = next(key for fact, key in refusals.items() if isinstance(refused, fact))
                raise Stop(call.t(f"command.db_restore.{key}", file=file)) from refused
            except ToolMissing as error:
                raise Stop(call.t("command.db.no_tool")) from error
            except BackupFailed as error:
                raise Stop(call.t("command.db_restore.failed", file=file, reason=error.reason)) from error
        if as_json:
            _print_json(call, {"file": file, "kept": kept})
        else:
            call.print(call.t("command.db_restore.done", file=file))
            if kept:
                call.print(call.t("command.db_restore.kept", kept=kept))


def _dumped(call: Call, file: Path, *, force: bool) -> "Made | None":
    """The backup of a database on a server; None where it is a file."""
    url = _server(call)
    if url is None:
        return None
    with call.err.status(call.t("command.db_backup.doing")):
        made: Made = _tools().back_up(url, file, force=force)
        return made


def _copied(call: Call, file: Path, *, force: bool) -> "Made":
    from bot.storage.backup import back_up

    with _bar(call, "command.db_backup.doing") as progress:
        return back_up(_file(call), file, force=force, progress=progress)


def _put_back(call: Call, file: Path) -> Path | None:
    """Restore; where the file as it was is kept, if it is one."""
    if (url := _server(call)) is not None:
        with call.err.status(call.t("command.db_restore.doing")):
            _tools().restore(url, file, _migrations())
        return None
    from bot.storage.restore import restore

    with _bar(call, "command.db_restore.doing") as progress:
        return restore(_file(call, there=False), file, _migrations(), progress=progress)


def _server(call: Call) -> str | None:
    """The address of the database where it is on a server."""
    from bot.command.kindly import settings_of
    from bot.storage.database import is_server

    url = settings_of(call).database_url
    return url if is_server(url) else None


def _tools() -> ModuleType:
    """Backups on a PostgreSQL server. Raises DriverMissing."""
    from bot.storage import DriverMissing

    try:
        from bot.storage.postgres import dump
    except ImportError as missing:
        raise DriverMissing(f"({missing.name})") from missing
    return dump


def _kindly(call: Call) -> AbstractContextManager[None]:
    """See `bot.command.kindly`."""
    from bot.command.kindly import kindly, settings_of

    return kindly(call, settings_of(call))


def _file(call: Call, *, there: bool = True) -> Path:
    """The file of the settings; `there`: it has to exist. Raises `Stop`."""
    from bot.command.kindly import settings_of
    from bot.storage.sqlite import path_of

    if _server(call) is not None:
        raise Stop(call.t("command.db.postgres"))
    path = path_of(settings_of(call).database_url)
    if there and not path.is_file():
        raise Stop(call.t("command.db.none", path=path))
    return path


def _migrations() -> "Migrations":
    """The schema that the program knows."""
    from bot.app import migration_folders
    from bot.storage import Migrations

    return Migrations.load(migration_folders())


@contextmanager
def _bar(call: Call, key: str) -> "Iterator[Progress]":
    """A bar on the terminal, for work that takes a while; what it is told is bytes."""
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(call.t(key)), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=call.err, transient=True, disable=not call.err.is_terminal) as bar:
        task = bar.add_task("", visible=False)

        def progress(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=total >= MANY)

        yield progress


def _print_json(call: Call, found: dict[str, object]) -> None:
    call.out.out(json.dumps(found, ensure_ascii=False, indent=2, default=str), highlight=False)
