"""The bot's chores go on, whatever one of them meets."""

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

from bot import hours
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


async def test_no_turn_has_to_load_the_calendar_of_holidays(tmp_path: Path) -> None:
    """It is loaded beside the turns, in a thread, and the first look at a day finds it there."""
    hours._calendar.cache_clear()
    shelf = Shelf([STARTER / "no-such-folder"])
    async with running(Settings(home=tmp_path, land="NI"), Texts.load(text_files()), shelf=shelf):
        assert not hours._calendar.cache_info().currsize, "nobody waits for it"
        (loading,) = [task for task in asyncio.all_tasks() if task.get_name() == "calendar"]
        await loading
    loaded = hours._calendar.cache_info().misses
    assert hours.holiday(date(2026, 10, 31), "NI") == "Reformationstag"
    assert hours._calendar.cache_info().misses == loaded == 1
