"""What every engine must do; PostgreSQL joins by one more parameter of the fixture `url`."""

import asyncio
import math
import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Literal

import pytest

from bot.storage import (
    ConstraintBroken,
    Database,
    DatabaseAway,
    RowMismatch,
    StorageError,
    TooManyRows,
    Transaction,
    TransactionOver,
    UnfitValue,
    UnknownQuery,
    Value,
    WrongParameters,
)
from bot.storage.database import Reading

TOWN: dict[str, Value] = {"tenant": "town"}
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PATIENCE = 10  # seconds until a test that hangs fails
MORE_THAN_ANY_ENGINE_DOES_AT_ONCE = 64


class Colour(StrEnum):
    """A choice that is kept by its word."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Thing:
    """A row with a field of each type."""

    id: str
    words: str | None
    amount: int | None
    weight: float | None
    sealed: bytes | None
    moment: datetime | None
    day: date | None
    ready: bool | None
    colour: Colour | None


@dataclass(frozen=True)
class Id:
    """A row of one field."""

    id: str


@dataclass(frozen=True)
class Missing:
    """Wants a column that the query doesn't have."""

    id: str
    owner: str


@dataclass(frozen=True)
class Choice:
    """Takes some words only."""

    words: Literal["yes", "no"]


FULL = Thing(
    "full", "Grüße, 🚀 𝔖traße", 2**63 - 1, 0.1, bytes(range(256)), NOON, date(2026, 2, 28), True, Colour.BLUE
)
EMPTY = Thing("empty", None, None, None, None, None, None, None, None)
SMALL = Thing(
    "small", "", -(2**63), -math.inf, b"", NOON.min.replace(tzinfo=UTC), date.min, False, Colour.RED
)


def put(tx: Transaction, name: str, words: str = "") -> str:
    """Put one thing of words."""
    tx.run("shelf_put_words", id=name, words=words)
    return name


async def add_event(database: Database, capacity: int = 1, name: str = "cafe") -> None:
    """Add an event with so many seats."""
    await database.run("shelf_add_event", TOWN, id=name, title=name, code=name, capacity=capacity)


async def count(database: Database) -> int | None:
    """How many things stand on the shelf."""
    return await database.one("shelf_count", int, TOWN)


