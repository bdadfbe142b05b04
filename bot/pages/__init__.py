"""The pages that the Teams package points to: what this is, what is stored, and what one may rely on.

They are made of texts, so that a town may say them in its own words; they need no script, no cookie and
nothing from elsewhere.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Literal

from aiohttp import web

if TYPE_CHECKING:
    from bot.texts import Texts

PAGES = ("about", "privacy", "terms")
House = Callable[[], "tuple[Texts, str] | None"]
"""The town's texts and its language; None as long as they are not there yet."""


def routes(house: House) -> list[web.RouteDef]:
    """`/about`, `/privacy` and `/terms`, in the browser's language or in that of `?language=en`."""
    return [web.get(f"/{page}", _shown(page, house)) for page in PAGES]


def _shown(page: str, house: House) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def show(request: web.Request) -> web.Response:
        found = house()
        if found is None:
            raise web.HTTPServiceUnavailable
        from bot.pages.writing import POLICY, written  # loaded with the bot, not before it listens

        texts, usual = found
        wished = request.query.get("language") or request.headers.get("Accept-Language") or ""
        return web.Response(
            text=written(page, texts, _language(wished, usual)),
            content_type="text/html",
            charset="utf-8",
            headers={"Content-Security-Policy": POLICY, "Vary": "Accept-Language"},
        )

    return show


def _language(wished: str, usual: str) -> Literal["de", "en"]:
    """The first of the wished languages that we speak: `fr, en-GB;q=0.8` is English."""
    named = [one.strip()[:2].lower() for one in wished.split(",")]
    found = next((one for one in named if one in ("de", "en")), usual)
    return "en" if found == "en" else "de"
