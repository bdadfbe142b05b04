"""The Sorgenbox: its pages are served, readers can sign in to theirs, and bots can hand over to its owner."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

import aiohttp
from pydantic import ValidationError

from bot.addresses import is_everywhere
from bot.concern.entrance import BACK, DOOR, LEAVE_FOR, Attempts
from bot.concern.wire import RELEASE, Releases
from bot.doctor.asking import PATIENCE, asking, in_short, now
from bot.doctor.case import Case, Finding
from bot.service import edge
from bot.teams.body import bounded
from bot.teams.sign_in import SignIn

FORM = 'action="/sorge'
"""Stands on the page on which people write, and nowhere else."""
WRONG_REDIRECT = "AADSTS50011"
"""Entra's number for an address that is not registered for the app. Source: Entra's error reference."""
ENOUGH = 1 << 19
"""Bytes that a page may have; those on which Entra explains itself have some 100,000."""


async def of_pages(case: Case) -> list[Finding]:
    """Where the Sorgenbox is this machine's own, its pages are served; without them nobody reads."""
    listen = case.settings.concern_listen
    if not case.settings.concern_readers or case.settings.concern_url:
        return []
    if listen is None:
        return [Finding("pages", "look", "none")]
    host = "127.0.0.1" if is_everywhere(listen.host) else listen.host
    values = {"address": f"{host}:{listen.port}"}
    async with aiohttp.ClientSession(timeout=PATIENCE) as http:
        try:
            _, page = await _seen(http, f"http://{values['address']}/sorge")
        except aiohttp.ClientConnectorError:
            return [Finding("pages", "open", "not_running", values)]
        except (aiohttp.ClientError, TimeoutError):
            page = ""
    return [Finding("pages", *(("good", "fine") if FORM in page else ("bad", "taken")), values)]


async def of_owner(case: Case) -> list[Finding]:
    """Whom the bot hands over to is there, and has the same secret; nothing is changed by asking."""
    owner = case.settings.concern_url.rstrip("/")
    if not owner or case.faults:
        return []
    values = {"address": owner, "domain": urlsplit(owner).netloc}
    secret = {"Authorization": f"Bearer {case.settings.concern_secret}"}
    async with asking(case) as http:
        try:
            status, said = await _seen(http, owner + RELEASE, secret)
            if kind := _owner_says(status, said):
                return [Finding("owner", "good" if kind == "fine" else "bad", kind, values)]
            status, said = await _seen(http, f"{owner}/health")
        except aiohttp.ClientConnectorCertificateError as error:
            return [
                Finding("owner", "bad", "untrusted", {**values, "reason": in_short(error.certificate_error)})
            ]
        except (aiohttp.ClientError, TimeoutError) as error:
            return [Finding("owner", "bad", "away", {**values, "reason": in_short(error)})]
    kind = "not_taking" if status == 200 and '"ok"' in said else "stranger"
    return [Finding("owner", "bad", kind, {**values, "status": status})]


def _owner_says(status: int, said: str) -> str:
    """What only an owner can say, or ""."""
    if status == 200:
        try:
            Releases.model_validate_json(said)
        except ValidationError:
            return ""
        return "fine"
    errors = {401: ('"secret"', "secret"), 503: ('"away"', "no_file")}
    mark, kind = errors.get(status, ("", ""))
    return kind if mark in said else ""


async def of_writing(case: Case) -> list[Finding]:
    """The name of the page without a sign-in leads there, over TLS that others trust."""
    if not (domain := case.settings.concern_domain):
        return []
    async with asking(case) as http:
        return [await _behind(http, "writing", f"https://{domain}/sorge", FORM)]


async def of_reading(case: Case) -> list[Finding]:
    """The readers' address leads to their door, and Entra to the sign-in and back.

    That the app can prove itself there is told by its token, which the same server gives for the same secret.
    """
    desk = case.settings.concern_desk.rstrip("/")
    if not desk or case.faults:
        return []
    async with asking(case) as http:
        found = await _behind(http, "reading", desk + DOOR, LEAVE_FOR)
        if found.state != "good" or case.settings.concern_url:  # then another machine signs people in
            return [found]
        try:
            sign_in = SignIn(edge(case.settings, case.environment), desk + BACK, lambda: http, now)
        except (OSError, ValueError):
            return []  # the certificate can't be read: that has been found already
        return [await _signing_in(http, sign_in) or found]


async def _signing_in(http: aiohttp.ClientSession, sign_in: SignIn) -> Finding | None:
    """What keeps people from signing in, as far as that shows without one; None for nothing."""
    attempts = Attempts()
    asked = sign_in.address(attempts.of(attempts.begin(now())))
    values = {"host": urlsplit(asked).netloc, "back": sign_in.back}
    try:
        ready = await sign_in.ready()
        # With prompt=none Entra shows nothing and sends back at once, but only to an address it knows.
        status, page = await _seen(http, f"{asked}&prompt=none")
    except (aiohttp.ClientError, TimeoutError) as error:
        return Finding("reading", "bad", "entra_away", {**values, "reason": in_short(error)})
    finally:
        await sign_in.close()
    if WRONG_REDIRECT in page:
        return Finding("reading", "bad", "wrong_redirect", values)
    if status >= 500:
        return Finding("reading", "bad", "entra_away", {**values, "reason": status})
    return None if ready else Finding("reading", "bad", "entra_away", {**values, "reason": "JWKS"})


async def _behind(http: aiohttp.ClientSession, check: str, address: str, mark: str) -> Finding:
    """Whether a page of ours stands at this address of the proxy's: it has this mark."""
    values = {"address": address, "domain": urlsplit(address).netloc}
    try:
        status, page = await _seen(http, address)
    except aiohttp.ClientConnectorCertificateError as error:
        return Finding(check, "bad", "untrusted", {**values, "reason": in_short(error.certificate_error)})
    except (aiohttp.ClientError, TimeoutError) as error:
        return Finding(check, "look", "away", {**values, "reason": in_short(error)})
    if mark not in page:
        return Finding(check, "bad", "not_passed_on", {**values, "status": status})
    return Finding(check, "good", "fine", values)


async def _seen(
    http: aiohttp.ClientSession, address: str, headers: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Status and beginning of what an address answers, wherever it would lead on."""
    async with http.get(address, headers=headers, allow_redirects=False) as response:
        return response.status, (await bounded(response.content, ENOUGH) or b"").decode("utf-8", "replace")
