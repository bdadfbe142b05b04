"""The pictures in docs/screenshots, taken anew: `make screenshots`. Everything in them is the real page."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import expect

from bot.settings import Settings
from demo.app import CAFE, Resident, at_home
from demo.loopback import free_port
from demo.office import Office
from tests.demo.browser import PHONE, Window, browser, missing
from tests.demo.studio import Studio, picture

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
MORNING = datetime(2026, 1, 13, 8, 5, tzinfo=UTC)
"""The day of the pictures, a Tuesday with a café, so that nothing but a real change changes them."""
LARGE = (1180, 780)
LOW = (1180, 620)
TALL = (390, 1090)
"""As narrow as the others that stand side by side, and high enough for the longest form."""
FIRST = "14:00–14:20 Uhr · IT-Café"
LATER = "14:20–14:40 Uhr · IT-Café"
THURSDAY = "09:00–09:20 Uhr · IT-Café"
QUESTION = "Wie bekomme ich einen Zugang zum Quaxikon?"
ANSWER = "Über das **Quaxportal** im Intranet: anmelden, „Zugang“ wählen, fertig."

Take = Callable[[Studio], Awaitable[None]]


# ---------------------------------------------------------------- the page


async def first_minute(studio: Studio) -> None:
    """What a newcomer sees, and the answer to their first question."""
    async with studio.window(size=LARGE, chat="", touring=True) as anna:
        await anna.sees("Willkommen")
        await studio.shoot("welcome", anna)
        await anna.page.locator(".tour").get_by_role("button", name="passwort").click()
        await anna.sees("Ich habe mein Passwort vergessen")
        await studio.shoot("answer", anna)


async def in_a_channel(studio: Studio) -> None:
    """Two people talk below an answer, and what goes over the wire."""
    async with (
        studio.window("jonas", LOW, "Digitales Rathaus") as jonas,
        studio.window("miriam", LOW, "Digitales Rathaus") as miriam,
    ):
        await jonas.say("@Digitallotse Ich habe eine verdächtige E-Mail bekommen")
        thread = miriam.page.locator(".thread").last
        await expect(thread.locator(".card")).to_be_visible()
        await thread.get_by_role("button", name="Antworten").click()
        await thread.get_by_label("Antwort schreiben").fill("Danke fürs Melden, Jonas! 👍")
        await thread.get_by_label("Antwort schreiben").press("Enter")
        await jonas.sees("Danke fürs Melden")
        await jonas.page.locator("#wire").click()
        await jonas.page.locator("summary").first.click()
        await studio.shoot("wire", jonas)


async def on_the_phone(studio: Studio) -> None:
    """The list and a chat, one pane at a time."""
    async with (
        studio.window(size=PHONE, chat="", touring=True) as chats,
        studio.window(size=PHONE, touring=True) as anna,
    ):
        await studio.shoot("phone", chats, anna)


async def clock(studio: Studio) -> None:
    """The clock is asked about, in the second language and in the dark."""
    async with studio.window("petra", LARGE) as petra:
        await petra.page.locator("#theme").click()
        await petra.page.locator("#language").click()
        await petra.say("outlook")
        await petra.sees("Did you mean")
        await petra.page.locator("#clock").click()
        await expect(petra.dialog).to_be_visible()
        await studio.shoot("clock", petra)


# ---------------------------------------------------------------- from the bot to a person


async def a_question(studio: Studio) -> None:
    """Asked, taken by one and seen so by the other, answered, and proposed as an entry that then answers."""
    people = ("anna", "miriam", "okan", "petra", "jonas")
    async with studio.windows(*people) as (anna, miriam, okan, petra, jonas):
        await fills(anna, QUESTION, "Konto und Passwort")
        await anna.press("Frage abschicken")
        await anna.sees("Ihre Frage ist unterwegs")
        for lotse in (miriam, okan):
            await lotse.sees("Anna Sommer hat eine Frage")
        await miriam.page.set_viewport_size({"width": TALL[0], "height": TALL[1]})
        await okan.page.set_viewport_size({"width": TALL[0], "height": TALL[1]})
        asked = await picture(miriam)
        await miriam.press("Übernehmen")
        await miriam.sees("Das ist bei Ihnen")
        await okan.sees("Miriam kümmert sich darum")
        await studio.shoot("case-asked", asked, okan)
        await miriam.card.get_by_label("Ihre Antwort oder Rückfrage").fill(ANSWER)
        await miriam.press("Antworten")
        await anna.sees("Quaxportal")
        answered = await picture(anna)
        await anna.press("Ja, danke!")
        await miriam.sees("Diese Frage ist erledigt")
        for button in ("Als FAQ vorschlagen", "Vorschlagen"):  # above the thanks that came last
            await miriam.conversation.get_by_role("button", name=button, exact=True).click()
        await petra.sees("Ein Vorschlag für die FAQ")
        draft = await picture(petra)
        await petra.card.get_by_role("button", name="Aufnehmen", exact=True).click()
        await petra.sees("Der Vorschlag ist jetzt Teil der FAQ")
        await in_use(studio.resident)
        await jonas.say("zugang zum quaxikon")
        await jonas.sees("Quaxportal")
        await studio.shoot("case-answered", answered, draft, jonas)


async def in_use(resident: Resident) -> None:
    """Wait until the new entry is."""
    async with asyncio.timeout(10):
        while not any("Quaxportal" in entry.answer for entry in resident.bot.shelf.catalog.entries):
            await asyncio.sleep(0.05)


async def a_nameless_question(studio: Studio) -> None:
    """The form with the box ticked, and what a Lotse sees of it."""
    async with studio.window("jonas", TALL) as jonas, studio.window("okan", TALL) as okan:
        await fills(jonas, "Darf ich im Homeoffice drucken?", "Drucken und Scannen", nameless=True)
        form = await picture(jonas)
        await jonas.press("Frage abschicken")
        await okan.sees("Jemand aus dem Haus hat eine Frage")
        await studio.shoot("case-nameless", form, okan)


async def fills(someone: Window, question: str, topic: str, *, nameless: bool = False) -> None:
    """Open the form and fill it in."""
    await someone.say("Einen Menschen fragen")
    await someone.card.get_by_label("Ihre Frage").fill(question)
    await someone.card.get_by_label("Thema").select_option(label=topic)
    if nameless:
        await someone.card.get_by_label("Ohne meinen Namen fragen").check()


async def worry(studio: Studio) -> None:
    """The Sorgenbox says what it keeps, and its form is a dialog."""
    async with studio.windows("jonas") as (jonas,):
        await jonas.say("Sorgenbox")
        await jonas.sees("Die Sorgenbox hört zu")
        card = await picture(jonas)
        await jonas.press("Vertraulich schreiben")
        await expect(jonas.dialog).to_be_visible()
        await studio.shoot("concern", card, jonas)


# ---------------------------------------------------------------- the café


async def cafe(studio: Studio) -> None:
    """Booked and full; given back, offered and taken; a host's day; an edit that would strand somebody."""
    file = studio.resident.settings.data / CAFE.name
    async with studio.windows("anna", "jonas", "miriam", "petra") as (anna, jonas, miriam, petra):
        for someone in (anna, jonas):
            await someone.say("IT-Café")
            await someone.sees(FIRST)
        await anna.press(FIRST)
        await anna.sees("Ihr Termin steht")
        await jonas.press(FIRST)
        await jonas.sees("Jemand war schneller")
        slower = await picture(jonas)
        await jonas.press("Auf die Warteliste")
        await jonas.sees("Platz 1")
        await studio.shoot("cafe-booked", anna, slower, jonas)
        await anna.press("Absagen")
        await jonas.sees("Ein Platz ist für Sie frei")
        offered = await picture(jonas)
        await jonas.press("Ja, ich komme")
        await jonas.sees("Ihr Termin steht")
        accepted = await picture(jonas)
        await jonas.press("Verschieben")
        await jonas.press(LATER)
        await jonas.sees("14:20–14:40 Uhr")
        await studio.shoot("cafe-line", offered, accepted, jonas)
        await miriam.say("Mein Tag")
        await miriam.sees("Jonas Reuter")
        day = await picture(miriam)
        await miriam.press("Ich bin krank")
        await miriam.sees("Gute Besserung")
        ill = await picture(miriam)
        await miriam.press("Absagen, neue Zeiten anbieten")
        await jonas.sees("Ihr Termin fällt leider aus")
        await studio.shoot("cafe-host", day, ill, jonas)
        await jonas.press(THURSDAY)
        await jonas.sees("Donnerstag, 15. Januar")
        file.write_text(file.read_text(encoding="utf-8").replace("donnerstag", "freitag"), encoding="utf-8")
        await petra.sees("würde Termine streichen")
        asked = await picture(petra)
        await petra.press("Übernehmen")
        await jonas.sees("Freitag, 16. Januar")
        await studio.shoot("cafe-edited", asked, jonas)


async def cafe_wide(studio: Studio) -> None:
    """Times to choose from, as a whole window shows them."""
    async with studio.window(size=(LARGE[0], 840)) as anna:
        await anna.say("IT-Café")
        await anna.sees(FIRST)
        await studio.shoot("cafe", anna)


TAKES: tuple[Take, ...] = (
    first_minute,
    in_a_channel,
    on_the_phone,
    a_question,
    a_nameless_question,
    worry,
    cafe_wide,
    cafe,
    clock,
)


async def take_all(takes: Sequence[Take] = TAKES) -> None:
    """These pictures, one after the other, in one demo that begins afresh."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    office = Office()
    office.clock.machine = lambda: MORNING
    with tempfile.TemporaryDirectory() as town:
        settings = Settings.model_validate({"home": town})
        async with (
            Resident(settings, office.clock) as resident,
            at_home(resident, office, port=free_port("127.0.0.1", 3978)) as home,
            browser() as chromium,
        ):
            for take in takes:
                await take(Studio(chromium, home, resident, FOLDER))


if __name__ == "__main__":
    if lack := missing():
        sys.exit(lack)
    asyncio.run(take_all())
