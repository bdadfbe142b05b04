"""The `lotse` command: finds the language, then lets the command do its work and ends with its exit code."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
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
            _print_help(context, call)

    demo.add(app, call)
    chat.add(app, call)
    serve.add(app, call)
    _add_group(app, call, "faq", faq.add)
    init.add(app, call)
    doctor.add(app, call)
    _add_group(app, call, "cafe", cafe.add)
    _add_group(app, call, "manifest", manifest.add)
    _add_group(app, call, "db", db.add)
    _add_group(app, call, "later", later.add, alone=later.listed)
    cases.add(app, call)
    _add_group(app, call, "concern", concern.add)
    _add_group(app, call, "privacy", privacy.add)
    return app


def _add_group(
    app: typer.Typer,
    call: Call,
    name: str,
    add: Callable[[typer.Typer, Call], None],
    alone: Callable[[Call], int] | None = None,
) -> None:
    """Join `lotse NAME` with its commands; without one of them it does `alone`, or shows its help."""
    group = _group(call, name)

    @group.callback()
    def about(context: typer.Context) -> int:
        if context.invoked_subcommand is not None:
            return 0
        return alone(call) if alone else _print_help(context, call)

    add(group, call)
    app.add_typer(group, name=name, short_help=call.t(f"command.{name}.short"))


def _print_help(context: typer.Context, call: Call) -> int:
    call.out.out(context.get_help(), highlight=False)
    return 0


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
