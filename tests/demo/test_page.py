"""The real bot in the page: the main job as a newcomer meets it, in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.settings import Settings
from demo.app import open_demo
from tests.demo.browser import PHONE
from tests.demo.conftest import OpenWindow

pytestmark = pytest.mark.asyncio(loop_scope="session")
LOOPBACK = "127.0.0.1"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The starter FAQ, with data in a folder of this test."""
    return Settings.model_validate({"home": str(tmp_path)})


async def test_a_newcomer_asks_presses_and_is_done_with_the_first_minute(
    settings: Settings, window: OpenWindow
) -> None:
    """The page's own three things to try are all that it takes: each is ticked off as it is done."""
    async with open_demo(settings, host=LOOPBACK, port=0) as home, window(home) as anna:
        await anna.sees("Willkommen! Ich bin Ihr Digitallotse.")
        tour = anna.page.locator(".tour")
        await tour.get_by_role("button", name="passwort").click()
        await anna.sees("Ich habe mein Passwort vergessen")
        await anna.press("Hat geholfen")
        await expect(tour.locator(".done")).to_have_count(2)
        await expect(anna.card.get_by_role("button", name="Hat geholfen")).to_have_count(0)
        async with anna.page.expect_popup() as opened:
            await tour.get_by_role("link").click()
        await (await opened.value).locator(".chat").first.wait_for()
        await expect(tour.get_by_role("heading")).to_have_text("Geschafft. Jetzt kennen Sie den Lotsen.")
        await tour.get_by_role("button", name="Ausblenden").click()
        await expect(tour).to_have_count(0)
        await anna.page.get_by_role("button", name="Die erste Minute").click()
        await expect(tour.locator("li")).to_have_count(3)


async def test_the_page_and_the_pilot_speak_english(settings: Settings, window: OpenWindow) -> None:
    """The language of one's Teams is that of the page, and of what the bot says to this person."""
    async with (
        open_demo(settings, host=LOOPBACK, port=0) as home,
        window(home) as anna,
        window(home, "jonas") as jonas,
    ):
        await anna.page.locator("#language").click()
        await expect(anna.page.locator("html")).to_have_attribute("lang", "en")
        await expect(anna.field).to_have_attribute("placeholder", "Write a message")
        await anna.say("i forgot my password")
        await anna.press("This helped")
        await anna.sees("Glad that it helped.")
        await expect(jonas.page.locator("html")).to_have_attribute("lang", "de")
        await expect(jonas.field).to_have_attribute("placeholder", "Nachricht schreiben")


async def test_a_town_that_works_in_english_begins_so(tmp_path: Path, window: OpenWindow) -> None:
    """`language: en` is that of the page and of the welcome."""
    settings = Settings.model_validate({"home": str(tmp_path), "language": "en"})
    async with open_demo(settings, host=LOOPBACK, port=0) as home, window(home) as anna:
        await anna.sees("Welcome! I am your digital pilot.")
        await expect(anna.page.locator(".tour")).to_contain_text("Three things to try")


async def test_nothing_is_lost_by_a_restart(settings: Settings, window: OpenWindow) -> None:
    """Chats, cards as each sees them, the clock and the languages are there again; afresh they are gone."""
    async with open_demo(settings, host=LOOPBACK, port=0) as home, window(home) as anna:
        await anna.say("hab mein passwort vergesen")
        await anna.press("Hat geholfen")
        await expect(anna.card.get_by_role("button", name="Hat geholfen")).to_have_count(0)
        thanked = await anna.card.inner_text()
        await anna.act("forward", seconds=3600)
        await anna.act("speak", locale="en-GB")
        await expect(anna.page.locator("html")).to_have_attribute("lang", "en")
    async with open_demo(settings, host=LOOPBACK, port=0) as home, window(home) as anna:
        await expect(anna.page.locator("html")).to_have_attribute("lang", "en")
        await expect(anna.card).to_have_text(thanked, use_inner_text=True)
        assert home.office.clock.ahead.total_seconds() == 3600
        await anna.say("hallo")
        await expect(anna.conversation.locator(".post")).to_have_count(5)
    async with open_demo(settings, host=LOOPBACK, port=0, fresh=True) as home, window(home) as anna:
        await expect(anna.conversation.locator(".post")).to_have_count(1)
        assert home.office.clock.ahead.total_seconds() == 0


async def test_a_whole_question_by_keyboard_alone(settings: Settings, window: OpenWindow) -> None:
    """Ask, reach the card's button, press it, switch the person: no pointer, and the focus is always seen."""
    async with open_demo(settings, host=LOOPBACK, port=0) as home, window(home, touring=False) as anna:
        keyboard = anna.page.keyboard
        await anna.sees("Willkommen")
        await keyboard.press("Tab")
        await expect(anna.page.locator("#skip")).to_be_focused()
        await keyboard.press("Enter")
        await anna.reach("textarea")
        await keyboard.type("hab mein passwort vergesen")
        await keyboard.press("Enter")
        await anna.sees("Ich habe mein Passwort vergessen")
        await anna.reach("[title='Hat geholfen']", backwards=True)
        assert await anna.focus_shows()
        await keyboard.press("Enter")
        await expect(anna.card.get_by_role("button", name="Hat geholfen")).to_have_count(0)
        await anna.reach("[data-key=jonas]", backwards=True)
        assert await anna.focus_shows()
        await keyboard.press("Enter")
        await expect(anna.page.locator(".me strong")).to_have_text("Jonas Reuter")
        await expect(anna.page.locator("[data-key=jonas]")).to_be_focused()


async def test_the_same_on_a_phone(settings: Settings, window: OpenWindow) -> None:
    """One pane at a time, nothing wider than the screen, and the way back to the list."""
    async with open_demo(settings, host=LOOPBACK, port=0) as home, window(home, size=PHONE) as anna:
        await expect(anna.conversation).to_be_hidden()
        assert await anna.overflow() <= 0
        await anna.open_chat("Digitallotse")
        await expect(anna.page.locator("#chats")).to_be_hidden()
        await anna.say("hab mein passwort vergesen")
        await anna.press("Hat nicht geholfen")
        await anna.card.get_by_role("textbox").fill("Ein Bild")
        assert await anna.overflow() <= 0
        await anna.page.get_by_role("button", name="Zurück zu den Chats").click()
        await expect(anna.page.locator("#chats")).to_be_visible()
        await expect(anna.page.locator(".chat").first).to_be_focused()
