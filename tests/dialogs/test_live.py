"""The FAQ is live: what an admin saves is in use within seconds, without a restart."""

import asyncio
import shutil

from bot.settings import STARTER
from tests.dialogs.conftest import Hall


async def test_a_saved_answer_is_in_use_within_seconds(closed_hall: Hall) -> None:
    """The same question gets the new answer; a broken save in between takes nothing away."""
    folder = closed_hall.folder / "faq"
    folder.mkdir()
    for name in ("facts.yaml", "konto.yaml"):
        shutil.copy(STARTER / name, folder / name)
    page = folder / "konto.yaml"
    good = page.read_text(encoding="utf-8")
    async with closed_hall.open() as hall:
        anna = hall.alone(hall.teams.cast.asker)
        assert "Passwort-Portal" in (await anna.says("passwort vergessen")).text
        page.write_text(good + "\n  - id: [", encoding="utf-8")
        async with asyncio.timeout(20):
            while not hall.bot.shelf.catalog.errors:
                await asyncio.sleep(0.1)
        assert "Passwort-Portal" in (await anna.says("passwort vergessen")).text
        page.write_text(good.replace("Passwort-Portal", "Schlüsselbrett"), encoding="utf-8")
        async with asyncio.timeout(20):
            while hall.bot.shelf.catalog.errors:
                await asyncio.sleep(0.1)
        assert "Schlüsselbrett" in (await anna.says("passwort vergessen")).text


async def test_facts_fill_the_bots_own_words(closed_hall: Hall) -> None:
    """The hotline of the town stands on the card."""
    folder = closed_hall.folder / "faq"
    folder.mkdir()
    shutil.copy(STARTER / "konto.yaml", folder / "konto.yaml")
    facts = (STARTER / "facts.yaml").read_text(encoding="utf-8").replace("Durchwahl 1234", "Durchwahl 4711")
    (folder / "facts.yaml").write_text(facts, encoding="utf-8")
    async with closed_hall.open() as hall:
        seen = await hall.alone(hall.teams.cast.asker).says("Mensch")
        assert "Durchwahl 4711" in seen.text
