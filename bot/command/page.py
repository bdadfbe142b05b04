"""Help that teaches: what a command is for, what it takes, an example, and what its exit code says."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from bot.command.call import MISUSED, Call


class Misused(typer.TyperException):
    """The command line can't be read."""

    exit_code = MISUSED

    def __init__(self, message: str, path: str) -> None:
        super().__init__(message)
        self.path = path
        """The command that was called, as far as it could be read."""


class Command(TyperCommand):
    """A command with a page of its own. Its epilog holds examples, one a line."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page: usage, purpose, what it takes, examples."""
        _head(self, ctx, formatter)
        _parameters(self, ctx, formatter)
        _examples(self, ctx, formatter)


class Group(TyperGroup):
    """A command of commands."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page: usage, purpose, the commands, options, examples, exit codes."""
        call: Call = ctx.obj
        _head(self, ctx, formatter)
        with formatter.section(call.t("command.page.commands")):
            formatter.write_dl(
                [(name, self.commands[name].short_help or "") for name in self.list_commands(ctx)]
            )
        _parameters(self, ctx, formatter)
        _examples(self, ctx, formatter)
        if ctx.parent is None:
            with formatter.section(call.t("command.page.codes")):
                codes = call.t("command.page.code_list").splitlines()
                formatter.write_dl([(code[:1], code[2:]) for code in codes])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is called. Raises `Misused` for one that there isn't."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            call: Call = ctx.obj
            names = ", ".join(self.list_commands(ctx))
            raise Misused(call.t("command.usage.no_command", name=args[0], names=names), ctx.command_path)
        return super().resolve_command(ctx, args)


def _head(command: Any, ctx: Any, formatter: Any) -> None:
    call: Call = ctx.obj
    formatter.write_usage(ctx.command_path, _pattern(command), prefix=f"{call.t('command.page.usage')} ")
    for paragraph in (command.help or "").split("\n\n"):
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(paragraph)


def _pattern(command: Any) -> str:
    """What may follow the command; in brackets what may be left out."""
    pieces = [command.options_metavar]
    for param in command.params:
        if param.param_type_name == "argument":
            name = param.metavar or param.name
            pieces.append(name if param.required else f"[{name}]")
    if isinstance(command, Group):
        pieces.append(command.subcommand_metavar)
    return " ".join(pieces)


def _parameters(command: Any, ctx: Any, formatter: Any) -> None:
    call: Call = ctx.obj
    given = [param for param in command.params if not getattr(param, "hidden", False)]
    arguments = [
        (param.metavar or param.name, param.help or "")
        for param in given
        if param.param_type_name == "argument"
    ]
    options = [(_spelled(param), param.help or "") for param in given if param.param_type_name == "option"]
    if arguments:
        with formatter.section(call.t("command.page.arguments")):
            formatter.write_dl(arguments)
    with formatter.section(call.t("command.page.options")):
        formatter.write_dl([*options, ("-h, --help", call.t("command.page.help_option"))])


def _spelled(param: Any) -> str:
    return f"{', '.join(param.opts)} {param.metavar or ''}".strip()


def _examples(command: Any, ctx: Any, formatter: Any) -> None:
    if not command.epilog:
        return
    call: Call = ctx.obj
    with formatter.section(call.t("command.page.examples")), formatter.indentation():
        for line in command.epilog.splitlines():
            formatter.write(f"{'':>{formatter.current_indent - 2}}{line}\n")


def explained(error: typer.TyperException, call: Call) -> str:
    """What can't be read in the command line, in one sentence with what to do next."""
    name = type(error).__name__
    param = getattr(error, "param", None)
    ctx = getattr(error, "ctx", None)
    path = ctx.command_path if ctx else getattr(error, "path", call.lotse)
    if isinstance(error, Misused):
        what = error.message
    elif name == "NoSuchOption":
        what = call.t("command.usage.no_option", name=getattr(error, "option_name", ""))
    elif name == "MissingParameter" and param is not None:
        what = call.t("command.usage.missing", name=param.metavar or param.name)
    elif name == "BadOptionUsage":
        what = call.t("command.usage.bad_option", name=getattr(error, "option_name", ""))
    else:
        what = call.t("command.usage.too_much")
    return f"{what} {call.t('command.usage.see', command=path)}"
