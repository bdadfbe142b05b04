"""The Sorgenbox behind nginx with TLS, as docs/sorgenbox.md shows it."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from yarl import URL

from bot.concern.rules import LONGEST, Topic
from bot.concern.wire import CONCERN, PUBLIC, RELEASE, Handed, Kept
from tests.cli.authority import Certified, certified
from tests.cli.test_docs import blocks
from tests.cli.test_nginx import NGINX, free_port, started
from tests.concern.browser import Browser
from tests.concern.owned import SECRET, owner_of, texts_in
from tests.concern.test_sign_in import DESK, SORGE, desk_of
from tests.demo.browser import AXE, browser, missing
from tests.fake_teams import FakeTeams

HANDING = "sorgenbox.intern.musterstadt.de"
WRITING = "https://sorge.musterstadt.de"
LONG = "Die neue Software: " + "ä" * 3_900
"""Sent as a form it is longer than what nginx keeps in memory by itself."""

NOTHING = "(?!)"
"""A pattern that is found nowhere."""

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed (Debian: apt install nginx-light)"),
]


def of_the_page(shown: Certified, port: int, inside: str, left_out: str) -> str:
    """The configuration of the page, with our places and without what is left out."""
    writing, reading, handing = (text for language, text in blocks("sorgenbox") if language == "nginx")
    beside = writing.partition("    access_log")[0].replace(WRITING[8:], f"{DESK[8:]} 127.0.0.1")
    made = f"{writing}\n{beside}\n{reading}\n}}\n{handing}"
    for theirs, ours in {
        r"listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        r"/etc/ssl/sorge/certificate\.pem": str(shown.certificate),
        r"/etc/ssl/sorge/key\.pem": str(shown.key),
        r"http://127\.0\.0\.1:3979": inside,
        r"10\.20\.30\.0/24": "127.0.0.1",
        left_out: "",
    }.items():
        made = re.sub(theirs, ours, made)
    return made


@asynccontextmanager
async def behind(
    folder: Path, inside: str, left_out: str = NOTHING, port: int = 0
) -> AsyncIterator[tuple[str, aiohttp.ClientSession]]:
    """The proxy's address, and a client that trusts its certificate."""
    port, shown = port or free_port(), certified(folder / "tls")
    connector = aiohttp.TCPConnector(ssl=shown.trust)
    async with (
        started(folder / "nginx", of_the_page(shown, port, inside, left_out), port),
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), connector=connector) as http,
    ):
        yield f"https://127.0.0.1:{port}", http


async def test_writing_and_reading_each_by_its_own_name(tmp_path: Path, fake_teams: FakeTeams) -> None:
    """A concern is written at one, a reader signs in at the other; neither name shows the other's page."""
    async with desk_of(tmp_path, fake_teams) as desk, behind(tmp_path / "proxy", desk.inside) as (at, http):
        anna, lotte = Browser(WRITING, at, http), Browser(DESK, at, http)
        page = await anna.get("/sorge")
        form = {"nonce": page.field("nonce"), "words": "Mir wird das zu viel.", "topic": "change"}
        sent = await anna.post("/sorge", form, Origin=WRITING)
        assert "Danke" in sent.text
        assert anna.cookies == {}
        page = await desk.comes_in(lotte)
        assert SORGE in page.text
        published = {"token": page.field("token"), "do": "publish", "worry": "a", "given": "b"}
        assert (await lotte.post("/lesen", published, Origin=DESK)).status == 200
        assert (await anna.get("/lesen")).status == 404
        assert (await lotte.get("/sorge")).status == 404


@pytest.mark.parametrize("path", [CONCERN, PUBLIC, RELEASE, "/health"])
async def test_nobody_hands_over_through_the_pages(tmp_path: Path, fake_teams: FakeTeams, path: str) -> None:
    """By neither name, however it is written; the control: past the proxy it is there, behind its secret."""
    ways = [
        path,
        f"/sorge/..{path}",
        f"/lesen/%2e%2e{path}",
        f"/sorge/..%2f{path[1:]}",
        f"/sorge//..//..{path}",
    ]
    async with (
        owner_of(tmp_path, fake_teams, lambda: datetime.now(UTC)) as inside,
        behind(tmp_path / "proxy", inside) as (at, http),
    ):
        for name in (WRITING, DESK):
            for way in ways:
                url, host = (
                    URL(at + way, encoded=True),
                    {"Host": name[8:], "Authorization": f"Bearer {SECRET}"},
                )
                async with http.get(url, headers=host) as answer:
                    assert answer.status in (400, 404), way
        async with http.get(inside + path) as answer:
            assert answer.status in (200, 401, 405)


