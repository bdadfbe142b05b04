"""The page without a sign-in, and the readers' page, over real HTTP."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.app import text_files
from bot.concern.box import Box
from bot.concern.door import issue, redeem
from bot.concern.file import NAME
from bot.concern.reading import Reading
from bot.concern.web import Pages, application
from bot.texts import Texts

READERS = frozenset({"reader-1", "reader-2"})
TEXTS = Texts.load(text_files())
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SORGE = "Die neue Software macht mir das Leben schwer"


async def at_once(seconds: float) -> None:
    """No pace."""


@dataclass
class Site:
    """The pages, and a browser that keeps cookies."""

    url: str
    box: Box
    data: Path
    http: aiohttp.ClientSession
    now: datetime = NOON
    headers: list[dict[str, str]] = field(default_factory=list)

    async def get(self, path: str) -> tuple[int, str]:
        async with self.http.get(self.url + path) as answer:
            self.headers.append(dict(answer.headers))
            return answer.status, await answer.text()

    async def post(self, path: str, **form: str) -> tuple[int, str]:
        async with self.http.post(self.url + path, data=form) as answer:
            self.headers.append(dict(answer.headers))
            return answer.status, await answer.text()

    async def writes(self, words: str = SORGE, **more: str) -> str:
        """Write with a fresh form; the page that follows."""
        _, page = await self.get("/sorge")
        nonce = nonce_in(page)
        _, page = await self.post("/sorge", nonce=nonce, words=words, topic="change", answer="true", **more)
        return page

    async def released(self) -> None:
        await self.box.store(lambda store: store.release(NOON.date() + timedelta(days=9)))

    async def comes_in(self) -> str:
        """A reader comes in by a link."""
        token = issue(self.data, "reader-1", self.now)
        status, page = await self.get(f"/lesen?link={token}")
        assert status == 200
        return page


def nonce_in(page: str) -> str:
    found = re.search(r'name="nonce" value="([0-9a-f]{32})"', page)
    assert found
    return found[1]


def token_in(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


def receipt_in(page: str) -> str:
    found = re.search(r'class="receipt">([0-9A-Z-]{24})<', page)
    assert found, page
    return found[1]


@asynccontextmanager
async def site_of(folder: Path) -> AsyncIterator[Site]:
    """The pages on a free port."""
    box = Box(folder / NAME, READERS, sleep=at_once)
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as http:
        site = Site("", box, folder, http)
        reading = Reading(box, TEXTS, lambda: site.now, folder)
        runner = web.AppRunner(
            application(Pages(box, TEXTS, lambda: site.now), reading.routes()), access_log=None
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            site.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield site
        finally:
            await runner.cleanup()
            await box.close()


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with site_of(tmp_path) as opened:
        yield opened


async def test_the_whole_way(site: Site) -> None:
    """Write, release, read, reply, read the reply, write back, delete."""
    receipt = receipt_in(await site.writes())
    await site.released()
    page = await site.comes_in()
    assert SORGE in page
    (concern,) = re.findall(r'name="concern" value="(\w+)"', page)
    _, page = await site.post(
        "/lesen", token=token_in(page), do="reply", concern=concern, words="Wir helfen."
    )
    assert "Beantwortet: 1" in page
    _, page = await site.post("/sorge/antwort", receipt=receipt.lower(), do="open")
    assert "Wir helfen." in page
    _, page = await site.post(
        "/sorge/antwort", receipt=receipt, nonce=nonce_in(page), words="Danke!", do="write"
    )
    assert "Danke!" in page
    _, page = await site.post("/sorge/antwort", receipt=receipt, do="delete", really="true")
    assert "Es ist gelöscht" in page
    _, page = await site.post("/sorge/antwort", receipt=receipt, do="open")
    assert "nichts da" in page


async def test_what_is_published_everyone_may_read(site: Site) -> None:
    """Until it is taken back."""
    page = await site.comes_in()
    token = token_in(page)
    await site.post("/lesen", token=token, do="publish", worry="Viele fürchten X", given="Wir tun Y")
    assert "Wir tun Y" in (await site.get("/sorge/antworten"))[1]
    _, page = await site.get("/lesen")
    published = re.search(r'name="published" value="(\w+)"', page)
    assert published
    await site.post("/lesen", token=token, do="unpublish", published=published[1])
    assert "Wir tun Y" not in (await site.get("/sorge/antworten"))[1]


async def test_no_cookie_and_nothing_cached_for_who_writes(site: Site) -> None:
    """And a policy that lets the browser load and run nothing."""
    await site.writes()
    await site.get("/sorge/antwort")
    await site.get("/sorge/antworten")
    await site.get("/gibt/es/nicht")
    assert len(site.headers) == 5
    for headers in site.headers:
        assert "Set-Cookie" not in headers
        assert "Server" not in headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "script-src" not in headers["Content-Security-Policy"]
    assert not list(site.http.cookie_jar)


async def test_it_speaks_english_to_who_wishes_it(site: Site) -> None:
    """By the address, or by the browser."""
    assert "Anonymous towards the administration" in (await site.get("/sorge?sprache=en"))[1]
    async with site.http.get(f"{site.url}/sorge", headers={"Accept-Language": "en-GB,de;q=0.5"}) as answer:
        assert 'lang="en"' in await answer.text()


async def test_a_hint_comes_before_it_is_kept(site: Site) -> None:
    """With the text in a fresh form; then it may go as it is."""
    page = await site.writes("Frau Meier lacht über mich")
    assert "Name" in page
    assert "Frau Meier lacht" in page
    assert "receipt" not in re.sub("<style>.*</style>", "", page, flags=re.DOTALL)
    receipt_in(await site.writes("Frau Meier lacht über mich", sure="true"))


async def test_what_is_too_much_is_refused_kindly(site: Site) -> None:
    """A megabyte, a text that is too long, an empty one."""
    assert (await site.post("/sorge", words="x" * 1_000_000))[0] == 413
    status, page = await site.post("/sorge", words="x" * 5_000)
    assert status == 400
    assert "zu lang" in page
    assert (await site.post("/sorge", words=" \u202e "))[0] == 400


async def test_another_site_can_send_nothing(site: Site) -> None:
    """Neither as browsers tell it today nor by the older header."""
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        async with site.http.post(f"{site.url}/sorge", data={"words": "x"}, headers=headers) as answer:
            assert answer.status == 403


async def test_a_link_lets_in_once_and_for_ten_minutes(site: Site) -> None:
    """Neither a second time, nor later, nor somebody who is no reader, nor where it was passed on."""
    token = issue(site.data, "reader-1", NOON)
    assert redeem(site.data, token, NOON) == "reader-1"
    assert redeem(site.data, token, NOON) == ""
    late = issue(site.data, "reader-1", NOON - timedelta(minutes=11))
    stranger = issue(site.data, "somebody", NOON)
    for bad in (token, late, stranger, "../../etc/passwd", ""):
        assert (await site.get(f"/lesen?link={bad}"))[0] == 403
    good = issue(site.data, "reader-1", NOON)
    async with site.http.get(
        f"{site.url}/lesen?link={good}", headers={"X-Forwarded-For": "10.0.0.1"}
    ) as answer:
        assert answer.status == 403


async def test_nobody_else_gets_in_or_acts(site: Site) -> None:
    """Without a session, with a made-up cookie, without the page's own token, or after leaving."""
    assert (await site.get("/lesen"))[0] == 403
    async with aiohttp.ClientSession(cookies={"lesen": "geraten"}) as other:
        assert (await other.get(f"{site.url}/lesen")).status == 403
    page = await site.comes_in()
    assert (await site.post("/lesen", token="falsch", do="publish", worry="a", given="b"))[0] == 403
    assert "Wir tun" not in (await site.get("/sorge/antworten"))[1]
    await site.post("/lesen", token=token_in(page), do="leave")
    assert (await site.get("/lesen"))[0] == 403


async def test_a_cookie_set_before_is_never_the_session(site: Site) -> None:
    """Coming in always makes a new one, which only this page is sent, and no script can read."""
    site.http.cookie_jar.update_cookies({"lesen": "vorher"})
    token = issue(site.data, "reader-1", NOON)
    async with site.http.get(f"{site.url}/lesen?link={token}", allow_redirects=False) as answer:
        cookie = answer.headers["Set-Cookie"]
    assert answer.headers["Location"] == "/lesen"
    assert "vorher" not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/lesen" in cookie


async def test_the_session_ends_by_itself(site: Site) -> None:
    """After half an hour."""
    await site.comes_in()
    site.now += timedelta(minutes=31)
    assert (await site.get("/lesen"))[0] == 403


async def test_who_opened_the_page_stands_on_it(site: Site) -> None:
    """The one exception: a reader and a day."""
    assert "2026-11-24: reader-1" in await site.comes_in()
