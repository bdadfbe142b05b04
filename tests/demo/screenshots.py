"""The pictures in docs/screenshots, taken anew: `make screenshots`. Everything in them is the real page."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import BrowserContext, expect

from bot.settings import Settings
from demo.app import open_demo
from demo.home import Home
from tests.demo.browser import PHONE, Window, browser, missing, profile

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
MORNING = datetime(2026, 1, 13, 8, 5, tzinfo=UTC)
"""The day of the pictures, so that nothing but a real change changes them."""
SIDE = (640, 760)
"""One of two windows side by side."""
LARGE = (1280, 860)

Take = Callable[[BrowserContext, Home], Awaitable[None]]


async def shoot(window: Window, name: str) -> None:
    """Keep what the window shows now."""
    await window.page.mouse.move(0, 0)
    await window.page.screenshot(path=FOLDER / f"{name}.png", animations="disabled", caret="hide")


async def first_minute(chromium: BrowserContext, home: Home) -> None:
    """What a newcomer sees, and the answer to their first question, in light and dark."""
    async with Window.open(chromium, home.url, size=LARGE) as anna:
        await anna.sees("Willkommen")
        await shoot(anna, "welcome")
        await anna.page.locator(".tour").get_by_role("button", name="passwort").click()
        await anna.sees("Ich habe mein Passwort vergessen")
        await shoot(anna, "answer")
        await anna.page.locator("#theme").click()
        await anna.say("outlook")
        await anna.sees("Meinten Sie")
        await shoot(anna, "dark")


async def together(chromium: BrowserContext, home: Home) -> None:
    """Two people side by side in a channel, and what goes over the wire."""
    async with (
        Window.open(chromium, home.url, "jonas", size=LARGE, touring=False) as jonas,
        Window.open(chromium, home.url, "miriam", size=LARGE, touring=False) as miriam,
    ):
        for someone in (jonas, miriam):
            await someone.open_chat("Digitales Rathaus")
        await jonas.say("@Digitallotse Ich habe eine verdächtige E-Mail bekommen")
        thread = miriam.page.locator(".thread").last
        await expect(thread.locator(".card")).to_be_visible()
        await thread.get_by_role("button", name="Antworten").click()
        await thread.get_by_label("Antwort schreiben").fill("Danke fürs Melden, Jonas! 👍")
        await thread.get_by_label("Antwort schreiben").press("Enter")
        await jonas.sees("Danke fürs Melden")
        await jonas.page.locator("#wire").click()
        await jonas.page.locator("summary").first.click()
        await shoot(jonas, "wire")
        for someone, name in ((jonas, "side-jonas"), (miriam, "side-miriam")):
            if name == "side-jonas":
                await jonas.page.keyboard.press("Escape")
            await someone.page.set_viewport_size({"width": SIDE[0], "height": SIDE[1]})
            await shoot(someone, name)


async def on_the_phone(chromium: BrowserContext, home: Home) -> None:
    """The list and a chat, one pane at a time."""
    async with Window.open(chromium, home.url, size=PHONE) as anna:
        await shoot(anna, "phone-list")
        await anna.open_chat("Digitallotse")
        await shoot(anna, "phone")


async def dialog(chromium: BrowserContext, home: Home) -> None:
    """The clock is asked about, in the second language."""
    async with Window.open(chromium, home.url, "petra", size=LARGE, touring=False) as petra:
        await petra.page.locator("#language").click()
        await petra.page.locator("#clock").click()
        await expect(petra.dialog).to_be_visible()
        await shoot(petra, "clock")


async def take_all() -> None:
    """Every picture, one after the other, in one demo that begins afresh."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.model_validate({"home": folder})
        async with open_demo(settings, host="127.0.0.1", port=0) as home, browser() as chromium:
            home.office.clock.machine = lambda: MORNING
            takes: dict[Take, int] = {first_minute: 1, together: 1, on_the_phone: 2, dialog: 1}
            for take, scale in takes.items():
                async with profile(chromium, device_scale_factor=scale) as context:
                    await take(context, home)


if __name__ == "__main__":
    if lack := missing():
        sys.exit(lack)
    asyncio.run(take_all())
