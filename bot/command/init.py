"""`lotse init`: a folder of the town's own, with settings to fill in and a FAQ for the first day."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from bot.command.call import Call, Stop
from bot.command.frame import declare

IGNORED = ("/lotse.db*", "*.lock", "/terminal/", "/demo/", "*.pem", ".env")
"""What doesn't belong into the town's repository: data about people, and secrets."""
MAY_BE_THERE = {".git"}
"""A repository that was made first is an empty folder."""
TEMPLATES = Path(__file__).resolve().parent.parent / "init"


def add(app: typer.Typer, call: Call) -> None:
    """Add the command."""

    @declare(app, call, "init")
    def init(
        folder: Annotated[
            Path,
            typer.Argument(metavar=call.t("command.page.path_metavar"), help=call.t("command.init.folder")),
        ],
    ) -> None:
        from bot.settings import STARTER

        try:
            if folder.exists() and not folder.is_dir():
                raise Stop(call.t("command.init.no_folder", folder=folder))
            if folder.is_dir() and {file.name for file in folder.iterdir()} - MAY_BE_THERE:
                raise Stop(call.t("command.init.not_empty", folder=folder))
            (folder / "faq").mkdir(parents=True)
            for file in sorted(STARTER.glob("*.yaml")):
                shutil.copyfile(file, folder / "faq" / file.name)
            for name in ("settings", "texts"):
                shutil.copyfile(TEMPLATES / f"{name}.{call.language}.yaml", folder / f"{name}.yaml")
            kept_out = [f"# {call.t('command.init.ignored')}", *IGNORED, ""]
            (folder / ".gitignore").write_text("\n".join(kept_out), encoding="utf-8")
        except OSError as error:
            raise Stop(call.t("command.init.failed", folder=folder, reason=error.strerror)) from error
        call.print(call.t("command.init.done", folder=folder))
