"""`lotse demo` is killed in the middle of what goes on between people: nobody loses a question or a seat.

Each kill comes the moment that somebody has read «yes»; what follows from it for others is there afterwards.
The controls of what this stands on are in `test_kill.py`, and with the crash runs of `tests/proofs`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.demo.browser import Window
from tests.demo.conftest import Desks
from tests.demo.test_command import demo, line

pytestmark = [pytest.mark.proof, pytest.mark.asyncio(loop_scope="session")]

QUESTION = "Wie bekomme ich einen Zugang zum Quaxikon?"
ANSWER = "Über das **Quaxportal** im Intranet."


@asynccontextmanager
async def sitting(folder: Path, desks: Desks, port: int, *people: str) -> AsyncIterator[list[Window]]:
    """A real `lotse demo` with a window for each of them; it ends by kill -9, while the windows look on.

    The port is the same each time, as the demo's own is: cards that were sent are changed where they lie.
    """
    async with demo(folder, "--port", str(port)) as process, AsyncExitStack() as stack:
        address = (await line(process)).split()[-1]
        windows = []
        for person in people:
            desk = await stack.enter_async_context(desks.desk())
            windows.append(await stack.enter_async_context(Window.open(desk, address, person, touring=False)))
        yield windows
        process.kill()
        await process.wait()


async def asked_until_known(someone: Window, words: str, answer: str) -> None:
    """Ask until this is the answer: a new entry is in use within two seconds."""
    async with asyncio.timeout(15):
        while answer not in await someone.last.inner_text():
            await asyncio.sleep(0.5)
            await someone.say(words)


@pytest.mark.parametrize("nameless", [False, True], ids=["with a name", "without"])
async def test_a_question_survives_two_kills(tmp_path: Path, desks: Desks, port: int, nameless: bool) -> None:
    """Asked, killed; taken by one of two, answered, killed; proposed, accepted: then the FAQ answers."""
    title = "Jemand aus dem Haus hat eine Frage" if nameless else "Anna Sommer hat eine Frage"
    async with sitting(tmp_path, desks, port, "anna", "miriam", "okan") as (anna, *_):
        await anna.say("Einen Menschen fragen")
        await anna.card.get_by_label("Ihre Frage").fill(QUESTION)
        await anna.card.get_by_label("Thema").select_option(label="Konto und Passwort")
        await anna.card.get_by_label("Ohne meinen Namen fragen").set_checked(nameless)
        await anna.press("Frage abschicken")
        await anna.sees("Ihre Frage ist unterwegs")
    async with sitting(tmp_path, desks, port, "miriam", "okan") as (miriam, okan):
        for lotse in (miriam, okan):
            await lotse.sees(title)
        await miriam.press("Übernehmen")
        await okan.sees("Miriam kümmert sich darum")
        await miriam.card.get_by_label("Ihre Antwort oder Rückfrage").fill(ANSWER)
        await miriam.press("Antworten")
        await miriam.sees("Ihre Antwort ist")
        assert not nameless or "Anna" not in await miriam.conversation.inner_text()
    async with sitting(tmp_path, desks, port, "anna", "miriam", "petra", "jonas") as (
        anna,
        miriam,
        petra,
        jonas,
    ):
        await anna.sees("Quaxportal")
        await anna.press("Ja, danke!")
        await miriam.sees("Diese Frage ist erledigt")
        await miriam.conversation.get_by_role("button", name="Als FAQ vorschlagen").click()
        await miriam.conversation.get_by_role("button", name="Vorschlagen", exact=True).click()
        await petra.sees("Ein Vorschlag für die FAQ")
        await petra.card.get_by_role("button", name="Aufnehmen", exact=True).click()
        await petra.sees("Der Vorschlag ist jetzt Teil der FAQ")
        await asked_until_known(jonas, "zugang zum quaxikon", "Quaxportal")


async def test_an_absence_and_the_deadlines_move_a_question_on(
    tmp_path: Path, desks: Desks, port: int
) -> None:
    """Who is away isn't asked; then come a reminder, the deputy, and the channel."""
    async with sitting(tmp_path, desks, port, "anna", "miriam", "okan", "petra") as (
        anna,
        miriam,
        okan,
        petra,
    ):
        await petra.open_chat("Digitales Rathaus")  # the bot joins the channel when somebody first looks
        await petra.sees("Willkommen")
        await petra.page.locator(".chat[data-scope=personal]").click()
        await okan.say("Ich bin bis Montag weg")
        await okan.sees("bis einschließlich")
        await anna.say("Wer sind die Lotsen?")
        await anna.sees("Okan Demir (heute nicht da)")
        await anna.say("Einen Menschen fragen")
        await anna.card.get_by_label("Ihre Frage").fill(QUESTION)
        await anna.card.get_by_label("Thema").select_option(label="Konto und Passwort")
        await anna.press("Frage abschicken")
        await miriam.sees("Anna Sommer hat eine Frage")
        assert QUESTION not in await okan.conversation.inner_text()
        await tomorrow(anna)
        await miriam.sees("Eine Frage wartet noch")
        await tomorrow(anna)
        await petra.sees("Anna Sommer hat eine Frage")
        for _ in range(3):
            await tomorrow(anna)
        await petra.open_chat("Digitales Rathaus")
        await petra.sees(QUESTION)


async def tomorrow(someone: Window) -> None:
    """Move the clock, as the page's own button does."""
    await someone.page.locator("#clock").click()
    await someone.dialog.get_by_role("button", name="1 Tag weiter").click()
    await expect(someone.dialog).to_contain_text(re.compile("[Ii]n dieser Zeit"))
    await someone.settle()
    await someone.page.keyboard.press("Escape")
    await expect(someone.dialog).to_have_count(0)


async def test_a_place_in_line_survives_a_kill(tmp_path: Path, desks: Desks, port: int) -> None:
    """A seat is given back, and the demo killed; who waits is offered it after the restart, and takes it."""
    async with sitting(tmp_path, desks, port, "anna", "jonas") as (anna, jonas):
        for someone in (anna, jonas):
            await someone.say("IT-Café")
            await someone.sees("Freie Termine")
        for someone in (anna, jonas):
            await someone.card.get_by_role("button", name="· IT-Café").last.click()
            await someone.settle()
        await anna.sees("Ihr Termin steht")
        await jonas.press("Auf die Warteliste")
        await jonas.sees("Sie stehen auf Platz 1 der Warteliste")
        await anna.press("Absagen")
        await anna.sees("Abgesagt, danke fürs Bescheidsagen")
    async with sitting(tmp_path, desks, port, "jonas") as (jonas,):
        await jonas.sees("Ein Platz ist für Sie frei")
        await jonas.press("Ja, ich komme")
        await jonas.sees("Ihr Termin steht: IT-Café")
