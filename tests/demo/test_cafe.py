"""The whole IT-Café in the page: its cast hosts, its calendar files are fetched, its file is edited live."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from bot.beside import Site
from bot.cafe import Cafes
from bot.settings import Settings
from demo.app import CAFE, Resident, at_home, folder
from demo.home import Home
from demo.office import Office
from faq import Shelf
from tests.demo.browser import Window
from tests.demo.conftest import OpenWindow

pytestmark = pytest.mark.asyncio(loop_scope="session")

MORNING = datetime(2026, 1, 13, 8, 5, tzinfo=UTC)
"""A Tuesday, five past nine in the town."""
FIRST = "14:00–14:20 Uhr · IT-Café"


@asynccontextmanager
async def that_morning(town: Path, shelf: Shelf) -> AsyncIterator[Home]:
    """The demo on the morning of a café."""
    office = Office()
    office.clock.machine = lambda: MORNING
    settings = Settings.model_validate({"home": str(town)})
    async with Resident(settings, office.clock, shelf) as resident, at_home(resident, office) as home:
        yield home


async def file_of(window: Window) -> str:
    """The calendar file to which the newest card's button leads."""
    await window.page.evaluate("window.open = (address) => { window.led = address; }")
    await window.card.get_by_role("link", name="Kalenderdatei").click()
    address = await window.page.evaluate("window.led")
    assert address.startswith(f"{window.url}/cafe/")
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        assert answer.status == 200
        return await answer.text()


@pytest.mark.proof
async def test_guests_book_wait_accept_and_move(tmp_path: Path, shelf: Shelf, window: OpenWindow) -> None:
    """Who was slower waits in line, gets the seat that the other gives back, and moves to another time."""
    async with (
        that_morning(tmp_path, shelf) as home,
        window(home, touring=False) as anna,
        window(home, "jonas", touring=False) as jonas,
    ):
        for someone in (anna, jonas):
            await someone.say("IT-Café")
            await someone.sees(FIRST)
        await anna.press(FIRST)
        await anna.sees("Ihr Termin steht: IT-Café")
        assert "DTSTART;TZID=Europe/Berlin:20260113T140000" in await file_of(anna)
        await jonas.press(FIRST)
        await jonas.sees("Jemand war schneller")
        await jonas.press("Auf die Warteliste")
        await jonas.sees("Sie stehen auf Platz 1 der Warteliste")
        await anna.press("Absagen")
        await anna.sees("Abgesagt, danke fürs Bescheidsagen")
        await jonas.sees("Ein Platz ist für Sie frei")
        await jonas.press("Ja, ich komme")
        await jonas.sees("Ihr Termin steht: IT-Café")
        await jonas.press("Verschieben")
        await jonas.press("14:20–14:40 Uhr · IT-Café")
        await jonas.sees("Dienstag, 13. Januar, 14:20–14:40 Uhr")


@pytest.mark.proof
async def test_a_host_is_ill_and_a_rule_is_edited(tmp_path: Path, shelf: Shelf, window: OpenWindow) -> None:
    """Both times the guest is told, and one press books another time; the edit waits for the admin's yes."""
    cafe = folder(Settings.model_validate({"home": str(tmp_path)})) / "cafe.yaml"
    async with (
        that_morning(tmp_path, shelf) as home,
        window(home, "jonas", touring=False) as jonas,
        window(home, "miriam", touring=False) as miriam,
        window(home, "petra", touring=False) as petra,
    ):
        await jonas.say("IT-Café")
        await jonas.press(FIRST)
        await jonas.sees("Ihr Termin steht: IT-Café")
        await miriam.say("Mein Tag")
        await miriam.sees("14:00–14:20 Uhr · Jonas Reuter")
        await miriam.press("Ich bin krank")
        await miriam.press("Absagen, neue Zeiten anbieten")
        await jonas.sees("Ihr Termin fällt leider aus")
        await jonas.press("09:00–09:20 Uhr · IT-Café")
        await jonas.sees("Donnerstag, 15. Januar, 09:00–09:20 Uhr")
        cafe.write_text(cafe.read_text(encoding="utf-8").replace("donnerstag", "freitag"), encoding="utf-8")
        await petra.sees("Eine Änderung an cafe.yaml würde Termine streichen")
        await petra.press("Übernehmen")
        await jonas.sees("Freitag, 16. Januar")


async def test_begun_afresh_the_cafe_is_that_of_the_first_day(tmp_path: Path, shelf: Shelf) -> None:
    """The edited copy goes; the bot goes on knowing where its calendar files are fetched."""
    office = Office()
    settings = Settings.model_validate({"home": str(tmp_path)})
    cafe = folder(settings) / CAFE.name
    async with Resident(settings, office.clock, shelf) as resident, at_home(resident, office) as home:
        cafe.write_text("cafes: []", encoding="utf-8")
        async with aiohttp.ClientSession(home.url) as session, session.post("/afresh", json={}) as begun:
            assert begun.status == 200
        assert cafe.read_bytes() == CAFE.read_bytes()
        assert resident.bot.house.get(Site).url == home.url
        assert resident.bot.house.get(Cafes).in_use.cafes
