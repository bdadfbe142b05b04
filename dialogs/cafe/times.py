"""When something is due at the IT-Café, and how long an offer holds. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cafe import Cafe
from bot.hours import Hours

LAST_CALL = timedelta(minutes=15)
"""So long before a slot begins nothing is offered any more."""
SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=24)
"""To accept an offer."""
SHARE = 8
"""An offer holds for this part of the time that is left."""
MORNING, EVENING = time(7), time(19)
"""On the town's clock: the night counts for nobody."""
AWAKE = ((MORNING, EVENING),)


def next_due(cafe: Cafe | None, starts_at: datetime, ends_at: datetime, now: datetime) -> datetime:
    """When a booking is next looked at: at its next reminder, else at its end."""
    reminders = cafe.reminders if cafe else (timedelta(hours=1),)
    coming = [at for before in reminders if (at := starts_at - before) > now]
    return min(coming, default=ends_at)


def accept_by(now: datetime, starts_at: datetime, zone: ZoneInfo, land: str = "") -> datetime | None:
    """Until when an offer that is made now can be accepted; None where it is too late to make one.

    An eighth of the time that is left, at least a quarter of an hour and at most a day. Only the hours from
    MORNING to EVENING of working days count, so that nobody's turn passes while they are off. LAST_CALL
    before the slot begins every offer is over.
    """
    latest = starts_at - LAST_CALL
    if latest < now + SHORTEST:
        return None
    hold = min(max((starts_at - now) / SHARE, SHORTEST), LONGEST)
    return min(Hours((AWAKE,) * 5 + ((), ()), zone, land).after(now, hold), latest)


def give_up_at(starts_at: datetime) -> datetime:
    """From then on nobody who waits gets an offer any more."""
    return starts_at - LAST_CALL - SHORTEST