class ReadingAndWriting:
    """Values come back as they went in, as the type that was asked for."""

    @pytest.mark.parametrize("thing", [FULL, EMPTY, SMALL], ids=lambda thing: thing.id)
    async def test_round_trip(self, database: Database, thing: Thing) -> None:
        """Every type comes back equal: unicode, the largest numbers, nothing at all."""
        await database.run("shelf_put_thing", TOWN, **vars(thing))
        assert await database.one("shelf_thing", Thing, TOWN, id=thing.id) == thing

    async def test_times_sort(self, database: Database) -> None:
        """Times sort as moments, whatever zone they were given in and with or without a fraction."""
        east = timezone(timedelta(hours=5, minutes=45))
        moments = {
            "3": NOON + timedelta(microseconds=1),
            "1": (NOON - timedelta(minutes=1)).astimezone(east),
            "2": NOON,
            "4": NOON.replace(year=2125),
        }
        for name, moment in moments.items():
            await database.run("shelf_put_thing", TOWN, **{**vars(EMPTY), "id": name, "moment": moment})
        assert await database.all("shelf_by_moment", str, TOWN) == ["1", "2", "3", "4"]

    @pytest.mark.parametrize(
        "words",
        ["a\0b", "\ud800", datetime(2026, 3, 1), math.nan, 2**63, object(), timedelta(1)],
        ids=["nul", "surrogate", "naive time", "nan", "65 bits", "object", "duration"],
    )
    async def test_unfit(self, database: Database, words: Value) -> None:
        """What an engine would change, cut or refuse is refused before it gets there."""
        with pytest.raises(UnfitValue):
            await database.run("shelf_put_words", TOWN, id="1", words=words)
        assert await count(database) == 0

    async def test_text_sorts_by_its_bytes(self, database: Database) -> None:
        """Text has the same order everywhere, whatever language the machine speaks."""
        names = [
            "Zug",
            "apfel",
            "Äpfel",
            "_",
            "äpfel",
            "zug",
            "Apfel",
            "z",
            "ß",
            "🚀",
            "1",
            "10",
            "9",
            "a b",
            "a-b",
        ]
        for name in names:
            await database.run("shelf_put_words", TOWN, id=name, words=name)
        assert await database.all("shelf_words", str, TOWN) == sorted(names, key=str.encode)

    @pytest.mark.parametrize(
        "wrong",
        [{"amount": "many"}, {"amount": 1.5}, {"amount": b"1"}, {"words": b"bytes"}, {"sealed": "text"}],
        ids=["text as number", "fraction as count", "bytes as number", "bytes as text", "text as bytes"],
    )
    async def test_wrong_column_type(self, database: Database, wrong: dict[str, Value]) -> None:
        """What is of another type than its column is refused, and what people wrote is not quoted."""
        with pytest.raises(UnfitValue) as refused:
            await database.run("shelf_put_thing", TOWN, **{**vars(EMPTY), **wrong})
        assert "many" not in str(refused.value)

    async def test_scalars_and_dicts(self, database: Database) -> None:
        """A scalar is the first column, a dict has them all, and no row is None."""
        await database.run("shelf_put_thing", TOWN, **vars(FULL))
        assert await database.one("shelf_thing", str, TOWN, id="full") == "full"
        row = await database.one("shelf_thing", dict, TOWN, id="full")
        assert row is not None
        assert (row["ready"], row["day"]) == (1, "2026-02-28")
        assert await database.one("shelf_thing", Thing, TOWN, id="other") is None
        assert await database.all("shelf_words", str, {"tenant": "other"}) == []

    async def test_changed_rows(self, database: Database) -> None:
        """`run` tells how many rows changed, also where they come back."""
        for name in "abc":
            await database.run("shelf_put_thing", TOWN, **{**vars(EMPTY), "id": name, "amount": 2})
        assert await database.run("shelf_double_all", TOWN) == 3
        assert await database.run("shelf_double_all", {"tenant": "other"}) == 0
        assert await database.run("shelf_clear", TOWN) == 3

    async def test_quoted_colons(self, database: Database) -> None:
        """Colons, dashes and semicolons inside quotes are text, and comments are nothing."""
        row = await database.one("shelf_odd_text", dict, given="x")
        assert row == {"words": "it's 10:30 -- no comment; :no_parameter", "given": "x"}

    async def test_given_over_bound(self, database: Database) -> None:
        """What is given wins over what is bound; what is bound and not named doesn't matter."""
        row = await database.one("shelf_odd_text", dict, bound={"given": "bound", "other": 1}, given="given")
        assert row is not None
        assert row["given"] == "given"

    async def test_exports_see_what_is_committed(self, database: Database) -> None:
        """An export reads beside the writer: what is committed, not what is under way."""
        await database.transact(put, bound=TOWN, name="1", words="done")
        under_way, go_on = threading.Event(), threading.Event()

        def wait(tx: Transaction) -> None:
            put(tx, "2", "under way")
            under_way.set()
            go_on.wait(PATIENCE)

        waiting = asyncio.create_task(database.transact(wait, bound=TOWN))
        await asyncio.to_thread(under_way.wait, PATIENCE)
        try:
            assert await database.export("shelf_words", str, TOWN) == ["done"]
        finally:
            go_on.set()
        await waiting
        assert await database.export("shelf_words", str, TOWN) == ["done", "under way"]

    async def test_exports_can_not_write(self, database: Database) -> None:
        """A query that writes is refused as an export."""
        with pytest.raises(StorageError):
            await database.export("shelf_put_words_back", str, TOWN, id="1", words="")
        assert await count(database) == 0


