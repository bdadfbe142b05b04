"""`lotse manifest`: builds the Teams app package, and checks one before anybody uploads it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command.call import FOUND, MISUSED, Call, Stop
from bot.command.frame import declare, written

if TYPE_CHECKING:
    from bot.manifest.building import App
    from bot.manifest.checking import Examined
    from bot.settings import Settings
    from bot.texts import Texts

PACKAGE = Path("digitallotse-teams.zip")


def add(app: typer.Typer, call: Call) -> None:
    """Add the commands."""
    add_build(app, call)
    add_check(app, call)


def add_build(app: typer.Typer, call: Call) -> None:
    """Add `build`."""

    @declare(app, call, "build", words="manifest_build")
    def build(
        app_id: Annotated[
            str, typer.Option("--app-id", metavar="ID", help=call.t("command.manifest_build.app_id"))
        ] = "",
        domain: Annotated[
            str, typer.Option("--domain", metavar="HOST", help=call.t("command.manifest_build.domain"))
        ] = "",
        town: Annotated[
            str, typer.Option("--town", metavar="NAME", help=call.t("command.manifest_build.town"))
        ] = "",
        version: Annotated[
            str, typer.Option("--version", metavar="1.2.3", help=call.t("command.manifest_build.version"))
        ] = "",
        out: Annotated[Path, written(call, "manifest_build", PACKAGE)] = PACKAGE,
    ) -> int:
        from bot.manifest.building import package
        from bot.manifest.checking import examine

        settings, texts = _house(call)
        made = _app(call, settings, texts, app_id=app_id, domain=domain, town=town, version=version)
        _demand_commands(call, made, texts)
        try:
            zipped = package(made, settings.home / "manifest" if settings.home else None)
            examined = examine(zipped)
            if not examined.faults:
                out.write_bytes(zipped)
        except OSError as error:
            raise Stop(call.t("command.manifest_build.failed", file=out, reason=error.strerror)) from error
        except ValueError as error:
            raise Stop(call.t("command.manifest_build.drawing", reason=error)) from error
        if examined.faults:
            _print(call, examined)
            return FOUND
        call.print(call.t("command.manifest_build.done", file=out, town=made.town, version=made.version))
        return 0


def add_check(app: typer.Typer, call: Call) -> None:
    """Add `check`."""

    @declare(app, call, "check", words="manifest_check")
    def check(
        file: Annotated[
            Path,
            typer.Argument(
                metavar=call.t("command.db.file_metavar"), help=call.t("command.manifest_check.file")
            ),
        ] = PACKAGE,
        as_json: Annotated[bool, typer.Option("--json", help=call.t("command.db.json"))] = False,
    ) -> int:
        from bot.manifest.checking import examine

        try:
            examined = examine(file.read_bytes())
        except OSError as error:
            raise Stop(call.t("command.manifest_check.no_file", file=file)) from error
        (_print_json if as_json else _print)(call, examined)
        return FOUND if examined.faults else 0


def _house(call: Call) -> "tuple[Settings, Texts]":
    """What the town has set so far, and its words. A package is often built before all of it is there."""
    from bot.app import text_files
    from bot.command.kindly import WORDS, kindly
    from bot.settings import look
    from bot.texts import Texts
    from faq import Catalog

    settings, _ = look(call.environment, Texts.load({WORDS: ""}))
    with kindly(call, settings):
        texts = Texts.load(text_files(), settings.own_texts)
    facts = Catalog.load(*settings.faq_folders).facts
    texts.facts = {name: fact for name, fact in facts.items() if fact is not None}
    return settings, texts


def _app(call: Call, settings: "Settings", texts: "Texts", **wished: str) -> "App":
    """The app of the flags, else of the settings. Raises `Stop` where something is missing or wrong."""
    from bot.cli import installed_version
    from bot.manifest.building import App
    from bot.manifest.rules import GUID, TOWN
    from bot.settings.kinds import DOMAIN

    app = App(
        app_id=(wished["app_id"] or settings.app_id).strip().lower(),
        domain=(wished["domain"] or settings.domain).strip().lower(),
        town=(wished["town"] or texts.facts.get("town") or "").strip(),
        version=wished["version"] or installed_version(),
        language=settings.language,
    )
    faults = [
        call.t(f"command.manifest_build.{key}")
        for key, good in {
            "no_app_id": GUID.fullmatch(app.app_id),
            "no_domain": DOMAIN.fullmatch(app.domain),
            "no_town": 0 < len(app.town) <= TOWN,
        }.items()
        if not good
    ]
    if faults:
        raise Stop(*faults, code=MISUSED)
    return app


def _demand_commands(call: Call, app: "App", texts: "Texts") -> None:
    """Raises `Stop` for a command of the package that this town's bot doesn't know."""
    from bot.app import commands_known
    from bot.manifest.building import commands

    known = commands_known(texts)
    if lost := sorted(title for title in commands(app) if not known(title)):
        raise Stop(call.t("command.manifest_build.unknown_command", words=", ".join(lost)))


def _print(call: Call, examined: "Examined") -> None:
    for fault in examined.faults:
        said = call.t(f"command.manifest_check.{fault.kind}", where=fault.where, **fault.values)
        call.print(f"{fault.where}: {said}", "red")
    if examined.schema is None:
        call.print(call.t("command.manifest_check.no_schema"), "yellow")
    if examined.faults:
        call.print(call.t("command.manifest_check.found", count=len(examined.faults)), "bold")
    elif examined.schema:
        call.print(call.t("command.manifest_check.fine", schema=examined.schema), "bold")
    else:
        call.print(call.t("command.manifest_check.fine_by_rules"), "bold")


def _print_json(call: Call, examined: "Examined") -> None:
    faults = [
        {**asdict(fault), "said": call.t(f"command.manifest_check.{fault.kind}", **fault.values)}
        for fault in examined.faults
    ]
    found = {"ok": not faults, "schema": examined.schema, "faults": faults}
    call.out.out(json.dumps(found, ensure_ascii=False, indent=2), highlight=False)
