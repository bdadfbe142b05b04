"""The `lotse` command: finds the language, then lets the command do its work and ends with its exit code."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import typer

from bot.command import (
    cafe,
    cases,
    chat,
    concern,
    db,
    demo,
    doctor,
    faq,
    init,
    later,
    manifest,
    privacy,
    serve,
)
from bot.command.call import Call, Stop, typed
from bot.command.page import Group, explained

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""


def main() -> None:
    """Run the command line of this process."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")  # a letter that the terminal can't show is no reason to fail
    sys.exit(run(sys.argv[1:], os.environ, typed(sys.argv[0])))


def run(arguments: Sequence[str], environment: Mapping[str, str], lotse: str = "lotse") -> int:
    """The exit code of `lotse` with these arguments: see `bot.command.call`.

    `lotse` is what people type here to call it; help and hints name it so.
    """
    call = Call.of(environment, lotse)
    command = typer.main.get_command(commands(call))
    try:
        result = command.main(list(arguments), prog_name=call.lotse, standalone_mode=False, obj=call)
    except Stop as stop:
        for sentence in stop.sentences:
            call.complain(sentence)
        return stop.code
    except typer.TyperException as error:
        call.complain(explained(error, call))
        return getattr(error, "exit_code", 2)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # nobody reads on: no complaint at exit
        return 0
    return result if isinstance(result, int) else 0


def commands(call: Call) -> typer.Typer:
    """Every command, its help in the language of the call."""
    app = _group(call, "lotse")

    @app.callback()
    def lotse(
        context: typer.Context,
        show: bool = typer.Option(False, "--version", help=call.t("command.page.version_option")),
    ) -> None:
        if show:
            call.print(f"digitallotse {installed_version()}")
        elif context.invoked_subcommand is None:
            call.out.out(context.get_help(), highlight=False)

    demo.add(app, call)
    chat.add(app, call)
    serve.add(app, call)
    authors = _group(call, "faq")
    faq.add(authors, call)
    app.add_typer(authors, name="faq", short_help=call.t("command.faq.short"))
    init.add(app, call)
    doctor.add(app, call)
    coffee = _group(call, "cafe")

    @coffee.callback()
    def about_cafe(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            call.out.out(context.get_help(), highlight=False)

    cafe.add(coffee, call)
    app.add_typer(coffee, name="cafe", short_help=call.t("command.cafe.short"))
    package = _group(call, "manifest")

    @package.callback()
    def about_manifest(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            call.out.out(context.get_help(), highlight=False)

    manifest.add(package, call)
    app.add_typer(package, name="manifest", short_help=call.t("command.manifest.short"))
    database = _group(call, "db")

    @database.callback()
    def about_database(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            call.out.out(context.get_help(), highlight=False)

    db.add(database, call)
    app.add_typer(database, name="db", short_help=call.t("command.db.short"))
    letters = _group(call, "later")

    @letters.callback()
    def about_letters(context: typer.Context) -> int:
        return later.listed(call) if context.invoked_subcommand is None else 0

    later.add(letters, call)
    app.add_typer(letters, name="later", short_help=call.t("command.later.short"))
    cases.add(app, call)
    box = _group(call, "concern")

    @box.callback()
    def about_concern(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            call.out.out(context.get_help(), highlight=False)

    concern.add(box, call)
    app.add_typer(box, name="concern", short_help=call.t("command.concern.short"))
    personal = _group(call, "privacy")

    @personal.callback()
    def about_privacy(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            call.out.out(context.get_help(), highlight=False)

    privacy.add(personal, call)
    app.add_typer(personal, name="privacy", short_help=call.t("command.privacy.short"))
    return app


def _group(call: Call, name: str) -> typer.Typer:
    return typer.Typer(
        cls=Group,
        help=call.t(f"command.{name}.help"),
        epilog=call.t(f"command.{name}.examples"),
        add_completion=False,
        rich_markup_mode=None,
        options_metavar=call.t("command.page.options_metavar"),
        subcommand_metavar=call.t("command.page.command_metavar"),
        context_settings={"help_option_names": ["-h", "--help"]},
        invoke_without_command=True,
    )


def installed_version() -> str:
    """The version of the installed package; that of pyproject.toml where the source tree is run as it is."""
    try:
        return version("digitallotse")
    except PackageNotFoundError:
        source = Path(__file__).resolve().parent.parent / "pyproject.toml"
        return str(tomllib.loads(source.read_text(encoding="utf-8"))["project"]["version"])