class Refusing:
    """Each mistake is a fact with a name."""

    async def test_unknown_query(self, database: Database) -> None:
        """A query nobody wrote."""
        with pytest.raises(UnknownQuery, match="shelf_nowhere"):
            await database.all("shelf_nowhere", str)

    async def test_parameters(self, database: Database) -> None:
        """A parameter that is missing, and one that the query doesn't name."""
        with pytest.raises(WrongParameters, match=r"shelf_words .*queries.sql:\d+.* needs tenant"):
            await database.all("shelf_words", str)
        with pytest.raises(WrongParameters, match="doesn't name tennant"):
            await database.all("shelf_words", str, TOWN, tennant="town")

    async def test_too_many_rows(self, database: Database) -> None:
        """Two rows where one was expected, and what came with them is undone."""
        await database.run("shelf_put_words", TOWN, id="1", words="")
        await database.run("shelf_put_words", TOWN, id="2", words="")
        with pytest.raises(TooManyRows):
            await database.one("shelf_clear", str, TOWN)
        assert await count(database) == 2

    @pytest.mark.parametrize(
        ("into", "told"),
        [
            (Missing, "without owner and with words too many"),
            (Choice, "with id too many"),
            (int, "column id: str where int is expected"),
            (bool, "column id: 'x' where 0 or 1"),
            (datetime, "column id: no UTC time"),
            (Colour, "column id: 'x' is not a valid Colour"),
            (list, "no type that a column can become"),
        ],
    )
    async def test_rows_that_do_not_fit(self, database: Database, into: type, told: str) -> None:
        """The query, the column and what is wrong are named."""
        await database.run("shelf_put_words", TOWN, id="x", words="x")
        with pytest.raises(RowMismatch, match=told):
            await database.all("shelf_id_and_words", into, TOWN)

    async def test_literals(self, database: Database) -> None:
        """A field that takes some words only refuses others."""
        await database.run("shelf_put_words", TOWN, id="1", words="yes")
        assert await database.all("shelf_words", Choice, TOWN) == [Choice("yes")]
        await database.run("shelf_put_words", TOWN, id="2", words="perhaps")
        with pytest.raises(RowMismatch, match="'perhaps' is none of 'yes', 'no'"):
            await database.all("shelf_words", Choice, TOWN)

    async def test_constraints_by_name(self, database: Database) -> None:
        """A broken rule tells its kind and its name: written, of an index, or as PostgreSQL would call it."""
        await add_event(database)

        async def broken(query: str, **params: Value) -> tuple[str, str]:
            with pytest.raises(ConstraintBroken) as refused:
                await database.run(query, TOWN, **params)
            return refused.value.kind, refused.value.name

        event: dict[str, Value] = {"id": "b", "title": "b", "code": "b", "capacity": 1}
        assert await broken("shelf_add_event", **{**event, "id": "cafe"}) == ("unique", "shelf_event_key")
        assert await broken("shelf_add_event", **{**event, "title": "cafe"}) == ("unique", "shelf_title_once")
        assert await broken("shelf_add_event", **{**event, "code": "cafe"}) == ("unique", "shelf_code_once")
        assert await broken("shelf_add_event", **{**event, "title": None}) == (
            "not null",
            "shelf_event.title",
        )
        assert await broken("shelf_add_event", **{**event, "capacity": -1}) == ("check", "shelf_seats_left")
        seat: dict[str, Value] = {"event": "cafe", "person": "asker", "place": 1}
        assert await broken("shelf_sit_down", **{**seat, "event": "no"}) == ("foreign key", "")
        await database.run("shelf_sit_down", TOWN, **seat)
        assert await broken("shelf_sit_down", **{**seat, "place": 2}) == ("unique", "shelf_seat_pkey")
        assert await broken("shelf_sit_down", **{**seat, "person": "lotse"}) == (
            "unique",
            "shelf_seat_tenant_event_place_key",
        )

    async def test_closed(self, database: Database) -> None:
        """After closing everything is refused, and closing again is no fault."""
        await database.close()
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(DatabaseAway, match="closed"):
                await count(database)
        await database.close()


