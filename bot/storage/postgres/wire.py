"""One connection to PostgreSQL: several commands in one go, and a wait that ends when the server is gone.

It speaks libpq's pipeline mode through psycopg's `PGconn`, so that BEGIN, a savepoint and a statement
cost one way there and back. A server that is frozen, or behind a cut cable, says nothing at all: after
`SILENCE` seconds the wire asks, by a new connection, whether anybody is there.
"""

import selectors
import time
from collections.abc import Callable, Mapping
from typing import Any

import psycopg
from psycopg import conninfo
from psycopg.pq import ConnStatus, ExecStatus, PipelineStatus, TransactionStatus
from psycopg.pq.abc import PGresult

from bot.storage.errors import DatabaseAway, DatabaseUnsafe
from bot.storage.postgres.faults import storage_error

SILENCE = 2.0  # seconds without a word until the server is asked whether it lives
CONNECTING = 3  # seconds for a connection to come about
LONGEST = 60  # seconds that a statement of a turn or a job may take

NETWORK: Mapping[str, object] = {
    "connect_timeout": CONNECTING,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 8000,  # milliseconds
    "fallback_application_name": "digitallotse",
}
"""What a URL doesn't say itself."""

SESSION = f"""
SET client_encoding = 'UTF8'; SET default_transaction_isolation = 'read committed';
SET statement_timeout = '{LONGEST}s'; SET lock_timeout = '4s';
SET idle_in_transaction_session_timeout = '60s';
SET bytea_output = 'hex'; SET extra_float_digits = 1; SET client_min_messages = 'warning';
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
"""
SAFE = {"fsync": "on", "full_page_writes": "on", "server_encoding": "UTF8"}
LOOK = b"SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'server_encoding')"
OLDEST = 13

Send = Callable[[], None]
Done, Refusal = ExecStatus.COMMAND_OK, ExecStatus.FATAL_ERROR


def complete(url: str) -> str:
    """Give the connection string for `url`; raise psycopg.ProgrammingError where libpq can't read it."""
    given: dict[str, Any] = conninfo.conninfo_to_dict(url)
    return conninfo.make_conninfo(**{**NETWORK, **given})


class Wire:
    """A connection of one thread; DatabaseAway is all it raises once it is there."""

    def __init__(self, address: str, alive: Callable[[], None], longest: float = LONGEST + SILENCE) -> None:
        """Connect to `address`, or raise DatabaseAway or DatabaseUnsafe.

        `alive` is asked when the server is silent, and raises DatabaseAway where nobody is there;
        after `longest` seconds the wire gives up by itself.
        """
        self._alive = alive
        self._longest = longest
        try:
            self.connection = psycopg.connect(address, autocommit=True, prepare_threshold=None)
            try:
                self._begin_well()
            except BaseException:
                self.connection.close()
                raise
        except psycopg.Error as fault:
            raise storage_error(fault) from fault
        self.pg = self.connection.pgconn
        self.known: set[str] = set()
        """The statements that this connection has prepared."""
        self.outdated = False
        """Whether what it has prepared no longer fits the schema."""
        self._selector = selectors.DefaultSelector()
        self._selector.register(self.pg.socket, selectors.EVENT_READ)

    def ask(self, *sends: Send) -> list[PGresult]:
        """Send all of it, then give the answer to each; after a refusal the rest are not carried out."""
        try:
            self.pg.enter_pipeline_mode()
            for send in sends:
                send()
            self.pg.pipeline_sync()
            answers = self._answers()
            self.pg.exit_pipeline_mode()
        except psycopg.Error as fault:
            raise DatabaseAway("The connection to PostgreSQL is lost.") from fault
        return answers

    def say(self, sql: bytes) -> Send:
        """Give what sends one statement without parameters."""
        return lambda: self.pg.send_query_params(sql, None)

    @property
    def idle(self) -> bool:
        """Whether it can be used for another transaction."""
        return (
            not self.outdated
            and self.pg.status == ConnStatus.OK
            and self.pg.transaction_status == TransactionStatus.IDLE
            and self.pg.pipeline_status == PipelineStatus.OFF
        )

    @property
    def fresh(self) -> bool:
        """Whether it still stands after a pause: a server that says anything unasked says goodbye."""
        return self.idle and not self._selector.select(0)

    def close(self) -> None:
        """Let go of the connection."""
        self._selector.close()
        self.connection.close()

    def _answers(self) -> list[PGresult]:
        answers: list[PGresult] = []
        while True:
            self._wait()
            result = self.pg.get_result()
            if result is None:
                if self.pg.status != ConnStatus.OK:
                    raise psycopg.OperationalError("the server closed the connection")
            elif result.status == ExecStatus.PIPELINE_SYNC:
                return answers
            else:
                answers.append(result)

    def _wait(self) -> None:
        """Send what is left to send, and wait until an answer is there."""
        unsent = self.pg.flush()
        if not unsent and not self.pg.is_busy():
            return
        begun = time.monotonic()
        while unsent or self.pg.is_busy():
            self._listen(selectors.EVENT_READ | (selectors.EVENT_WRITE if unsent else 0), begun)
            self.pg.consume_input()
            unsent = unsent and self.pg.flush()

    def _listen(self, events: int, begun: float) -> None:
        self._selector.modify(self.pg.socket, events)
        while not self._selector.select(SILENCE):
            self._alive()
            if time.monotonic() - begun > self._longest:
                raise DatabaseAway("PostgreSQL takes too long.")

    def _begin_well(self) -> None:
        """Set what durability and equal behaviour rest on, and look whether the server keeps it."""
        self.connection.execute(SESSION)
        if (version := self.connection.info.server_version // 10000) < OLDEST:
            raise DatabaseUnsafe(f"PostgreSQL {version} is too old; it takes {OLDEST}.")
        for name, found in self.connection.execute(LOOK).fetchall():
            if found != SAFE[name]:
                raise DatabaseUnsafe(f"({name} is {found}, {SAFE[name]} is needed)")
