"""What is asked over HTTP: messages from Teams, whether the bot lives and can answer, files and pages.

It stands before the bot is there, since the FAQ and the SDK take a second to load: /health answers from the
first moment, /ready says what is still missing, and a message that comes early waits.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import structlog
from aiohttp import web

from bot import beside, pages
from bot.doctor import expiry
from bot.door import from_here, kind_errors, plain
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.pilot import Bot
    from bot.teams import Edge, Teams

PATIENCE = 8.0
"""Seconds that a message waits for the bot to be there; Teams waits 15."""
LOOK = 2.0
"""Seconds that the database may take to show that it is there."""

Check = dict[str, Any]
Environment = Mapping[str, str]
log = structlog.get_logger("bot")


@dataclass(slots=True)
class Service:
    """What is asked over HTTP, and the bot behind it once it is there."""

    settings: Settings
    environment: Environment
    bot: Bot | None = None
    teams: Teams | None = None
    _there: asyncio.Event = field(default_factory=asyncio.Event)

    def application(self) -> web.Application:
        """The routes."""
        app = web.Application(middlewares=[kind_errors])
        app.on_response_prepare.append(plain)
        app.add_routes(
            [
                web.post("/api/messages", self.messages),
                web.get("/health", self.health),
                web.get("/ready", self.ready),
                beside.route(lambda: self.bot.house if self.bot else None),
                *pages.routes(lambda: (self.bot.texts, self.settings.language) if self.bot else None),
            ]
        )
        return app

    async def begin(self, parts: contextlib.AsyncExitStack) -> Bot:
        """Load the bot and join it with Teams; `parts` closes both, the turns under way first."""
        for module in ("bot.app", "bot.teams"):
            await asyncio.to_thread(importlib.import_module, module)
        from bot.app import running, text_files
        from bot.teams import Teams
        from bot.texts import Texts

        texts = Texts.load(text_files(), self.settings.own_texts)
        self.bot = await parts.enter_async_context(running(self.settings, texts))
        teams = Teams(edge(self.settings, self.environment), self.bot.answer, words=self.bot.notice)
        await teams.start(self.settings.listen.host)
        parts.push_async_callback(teams.close)
        await parts.enter_async_context(self.bot.later.connected(teams.post))
        from bot.concern.box import Box
        from bot.concern.serving import serving

        if isinstance(self.bot.box, Box):
            page = serving(self.settings, self.bot.box, texts, self.bot.clock, teams.edge)
            await parts.enter_async_context(page)
        if self.settings.app_id and (ends := self._credential_ends(teams)):
            from bot import credential
            from bot.admins import Admins

            admins = Admins(self.settings, self.bot.database, self.bot.clock)
            parts.callback(asyncio.create_task(credential.watch(ends, admins), name="credential").cancel)
        self.teams = teams
        settle_memory()
        self._there.set()
        return self.bot

    async def messages(self, request: web.Request) -> web.StreamResponse:
        """What Teams sends. Without an app id nobody is authenticated: then only this machine is heard."""
        if not self.settings.app_id and not from_here(request.headers):
            log.warning("refused", reason="not_from_here", status=403)
            return web.json_response({"error": "forbidden"}, status=403)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._there.wait()
        if self.teams is None:
            return web.json_response({"error": "starting"}, status=503, headers={"Retry-After": "5"})
        return await self.teams.handle(request)

    async def health(self, _request: web.Request) -> web.Response:
        """Whether the process lives: restart it when this fails."""
        return web.json_response({"status": "ok"})

    async def ready(self, _request: web.Request) -> web.Response:
        """Whether messages can be answered: send it none while this fails."""
        checks = await self.checks()
        good = all(check["ok"] for check in checks.values())
        return web.json_response(
            {"status": "ready" if good else "not ready", "checks": checks}, status=200 if good else 503
        )

    async def checks(self) -> dict[str, Check]:
        """Each part that has to be there, and whether it is; nothing secret."""
        if self.bot is None or self.teams is None:
            return {"bot": {"ok": False}}
        catalog = self.bot.shelf.catalog
        found: dict[str, Check] = {
            "database": await self._database(self.bot),
            "faq": {
                "ok": bool(catalog.entries),
                "entries": len(catalog.entries),
                "faults": len(catalog.errors),
            },
        }
        if self.settings.app_id:
            teams = self.teams.ready()
            found["teams"] = {"ok": bool(teams), "keys": teams.keys, "token": teams.token}
            if ends := self._credential_ends(self.teams):
                found["credential"] = expiry.report(ends, datetime.now(UTC))
        return found

    def _credential_ends(self, teams: Teams) -> date | None:
        """The last day of the certificate or secret; None where there is none, or nobody wrote it down."""
        certificate = teams.ready().credential_expires
        return certificate.date() if certificate else self.settings.app_password_expires

    async def _database(self, bot: Bot) -> Check:
        """Whether it reads and keeps; where not, the kind of fault: the FAQ goes on, nothing is kept."""
        from bot.storage import StorageError

        away = ""
        try:
            async with asyncio.timeout(LOOK):
                if await bot.database.one("installation_fact", str, name="salt") is None:
                    away = "DatabaseAway"
        except (StorageError, TimeoutError) as error:
            away = type(error).__name__
        away = away or bot.database.away
        return {"ok": False, "error": away} if away else {"ok": True}


def settle_memory() -> None:
    """Let the collector leave alone what was loaded and stays, and give back what loading has used.

    The first halves the slowest turns, the second saves some 10 MB where the C library is glibc.
    """
    gc.collect()
    gc.freeze()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def edge(settings: Settings, environment: Environment) -> Edge:
    """The edge's part of the settings. App Service tells by environment where a managed identity is had."""
    from bot.teams import Edge

    identity = environment.get("IDENTITY_ENDPOINT")
    return Edge(
        app_id=settings.app_id,
        app_type=settings.app_type,
        app_password=settings.app_password,
        app_certificate=settings.app_certificate,
        app_tenant=settings.app_tenant,
        tenants=settings.allowed_tenants,
        service_hosts=settings.service_hosts,
        openid_metadata=settings.openid_metadata,
        token_endpoint=settings.token_endpoint,
        identity_header=environment.get("IDENTITY_HEADER", ""),
        **({"identity_endpoint": identity} if identity else {}),
    )
