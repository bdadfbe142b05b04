"""`lotse faq import` and `lotse faq export`: from other programs, and for them."""

from pathlib import Path
from typing import Annotated

import typer

from bot.command.call import FOUND, Call, Stop, today
from bot.command.check import chosen, refuse_unreadable
from bot.command.frame import declare


def add(app: typer.Typer, call: Call) -> None:
    """Add both commands."""
    _add_import(app, call)
    _add_export(app, call)


def _add_import(app: typer.Typer, call: Call) -> None:
    @declare(app, call, "import", words="faq_import")
    def import_(
        file: Annotated[
            Path,
            typer.Argument(
                metavar=call.t("command.faq_import.file_metavar"), help=call.t("command.faq_import.file")
            ),
        ],
        topic: Annotated[
            str,
            typer.Option(
                "--topic",
                metavar=call.t("command.faq_import.topic_metavar"),
                help=call.t("command.faq_import.topic"),
            ),
        ] = "",
        path: Annotated[
            Path | None,
            typer.Option(
                "--path", metavar=call.t("command.page.path_metavar"), help=call.t("command.faq_import.path")
            ),
        ] = None,
    ) -> int:
        from bot.settings import STARTER
        from faq import Catalog
        from faq.importing import file_name, imported
        from faq.page_writing import page_of
        from faq.saving import saved
        from faq.tables import NotATable

        folder = chosen(call, path)[0][-1]
        if folder.resolve() == STARTER:
            raise Stop(call.t("command.faq.starter_stays"))
        target = folder / file_name(file)
        if target.exists():
            raise Stop(call.t("command.faq_import.there", path=target))
        catalog = Catalog.load(folder)
        refuse_unreadable(call, catalog)
        try:
            found = imported(file.read_bytes(), str(file), catalog.by_id.keys(), topic)
        except NotATable as error:
            raise Stop(call.t("command.faq_import.no_table", path=file)) from error
        except OSError as error:
            raise Stop(call.t("command.faq.no_file", path=file, reason=error.strerror)) from error
        for note in found.notes:
            call.print(note.described(call.language), "yellow")
        if not found.entries:
            raise Stop(call.t("command.faq_import.nothing", path=file))
        heading = call.t("command.faq_import.heading", file=file.name, day=today())
        try:
            saved(target, page_of(found.entries, heading))
        except OSError as error:
            raise Stop(call.t("command.faq.unwritable", path=target, reason=error.strerror)) from error
        values = {"count": len(found.entries), "path": target, "notes": len(found.notes)}
        call.print(call.t("command.faq_import.done", **values), "bold")
        return FOUND if found.notes else 0


def _add_export(app: typer.Typer, call: Call) -> None:
    @declare(app, call, "export", words="faq_export")
    def export(
        path: Annotated[
            Path | None,
            typer.Argument(metavar=call.t("command.page.path_metavar"), help=call.t("command.check.path")),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help=call.t("command.faq_export.json"))] = False,
        out: Annotated[
            Path | None,
            typer.Option(
                "--out",
                metavar=call.t("command.faq_import.file_metavar"),
                help=call.t("command.faq_export.out"),
            ),
        ] = None,
    ) -> None:
        from faq import Catalog
        from faq.exporting import as_csv
        from faq.exporting import as_json as json_of
        from faq.saving import saved

        catalog = Catalog.load(*chosen(call, path)[0])
        refuse_unreadable(call, catalog)
        if catalog.errors:
            call.complain(call.t("command.ask.faults", errors=len(catalog.errors)))
        text = json_of(catalog.entries) if as_json else "\ufeff" + as_csv(catalog.entries)
        if out is None:
            call.out.out(text.removeprefix("\ufeff").rstrip("\r\n"), highlight=False)
            return
        try:
            saved(out, text)
        except OSError as error:
            raise Stop(call.t("command.faq.unwritable", path=out, reason=error.strerror)) from error
        call.print(call.t("command.faq_export.done", count=len(catalog.entries), path=out))
