"""The Sorgenbox in the demo: its pages are there, and its readers find the way in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.settings import Settings
from demo.app import Resident, at_home
from demo.office import Office
from demo.people import READERS
from faq import Shelf
from tests.demo.test_due import DAY, Visit

ELSEWHERE = {
    "concern_readers": "00000006-0000-4000-8000-000000000000, 00000007-0000-4000-8000-000000000000",
    "concern_url": "https://sorge.stadt.example",
    "concern_desk": "https://lotse.stadt.example",
    "concern_secret": "0" * 64,
}
"""The town has a Sorgenbox of its own, to which nothing of the demo may go."""

pytestmark = pytest.mark.asyncio(loop_scope="session")


def link(visit: Visit, key: str, title: str) -> str:
    """Where that button of the last card leads."""
    actions: list[dict[str, Any]] = visit.last(key).body["attachments"][0]["content"]["actions"]
    return next((str(one["url"]) for one in actions if one["title"] == title), "")


async def says(visit: Visit, key: str, text: str) -> None:
    """Write it in one's own chat."""
    chat = visit.office.chats.personal(visit.office.people[key]).id
    await visit.act("say", key, chat=chat, text=text)


async def test_who_writes_there_is_read_by_those_whose_role_says_so(tmp_path: Path, shelf: Shelf) -> None:
    """A worry goes in on the page; days later a reader hears of it, asks for the way and reads it, once."""
    office = Office()
    settings = Settings.model_validate({"home": str(tmp_path), **ELSEWHERE})
    async with (
        Resident(settings, office.clock, shelf) as resident,
        at_home(resident, office) as home,
        aiohttp.ClientSession(home.url) as session,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser,
    ):
        visit = Visit(resident, office, session)
        await visit.welcomed()
        await says(visit, "anna", "sorgenbox lesen")
        page = link(visit, "anna", "Ohne Anmeldung schreiben")
        assert page.endswith("/sorge")
        async with browser.get(page) as shown:
            form = await shown.text()
        nonce = form.partition('name="nonce" value="')[2].partition('"')[0]
        async with browser.post(
            page, data={"words": "Es ist zu laut.", "topic": "other", "nonce": nonce}
        ) as sent:
            assert sent.status == 200
        await visit.act("forward", "anna", seconds=9 * DAY)
        for reader in READERS:
            assert "Sorgenbox lesen" in str(visit.last(reader).body)
            await says(visit, reader, "sorgenbox lesen")
            way = link(visit, reader, "Lesen")
            async with browser.get(way) as read:
                assert read.status == 200
                assert "Es ist zu laut." in await read.text()
            async with browser.get(way) as again:
                assert again.status == 403
