"""The IT-Café's programme: `cafe.yaml` becomes cafés and slots, and slots become calendar files.

Knows neither people nor bookings. `programme` has the nouns, `dates` the rules, `reading` the file with its
faults, `shelf` what is in use right now, `calendar` the files. icalendar is known here only.
"""

from bot.cafe.calendar import Event, calendar_file
from bot.cafe.programme import Break, Cafe, Dates, Host, Programme, Slot
from bot.cafe.reading import Fault, Read, read_file, read_programme
from bot.cafe.shelf import STARTER, Cafes

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
    "calendar_file",
    "read_file",
    "read_programme",
]
