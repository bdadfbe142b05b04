"""`lotse concern`: the way in for readers, the report for leadership, the poster, and an owner of its own."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command.call import FOUND, Call, Stop
from bot.command.frame import declare, written

if TYPE_CHECKING:
    from bot.settings import Settings

POSTER = Path("sorgenbox.svg")


def add(app: typer.Typer, call: Call) -> None:
    """Add the commands."""
    add_read(app, call)
    add_report(app, call)
    add_poster(app, call)
    add_serve(app, call)


def add_serve(app: typer.Typer, call: Call) -> None:
    """Add `serve`."""

    @declare(app, call, "serve", words="concern_serve")
    def serve() -> None:
        from bot import log
        from bot.app import text_files, utc_now
        from bot.command.kindly import kindly, settings_of, stop_for
        from bot.concern.file import NAME
        from bot.concern.owner import serve as owning
        from bot.serve import stop_signal
        from bot.service import edge
        from bot.settings.concern import owner_faults
        from bot.storage import DatabaseLocked
        from bot.texts import Texts

        settings = settings_of(call)
        if faults := owner_faults(settings):
            raise stop_for(call, faults)
        log.set_up()

        def listening(address: str) -> None:
            if call.out.is_terminal:
                call.print(call.t("command.concern_serve.listening", address=address), "bold")

        async def own() -> None:
            texts = Texts.load(text_files(), settings.own_texts)
            at = edge(settings, call.environment)
            await owning(settings, texts, utc_now, at, stop_signal(), listening)

        file = settings.data / NAME
        ours = {"database": f"sqlite:///{file.as_posix()}", "listen": settings.concern_listen}
        with kindly(call, settings.model_copy(update=ours)):
            try:
                asyncio.run(own())
            except DatabaseLocked as error:
                raise Stop(call.t("command.concern_serve.locked", file=file)) from error


def add_read(app: typer.Typer, call: Call) -> None:
    """Add `read`."""

    @declare(app, call, "read", words="concern_read")
    def read(
        reader: Annotated[str, typer.Argument(metavar="ID", help=call.t("command.concern_read.reader"))],
    ) -> None:
        from bot.app import utc_now
        from bot.concern.door import issue

        settings = _settings(call)
        _ours(call, settings)
        if settings.concern_listen is None:
            raise Stop(call.t("command.concern.no_page"))
        if reader.strip().lower() not in settings.concern_readers:
            raise Stop(call.t("command.concern_read.stranger"))
        host = settings.concern_listen.host if settings.concern_listen.loopback else "127.0.0.1"
        token = issue(settings.data, reader.strip().lower(), utc_now())
        shown = f"[{host}]" if ":" in host else host
        call.print(f"http://{shown}:{settings.concern_listen.port}/lesen?link={token}", "bold")
        call.print(call.t("command.concern_read.once"))


def add_report(app: typer.Typer, call: Call) -> None:
    """Add `report`."""

    @declare(app, call, "report", words="concern_report")
    def report(
        quarter: Annotated[
            str, typer.Argument(metavar="2026-Q4", help=call.t("command.concern_report.quarter"))
        ] = "",
        as_html: Annotated[bool, typer.Option("--html", help=call.t("command.concern_report.html"))] = False,
    ) -> int:
        from bot.concern import paper_report
        from bot.concern.desk import Desk
        from bot.concern.file import NAME, ConcernFile
        from bot.concern.report import weeks

        settings = _settings(call)
        _ours(call, settings)
        path = settings.data / NAME
        if not path.exists():
            raise Stop(call.t("command.concern.no_box"))
        file = ConcernFile.reading(path)
        try:
            made, published = Desk(file).reports(), Desk(file).published()
        finally:
            file.close()
        found = next((one for one in made if quarter.upper() in ("", one.quarter)), None)
        if found is None:
            call.complain(call.t("command.concern_report.none"))
            return FOUND
        first, last = weeks(found.quarter)
        then = [one for one in published if first <= one.week <= last]

        def say(name: str, **values: object) -> str:
            return call.t(f"command.concern_paper.{name}", **values)

        page = (
            paper_report.as_html(found, then, say, call.language)
            if as_html
            else paper_report.as_markdown(found, then, say)
        )
        call.out.out(page, highlight=False, end="")
        return 0


def add_poster(app: typer.Typer, call: Call) -> None:
    """Add `poster`."""

    @declare(app, call, "poster", words="concern_poster")
    def poster(
        out: Annotated[Path, written(call, "concern_poster", POSTER)] = POSTER,
    ) -> None:
        from bot.concern.poster import svg

        settings = _settings(call)
        if not settings.concern_domain:
            raise Stop(call.t("command.concern.no_page"))
        sentences = [call.t(f"command.concern_poster.line_{number}") for number in (1, 2, 3)]
        drawn = svg(
            call.t("command.concern_poster.title"), sentences, f"https://{settings.concern_domain}/sorge"
        )
        try:
            out.write_text(drawn, encoding="utf-8")
        except OSError as error:
            raise Stop(call.t("command.concern_poster.failed", file=out, reason=error.strerror)) from error
        call.print(call.t("command.concern_poster.done", file=out))


def _ours(call: Call, settings: "Settings") -> None:
    """Raises `Stop` where another process has the Sorgenbox."""
    if settings.concern_url:
        raise Stop(call.t("command.concern.elsewhere", url=settings.concern_url))


def _settings(call: Call) -> "Settings":
    """The settings, with a Sorgenbox in them. Raises `Stop` where the town has none."""
    from bot.command.kindly import settings_of

    settings = settings_of(call)
    if not settings.concern_readers:
        raise Stop(call.t("command.concern.no_box"))
    return settings
