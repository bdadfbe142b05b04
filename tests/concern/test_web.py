"""The page without a sign-in, and the readers' page, over real HTTP."""

from __future__ import annotations

import asyncio
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
from bot.concern import paper
from bot.concern.box import Box
from bot.concern.door import issue, redeem
from bot.concern.file import NAME, ConcernFile
from bot.concern.flood import MOST
from bot.concern.reading import Reading
from bot.concern.receipts import fresh_nonce
from bot.concern.serving import serving
from bot.concern.store import Store
from bot.concern.web import Pages, application
from bot.listening import listening_on
from bot.settings import Listen, Settings
from bot.storage import DatabaseAway
from bot.texts import Texts
from tests.concern.sample import told
from tests.concern.test_sign_in import desk_of
from tests.fake_teams import FakeTeams

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


def field_in(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, page
    return found[1]


def receipt_in(page: str) -> str:
    found = re.search(r'class="receipt">([0-9A-Z-]{24})<', page)
    assert found, page
    return found[1]


@asynccontextmanager
async def site_of(folder: Path) -> AsyncIterator[Site]:
    """The pages on a free port."""
    box = Box(folder / NAME, readers=READERS, sleep=at_once)
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


async def test_nobody_is_quoted(site: Site) -> None:
    """A sentence of theirs is not published, nor lost: it stands in the form again."""
    await site.writes()
    await site.released()
    token = token_in(await site.comes_in())
    for worry, answer in ((f"Jemand sagt: «{SORGE.upper()}»!", "Wir tun Y"), ("Viele fürchten X", SORGE)):
        _, page = await site.post("/lesen", token=token, do="publish", worry=worry, given=answer)
        assert "Veröffentlicht ist nichts" in page
        assert f"{answer}</textarea>" in page
    assert "Noch wurde nichts" in (await site.get("/sorge/antworten"))[1]
    told_freely = {"worry": "Die neue Software macht vielen Mühe", "given": "Wir tun Y"}
    _, page = await site.post("/lesen", token=token, do="publish", **told_freely)
    assert "Es ist veröffentlicht" in page, "the control"


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
    sure = field_in(page, "sure")
    receipt_in(await site.writes("Frau Meier lacht über mich", sure=sure))
    page = await site.writes("Frau Meier lacht über mich, das ist illegal", sure=sure)
    assert "Meldestelle" in page
    receipt_in(await site.writes("Frau Meier lacht, das ist illegal", sure=field_in(page, "sure")))


async def test_a_form_is_one_concern_from_its_opening_on(site: Site) -> None:
    """Away, hinted, sent twice, also when the day is full: one nonce, one concern, one receipt."""
    words = "Frau Meier lacht über mich"
    page = await site.writes(words)
    form = {"words": words, "topic": "change", "answer": "true", "nonce": nonce_in(page)}
    other = ConcernFile.open(site.box.path)
    status, page = await site.post("/sorge", sure=field_in(page, "sure"), **form)
    other.close()
    assert status == 503
    assert "Gespeichert ist nichts" in page
    assert nonce_in(page) == form["nonce"]
    form["sure"] = field_in(page, "sure")
    receipt = receipt_in((await site.post("/sorge", **form))[1])
    assert receipt_in((await site.post("/sorge", **form))[1]) == receipt
    for _ in range(MOST):
        site.box.flood.count(NOON.date())
    assert receipt_in((await site.post("/sorge", **form))[1]) == receipt
    status, page = await site.post("/sorge", **(form | {"words": "Etwas anderes"}))
    assert status == 503
    assert "Dieser Text ist nicht gespeichert" in page
    assert nonce_in(page) == form["nonce"]
    assert await site.box.store(lambda store: store.release(NOON.date() + timedelta(days=9))) == 1


async def test_where_no_more_is_taken_help_is_told_all_the_same(site: Site) -> None:
    """Nothing is kept, but who may be in danger is not only sent away until tomorrow."""
    for _ in range(MOST):
        site.box.flood.count(NOON.date())
    page = await site.writes("Ich will nicht mehr leben")
    assert "Dieser Text ist nicht gespeichert" in page
    assert TEXTS.text("sorgenbox.hint.danger", "de") in page


async def test_what_was_written_back_is_never_denied_nor_there_twice(site: Site) -> None:
    """Away before: the form keeps its nonce. Away after: it is said that it has arrived."""
    other = ConcernFile.open(site.box.path)
    receipt = Store(other).put(fresh_nonce(), told(SORGE), NOON.date())
    form = {"receipt": receipt, "nonce": fresh_nonce(), "words": "Danke dafür"}
    _, page = await site.post("/sorge/antwort", do="write", **form)
    other.close()
    assert "Gespeichert ist nichts" in page
    assert nonce_in(page) == form["nonce"]
    _, page = await site.post("/sorge/antwort", do="open", **form)
    assert nonce_in(page) == form["nonce"]
    assert "Danke dafür</textarea>" in page

    async def breaks(seconds: float) -> None:
        raise DatabaseAway

    site.box.sleep = breaks
    _, page = await site.post("/sorge/antwort", do="write", **form)
    assert "Es ist angekommen" in page
    assert "Danke dafür" not in page
    site.box.sleep = at_once
    _, page = await site.post("/sorge/antwort", do="write", **form)
    assert page.count("Danke dafür") == 1


async def test_a_form_that_is_odd_or_does_not_come_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a multipart form files would stand on the disk for a moment; who sends slowly is not waited for.

    The control is the same form, sent as a browser does.
    """
    form = {"words": SORGE, "topic": "change", "nonce": fresh_nonce()}
    never = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"words=Die"
        await never.wait()

    with aiohttp.MultipartWriter("form-data") as parts:
        for name, value in form.items():
            parts.append(value).set_content_disposition("form-data", name=name)
    async with site.http.post(f"{site.url}/sorge", data=parts) as answer:
        assert answer.status == 415
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    with monkeypatch.context() as quickly:
        quickly.setattr(paper, "PATIENCE", 0.05)
        for path in ("/sorge", "/sorge/antwort", "/lesen"):
            async with site.http.post(site.url + path, data=slowly(), headers=kind) as answer:
                assert answer.status == 408
    receipt_in((await site.post("/sorge", **form))[1])


async def test_a_visit_with_too_many_cookies_of_others_leaves_no_moment_in_a_log(
    site: Site, fake_teams: FakeTeams, caplog: pytest.LogCaptureFixture
) -> None:
    """It is no HTTP for the server, which would write down that and when; the control is one that does."""
    listen = Listen(host="127.0.0.1", port=0)
    settings = Settings(home=site.data, concern_listen=listen, concern_readers=READERS)

    async def visited(address: str) -> int:
        async with site.http.get(f"{address}/sorge", headers={"Cookie": "x" * 20_000}) as answer:
            assert answer.status == 400
        return len(caplog.records)

    async with serving(settings, site.box, TEXTS, lambda: site.now, fake_teams.edge()) as address:
        assert await visited(address) == 0
    async with listening_on(web.Application(), listen, 1) as address:
        assert await visited(address) == 1


async def test_who_writes_back_is_hinted_as_well(site: Site) -> None:
    """And their words stand in the form, until they send them as they are."""
    receipt = receipt_in(await site.writes())
    _, page = await site.post("/sorge/antwort", receipt=receipt, do="open")
    assert "noch nicht weitergegeben" in page
    form = {"receipt": receipt, "words": "Frau Meier lacht über mich", "do": "write"}
    _, page = await site.post("/sorge/antwort", nonce=nonce_in(page), **form)
    assert page.count("Frau Meier lacht über mich") == 1
    assert "Im Text scheint ein Name zu stehen" in page
    _, page = await site.post("/sorge/antwort", nonce=nonce_in(page), sure=field_in(page, "sure"), **form)
    assert "Es ist angekommen" in page
    assert '<p class="words">Frau Meier lacht über mich</p>' in page


async def test_a_receipt_or_a_text_that_can_t_be_taken_is_not_to_be_typed_again(site: Site) -> None:
    """A wrong character in the receipt, and no more room today."""
    _, page = await site.post("/sorge/antwort", receipt="aaaa-bbbb-cccc-dddd-eee1", do="open")
    assert 'value="AAAA-BBBB-CCCC-DDDD-EEE1"' in page
    receipt = receipt_in(await site.writes())
    for _ in range(MOST):
        site.box.flood.count(NOON.date())
    form = {"receipt": receipt, "nonce": fresh_nonce(), "words": "Danke dafür", "do": "write"}
    status, page = await site.post("/sorge/antwort", **form)
    assert status == 503
    assert "Danke dafür</textarea>" in page
    assert SORGE in page


async def test_the_other_language_leads_to_the_same_page(site: Site) -> None:
    """But from the receipt, which is shown once, nothing does."""
    for path in ("/sorge", "/sorge/antwort", "/sorge/antworten"):
        assert f'href="{path}?sprache=en"' in (await site.get(path))[1]
    page = await site.writes()
    receipt_in(page)
    assert "sprache=en" not in page


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

    async def asked(link: str, **headers: str) -> int:
        address = f"{site.url}/lesen?link={link}"
        async with site.http.get(address, headers=headers, allow_redirects=False) as answer:
            return answer.status

    token = issue(site.data, "reader-1", NOON)
    assert redeem(site.data, token, NOON) == "reader-1"
    assert redeem(site.data, token, NOON) == ""
    late = issue(site.data, "reader-1", NOON - timedelta(minutes=11))
    stranger = issue(site.data, "somebody", NOON)
    for bad in (token, late, stranger, "../../etc/passwd", ""):
        assert await asked(bad) == 403
    good = issue(site.data, "reader-1", NOON)
    assert await asked(good, **{"X-Forwarded-For": "10.0.0.1"}) == 403
    assert await asked(good) == 303, "the control: nobody has spent it"


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


async def test_a_half_written_reply_outlives_its_session(site: Site) -> None:
    """It comes back in the page's answer, and can be sent after coming in again; no file has it meanwhile."""
    await site.writes()
    await site.released()
    page = await site.comes_in()
    late = {
        "token": token_in(page),
        "concern": field_in(page, "concern"),
        "words": "Wir haben\nlange <überlegt>.",
    }
    site.now += timedelta(minutes=31)
    status, page = await site.post("/lesen", do="reply", **late)
    assert status == 403
    assert "Wir haben\nlange &lt;überlegt&gt;.</textarea>" in page
    _, page = await site.post("/lesen", do="go_on", concern=field_in(page, "concern"), words=late["words"])
    assert "lange &lt;überlegt&gt;.</textarea>" in page  # not come in yet: it is still there
    await site.comes_in()
    _, page = await site.post("/lesen", do="go_on", concern=field_in(page, "concern"), words=late["words"])
    assert "checked" in page
    assert "lange &lt;überlegt&gt;.</textarea>" in page
    for file in site.data.rglob("*"):
        assert file.is_dir() or "überlegt".encode() not in file.read_bytes(), file
    _, page = await site.post("/lesen", do="reply", **(late | {"token": token_in(page)}))
    assert "Beantwortet: 1" in page
    assert '<p class="words">Wir haben\nlange &lt;überlegt&gt;.</p>' in page


async def test_where_the_file_is_away_the_reply_is_shown_again(site: Site) -> None:
    """Another process has it; when that has let go, the text can be sent."""
    other = ConcernFile.open(site.box.path)
    try:
        link = f"{site.url}/lesen?link={issue(site.data, 'reader-1', NOON)}"
        await site.http.get(link, allow_redirects=False)
        status, page = await site.post("/lesen", do="go_on", words="Wir helfen.")
    finally:
        other.close()
    assert status == 503
    assert "Wir helfen.</textarea>" in page
    status, page = await site.post("/lesen", do="go_on", words="Wir helfen.")
    assert status == 200
    assert "Wir helfen.</textarea>" in page


async def test_a_reply_of_an_older_page_is_shown_again_and_not_sent(site: Site) -> None:
    """Who has come in anew meanwhile looks at it once more; another site's words are never shown."""
    await site.writes()
    await site.released()
    old = token_in(page := await site.comes_in())
    concern = field_in(page, "concern")
    await site.comes_in()
    status, page = await site.post("/lesen", token=old, do="reply", concern=concern, words="Wir helfen.")
    assert status == 403
    assert "Wir helfen.</textarea>" in page
    assert '<li class="reader">' not in page
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        form = {"do": "go_on", "words": "Fremde Worte"}
        async with site.http.post(f"{site.url}/lesen", data=form, headers=headers) as answer:
            assert answer.status == 403
            assert "Fremde Worte" not in await answer.text()


async def test_a_reply_to_nobody_is_not_lost(site: Site) -> None:
    """Nothing was ticked: it says so, and the text stays."""
    await site.writes()
    await site.released()
    page = await site.comes_in()
    _, page = await site.post("/lesen", token=token_in(page), do="reply", words="Wir helfen.")
    assert "nichts angekreuzt" in page
    assert "Wir helfen.</textarea>" in page


async def test_a_page_sent_twice_says_nothing_twice(site: Site) -> None:
    """Neither a reply nor what is published; another word of the reader's counts."""
    await site.writes()
    await site.released()
    page = await site.comes_in()
    own = {"token": token_in(page), "concern": field_in(page, "concern")}
    for words in ("Wir helfen.", "Wir helfen.", "Und noch etwas."):
        _, page = await site.post("/lesen", do="reply", words=words, **own)
    assert page.count('<li class="reader">') == 2
    for _ in range(2):
        _, page = await site.post("/lesen", do="publish", worry="Viele fürchten X", given="Y", **own)
    assert page.count("Viele fürchten X") == 1


async def test_without_a_sign_in_the_door_tells_of_the_link(site: Site) -> None:
    """And says of a link that opens nothing why that is so."""
    status, page = await site.get("/lesen")
    assert status == 403
    assert "lotse concern read" in page
    assert "Jeder gilt einmal" in (await site.get("/lesen?link=geraten"))[1]


async def test_who_opened_the_page_stands_on_it(site: Site) -> None:
    """The one exception: a reader and a day."""
    await site.box.desk(lambda desk: desk.opened("reader-2", NOON.date()))
    page = await site.comes_in()
    assert "<li>24.11.2026: Sie</li>" in page
    assert ": reader-2</li>" in page


async def test_a_half_written_reply_outlives_the_sign_in(tmp_path: Path, fake_teams: FakeTeams) -> None:
    """The way to Entra opens in a second window, so that the first keeps the text."""
    async with desk_of(tmp_path, fake_teams) as desk:
        lotte = desk.browser()
        page = await desk.comes_in(lotte)
        late = {"concern": page.field("concern"), "words": "Wir haben lange überlegt."}
        desk.now += timedelta(minutes=31)
        page = await lotte.post("/lesen", {"do": "reply", "token": page.field("token"), **late})
        assert page.status == 403
        assert 'href="/lesen/anmelden" target="_blank" rel="noopener"' in page.text
        assert "überlegt.</textarea>" in page.text
        await desk.comes_in(lotte)
        page = await lotte.post("/lesen", {"do": "go_on", **late, "concern": page.field("concern")})
        assert "überlegt.</textarea>" in page.text
        page = await lotte.post("/lesen", {"do": "reply", "token": page.field("token"), **late})
        assert "Beantwortet: 1" in page.text
