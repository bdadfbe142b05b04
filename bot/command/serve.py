"""`lotse serve`: the bot, for Teams."""

import asyncio

import typer

from bot.command.call import Call
from bot.command.frame import declare


def add(app: typer.Typer, call: Call) -> None:
    """Add the command."""

    @declare(app, call, "serve")
    def serve() -> None:
        from bot import log
        from bot.command.kindly import kindly, settings_of, tell
        from bot.oversights import Oversight
        from bot.serve import serve as serving

        settings = settings_of(call)
        log.set_up()

        def listening(address: str) -> None:
            if not call.out.is_terminal:
                return
            call.print(call.t("command.serve.listening", address=address), "bold")
            if not settings.app_id:
                call.print(call.t("command.serve.open", address=address), "bold red")

        def overlooked(oversight: Oversight) -> None:
            if call.out.is_terminal:
                tell(call, [oversight])

        with kindly(call, settings):
            asyncio.run(serving(settings, call.environment, listening, overlooked))
