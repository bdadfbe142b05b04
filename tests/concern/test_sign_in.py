"""Readers sign in by Entra ID: over real HTTP, with an OpenID server of our own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.cookies import Morsel
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.app import text_files
from bot.concern.box import Box
from bot.concern.door import issue
from bot.concern.receipts import fresh_nonce
from bot.concern.serving import serving
from bot.settings import Settings
from bot.texts import Texts
from tests.concern.browser import Browser, Seen
from tests.concern.sample import told
from tests.fake_teams import APP, TOWN, FakeTeams
from tests.fake_teams.cast import ELSEWHERE
from tests.fake_teams.openid import Key
from tests.teams.test_credentials import certificate, pem

TEXTS = Texts.load(text_files())
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DESK = "https://lotse.rathaus.example"
SORGE = "Die neue Software macht mir das Leben schwer"
NAME = "__Host-lesen"


async def at_once(seconds: float) -> None:
    """No pace."""


@dataclass
class Desk:
    """The readers' page as a town has it, with Microsoft's side of signing in."""

    inside: str
    box: Box
    teams: FakeTeams
    http: aiohttp.ClientSession
    now: datetime = NOON

    def browser(self) -> Browser:
        """A fresh one."""
        return Browser(DESK, self.inside, self.http)

    async def comes_in(self, browser: Browser) -> Seen:
        """Press the button of the door; Entra knows who it is, and sends them back."""
        door = await browser.get("/lesen")
        assert 'href="/lesen/anmelden"' in door.text
        return await browser.get("/lesen/anmelden")

    async def way_back(self, browser: Browser) -> str:
        """The address with code and state to which Entra sends this browser, not gone to yet."""
        seen = await browser.get("/lesen/anmelden", steps=1)
        assert seen.status == 302
        return seen.headers["Location"]


@asynccontextmanager
async def desk_of(
    folder: Path, teams: FakeTeams, *, url: str = DESK, entra: str = "", **changes: Any
) -> AsyncIterator[Desk]:
    """The page as `lotse serve` serves it, with one concern that was released.

    `url`: how it is called outside; `entra`: another name of the machine that people sign in at.
    """
    lotte, adam = teams.cast.lotse.id, teams.cast.admin.id
    settings = Settings.model_validate(
        {
            "home": folder,
            "concern_readers": [lotte, adam],
            "concern_listen": "127.0.0.1:0",
            "concern_desk": f"{url}/",
        }
    )
    box = Box.of(settings)
    box.sleep = at_once
    edge = teams.edge(token_endpoint=f"{entra or teams.url}/{TOWN}/oauth2/v2.0/token", **changes)
    teams.signing_in.who = lotte
    teams.signing_in.redirects = {f"{url}/lesen/angemeldet"}
    await box.store(lambda store: store.put(fresh_nonce(), told(SORGE), NOON.date()))
    await box.store(lambda store: store.release(NOON.date() + timedelta(days=9)))
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        desk = Desk("", box, teams, http)
        teams.signing_in.now = lambda: desk.now.timestamp()
        async with serving(settings, box, TEXTS, lambda: desk.now, edge) as desk.inside:
            yield desk
    await box.close()


@pytest.fixture
async def desk(tmp_path: Path, fake_teams: FakeTeams) -> AsyncIterator[Desk]:
    async with desk_of(tmp_path, fake_teams) as opened:
        yield opened


async def test_a_reader_signs_in_reads_and_answers(desk: Desk) -> None:
    """From the door to Entra, back, and to work; leaving leads to the door again."""
    browser = desk.browser()
    page = await desk.comes_in(browser)
    assert page.url == f"{DESK}/lesen"
    assert SORGE in page.text
    assert "<li>24.11.2026: Sie</li>" in page.text
    token, concern = page.field("token"), page.field("concern")
    page = await browser.post("/lesen", {"token": token, "do": "reply", "concern": concern, "words": "Gut."})
    assert "Beantwortet: 1" in page.text
    assert (await browser.post("/lesen", {"token": token, "do": "leave"})).headers["Location"] == "/lesen"
    assert browser.cookies == {}
    assert "anmelden" in (await browser.get("/lesen")).text
    assert SORGE not in (await browser.get("/lesen")).text


async def test_a_certificate_proves_the_app_as_well(tmp_path: Path, fake_teams: FakeTeams) -> None:
    """In the place of the secret."""
    fake_teams.entra.certificate = certificate()
    async with desk_of(tmp_path, fake_teams, app_password="", app_certificate=pem(tmp_path)) as desk:
        desk.now = datetime.now(UTC)
        assert SORGE in (await desk.comes_in(desk.browser())).text


async def test_one_cookie_that_only_this_host_is_sent(desk: Desk) -> None:
    """No script reads it, no plain http carries it, no other site sends it along with a form."""
    browser = desk.browser()
    await desk.comes_in(browser)
    assert list(browser.cookies) == [NAME]
    cookie = browser.cookies[NAME]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")


async def test_who_writes_gets_no_cookie_even_beside_it(desk: Desk) -> None:
    """Nor does a page without a sign-in look at one."""
    browser = desk.browser()
    for path in ("/sorge", "/sorge/antwort", "/sorge/antworten", "/lesen"):
        assert "Set-Cookie" not in (await browser.get(path)).headers
    await desk.comes_in(browser)
    before, page = dict(browser.cookies), await browser.get("/sorge")
    assert "Set-Cookie" not in page.headers
    assert browser.cookies == before
    assert desk.teams.cast.lotse.id not in page.text


async def test_no_cookie_from_before_is_ever_a_session(desk: Desk) -> None:
    """Neither that of the attempt, nor one that was planted: coming in makes a new one each time."""
    browser, thief = desk.browser(), desk.browser()
    back = await desk.way_back(browser)
    attempt = browser.cookies[NAME]
    assert SORGE in (await browser.get(back)).text
    first = browser.cookies[NAME].value
    assert first != attempt.value
    thief.cookies = {NAME: attempt}
    assert SORGE not in (await thief.get("/lesen")).text
    await browser.get("/lesen/anmelden")
    assert browser.cookies[NAME].value not in (first, attempt.value)


async def test_a_way_back_counts_once(desk: Desk) -> None:
    """Replayed by the same browser it is refused before Entra is asked, though this one forgets its codes."""
    desk.teams.signing_in.forgetful = True
    browser = desk.browser()
    back = await desk.way_back(browser)
    attempt = browser.cookies[NAME]
    assert SORGE in (await browser.get(back)).text
    browser.cookies = {NAME: attempt}
    assert (await browser.get(back)).status == 403
    assert desk.teams.signing_in.asked == 1


async def test_a_way_back_is_its_own_browsers(desk: Desk) -> None:
    """Neither without its cookie nor in a browser that has begun an attempt itself."""
    victim, thief = desk.browser(), desk.browser()
    back = await desk.way_back(victim)
    assert (await thief.get(back)).status == 403
    await desk.way_back(thief)
    assert (await thief.get(back)).status == 403
    assert desk.teams.signing_in.asked == 0


async def test_a_stolen_code_is_of_no_use(desk: Desk) -> None:
    """Put into an attempt of the thief's own it lacks the verifier: PKCE. The control: its owner comes in."""
    victim, thief = desk.browser(), desk.browser()
    theirs = parse_qs(urlsplit(await desk.way_back(victim)).query)
    own = parse_qs(urlsplit(await desk.way_back(thief)).query)
    desk.teams.signing_in.forgetful = True
    assert (
        await thief.get(f"/lesen/angemeldet?code={theirs['code'][0]}&state={own['state'][0]}")
    ).status == 403
    assert desk.teams.signing_in.asked == 1
    back = f"/lesen/angemeldet?code={theirs['code'][0]}&state={theirs['state'][0]}"
    assert SORGE in (await victim.get(back)).text


