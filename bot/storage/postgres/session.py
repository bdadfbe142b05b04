"""Named queries inside a transaction on PostgreSQL.

Each is prepared once on a connection. A statement that is refused undoes itself alone, as on SQLite: a
savepoint before it travels with it.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import psycopg
from psycopg.pq import DiagnosticField as Field
from psycopg.pq.abc import PGresult

from bot.storage.engine import Result, Step
from bot.storage.errors import DatabaseAway, QueriesBroken, StorageError, UnfitValue
from bot.storage.postgres.faults import OUTDATED, refusal, told
from bot.storage.postgres.wire import Done, Refusal, Send, Wire
from bot.storage.queries import Query
from bot.storage.values import Stored

WRITING = (b"BEGIN",)
FLEETING = (*WRITING, b"SET LOCAL synchronous_commit = off")
READING = (
    b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",  # one moment for all that is read
    b"SET LOCAL statement_timeout = '15min'",
)
BYTES = 17
"""PostgreSQL's number of the type BYTEA."""

Types = Mapping[str, tuple[int, ...]]
"""The types of each query's parameters, as PostgreSQL understood them."""


def _whole_or_not(value: bytes) -> int | float:
    return float(value) if b"." in value or b"N" in value else int(value)


READ: Mapping[int, Callable[[bytes], Stored]] = {
    16: lambda value: int(value == b"t"),  # BOOLEAN, which SQLite has as a number
    BYTES: lambda value: bytes.fromhex(value[2:].decode("ascii")),
    **dict.fromkeys((20, 21, 23, 26), int),
    **dict.fromkeys((700, 701), float),
    **dict.fromkeys((18, 19, 25, 705, 1043), lambda value: value.decode("utf-8")),
    1700: _whole_or_not,  # NUMERIC: a sum of whole numbers is one
}


class PostgresSession:
    """See `bot.storage.engine.Session`. Without `begin` each statement is durable by itself."""

    def __init__(self, wire: Wire, types: Types, begin: tuple[bytes, ...] = WRITING) -> None:
        self._wire = wire
        self._types = types
        self._begin = begin
        self._begun = False
        self._guarded = False

    @property
    def connection(self) -> psycopg.Connection[Any]:
        """The connection, inside this transaction, for who keeps something in the same commit."""
        if not self._begun:
            self._demand(self._wire.ask(*self._opening()))
            self._begun = True
        return self._wire.connection

    def execute(self, query: Query, values: Mapping[str, Stored]) -> Result:
        """Run one statement to its end; raise StorageErrors only."""
        return self.execute_all([(query, values)])[0]

    def execute_all(self, steps: Sequence[Step]) -> list[Result]:
        """See `bot.storage.engine.Session`; all of it is one way there and back."""
        if not steps:
            return []
        runs = [self._run(query, self._params(query, values)) for query, values in steps]
        opening, guarded = self._opening(), self._begun
        new = {query.name: self._prepare(query) for query, _ in steps if query.name not in self._wire.known}
        answers = self._wire.ask(*opening, *new.values(), *runs)
        prepared = zip(new, answers[len(opening) :], strict=False)  # whether they could be run or not
        self._wire.known.update(name for name, answer in prepared if answer.status == Done)
        self._begun = bool(self._begin)
        self._guarded = self._guarded or guarded
        if refused := next((answer for answer in answers if answer.status == Refusal), None):
            self._wire.outdated = told(refused, Field.SQLSTATE) in OUTDATED
            self._undo(guarded=guarded)
            raise refusal(refused, _name_at(answers.index(refused) - len(answers), steps))
        return [
            _result(query, answer) for (query, _), answer in zip(steps, answers[-len(runs) :], strict=True)
        ]

    def fleeting(self) -> None:
        """See `bot.storage.engine.Session`."""
        self._begin = FLEETING

    def commit(self) -> None:
        """Make it durable. DatabaseAway: whether it is, nobody knows."""
        if self._begun:
            (answer,) = self._demand(self._wire.ask(self._wire.say(b"COMMIT")))
            if answer.command_status != b"COMMIT":
                raise DatabaseAway("A failing statement ended the transaction.")

    def rollback(self) -> None:
        """Take it back; where the connection is lost, the server does."""
        if self._begun:
            with suppress(DatabaseAway):
                self._wire.ask(self._wire.say(b"ROLLBACK"))

    def _opening(self) -> list[Send]:
        """Give what has to go before a statement: the begin, or a guard around what stands already."""
        if not self._begun:
            return [self._wire.say(sql) for sql in self._begin]
        guard = [b"RELEASE SAVEPOINT work"] if self._guarded else []
        return [self._wire.say(sql) for sql in [*guard, b"SAVEPOINT work"]] if self._begin else []

    def _undo(self, *, guarded: bool) -> None:
        """Take back a refused statement; the first one takes its BEGIN with it."""
        if self._begin:
            self._wire.ask(self._wire.say(b"ROLLBACK TO SAVEPOINT work" if guarded else b"ROLLBACK"))
        self._begun = guarded

    def _prepare(self, query: Query) -> Send:
        return lambda: self._wire.pg.send_prepare(query.name.encode(), query.sql.encode())

    def _run(self, query: Query, params: list[bytes | None]) -> Send:
        return lambda: self._wire.pg.send_query_prepared(query.name.encode(), params)

    def _params(self, query: Query, values: Mapping[str, Stored]) -> list[bytes | None]:
        types = self._types.get(query.name, ())
        return [_param(values[name], kind) for name, kind in zip(query.parameters, types, strict=True)]

    def _demand(self, answers: list[PGresult]) -> list[PGresult]:
        for answer in answers:
            if answer.status == Refusal:
                raise refusal(answer)
        return answers


