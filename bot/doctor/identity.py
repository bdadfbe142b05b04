"""Who the bot is at Microsoft: its ids, its secret or its certificate, and how long they last."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bot.doctor.case import Case, Finding
from bot.doctor.expiry import days_left, stage
from bot.manifest.rules import GUID, NOBODY
from bot.teams.credentials import Certificate
from bot.teams.edge import Edge


def of_ids(case: Case) -> Iterator[Finding]:
    """Ids are ids of Entra, not names or addresses."""
    settings = case.settings
    if not settings.app_id:
        yield Finding("ids", "open", "no_app")
        return
    named = {"app_id": [settings.app_id], "app_tenant": [settings.app_tenant]}
    named |= {"tenants": sorted(settings.tenants), "admins": sorted(settings.admins)}
    named |= {"concern_readers": sorted(settings.concern_readers)}
    wrong = [
        Finding("ids", "bad", "no_guid", {"name": name, "value": value})
        for name, values in named.items()
        for value in values
        if value and (not GUID.fullmatch(value) or NOBODY.fullmatch(value))
    ]
    yield from wrong or [Finding("ids", "good", "fine")]
    if not settings.admins:
        yield Finding("ids", "look", "no_admins")


def of_secret(case: Case) -> Iterator[Finding]:
    """The secret lies where others can't read it, and is not over soon."""
    settings = case.settings
    if not settings.app_id or settings.app_type != "single-tenant" or settings.app_certificate:
        return
    if not settings.app_password:
        yield Finding("secret", "bad", "none")
        return
    yield from _kept_safely(case, "app_password")
    if settings.app_password_expires is None:
        yield Finding("secret", "look", "no_date")
    else:
        yield _lasting("secret", settings.app_password_expires, case)


def of_shared_secret(case: Case) -> Iterator[Finding]:
    """What the bot and its Sorgenbox both know lies where others can't read it."""
    if case.settings.concern_secret:
        yield from _kept_safely(case, "concern_secret")


def of_certificate(case: Case) -> Iterator[Finding]:
    """The certificate can be read, has its key, and is not over soon."""
    file = case.settings.app_certificate
    if file is None or not case.settings.app_id:
        return
    try:
        loaded = Certificate.load(Edge(app_certificate=file), file)
    except (OSError, ValueError):
        yield Finding("certificate", "bad", "unreadable", {"file": file})
        return
    if loaded.expires is not None:
        yield _lasting("certificate", loaded.expires.date(), case)


def _kept_safely(case: Case, secret: str) -> Iterator[Finding]:
    name = f"LOTSE_{secret.upper()}_FILE"
    file = case.environment.get(name)
    if file and os.name == "posix" and stat.S_IMODE(Path(file).stat().st_mode) & 0o077:
        yield Finding("secret", "look", "open", {"file": file})
    own = case.settings.home / "settings.yaml" if case.settings.home else None
    if own and own.is_file() and re.search(rf"(?m)^{secret}:\s*\S", own.read_text("utf-8", "replace")):
        yield Finding("secret", "look", "in_settings", {"file": own, "name": name})


def _lasting(check: str, ends: date, case: Case) -> Finding:
    left = days_left(ends, case.now)
    values = {"day": ends.isoformat(), "days": left}
    if left < 0:
        return Finding(check, "bad", "over", values)
    reached = stage(ends, case.now)
    if reached is None:
        return Finding(check, "good", "lasts", values)
    return Finding(check, "bad" if reached == 7 else "look", "soon", values)
