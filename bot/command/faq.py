"""`lotse faq`: everything for those who write the FAQ."""

import typer

from bot.command import ask, check, compare, evaluate, exchange, learned, status
from bot.command.call import Call

COMMANDS = (check, ask, status, learned, evaluate, exchange, compare)


def add(group: typer.Typer, call: Call) -> None:
    """Add its commands, in the order in which an author meets them."""

    @group.callback()
    def about_faq(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            call.out.out(context.get_help(), highlight=False)

    for command in COMMANDS:
        command.add(group, call)
