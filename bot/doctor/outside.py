"""What needs the network: Microsoft's servers, the bot's own address, and the clock."""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.addresses import is_everywhere, is_loopback
from bot.doctor.asking import PATIENCE, asking, in_short, now
from bot.doctor.case import Case, Finding, State
from bot.service import edge
from bot.teams.credentials import credential
from bot.teams.keys import Keys
from bot.teams.signed import SKEW
from bot.teams.tokens import Tokens
from bot.unsent import NoToken

NOTICEABLE = 30.0
"""Seconds that a clock may be wrong without a word; from `SKEW` on Teams is refused."""
TLS_SOON = timedelta(days=14)
"""Authorities that renew by themselves do so a month ahead."""

ENTRA = {
    7000215: "wrong_secret",
    7000222: "secret_over",
    700016: "no_app",
    7000229: "no_app",
    90002: "no_tenant",
    900023: "no_tenant",
    700027: "wrong_certificate",
}
"""What the numbers mean that Entra gives its refusals ("AADSTS…"). Source: Entra's error reference."""


async def of_token(case: Case) -> list[Finding]:
    """Microsoft gives the bot its token: app, tenant and secret belong together."""
    if not case.settings.app_id or case.faults:
        return [Finding("token", "open", "not_yet")]
    async with asking(case) as session:
        try:
            tokens = Tokens(credential(edge(case.settings, case.environment)), lambda: session, now)
            await tokens.get()
        except (OSError, ValueError):
            return []  # the certificate can't be read: that has been found already
        except NoToken as error:
            return [_refused(case, error)]
    return [Finding("token", "good", "fine")]


def _refused(case: Case, error: NoToken) -> Finding:
    numbers = [int(word) for word in error.code.split() if word.isdigit()]
    values = {
        "code": error.code,
        "host": urlsplit(edge(case.settings, case.environment).token_address).netloc,
    }
    if kind := next((ENTRA[number] for number in numbers if number in ENTRA), None):
        return Finding("token", "bad", kind, values)
    if case.settings.app_type == "managed-identity":
        return Finding("token", "bad", "no_identity", values)
    return Finding("token", "bad", "refused" if error.status else "away", values)


async def of_metadata(case: Case) -> list[Finding]:
    """The keys by which Teams is recognised can be had; their server's clock and ours agree."""
    address = case.settings.openid_metadata
    host = urlsplit(address).netloc
    async with asking(case) as session:
        try:
            async with session.get(address, allow_redirects=False) as response:
                told = response.headers.get("Date", "")
        except (aiohttp.ClientError, TimeoutError) as error:
            values = {"host": host, "reason": in_short(error)}
            state: State = "bad" if case.settings.app_id else "look"
            return [Finding("metadata", state, "away", values), Finding("clock", "open", "unknown")]
        keys = Keys(address, lambda: session, now)
        good = await keys.fetch()
    found = Finding("metadata", *(("good", "fine") if good else ("bad", "unreadable")), {"host": host})
    return [found, _clock(told, case.now)]


def _clock(told: str, here: datetime) -> Finding:
    try:
        apart = abs((parsedate_to_datetime(told) - here).total_seconds())
    except (TypeError, ValueError):
        return Finding("clock", "open", "unknown")
    values = {"seconds": round(apart)}
    if apart >= SKEW:
        return Finding("clock", "bad", "wrong", values)
    return Finding(
        "clock", "look" if apart > NOTICEABLE else "good", "off" if apart > NOTICEABLE else "fine", values
    )


async def of_hosts(case: Case) -> list[Finding]:
    """Teams' own hosts can be reached, since answers go there."""
    if not case.settings.app_id:
        return []
    hosts = sorted(case.settings.service_hosts)
    reasons = await asyncio.gather(*(_unreachable(host, case) for host in hosts))
    away = {host: reason for host, reason in zip(hosts, reasons, strict=True) if reason}
    values = {"hosts": ", ".join(away), "reason": next(iter(away.values()), "")}
    if not away:
        return [Finding("hosts", "good", "fine", {"count": len(hosts)})]
    return [
        Finding(
            "hosts",
            "look" if len(away) < len(hosts) else "bad",
            "some" if len(away) < len(hosts) else "away",
            values,
        )
    ]


