"""What every request meets at the server's door, whatever it asks for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import structlog
from aiohttp import web

from bot.addresses import is_loopback, split_url

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
PASSED_ON = ("forwarded", "x-forwarded-", "via", "x-real-ip")
"""How the names of the headers begin by which a proxy says that it passes on what came from elsewhere."""

log = structlog.get_logger("bot")


def from_here(headers: Mapping[str, str]) -> bool:
    """Whether a request was made on this machine, to it by name, and nobody says that it was passed on.

    Loopback alone is no protection: a reverse proxy or a tunnel on the same machine comes from there too,
    and so does a page in a browser, by a name that points here.
    """
    if any(name.lower().startswith(PASSED_ON) for name in headers):
        return False
    asked = split_url(f"http://{headers.get('Host', '')}")
    return asked is not None and is_loopback(asked.hostname or "")


async def plain(_request: web.Request, response: web.StreamResponse) -> None:
    """Nothing is cached, sniffed or framed, and nobody learns which version runs."""
    response.headers.pop("Server", None)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


@web.middleware
async def kind_errors(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """An unknown path, or a fault of ours, as JSON."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else None
        return web.json_response({"error": error.reason.lower()}, status=error.status, headers=headers)
    except Exception as error:
        log.error("request_failed", error=type(error).__name__)
        return web.json_response({"error": "internal server error"}, status=500)
