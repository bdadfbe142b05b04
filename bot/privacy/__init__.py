"""What is stored about a person, found and deleted over every table that says whom it is about.

Nobody keeps a list of those tables: the statements are made from the promises of the migrations, so a new
table is found by itself. `Privacy` is the part that dialogs and commands use; `bot.privacy.sheet` says
the same about all tables, for the data-protection officer.
"""

from bot.privacy.person import Gone, Kept, Privacy
from bot.storage.schema import Table

__all__ = ["Gone", "Kept", "Privacy", "Table"]