def described(wire: Wire, query: Query) -> tuple[int, ...]:
    """Prepare `query` and give the types of its parameters; QueriesBroken where the schema refuses it."""
    name = query.name.encode()
    answers = wire.ask(
        lambda: wire.pg.send_prepare(name, query.sql.encode()),
        lambda: wire.pg.send_describe_prepared(name),
    )
    if refused := next((answer for answer in answers if answer.status == Refusal), None):
        if isinstance(away := refusal(refused), DatabaseAway):
            raise away
        raise QueriesBroken(f"{query.place}: {query.name}: {told(refused, Field.MESSAGE_PRIMARY)}")
    return tuple(answers[-1].param_type(number) for number in range(answers[-1].nparams))


def _name_at(place: int, steps: Sequence[Step]) -> str:
    """The statement whose answer stands so far from the end; empty for what went before them."""
    return steps[place][0].name if place >= -len(steps) else ""


def _param(value: Stored, kind: int) -> bytes | None:
    """Give a value as PostgreSQL reads it from text."""
    if value is None:
        return None
    if type(value) is str and kind != BYTES:
        return value.encode()
    if isinstance(value, bytes) is not (kind == BYTES):
        raise UnfitValue("Bytes and text are not kept in each other's place.")
    if isinstance(value, bytes):
        return b"\\x" + value.hex().encode("ascii")
    return (value if isinstance(value, str) else repr(value)).encode("utf-8")


def _result(query: Query, answer: PGresult) -> Result:
    columns = tuple((answer.fname(column) or b"").decode() for column in range(answer.nfields))
    try:
        reads = [READ[answer.ftype(column)] for column in range(answer.nfields)]
    except KeyError as unknown:
        message = f"{query.name} returns a type that SQLite doesn't have ({unknown.args[0]})."
        raise StorageError(message) from None
    rows = [
        tuple(
            None if (value := answer.get_value(row, column)) is None else read(value)
            for column, read in enumerate(reads)
        )
        for row in range(answer.ntuples)
    ]
    return Result(columns, rows, 0 if query.reads else answer.command_tuples or 0)
