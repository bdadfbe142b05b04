"""`lotse demo`: a Teams to try things out, in the browser, on this machine only."""

import asyncio
import contextlib
import os
import sys
import webbrowser
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command.call import Call, Stop
from bot.command.frame import declare

if TYPE_CHECKING:
    from bot.settings import Settings


def add(app: typer.Typer, call: Call) -> None:
    """Add the command."""

    @declare(app, call, "demo")
    def demo(
        port: Annotated[
            int | None,
            typer.Option(
                "--port",
                min=0,
                max=65535,
                metavar=call.t("command.demo.port_metavar"),
                show_default=False,
                help=call.t("command.demo.port"),
            ),
        ] = None,
        quiet: Annotated[bool, typer.Option("--no-browser", help=call.t("command.demo.no_browser"))] = False,
        fresh: Annotated[bool, typer.Option("--fresh", help=call.t("command.demo.fresh"))] = False,
    ) -> None:
        from bot import log
        from bot.command.kindly import kindly, settings_of, tell
        from bot.oversights import in_environment
        from demo.app import settled

        settings = settings_of(call)
        tell(call, in_environment(call.environment))
        if port is not None:
            listen = settings.listen.model_copy(update={"port": port})
            settings = settings.model_copy(update={"listen": listen})
        log.set_up(level="critical")
        with kindly(call, settled(settings)):
            asyncio.run(_demo(call, settings, fixed=port is not None, quiet=quiet, fresh=fresh))


async def _demo(call: Call, settings: "Settings", *, fixed: bool, quiet: bool, fresh: bool) -> None:
    from bot.serve import stop_signal
    from demo.app import folder, open_demo
    from demo.loopback import NotLoopback, free_port
    from demo.page import missing_libraries

    host, port = settings.listen.host, settings.listen.port
    if missing_libraries():
        raise Stop(call.t("command.demo.libraries"))
    stop = stop_signal()
    try:
        port = port if fixed else free_port(host, port)
        async with open_demo(settings, host=host, port=port, fresh=fresh) as home:
            call.print(call.t("command.demo.open", url=home.url), "bold")
            again = "make demo FRESH=1" if "MAKELEVEL" in call.environment else f"{call.lotse} demo --fresh"
            call.print(call.t("command.demo.kept", folder=folder(settings).resolve(), again=again))
            call.print(call.t("command.demo.end"), "dim")
            if not quiet:
                await asyncio.to_thread(_show, home.url)
            await stop.wait()
    except NotLoopback as error:
        raise Stop(call.t("command.demo.loopback", host=host)) from error


def _show(url: str) -> None:
    """Open a browser where there is a desktop for it; where there is none the address has been told."""
    if sys.platform in ("win32", "darwin") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        with contextlib.suppress(webbrowser.Error, OSError):
            webbrowser.open(url)
