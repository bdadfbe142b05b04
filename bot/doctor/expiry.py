"""When the secret or the certificate ends, and how loudly to say so."""

from __future__ import annotations

from datetime import date, datetime

STAGES = (30, 14, 7)
"""Days before the end at which a warning is given (TEAMS.md 27)."""


def report(ends: date, now: datetime) -> dict[str, object]:
    """What `/ready` tells of it; a warning is no failure, for the bot still works."""
    left = days_left(ends, now)
    return {"ok": True, "expires": ends.isoformat(), "days": left, "warning": stage(ends, now)}


def days_left(ends: date, now: datetime) -> int:
    """Whole days until the end; 0 on the last one, negative after it."""
    return (ends - now.date()).days


def stage(ends: date, now: datetime) -> int | None:
    """The nearest of STAGES that has come: 14 from the 14th day before on. None while there is time."""
    left = days_left(ends, now)
    return next((days for days in sorted(STAGES) if left <= days), None)
