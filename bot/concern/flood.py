"""A cap on what is sent, without knowing by whom: counters under a key that nobody keeps."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

MOST_EACH = 5
"""Texts that one person may send in Teams on a day."""
MOST = 200
"""Texts that come in on a day, from Teams and from the page; then it is closed until the next one."""


@dataclass(slots=True)
class Flood:
    """In memory only: with the day the key goes, and with it what the counters are about."""

    day: date | None = None
    _key: bytes = b""
    _sent: Counter[bytes] = field(default_factory=Counter)

    def full(self, day: date, *who: str) -> bool:
        """Whether no more is taken today, from this person or at all."""
        self._turn_over(day)
        return self._sent[b""] >= MOST or (bool(who) and self._sent[self._mark(who)] >= MOST_EACH)

    def count(self, day: date, *who: str) -> None:
        """One more was sent."""
        self._turn_over(day)
        self._sent[b""] += 1
        if who:
            self._sent[self._mark(who)] += 1

    def _turn_over(self, day: date) -> None:
        if day != self.day:
            self.day, self._key = day, secrets.token_bytes(32)
            self._sent.clear()

    def _mark(self, who: tuple[str, ...]) -> bytes:
        return hmac.new(self._key, "\x1f".join(who).encode(), hashlib.sha256).digest()
