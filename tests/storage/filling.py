"""Every table filled from the schema alone, so that nobody has to remember a new one.

Each table gets a row for each of its columns that hold a person, and one row where it holds none. Values are
found by trying: what a CHECK asks for is among the words that the migration quotes.
"""

import itertools
import re
import sqlite3
import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from bot.storage import ConstraintBroken, Database, Migrations, Queries, Query, Stored, Table
from bot.storage.dialect import SQLITE, parameters
from bot.storage.migrations import CREATE
from bot.storage.schema import tables

FITS: dict[tuple[str, str], list[tuple[int, ...]]] = {}
"""Which choices made a row that a table took, so that they are tried first the next time."""
ONE_A_TENANT = re.compile(r"PRIMARY KEY \(tenant\)")
FOREIGN = re.compile(r"FOREIGN KEY\s*\(([^)]*)\)\s*REFERENCES\s+(\w+)\s*\(([^)]*)\)", re.IGNORECASE)
QUOTED = re.compile(r"'([^']*)'")
OTHER = "99999999-0000-4000-8000-000000000000"
"""Whom a row names beside the person it is filled for."""

Row = Mapping[str, Stored]
Rows = dict[str, list[Row]]


@dataclass(frozen=True)
class Filled:
    """The rows that were made for one person in one tenant, by table."""

    tenant: str
    person: str
    rows: Rows


@dataclass
class Filling:
    """Fills the tables of these migrations."""

    migrations: Migrations
    schema: dict[str, Table] = field(init=False)
    created: dict[str, str] = field(init=False)
    number: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.schema = tables(self.migrations)
        statements = [sql for step in self.migrations for sql in step.statements]
        self.created = {found[1]: sql for sql in statements if (found := CREATE.match(sql))}

    @property
    def parents_first(self) -> list[Table]:
        """The tables, each after those that its rows point to."""
        done: list[Table] = []
        while left := [table for table in self.schema.values() if table not in done]:
            ready = [one for one in left if one.parents <= {table.name for table in done}]
            assert ready, "tables that point to each other in a ring"
            done += ready
        return done

    def with_queries(self, queries: Queries) -> Queries:
        """These queries, and one that fills and one that reads each table."""
        return Queries([*queries, *self._made()])

    def _made(self) -> Iterator[Query]:
        for table in self.schema.values():
            names = [column.name for column in table.columns]
            columns, values = ", ".join(names), ", ".join(f":{name}" for name in names)
            fill = f"INSERT INTO {table.name} ({columns}) VALUES ({values})"
            read = f"SELECT {columns} FROM {table.name}"
            yield Query(f"fill_{table.name}", "Fill.", fill, parameters(fill), False, __name__)
            yield Query(f"dump_{table.name}", "Read.", read, parameters(read), True, __name__)

    async def fill(self, database: Database, tenant: str, person: str) -> Filled:
        """Make the rows of this person in every table."""
        made: Rows = {}
        for table in self.parents_first:
            promise = table.promise
            for whom in [*promise.about, *promise.emptied] or [""]:
                made.setdefault(table.name, []).append(
                    await self._row(database, table, tenant, person, whom, made)
                )
        return Filled(tenant, person, made)

    def stands(self, table: Table, row: Row, rows: Rows) -> bool:
        """Whether a row has all the rows it points to among these, or goes with none of them."""
        if "ON DELETE CASCADE" not in self.created[table.name]:
            return True
        for columns, parent, keys in FOREIGN.findall(self.created[table.name]):
            own = [row[one.strip()] for one in columns.split(",")]
            theirs = [[other[one.strip()] for one in keys.split(",")] for other in rows[parent]]
            if None not in own and own not in theirs:
                return False
        return True

    async def everything(self, database: Database) -> Rows:
        """Every row of every table."""
        return {name: list(await database.all(f"dump_{name}", dict)) for name in self.schema}

    async def _row(
        self, database: Database, table: Table, tenant: str, person: str, whom: str, made: Rows
    ) -> Row:
        """One row that the database takes: as full as can be, else with as few other values as can be."""
        mark = f"{table.name}-{next(self.number)}"
        choices = [
            self._values(table, column.name, tenant, person, whom, made, mark) for column in table.columns
        ]
        names = [column.name for column in table.columns]
        fits = FITS.setdefault((self.created[table.name], whom), [])

        def chosen(places: tuple[int, ...]) -> Row:
            values = [options[min(at, len(options) - 1)] for options, at in zip(choices, places, strict=True)]
            return dict(zip(names, values, strict=True))

        tried = (places for places in _nearest(choices) if self._takes(table, chosen(places)))
        for places in itertools.chain(tuple(fits), itertools.islice(tried, 100)):
            row = chosen(places)
            try:
                await database.run(f"fill_{table.name}", {}, **row)
            except ConstraintBroken as broken:
                if broken.kind == "unique" and ONE_A_TENANT.search(self.created[table.name]):
                    return row  # it is there, of another person of the same town
                continue
            if places in fits:
                self._takes(table, row)  # what will point to it finds it there
            else:
                fits.insert(0, places)
            return row
        raise AssertionError(f"no row fits into {table.name}: {choices}")

    @cached_property
    def _aside(self) -> sqlite3.Connection:
        """The same tables in memory, where thousands of rows are tried in no time."""
        aside = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, aside.close)
        for step in self.migrations.spoken(SQLITE):
            for sql in step.statements:
                aside.execute(sql)
        aside.execute("PRAGMA foreign_keys = ON")
        return aside

    def _takes(self, table: Table, row: Row) -> bool:
        """Put a row into the table that is aside, if it fits there."""
        values = ", ".join(f":{name}" for name in row)
        try:
            self._aside.execute(f"INSERT INTO {table.name} ({', '.join(row)}) VALUES ({values})", dict(row))
        except sqlite3.IntegrityError:
            return False
        return True

    def _values(
        self, table: Table, name: str, tenant: str, person: str, whom: str, made: Rows, mark: str
    ) -> Sequence[Stored]:
        """What a column may hold, the best first."""
        column = next(column for column in table.columns if column.name == name)
        empty: list[Stored] = [] if column.required else [None]
        if name == whom:
            return [person]
        if name in (*table.promise.about, *table.promise.emptied):
            return [OTHER, *empty]
        if name == "tenant":
            return [tenant]
        for columns, parent, keys in FOREIGN.findall(self.created[table.name]):
            if name in (of := [one.strip() for one in columns.split(",")]):
                key = [one.strip() for one in keys.split(",")][of.index(name)]
                return [*(row[key] for row in made[parent]), *empty]
        rules = [line for line in self.created[table.name].splitlines() if re.search(rf"\b{name}\b", line)]
        quoted: list[Stored] = list(dict.fromkeys(word for line in rules for word in QUOTED.findall(line)))
        usual: dict[str, list[Stored]] = {
            "INTEGER": [1, 0, 2],
            "{BYTES}": [mark.encode()],
            "{FLOAT}": [1.5],
            "TEXT": [
                *(["2099-11-23T08:30:00.000000Z"] if name.endswith("_at") else []),
                *quoted,
                f"{name}-{mark}",
                "2026-11-23",
                "2026-11-23T08:30:00.000000Z",
                "",
            ],
        }
        return [*usual[column.kind], *empty]