class Transacting:
    """A function runs whole or not at all, and nobody hears "yes" before it is durable."""

    async def test_result_and_bound(self, database: Database) -> None:
        """Its result comes back; :tenant and the time are bound."""

        def body(tx: Transaction, name: str) -> tuple[str, datetime]:
            return put(tx, name), tx.now

        assert await database.transact(body, bound={**TOWN, "now": NOON}, name="1") == ("1", NOON)
        assert await count(database) == 1

    async def test_sees_its_own_writes(self, database: Database) -> None:
        """What it has written it reads."""

        def body(tx: Transaction) -> int | None:
            put(tx, "1")
            return tx.one("shelf_count", int)

        assert await database.transact(body, bound=TOWN) == 1

    @pytest.mark.parametrize("fault", [KeyError("own"), StopIteration("stop"), SystemExit(3)], ids=repr)
    async def test_rollback(self, database: Database, fault: BaseException) -> None:
        """Whatever it raises reaches the caller, and nothing of it is kept."""

        def body(tx: Transaction) -> None:
            put(tx, "1")
            raise fault

        expected = RuntimeError if isinstance(fault, StopIteration) else type(fault)
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(expected):
                await database.transact(body, bound=TOWN)
        assert await count(database) == 0

    async def test_goes_on_after_a_refusal(self, database: Database) -> None:
        """A refused statement that the body expects undoes itself alone."""

        def body(tx: Transaction) -> None:
            put(tx, "1", "first")
            with pytest.raises(ConstraintBroken):
                put(tx, "1", "again")
            put(tx, "2", "second")

        await database.transact(body, bound=TOWN)
        assert await database.all("shelf_words", str, TOWN) == ["first", "second"]

    async def test_several_statements_in_one_go(self, database: Database) -> None:
        """Each gives its own answer, in order, and sees what those before it changed."""

        def body(tx: Transaction) -> tuple[list[int], list[list[str]], list[int]]:
            put = tx.run_each("shelf_put_words", [{"id": name, "words": f"w{name}"} for name in "21"])
            found = tx.all_each("shelf_words", str, [{}, {"tenant": "elsewhere"}])
            more = tx.run_all([("shelf_put_words", {"id": "3", "words": "w3"}), ("shelf_clear", {})])
            return put, found, more

        assert await database.transact(body, bound=TOWN) == ([1, 1], [["w1", "w2"], []], [1, 3])

    @pytest.mark.parametrize("begun", [False, True])
    async def test_a_refusal_among_several(self, database: Database, begun: bool) -> None:
        """None of them was run; what stood before stays, and the body goes on."""

        def body(tx: Transaction) -> None:
            if begun:
                put(tx, "0", "before")
            with pytest.raises(ConstraintBroken):
                tx.run_each(
                    "shelf_put_words", [{"id": name, "words": "none"} for name in ("1", "2", "1", "3")]
                )
            put(tx, "1", "after")

        await database.transact(body, bound=TOWN)
        assert await database.all("shelf_words", str, TOWN) == ["before"] * begun + ["after"]

    async def test_several_of_nothing(self, database: Database) -> None:
        """No statement, no answer, and no way to the database."""

        def body(tx: Transaction) -> list[int]:
            return tx.run_each("shelf_clear", [])

        assert await database.transact(body) == []

    async def test_readings_in_one_go(self, database: Database) -> None:
        """Several readers get their own rows; what is asked for wrongly is refused to all of them."""
        await database.transact(put, bound=TOWN, name="1", words="one")
        words, number = Reading("shelf_words", str, TOWN, {}), Reading("shelf_count", int, {}, TOWN)
        assert await database.read_all([words, number, words]) == [["one"], [1], ["one"]]
        with pytest.raises(WrongParameters):
            await database.read_all([words, Reading("shelf_count", int, {}, {})])

    async def test_failing_one_of_many(self, database: Database) -> None:
        """Of 64 transactions that wait together one fails; the others keep their changes, it keeps none."""

        def body(tx: Transaction, number: int) -> int:
            put(tx, f"{number:02}")
            if number == 31:
                raise KeyError(number)
            return number

        answers = await asyncio.gather(
            *(database.transact(body, bound=TOWN, number=number) for number in range(64)),
            return_exceptions=True,
        )
        assert isinstance(answers.pop(31), KeyError)
        assert answers == [number for number in range(64) if number != 31]
        assert await count(database) == 63

    async def test_no_time(self, database: Database) -> None:
        """Without a bound time nobody gets to ask the clock instead."""

        def body(tx: Transaction) -> datetime:
            return tx.now

        with pytest.raises(WrongParameters, match="no time"):
            await database.transact(body, bound=TOWN)

    async def test_kept_too_long(self, database: Database) -> None:
        """A transaction that is kept beyond its function does nothing more."""

        def body(tx: Transaction) -> Transaction:
            return tx

        kept = await database.transact(body, bound=TOWN)
        with pytest.raises(TransactionOver):
            put(kept, "late")
        assert await count(database) == 0

    async def test_plain_functions_only(self, database: Database) -> None:
        """A coroutine function is refused: it could wait for the network."""

        async def body(tx: Transaction) -> None:
            put(tx, "1")

        with pytest.raises(TypeError, match="plain function"):
            _ = await database.transact(body, bound=TOWN)

    async def test_concurrent_writers(self, database: Database) -> None:
        """500 at once change the same row and add one of their own: none waits for ever, none is lost."""
        await add_event(database, capacity=500)

        def body(tx: Transaction, number: int) -> str | None:
            put(tx, f"{number}")
            return tx.one("shelf_take_seat", str, event="cafe")

        async with asyncio.timeout(3 * PATIENCE):
            answers = await asyncio.gather(
                *(database.transact(body, bound=TOWN, number=number) for number in range(500))
            )
        assert answers == ["cafe"] * 500
        assert await count(database) == 500
        assert await database.one("shelf_lock_event", int, TOWN, event="cafe") == 500

    async def test_reading_to_write(self, database: Database) -> None:
        """{FOR_UPDATE} keeps others from what was read until it is written: 100 read, then add one."""
        await add_event(database, capacity=100)

        def body(tx: Transaction) -> int:
            taken = tx.one("shelf_lock_event", int, event="cafe")
            assert taken is not None
            tx.run("shelf_set_taken", event="cafe", taken=taken + 1)
            return taken

        befores = await asyncio.gather(*(database.transact(body, bound=TOWN) for _ in range(100)))
        assert sorted(befores) == list(range(100))

    async def test_bodies_in_bodies(self, database: Database) -> None:
        """A body may call others: all of it is one commit, and a refusal inside is the outer one's."""

        def inner(tx: Transaction, name: str) -> None:
            put(tx, name)
            put(tx, name)

        def outer(tx: Transaction, *, forgiving: bool) -> int | None:
            put(tx, f"outer {forgiving}")
            try:
                inner(tx, f"inner {forgiving}")
            except ConstraintBroken:
                if not forgiving:
                    raise
            return tx.one("shelf_count", int)

        with pytest.raises(ConstraintBroken):
            await database.transact(outer, bound=TOWN, forgiving=False)
        assert await count(database) == 0
        assert await database.transact(outer, bound=TOWN, forgiving=True) == 2
        assert await count(database) == 2

    async def test_afterwards(self, database: Database) -> None:
        """What is to follow follows the commit, in the caller's loop and before the caller goes on."""
        told: list[str] = []
        loop = asyncio.get_running_loop()

        def tell() -> None:
            assert asyncio.get_running_loop() is loop
            told.append("told")

        def body(tx: Transaction, *, fails: bool) -> None:
            put(tx, "1")
            tx.afterwards(tell)
            assert not told
            if fails:
                raise KeyError

        with pytest.raises(KeyError):
            await database.transact(body, bound=TOWN, fails=True)
        assert told == []
        await database.transact(body, bound=TOWN, fails=False)
        assert told == ["told"]

    async def test_last_seat(self, database: Database) -> None:
        """A conditional update gives the last seat once; the table refuses what forgets the condition."""
        await add_event(database, capacity=2)
        answers = [await database.one("shelf_take_seat", str, TOWN, event="cafe") for _ in range(3)]
        assert answers == ["cafe", "cafe", None]
        with pytest.raises(ConstraintBroken) as refused:
            await database.run("shelf_force_seat", TOWN, event="cafe")
        assert refused.value.name == "shelf_seats_left"
        assert await database.one("shelf_lock_event", int, TOWN, event="cafe") == 2