@pytest.mark.parametrize("minutes", [9, 11])
async def test_an_attempt_lives_ten_minutes(desk: Desk, minutes: int) -> None:
    """The control: a minute before it is good."""
    browser = desk.browser()
    back = await desk.way_back(browser)
    desk.now += timedelta(minutes=minutes)
    assert ((await browser.get(back)).status == 200) is (minutes < 10)


async def test_what_is_no_way_back_is_refused_kindly(desk: Desk) -> None:
    """With and without a cookie; the door says how to go on."""
    browser = desk.browser()
    for query in ("", "?state=", "?state=geraten&code=x", "?error=access_denied&state=x", "?state=%ff"):
        for cookies in ({}, _planted("1764000000.geraten"), _planted("kein.cookie"), _planted("")):
            browser.cookies = cookies
            seen = await browser.get(f"/lesen/angemeldet{query}")
            assert seen.status == 403
            assert 'href="/lesen/anmelden"' in seen.text
    assert desk.teams.signing_in.asked == 0


async def test_who_declines_at_entra_is_back_at_the_door(desk: Desk) -> None:
    """And nothing that Entra's address says stands on the page."""
    browser = desk.browser()
    state = parse_qs(urlsplit(await desk.way_back(browser)).query)["state"][0]
    seen = await browser.get(f"/lesen/angemeldet?error=access_denied&error_description=Boo&state={state}")
    assert seen.status == 403
    assert "Boo" not in seen.text


