"""`lotse concern`: the way in for readers, the report for leadership, the poster for the notice board."""

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


def add_read(app: typer.Typer, call: Call) -> None:
    """Add `read`."""

    @declare(app, call, "read", words="concern_read")
    def read(
        reader: Annotated[str, typer.Argument(metavar="ID", help=call.t("command.concern_read.reader"))],
    ) -> None:
        from bot.app import utc_now
        from bot.concern.door import issue

        settings = _settings(call)
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

        path = _settings(call).data / NAME
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


def _settings(call: Call) -> "Settings":
    """The settings, with a Sorgenbox in them. Raises `Stop` where the town has none."""
    from bot.command.kindly import settings_of

    settings = settings_of(call)
    if not settings.concern_readers:
        raise Stop(call.t("command.concern.no_box"))
    return settings
