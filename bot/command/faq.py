"""`lotse faq`: everything for those who write the FAQ."""

import typer

from bot.command import ask, check, compare, evaluate, exchange, learned, status
from bot.command.call import Call

COMMANDS = (check, ask, status, learned, evaluate, exchange, compare)


def add(group: typer.Typer, call: Call) -> None:
    """Add its commands, in the order in which an author meets them."""
    for command in COMMANDS:
        command.add(group, call)
