"""Everyone can use the page: axe finds nothing in any view, and who wants less motion gets none."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.demo.browser import PHONE, WIDE, Window
from tests.demo.conftest import OpenWindow, Small

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def to_list(anna: Window) -> None:
    """Back to the list of chats, where the screen is narrow."""
    back = anna.page.get_by_role("button", name="Zurück zu den Chats")
    if await back.is_visible():
        await back.click()


@pytest.mark.parametrize("size", [WIDE, pytest.param(PHONE, marks=pytest.mark.again)], ids=str)
async def test_axe_finds_nothing(small: Small, window: OpenWindow, size: tuple[int, int]) -> None:
    """In the list, each kind of chat, each kind of dialog, the drawer and the emoji, light and dark."""
    async with window(small.home, size=size) as anna:
        found = {"start": await anna.axe()}
        for title in ("Digitallotse", "Team Bürgerbüro", "Digitales Rathaus"):
            await to_list(anna)
            await anna.open_chat(title)
            await anna.say("@Digitallotse karte" if title != "Digitallotse" else "karte")
            await anna.sees("Eine Karte")
            await anna.press("Ersetzen")
            await anna.sees("Bitte ein Wort.")
            found[title] = await anna.axe()
        await anna.page.get_by_role("button", name="Emoji einfügen").last.click()
        found["emoji"] = await anna.axe()
        await anna.page.keyboard.press("Escape")
        await anna.card.get_by_label("Ihr Wort").fill("x")
        for name, button in {
            "dialog": "Formular",
            "search": "Antwort suchen",
            "clock": "Uhr vorstellen",
        }.items():
            await anna.page.get_by_role("button", name=button).last.click()
            await expect(anna.dialog).to_be_visible()
            found[name] = await anna.axe()
            await anna.page.keyboard.press("Escape")
        await anna.page.locator("#wire").click()
        await anna.page.locator("summary").first.click()
        found["drawer"] = await anna.axe()
    assert found == {view: [] for view in found}


async def test_who_wants_less_motion_gets_none(small: Small, window: OpenWindow) -> None:
    """With prefers-reduced-motion nothing moves by itself; without it something does, as a control."""
    moving = """[...document.querySelectorAll("*")].filter((element) => {
      const style = getComputedStyle(element);
      return style.transitionDuration !== "0s" || style.animationName !== "none";
    }).length"""
    counted = {}
    for wish in ("reduce", "no-preference"):
        async with window(small.home, motion=wish) as anna:
            await anna.say("langsam", settle=False)
            await anna.sees("Digitallotse schreibt …")
            counted[wish] = await anna.page.evaluate(moving)
    small.bot.go_on.set()
    assert counted["reduce"] == 0
    assert counted["no-preference"] > 0


async def test_light_and_dark_follow_the_system_until_somebody_chooses(
    small: Small, window: OpenWindow
) -> None:
    """The choice stays over a reload."""
    async with window(small.home, scheme="dark") as anna:
        theme = anna.page.locator("html")
        await expect(theme).to_have_attribute("data-theme", "dark")
        await anna.page.locator("#theme").click()
        await expect(theme).to_have_attribute("data-theme", "light")
        await anna.page.reload()
        await expect(theme).to_have_attribute("data-theme", "light")
