"""Who may come to the readers' page: a link that opens once, and the session behind it, in memory only."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

FOLDER = "sorgenbox-tuer"
LINK_LIVES = timedelta(minutes=10)
SESSION_LIVES = timedelta(minutes=30)
"""After the last request; so nobody loses a reply over which they thought for twenty minutes."""
SESSION_ENDS = timedelta(hours=8)
"""After which even one in use is over."""


def issue(data: Path, reader: str, now: datetime) -> str:
    """A token that lets this reader in once. Who can write into the data folder may do so."""
    folder, token = data / FOLDER, secrets.token_urlsafe(24)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / _digest(token)
    file.touch(mode=0o600)
    file.write_text(f"{now.isoformat()} {reader}", encoding="utf-8")
    return token


def redeem(data: Path, token: str, now: datetime) -> str:
    """The reader whom this token lets in; "" for none. It is spent with that, even where it came too late."""
    file = data / FOLDER / _digest(token)
    try:
        issued, _, reader = file.read_text(encoding="utf-8").partition(" ")
        file.unlink()  # of two who come at once only one gets past this
    except OSError:
        return ""
    return reader if now - datetime.fromisoformat(issued) <= LINK_LIVES else ""


@dataclass(frozen=True, slots=True)
class Session:
    """A reader who is in."""

    reader: str
    token: str
    """Stands in each form of the page: no other page can know it."""
    until: datetime
    ends: datetime
    """It is never renewed beyond."""


@dataclass(slots=True)
class Sessions:
    """All of them; a restart ends them."""

    _by_digest: dict[str, Session] = field(default_factory=dict)

    def begin(self, reader: str, now: datetime) -> str:
        """Let a reader in: the cookie's value, always a new one."""
        cookie = secrets.token_urlsafe(32)
        session = Session(reader, secrets.token_urlsafe(24), now + SESSION_LIVES, now + SESSION_ENDS)
        self._by_digest[_digest(cookie)] = session
        return cookie

    def of(self, cookie: str, now: datetime) -> Session | None:
        """The session of a cookie, if it still lives; with that it lives on."""
        self._by_digest = {key: one for key, one in self._by_digest.items() if one.until > now}
        session = self._by_digest.get(_digest(cookie))
        if session is not None:
            session = replace(session, until=min(now + SESSION_LIVES, session.ends))
            self._by_digest[_digest(cookie)] = session
        return session

    def end(self, cookie: str) -> None:
        """Let the reader out."""
        self._by_digest.pop(_digest(cookie), None)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
