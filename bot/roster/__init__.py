"""The Lotsen of a town: who they are, what for, when they work, and who stands in. Read from `lotsen.yaml`.

The file is the town's; the bot reads it and never writes it. What Lotsen say in chat (absences) is kept in
the database by `dialogs.escalation`.
"""

from bot.roster.line import AT_A_TIME, Line, next_in_line
from bot.roster.reading import Fault, read_roster
from bot.roster.roster import Fallback, Lotse, Roster, is_entra_id
from bot.roster.shelf import RosterShelf

__all__ = [
    "AT_A_TIME",
    "Fallback",
    "Fault",
    "Line",
    "Lotse",
    "Roster",
    "RosterShelf",
    "is_entra_id",
    "next_in_line",
    "read_roster",
]