SPOILED: dict[str, dict[str, object]] = {
    "another attempt's nonce": {"nonce": "somebody else's"},
    "no nonce": {"nonce": None},
    "another app": {"aud": "0dd0a7e1-0000-4000-8000-00000000dead"},
    "several apps": {"aud": [APP, "0dd0a7e1-0000-4000-8000-00000000dead"]},
    "another issuer": {"iss": "https://login.microsoftonline.com/common/v2.0"},
    "no issuer": {"iss": None},
    "another tenant": {"tid": ELSEWHERE},
    "no tenant": {"tid": None},
    "no reader": {"oid": "00000001-0000-4000-8000-000000000000"},
    "nobody": {"oid": None},
    "a list of readers": {"oid": ["00000003-0000-4000-8000-000000000000"]},
    "over": {"exp": int(NOON.timestamp()) - 301},
    "without an end": {"exp": None},
    "not yet": {"nbf": int(NOON.timestamp()) + 400},
}


async def test_a_token_that_is_wrong_in_one_thing_lets_nobody_in(desk: Desk) -> None:
    """Refused, without a session; the log says why and names nobody. The control: unspoiled it is good."""
    browser = desk.browser()
    for name, spoiled in SPOILED.items():
        desk.teams.signing_in.spoiled = spoiled
        with capture_logs() as logs:
            seen = await desk.comes_in(browser)
        assert (seen.status, seen.url.partition("?")[0]) == (403, f"{DESK}/lesen/angemeldet"), name
        assert SORGE not in (await browser.get("/lesen")).text, name
        assert [one["event"] for one in logs] == ["reader_not_let_in"], name
        assert "0000-4000-8000" not in str(logs), name
    desk.teams.signing_in.spoiled = {}
    assert SORGE in (await desk.comes_in(browser)).text


async def test_a_token_of_another_key_or_kind_lets_nobody_in(desk: Desk) -> None:
    """A key that Entra doesn't publish, under its name or its own, and PS256."""
    published = desk.teams.openid.keys[0]
    for key, algorithm in ((Forged(7), "RS256"), (Key(7), "RS256"), (published, "PS256")):
        desk.teams.signing_in.key, desk.teams.signing_in.algorithm = key, algorithm
        assert (await desk.comes_in(desk.browser())).status == 403
    desk.teams.signing_in.key, desk.teams.signing_in.algorithm = published, "RS256"
    assert SORGE in (await desk.comes_in(desk.browser())).text


async def test_where_entra_is_away_it_is_said(desk: Desk) -> None:
    """And it is no refusal; a wrong secret is one, told to the log by its name."""
    desk.teams.signing_in.status = 503
    seen = await desk.comes_in(desk.browser())
    assert seen.status == 503
    assert "nicht erreichbar" in seen.text
    desk.teams.signing_in.status = 200
    desk.teams.entra.secret = "a newer one"
    with capture_logs() as logs:
        assert (await desk.comes_in(desk.browser())).status == 403
    assert [one["reason"] for one in logs] == ["401 invalid_client"]


async def test_who_is_taken_off_the_list_is_out_at_once(desk: Desk) -> None:
    """With the session still open, for reading and for acting."""
    browser = desk.browser()
    page = await desk.comes_in(browser)
    desk.box.readers = frozenset({desk.teams.cast.admin.id, desk.teams.cast.colleague.id})
    assert SORGE not in (await browser.get("/lesen")).text
    form = {"token": page.field("token"), "do": "publish", "worry": "a", "given": "b"}
    assert (await browser.post("/lesen", form)).status == 403
    assert (await desk.comes_in(browser)).status == 403


