"""Debian's Chromium, and windows of the demo's page in it."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import Browser, BrowserContext, Locator, Page, Request, async_playwright, expect

WEB = Path(__file__).parents[2] / "demo" / "web"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE = (1280, 800)
PHONE = (360, 740)
PATIENCE = 15_000
"""Milliseconds that a page may take for anything."""

SETTLED = """
  const { fetch } = window;
  const waiting = [];
  let under_way = 0;
  window.fetch = async (...request) => {
    under_way += 1;
    try {
      return await fetch(...request);
    } finally {
      under_way -= 1;
      setTimeout(() => under_way || waiting.splice(0).forEach((go_on) => go_on()));
    }
  };
  window.settled = () => new Promise((go_on) => (under_way ? waiting.push(go_on) : go_on()));
"""
"""Lets a test wait until every request of the page is answered, without asking again and again."""
READ = """([words, there]) => new Promise((done) => {
  const chat = document.getElementById("conversation");
  const look = () => chat.innerText.includes(words) === there && (watch.disconnect(), done());
  const watch = new MutationObserver(look);
  watch.observe(chat, { attributes: true, characterData: true, childList: true, subtree: true });
  look();
})"""
"""Ends as soon as the open chat has these words, or hasn't them any more."""

expect.set_options(timeout=PATIENCE)


def chromium() -> str | None:
    """Where Chromium is on this machine."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def missing() -> str:
    """What the browser tests lack here, and how it is had; "" when all is there."""
    if chromium() is None:
        return "Chromium is missing, so the page was not tested. Debian: apt install chromium"
    if not AXE.is_file():
        return "The browser parts are missing, so the page was not tested: make install"
    return ""


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """A Chromium with an empty profile."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        try:
            yield opened
        finally:
            await opened.close()


@asynccontextmanager
async def profile(opened: Browser, **options: Any) -> AsyncIterator[BrowserContext]:
    """A browser profile in a German office. It keeps the page's files, so a second window opens sooner."""
    context = await opened.new_context(locale="de-DE", timezone_id="Europe/Berlin", **options)
    await context.add_init_script(SETTLED)
    context.set_default_timeout(PATIENCE)
    try:
        yield context
    finally:
        await context.close()


