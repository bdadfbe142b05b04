"""The demo has no sign-in, so its door opens to this machine only, and to no other page in the browser."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import web

from bot.addresses import is_loopback
from demo.faults import Handler

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
"""What the page may load: its own files and nothing else; no inline script, no inline style."""


@web.middleware
async def door(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse (403) names that only pretend to be this machine, and requests that another page makes."""
    here = urlsplit(f"//{request.host}")
    origin = request.headers.get("Origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.host
    if not is_loopback(here.hostname or "") or foreign:
        return web.Response(status=403, text="This demo answers on its own machine only.\n")
    response = await handler(request)
    if not response.prepared:
        response.headers.update(HEADERS)
    return response
