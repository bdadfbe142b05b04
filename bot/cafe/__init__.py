"""The IT-Café's programme: `cafe.yaml` becomes cafés and slots, and slots become calendar files.

Knows no people. `programme` has the nouns, `dates` the rules, `reading` the file with its faults, `shelf`
what is in use right now, `standing` what an edit would cost, `calendar` the files. Only here icalendar
is known.
"""

from bot.cafe.agreement import contradictions
from bot.cafe.calendar import Event, calendar_file
from bot.cafe.programme import Break, Cafe, Dates, Host, Programme, Slot
from bot.cafe.reading import Fault, Read, read_file, read_programme
from bot.cafe.shelf import STARTER, Cafes
from bot.cafe.standing import Standing, stranded

__all__ = [
    "STARTER",
    "Break",
    "Cafe",
    "Cafes",
    "Dates",
    "Event",
    "Fault",
    "Host",
    "Programme",
    "Read",
    "Slot",
    "Standing",
    "calendar_file",
    "contradictions",
    "read_file",
    "read_programme",
    "stranded",
]
