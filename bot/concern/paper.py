"""How the pages look: templates without a script, and headers that let a browser do nothing else."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from multidict import MultiDictProxy

from bot.concern.rules import LONGEST
from bot.texts import Texts

Form = MultiDictProxy[str | bytes | bytearray | FileField]
PATIENCE = 30.0
"""Seconds that a form may take to arrive."""
HERE = Path(__file__).parent
STYLE = (HERE / "page.css").read_text(encoding="utf-8")
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_TEMPLATES = Environment(
    loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
BLANK: Mapping[str, Any] = {
    "lines": (),
    "notes": (),
    "receipt": "",
    "published": (),
    "thread": None,
    "words": "",
    "nonce": "",
    "sure": "",
    "state": "",
    "draft": None,
    "done": False,
    "most": LONGEST,
}


def page(template: str, texts: Texts, language: str, *, status: int = 200, **values: Any) -> web.Response:
    """A page of these values."""
    made = _TEMPLATES.get_template(f"{template}.html").render(
        {
            **BLANK,
            "style": _Safe(STYLE),
            "language": language[:2],
            "week": lambda week: spoken(week, texts, language),
            **values,
        }
    )
    return web.Response(text=made, status=status, content_type="text/html", charset="utf-8")


def spoken(week: str, texts: Texts, language: str) -> str:
    """An ISO week as people say it: `2026-W48` is «KW 48/2026»."""
    year, _, number = week.partition("-W")
    return texts.text("sorgenbox.week", language, number=int(number), year=year)


class _Safe(str):
    """Our own style, which needs no escaping."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def door(
    texts: Texts,
    language: str,
    way_in: str,
    *lines: str,
    note: str = "",
    status: int = 200,
    draft: object = None,
) -> web.Response:
    """The door of the readers' page: these texts, the way in, and what was being written, a `Draft`."""

    def t(name: str) -> str:
        return texts.text(f"sorgenbox.reading.{name}", language)

    return page(
        "door",
        texts,
        language,
        status=status,
        title=t("title"),
        links=(),
        notes=[t(note)] if note else (),
        lines=[t(line) for line in lines],
        way_in=way_in,
        t=t,
        draft=draft,
    )


async def sent(request: web.Request) -> Form:
    """The form that was sent. Raises HTTPForbidden where another site sent it, and others for odd ones.

    Not as multipart: of that aiohttp puts files on the disk.
    """
    if not same_site(request):
        raise web.HTTPForbidden
    if request.content_type.startswith("multipart/"):
        raise web.HTTPUnsupportedMediaType
    try:
        async with asyncio.timeout(PATIENCE):
            return await request.post()
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error


def same_site(request: web.Request) -> bool:
    """Whether a form was sent from a page of this very site, as far as the browser tells."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin", "null")
    return origin == "null" or origin.split("://", 1)[-1] == request.host