async def test_the_session_ends_half_an_hour_after_the_last_request(desk: Desk) -> None:
    """And after eight hours in any case; then what is sent does nothing, and the door says why."""
    browser = desk.browser()
    page = await desk.comes_in(browser)
    for _ in range(2):
        desk.now += timedelta(minutes=29)
        assert SORGE in (await browser.get("/lesen")).text
    desk.now += timedelta(minutes=31)
    form = {"token": page.field("token"), "do": "publish", "worry": "a", "given": "b"}
    late = await browser.post("/lesen", form)
    assert late.status == 403
    assert "abgelaufen" in late.text
    assert 'href="/lesen/anmelden"' in late.text
    await desk.comes_in(browser)
    for _ in range(16):
        desk.now += timedelta(minutes=29)
        assert SORGE in (await browser.get("/lesen")).text
    desk.now += timedelta(minutes=17)
    assert SORGE not in (await browser.get("/lesen")).text


async def test_no_other_page_can_act_for_a_reader(desk: Desk) -> None:
    """Without the page's token, with that of another session, or sent from elsewhere."""
    browser, other = desk.browser(), desk.browser()
    page = await desk.comes_in(browser)
    foreign = (await desk.comes_in(other)).field("token")
    concern, token = page.field("concern"), page.field("token")
    own = {"Origin": DESK, "Sec-Fetch-Site": "same-origin"}
    for do in ("reply", "publish", "unpublish", "leave"):
        form = {"do": do, "concern": concern, "words": "x", "worry": "x", "given": "x", "published": "x"}
        for bad in ({}, {"token": ""}, {"token": "ä"}, {"token": foreign}):
            assert (await browser.post("/lesen", form | bad)).status == 403
        for header in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
            assert (await browser.post("/lesen", form | {"token": token}, **header)).status == 403
        assert (await browser.post("/lesen", form | {"token": token}, **own)).status in (200, 303)


async def test_no_address_leads_anywhere_else(desk: Desk) -> None:
    """Neither a wish in the address nor a false host changes where Entra sends people, or where they land."""
    browser = desk.browser()
    evil = "?next=https://evil.example&redirect_uri=https://evil.example&url=//evil.example"
    seen = await browser.get(f"/lesen/anmelden{evil}", steps=0, Host="evil.example")
    where = parse_qs(urlsplit(seen.headers["Location"]).query)
    assert where["redirect_uri"] == [f"{DESK}/lesen/angemeldet"]
    assert seen.headers["Location"].startswith(f"{desk.teams.url}/{TOWN}/oauth2/v2.0/authorize?")
    back = await desk.way_back(browser)
    landed = await browser.get(back + evil.replace("?", "&"), steps=0, Host="evil.example")
    assert landed.headers["Location"] == "/lesen"


async def test_a_link_of_the_command_line_opens_nothing_from_elsewhere(desk: Desk, tmp_path: Path) -> None:
    """Nor does the cookie behind it, which is for this machine. The control: here both do."""
    outside = desk.browser()
    lotte = desk.teams.cast.lotse.id
    seen = await outside.get(f"/lesen?link={issue(tmp_path, lotte, desk.now)}")
    assert seen.status == 403
    async with desk.http.get(
        f"{desk.inside}/lesen?link={issue(tmp_path, lotte, desk.now)}", allow_redirects=False
    ) as answer:
        cookie = answer.cookies["lesen"].value
    kept = f"lesen={cookie}"
    async with desk.http.get(f"{desk.inside}/lesen", headers={"Cookie": kept}) as answer:
        assert SORGE in await answer.text()
    assert SORGE not in (await outside.get("/lesen", Cookie=kept)).text


async def test_the_readers_pages_have_the_same_headers_as_all(desk: Desk) -> None:
    """No script, nothing from elsewhere, nothing kept by the browser, no address passed on."""
    browser = desk.browser()
    for path in ("/lesen", "/lesen/angemeldet"):
        headers = (await browser.get(path)).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"


@dataclass(slots=True)
class Forged(Key):
    """Calls itself as the published key does."""

    @property
    def kid(self) -> str:
        return "key-0"


def _planted(value: str) -> dict[str, Morsel[str]]:
    one: Morsel[str] = Morsel()
    one.set(NAME, value, value)
    return {NAME: one}