@dataclass
class Window:
    """A window in which somebody works."""

    page: Page
    url: str
    faults: list[str] = field(default_factory=list)
    """What the browser complained of."""
    foreign: list[str] = field(default_factory=list)
    """Requests to anywhere but the demo."""

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        context: BrowserContext,
        url: str,
        person: str = "anna",
        size: tuple[int, int] = WIDE,
        scheme: Literal["light", "dark"] = "light",
        motion: Literal["reduce", "no-preference"] = "no-preference",
        touring: bool = True,
    ) -> AsyncIterator[Window]:
        """The page as this person; `touring` shows the first minute. What it stores is gone at the end."""
        page = await context.new_page()
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        await page.emulate_media(color_scheme=scheme, reduced_motion=motion)
        if not touring:
            await page.add_init_script("""localStorage.setItem("tour", '{"away": true}')""")
        window = cls(page, url)
        page.on("pageerror", lambda error: window.faults.append(str(error)))
        page.on("console", lambda line: window.faults.append(line.text) if line.type == "error" else None)
        page.on("websocket", lambda socket: window._judge(socket.url.replace("ws://", "http://")))
        context.on("requestfinished", window._requested)
        context.on("requestfailed", window._requested)
        try:
            await page.goto(f"{url}/?as={person}")
            await page.locator(".chat").first.wait_for(state="attached")
            await window.settle()
            yield window
            await page.evaluate("localStorage.clear()")
        finally:
            context.remove_listener("requestfinished", window._requested)
            context.remove_listener("requestfailed", window._requested)
            for one in context.pages:  # windows that this one opened, too
                await one.close()

    def _requested(self, request: Request) -> None:
        if request.failure != "csp":  # the page's policy stopped it within the browser
            self._judge(request.url)

    def _judge(self, address: str) -> None:
        if not address.startswith((f"{self.url}/", "data:")):
            self.foreign.append(address)

    # ------------------------------------------------------------ what one sees

    @property
    def conversation(self) -> Locator:
        """The chat that lies open."""
        return self.page.locator("#conversation")

    @property
    def last(self) -> Locator:
        """The newest post of the open chat."""
        return self.conversation.locator(".post").last

    @property
    def card(self) -> Locator:
        """The newest card of the open chat."""
        return self.conversation.locator(".card").last

    @property
    def field(self) -> Locator:
        """Where one writes a new message."""
        return self.conversation.locator("> .composer textarea")

    @property
    def dialog(self) -> Locator:
        """The dialog that is open."""
        return self.page.get_by_role("dialog")

    async def sees(self, words: str) -> None:
        """These words stand in the open chat, or come soon."""
        await self._read(words, there=True)

    async def misses(self, words: str) -> None:
        """These words don't stand in the open chat, or go soon."""
        await self._read(words, there=False)

    async def _read(self, words: str, *, there: bool) -> None:
        try:
            async with asyncio.timeout(PATIENCE / 1000):
                await self.page.evaluate(READ, [words, there])
        except TimeoutError:
            shown = await self.conversation.inner_text()
            raise AssertionError(f"{'missing' if there else 'still there'}: {words!r} in {shown!r}") from None

    async def settle(self) -> None:
        """What was begun here is answered, and shown."""
        await self.page.evaluate("settled()")

    # ------------------------------------------------------------ what one does

    async def open_chat(self, title: str) -> None:
        """Lay a chat open."""
        await self.page.locator(".chat", has_text=title).click()
        await self.settle()
        await expect(self.conversation.locator("h2")).to_have_text(title)

    async def say(self, words: str, *, settle: bool = True) -> None:
        """Write a message, and wait for what comes of it."""
        await self.field.fill(words)
        await self.field.press("Enter")
        if settle:
            await self.settle()

    async def press(self, title: str) -> None:
        """Press a button of the newest card."""
        await self.card.get_by_role("button", name=title).click()
        await self.settle()

    async def switch(self, name: str) -> None:
        """Become somebody else."""
        await self.page.locator("#people").get_by_role("link", name=name).click()
        await expect(self.page.locator(".me strong")).to_contain_text(name)

    async def act(self, name: str, **details: object) -> None:
        """An act that the page has no short way to."""
        script = "async ([name, details]) => (await import('/page/acts.js')).act(name, 'anna', details)"
        await self.page.evaluate(script, [name, details])

    async def reach(self, selector: str, *, backwards: bool = False) -> None:
        """Tab to this element. Fails where the way is longer than any would have the patience for."""
        for _ in range(60):
            if await self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            await self.page.keyboard.press("Shift+Tab" if backwards else "Tab")
        raise AssertionError(f"{selector} is not reached by keyboard")

    async def focus_shows(self) -> bool:
        """Whether the focused element has an outline that can be seen."""
        shows: bool = await self.page.evaluate(
            "parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2"
            " && getComputedStyle(document.activeElement).outlineStyle !== 'none'"
        )
        return shows

    async def axe(self) -> list[str]:
        """What axe finds wrong in this view, a line each: by all rules in light, by colours in dark."""
        if not await self.page.evaluate("'axe' in window"):
            await self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = await self._violations()
        await self.page.emulate_media(color_scheme="dark")
        await expect(self.page.locator("html")).to_have_attribute("data-theme", "dark")
        found += await self._violations("color-contrast")
        await self.page.emulate_media(color_scheme="light")
        return found

    async def _violations(self, *rules: str) -> list[str]:
        options = {"resultTypes": ["violations"], **({"runOnly": [*rules]} if rules else {})}
        found = await self.page.evaluate("options => axe.run(document, options)", options)
        return [
            f"{violation['id']}: {node['target']} {node['failureSummary']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    async def overflow(self) -> int:
        """Pixels that the page is wider than its window."""
        width: int = await self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return width
