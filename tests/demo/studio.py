"""Where pictures of the page are taken: of one window, or of several side by side."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, expect

from demo.app import Resident
from demo.home import Home
from tests.demo.browser import Window, profile

COLUMN = (390, 770)
"""One of several windows side by side, each as narrow as a phone."""
SHEET = """<style>
  body { display: inline-flex; gap: 12px; margin: 0; background: #c8c6c4; font: 600 16px sans-serif; }
  figure { margin: 0; }
  figcaption { padding: 9px 12px; background: #e1dfdd; color: #201f1e; }
  img { display: block; }
</style>"""


@dataclass(frozen=True)
class Seen:
    """What somebody saw at a moment."""

    person: str
    image: bytes


@dataclass
class Studio:
    """Where the pictures are taken."""

    chromium: Browser
    home: Home
    resident: Resident
    folder: Path
    """For the pictures."""

    @asynccontextmanager
    async def window(
        self,
        person: str = "anna",
        size: tuple[int, int] = COLUMN,
        chat: str = "Digitallotse",
        *,
        touring: bool = False,
    ) -> AsyncIterator[Window]:
        """This person's window, in a profile of its own, with this chat open; "": as it opens by itself."""
        async with (
            profile(self.chromium) as context,
            Window.open(context, self.home.url, person, size=size, touring=touring) as opened,
        ):
            if chat:
                await opened.open_chat(chat)
            yield opened

    @asynccontextmanager
    async def windows(self, *people: str) -> AsyncIterator[list[Window]]:
        """The same of several people."""
        async with AsyncExitStack() as stack:
            yield [await stack.enter_async_context(self.window(person)) for person in people]

    async def shoot(self, name: str, *shown: Window | Seen) -> None:
        """Keep what these windows show now, or did as a picture was taken of them.

        Several stand side by side, each below the name of who sits there.
        """
        seen = [one if isinstance(one, Seen) else await picture(one) for one in shown]
        if len(seen) == 1:
            (self.folder / f"{name}.png").write_bytes(seen[0].image)
            return
        page = await self.chromium.new_page()
        await page.set_content(SHEET + "".join(map(_framed, seen)))
        await page.locator("body").screenshot(path=self.folder / f"{name}.png")
        await page.close()


async def picture(window: Window) -> Seen:
    """What the window shows, without whatever comes and goes."""
    await window.settle()
    await expect(window.page.locator("#toasts > *")).to_have_count(0)
    await window.page.mouse.move(0, 0)
    await window.page.bring_to_front()
    image = await window.page.screenshot(animations="disabled", caret="hide")
    return Seen(await window.page.locator(".me strong").text_content() or "", image)


def _framed(seen: Seen) -> str:
    source = b64encode(seen.image).decode()
    return (
        f'<figure><figcaption>{seen.person}</figcaption><img src="data:image/png;base64,{source}"></figure>'
    )
