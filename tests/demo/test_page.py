"""The real bot in the page: the main job as a newcomer meets it, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import expect

from bot.settings import Settings
from bot.texts import Texts
from demo.app import open_demo
from demo.home import Home
from demo.loopback import free_port
from demo.page import texts_file
from faq import Shelf
from tests.demo.browser import PHONE
from tests.demo.conftest import LOOPBACK, OpenWindow

OpenDemo = Callable[..., AbstractAsyncContextManager[Home]]

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def demo(tmp_path: Path, shelf: Shelf, port: int) -> OpenDemo:
    """Open the demo with the starter FAQ: `async with demo() as home`. A folder of this test has its data."""
    return lambda fresh=False, **town: open_demo(
        Settings.model_validate({"home": str(tmp_path), **town}),
        host=LOOPBACK,
        port=free_port(LOOPBACK, port),
        fresh=fresh,
        shelf=shelf,
    )


async def test_a_newcomer_asks_presses_and_is_done_with_the_first_minute(
    demo: OpenDemo, window: OpenWindow
) -> None:
    """The page's own three things to try are all that it takes: each is ticked off as it is done."""
    async with demo() as home, window(home) as anna:
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


async def test_the_page_and_the_pilot_speak_english(demo: OpenDemo, window: OpenWindow) -> None:
    """The language of one's Teams is that of the page, and of what the bot says to this person."""
    async with (
        demo() as home,
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


async def test_a_town_that_works_in_english_begins_so(demo: OpenDemo, window: OpenWindow) -> None:
    """`language: en` is that of the page and of the welcome."""
    async with demo(language="en") as home, window(home) as anna:
        await anna.sees("Welcome! I am your digital pilot.")
        await expect(anna.page.locator(".tour")).to_contain_text("Three things to try")


async def test_nothing_is_lost_by_a_restart(demo: OpenDemo, window: OpenWindow) -> None:
    """Chats, cards as each sees them, the clock and the languages are there again; afresh they are gone."""
    async with demo() as home, window(home) as anna:
        await anna.say("hab mein passwort vergesen")
        await anna.press("Hat geholfen")
        await expect(anna.card.get_by_role("button", name="Hat geholfen")).to_have_count(0)
        thanked = await anna.card.inner_text()
        await anna.act("forward", seconds=3600)
        await anna.act("speak", locale="en-GB")
        await expect(anna.page.locator("html")).to_have_attribute("lang", "en")
    async with demo() as home, window(home) as anna:
        await expect(anna.page.locator("html")).to_have_attribute("lang", "en")
        await expect(anna.card).to_have_text(thanked, use_inner_text=True)
        assert home.office.clock.ahead.total_seconds() == 3600
        await anna.say("hallo")
        await expect(anna.conversation.locator(".post")).to_have_count(5)
    async with demo(fresh=True) as home, window(home) as anna:
        await expect(anna.conversation.locator(".post")).to_have_count(1)
        assert home.office.clock.ahead.total_seconds() == 0


async def test_a_whole_question_by_keyboard_alone(demo: OpenDemo, window: OpenWindow) -> None:
    """Ask, reach the card's button, press it, switch the person: no pointer, and the focus is always seen."""
    async with demo() as home, window(home, touring=False) as anna:
        keyboard = anna.page.keyboard
        await anna.sees("Willkommen")
        await keyboard.press("Tab")
        await expect(anna.page.locator("#skip")).to_be_focused()
        await keyboard.press("Enter")
        await expect(anna.field).to_be_focused()
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


async def test_the_same_on_a_phone(demo: OpenDemo, window: OpenWindow) -> None:
    """One pane at a time, nothing wider than the screen, and back to the list, by the browser's way too."""
    async with demo() as home, window(home, size=PHONE) as anna:
        await expect(anna.conversation).to_be_hidden()
        assert await anna.overflow() <= 0
        await anna.open_chat("Digitallotse")
        await expect(anna.page.locator("#chats")).to_be_hidden()
        await anna.page.go_back()
        await expect(anna.page.locator("#chats")).to_be_visible()
        await anna.open_chat("Digitallotse")
        await anna.say("hab mein passwort vergesen")
        await anna.press("Hat nicht geholfen")
        await anna.card.get_by_role("textbox").fill("Ein Bild")
        assert await anna.overflow() <= 0
        await anna.page.get_by_role("button", name="Zurück zu den Chats").click()
        await expect(anna.page.locator("#chats")).to_be_visible()
        await expect(anna.page.locator(".chat").first).to_be_focused()


@pytest.mark.parametrize("language", ["de", "en"])
async def test_the_second_thing_to_try_has_something_to_press(
    shelf: Shelf, language: Literal["de", "en"]
) -> None:
    """The page's vague word brings several suggestions and no sure answer, whatever the FAQ becomes."""
    words = Texts.load(texts_file()).text("page.tour_press_words", language)
    decision = shelf.matcher.decide(words)
    assert decision.kind == "suggest"
    assert len(decision.hits) > 1


async def test_in_a_group_a_rating_is_between_the_pilot_and_one_person(
    demo: OpenDemo, window: OpenWindow
) -> None:
    """Anna's "Hat nicht geholfen" changes her card; Jonas reads on, and can rate for himself."""
    async with demo() as home, window(home) as anna, window(home, "jonas") as jonas:
        for someone in (anna, jonas):
            await someone.open_chat("Team Bürgerbüro")
        await anna.say("@Digitallotse hab mein passwort vergesen")
        await jonas.sees("Hat nicht geholfen")
        before = await jonas.card.inner_text()
        await anna.press("Hat nicht geholfen")
        await anna.sees("Schade")
        await jonas.say("Bei mir auch")
        await anna.sees("Bei mir auch")
        assert await jonas.card.inner_text() == before
        await jonas.press("Hat geholfen")
        await expect(jonas.card.get_by_role("button", name="Hat geholfen")).to_have_count(0)
        await anna.sees("Schade")


async def test_a_broken_file_of_the_faq_reaches_the_admin(tmp_path: Path, window: OpenWindow) -> None:
    """Saved with a fault, the file is named with its line, and the last good answers stay."""
    faq = tmp_path / "faq"
    faq.mkdir()
    entry = "  - id: a\n    question: Wo ist der Stecker?\n    answer: In der Wand.\n"
    good = f"topic: IT\nowner: IT\nentries:\n{entry}"
    (faq / "it.yaml").write_text(good, encoding="utf-8")
    settings = Settings.model_validate({"home": str(tmp_path)})
    async with (
        open_demo(settings, host=LOOPBACK, port=0) as home,
        window(home, "petra") as petra,
        window(home) as anna,
    ):
        (faq / "it.yaml").write_text(good + "  - id: [b\n", encoding="utf-8")
        await expect(petra.page.locator("#faults")).to_contain_text("it.yaml:")
        await anna.say("Wo ist der Stecker?")
        await anna.sees("In der Wand.")
        (faq / "it.yaml").write_text(good, encoding="utf-8")
        await expect(petra.page.locator("#faults")).to_be_hidden()
