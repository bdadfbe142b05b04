"""Microsoft Teams: the only home of botbuilder. Above it there are `Message`, `Reply` and `Channel`."""

from bot.teams.edge import Edge
from bot.teams.host import Readiness, Teams
from bot.teams.wire import Notice
from bot.unsent import (
    Blocked,
    HostNotAllowed,
    NoToken,
    NotSent,
    OutcomeUnknown,
    Rejected,
    Throttled,
    TooLarge,
    Unreachable,
)

__all__ = [
    "Blocked",
    "Edge",
    "HostNotAllowed",
    "NoToken",
    "NotSent",
    "Notice",
    "OutcomeUnknown",
    "Readiness",
    "Rejected",
    "Teams",
    "Throttled",
    "TooLarge",
    "Unreachable",
]