async def test_bots_hand_over_by_a_name_of_its_own(tmp_path: Path, fake_teams: FakeTeams) -> None:
    """The longest text gets through, and not to the proxy's disk; neither of the pages is there."""
    handed = Handed(nonce="a" * 32, topic=Topic.OTHER, words="😀" * LONGEST, wants_answer=True)
    headers = {"Host": HANDING, "Authorization": f"Bearer {SECRET}"}
    async with (
        owner_of(tmp_path, fake_teams, lambda: datetime.now(UTC)) as inside,
        behind(tmp_path / "proxy", inside) as (at, http),
    ):
        shutil.rmtree(tmp_path / "proxy" / "nginx" / "body")
        async with http.post(at + CONCERN, data=handed.model_dump_json(), headers=headers) as answer:
            assert Kept.model_validate_json(await answer.read()).receipt
        for path in ("/sorge", "/lesen", "/health"):
            async with http.get(at + path, headers=headers) as answer:
                assert answer.status == 404
    assert texts_in(tmp_path) == [handed.words]


@pytest.mark.parametrize("left_out", [NOTHING, r"client_body_buffer_size \S+;"])
async def test_what_is_written_never_touches_the_proxys_disk(
    tmp_path: Path, fake_teams: FakeTeams, left_out: str
) -> None:
    """Its folder for long forms is gone, and a long text arrives all the same.

    The control: without the line of the page nginx looks for that folder, and fails.
    """
    folder = tmp_path / "proxy"
    async with (
        desk_of(tmp_path, fake_teams) as desk,
        behind(folder, desk.inside, left_out=left_out) as (at, http),
    ):
        anna = Browser(WRITING, at, http)
        nonce = (await anna.get("/sorge")).field("nonce")
        shutil.rmtree(folder / "nginx" / "body")
        sent = await anna.post("/sorge", {"nonce": nonce, "words": LONG, "topic": "change"})
        assert sent.status == (200 if left_out == NOTHING else 500)


async def test_nothing_is_written_down_by_the_proxy(tmp_path: Path, fake_teams: FakeTeams) -> None:
    """Neither a visit nor an error, though the Sorgenbox itself is gone."""
    folder = tmp_path / "proxy"
    async with behind(folder, "http://127.0.0.1:9") as (at, http):
        assert (await Browser(WRITING, at, http).get("/sorge")).status == 502
        assert (await Browser(DESK, at, http).get("/lesen?code=geheim")).status == 502
    logs = [path.read_text() for path in (folder / "nginx").rglob("*.log")]
    assert not [line for line in logs if "sorge" in line or "lesen" in line]
    assert fake_teams.signing_in.asked == 0


@pytest.mark.skipif(bool(missing()), reason=missing())
async def test_a_real_browser_signs_in_without_a_script(tmp_path: Path, fake_teams: FakeTeams) -> None:
    """It takes the cookie, brings it back from another site, and is let through by the page's own policy."""
    port = free_port()
    url, entra = f"https://127.0.0.1:{port}", fake_teams.url.replace("127.0.0.1", "localhost")
    async with (
        desk_of(tmp_path, fake_teams, url=url, entra=entra) as desk,
        behind(tmp_path / "proxy", desk.inside, port=port),
        browser() as chromium,
    ):
        context = await chromium.new_context(java_script_enabled=False, ignore_https_errors=True)
        page = await context.new_page()
        await page.goto(f"{url}/lesen")
        await page.get_by_role("link", name="Mit Dienstkonto anmelden").click()
        await page.get_by_text(SORGE).wait_for()
        assert page.url == f"{url}/lesen"
        (cookie,) = await context.cookies()
        assert (cookie["name"], cookie["httpOnly"], cookie["secure"]) == ("__Host-lesen", True, True)
        await page.get_by_role("checkbox").check()
        await page.get_by_label("Antwort an alle").fill("Wir helfen.")
        await page.get_by_role("button", name="Antworten", exact=True).click()
        await page.get_by_text("Beantwortet: 1").wait_for()
        await page.get_by_role("button", name="Abmelden").click()
        await page.get_by_role("link", name="Mit Dienstkonto anmelden").wait_for()
        assert await context.cookies() == []


@pytest.mark.skipif(bool(missing()), reason=missing())
async def test_axe_finds_no_barrier_at_the_door(tmp_path: Path, fake_teams: FakeTeams) -> None:
    """Nor where somebody was not let in."""
    async with desk_of(tmp_path, fake_teams) as desk, browser() as chromium:
        page = await (await chromium.new_context(bypass_csp=True)).new_page()
        for path in ("/lesen", "/lesen/angemeldet"):
            await page.goto(f"{desk.inside}{path}")
            await page.add_script_tag(path=AXE)
            found = await page.evaluate("axe.run().then((found) => found.violations.map((one) => one.id))")
            assert found == []
