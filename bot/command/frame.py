"""What all commands have in common: their help page."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer

from bot.command.call import Call
from bot.command.page import Command

Work = Callable[..., int | None]


def declare(app: typer.Typer, call: Call, name: str, words: str = "") -> Callable[[Work], Work]:
    """Make a function a command, with the help texts of its name; what it returns is the exit code.

    `words` names the texts where the name alone would be that of several commands.
    """
    words = words or name
    return app.command(
        name,
        cls=Command,
        help=call.t(f"command.{words}.help"),
        short_help=call.t(f"command.{words}.short"),
        epilog=call.t(f"command.{words}.examples"),
        options_metavar=call.t("command.page.options_metavar"),
    )


def written(call: Call, words: str, file: Path) -> Any:
    """The option `--out FILE` of a command that writes one file, `file` unless told; `words` as above."""
    return typer.Option(
        "--out",
        metavar=call.t("command.db.file_metavar"),
        help=call.t(f"command.{words}.out", file=file),
    )