def _nearest(choices: Sequence[Sequence[Stored]]) -> Iterator[tuple[int, ...]]:
    """Places of the first choices, then all with one other choice, with two, with three."""
    for count in range(4):
        for columns in itertools.combinations(range(len(choices)), count):
            for others in itertools.product(*(range(1, len(choices[column])) for column in columns)):
                places = dict(zip(columns, others, strict=True))
                yield tuple(places.get(column, 0) for column in range(len(choices)))


# ---------------------------------------------------------------- what should be found, and what should stay


def about(table: Table, tenant: str, person: str, rows: Sequence[Row]) -> list[Row]:
    """The rows that are about this person, in whichever column."""
    columns = (*table.promise.about, *table.promise.emptied)
    return [row for row in rows if row.get("tenant") == tenant and person in [row[name] for name in columns]]


def without(table: Table, tenant: str, person: str, rows: Sequence[Row]) -> list[Row]:
    """What should be left when this person's data are gone: other rows, and these without their id."""
    left = []
    for row in rows:
        if row.get("tenant") != tenant or person not in row.values():
            left.append(row)
        elif person not in [row[name] for name in table.promise.about]:
            emptied = {name: None for name in table.promise.emptied if row[name] == person}
            left.append({**row, **emptied})
    return left


def as_set(rows: Sequence[Row]) -> set[tuple[tuple[str, Stored], ...]]:
    """Rows that can be compared in whatever order they came."""
    return {tuple(sorted(row.items())) for row in rows}


def forgetful(table: Table) -> Table:
    """The same table, saying that it is about nobody: the control of every proof here."""
    return replace(table, promise=replace(table.promise, about=(), emptied=()))
