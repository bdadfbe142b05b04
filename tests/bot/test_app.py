"""The bot's chores go on, whatever one of them meets."""

import asyncio
from pathlib import Path
from typing import Any

from bot.app import running, text_files
from bot.settings import STARTER, Settings
from bot.texts import Texts
from faq import Shelf


class Surprising(Shelf):
    """A shelf whose first look fails as nobody foresaw."""

    looks = 0

    def refresh(self) -> bool:
        self.looks += 1
        if self.looks == 1:
            raise RecursionError
        return super().refresh()


async def test_the_faq_watch_survives_a_surprise(tmp_path: Path, capsys: Any) -> None:
    """It says so in the log, and looks again a second later."""
    shelf = Surprising([STARTER / "no-such-folder"])
    async with running(Settings(home=tmp_path), Texts.load(text_files()), shelf=shelf):
        async with asyncio.timeout(10):
            while shelf.looks < 2:
                await asyncio.sleep(0.1)
    assert "chore_failed" in capsys.readouterr().out