async def _unreachable(listed: str, case: Case) -> str:
    """Why a host on the list can't be reached, or "". A listed loopback host may speak plainly."""
    parts = urlsplit(f"//{listed}")
    host = parts.hostname or ""
    trust = None if is_loopback(host) and parts.port else case.trust
    try:
        async with asyncio.timeout(PATIENCE.total):
            _, writer = await asyncio.open_connection(host, parts.port or 443, ssl=trust)
    except (OSError, TimeoutError) as error:
        return in_short(error)
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return ""


async def of_service(case: Case) -> list[Finding]:
    """Whether the bot runs here, and what it says of itself."""
    listen = case.settings.listen
    host = "127.0.0.1" if is_everywhere(listen.host) else listen.host
    address = f"{host}:{listen.port}"
    try:
        async with (
            aiohttp.ClientSession(timeout=PATIENCE) as session,
            session.get(f"http://{address}/ready") as response,
        ):
            told = await response.json()
        missing = ", ".join(name for name, check in told["checks"].items() if not check["ok"])
    except aiohttp.ClientConnectorError:
        return [Finding("service", "open", "not_running", {"address": address})]
    except (aiohttp.ClientError, TimeoutError, ValueError, LookupError, TypeError, AttributeError):
        return [Finding("service", "bad", "taken", {"address": address})]
    kind = "missing" if missing else "fine"
    return [Finding("service", "bad" if missing else "good", kind, {"address": address, "missing": missing})]


async def of_address(case: Case) -> list[Finding]:
    """The bot is reached from outside by its name, over TLS that others trust, and answers as itself."""
    domain = case.settings.domain
    if not domain:
        return [Finding("address", "open", "no_domain")]
    values: dict[str, object] = {"domain": domain}
    try:
        ends = await _certificate_ends(domain, case)
    except ssl.SSLCertVerificationError as error:
        return [Finding("address", "bad", "untrusted", {**values, "reason": error.verify_message})]
    except (OSError, TimeoutError) as error:
        kind = "no_name" if isinstance(error, socket.gaierror) else "away"
        return [Finding("address", "bad", kind, {**values, "reason": in_short(error)})]
    values |= {"day": ends.date().isoformat(), "days": (ends - case.now).days}
    found = [Finding("address", "look", "tls_soon", values)] if ends - case.now < TLS_SOON else []
    return [*found, await _answers(domain, case, values)]


async def _certificate_ends(domain: str, case: Case) -> datetime:
    host, _, port = domain.partition(":")
    async with asyncio.timeout(PATIENCE.total):
        _, writer = await asyncio.open_connection(host, int(port or 443), ssl=case.trust)
    certificate: dict[str, Any] = writer.get_extra_info("peercert")
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), UTC)


async def _answers(domain: str, case: Case, values: dict[str, object]) -> Finding:
    async with asking(case) as session:
        try:
            async with session.get(f"https://{domain}/health", allow_redirects=False) as response:
                alive = response.status == 200 and '"ok"' in (await response.text())[:1_000]
            async with session.post(
                f"https://{domain}/api/messages", json={}, allow_redirects=False
            ) as response:
                status = response.status
        except (aiohttp.ClientError, TimeoutError, UnicodeDecodeError) as error:
            return Finding("address", "bad", "away", {**values, "reason": in_short(error)})
    if not alive:
        return Finding("address", "bad", "not_running", values)
    if status not in (401, 403):
        return Finding("address", "bad", "not_passed_on", {**values, "status": status})
    return Finding("address", "good", "fine", values)