class Cancelling:
    """Whoever stops waiting leaves nothing half done and nothing open."""

    async def test_before_it_begins(self, database: Database) -> None:
        """A cancelled transaction that still waits is dropped, and those beside it are not."""
        started, go_on = threading.Event(), threading.Event()

        def hold(tx: Transaction) -> None:
            started.set()
            go_on.wait(PATIENCE)

        holding = asyncio.gather(*(database.transact(hold) for _ in range(MORE_THAN_ANY_ENGINE_DOES_AT_ONCE)))
        await asyncio.to_thread(started.wait, PATIENCE)
        waiting = [
            asyncio.create_task(database.transact(put, bound=TOWN, name=name)) for name in ("1", "2", "3")
        ]
        await asyncio.sleep(0)
        waiting[1].cancel()
        await asyncio.wait([waiting[1]])
        go_on.set()
        await asyncio.gather(holding, waiting[0], waiting[2])
        assert waiting[1].cancelled()
        assert await count(database) == 2

    async def test_in_the_middle(self, database: Database) -> None:
        """Cancelled between two statements it is kept whole, with what follows it, and the next one runs."""
        told = asyncio.Event()
        started, go_on = threading.Event(), threading.Event()

        def body(tx: Transaction) -> None:
            put(tx, "1")
            started.set()
            go_on.wait(PATIENCE)
            put(tx, "2")
            tx.afterwards(told.set)

        task = asyncio.create_task(database.transact(body, bound=TOWN))
        await asyncio.to_thread(started.wait, PATIENCE)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        go_on.set()
        async with asyncio.timeout(PATIENCE):
            await database.transact(put, bound=TOWN, name="3")
            await told.wait()
            assert await count(database) == 3

    async def test_leaves_no_lock(self, database: Database) -> None:
        """A hundred are cancelled while they hold or want the same row: it is free, and all are whole."""
        await add_event(database, capacity=1000)

        def body(tx: Transaction, name: str) -> str:
            tx.one("shelf_take_seat", str, event="cafe")
            return put(tx, name)

        tasks = [
            asyncio.create_task(database.transact(body, bound=TOWN, name=f"{number}"))
            for number in range(100)
        ]
        for number, task in enumerate(tasks):
            if number % 3:
                await asyncio.sleep(0.0005)
                task.cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
        async with asyncio.timeout(PATIENCE):
            last = await database.transact(body, bound=TOWN, name="last")
            taken = await database.one("shelf_lock_event", int, TOWN, event="cafe")
            kept = await database.all("shelf_ids", str, TOWN)
        assert {name for name in done if isinstance(name, str)} | {last} <= set(kept)
        assert taken == len(kept)

    async def test_closing_finishes(self, database: Database) -> None:
        """What was handed over before closing is carried out and answered."""
        tasks = [
            asyncio.create_task(database.transact(put, bound=TOWN, name=f"{number}")) for number in range(200)
        ]
        await asyncio.sleep(0)
        await database.close()
        assert len(await asyncio.gather(*tasks)) == 200


class Conformance(ReadingAndWriting, Refusing, Transacting, Cancelling):
    """All of it."""
