"""Whether a server's database can be used; it only looks, beside a running bot too."""

import psycopg

from bot.storage.errors import UnknownEngine
from bot.storage.migrations import Migrations
from bot.storage.postgres.upgrade import is_current
from bot.storage.postgres.wire import Wire, complete


def up_to_date(url: str, migrations: Migrations) -> bool:
    """Tell whether nothing is left to apply.

    Raises DatabaseAway where nobody answers or lets us in, DatabaseUnsafe, SchemaTooNew, UnknownEngine.
    """
    try:
        wire = Wire(complete(url), alive=lambda: None)
    except psycopg.Error:
        raise UnknownEngine("(postgresql://…)") from None  # the rest may hold a password
    with wire.connection as connection:
        return is_current(connection, migrations)
