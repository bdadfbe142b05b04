"""One person's data: what there is, what still runs for them, and its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Self

from bot.privacy import statements
from bot.router import Dialog, Running
from bot.storage import Migrations, Queries, Query, Stored, Table, Transaction, tables
from bot.turn import Reads

Row = Mapping[str, Stored]


@dataclass(frozen=True, slots=True)
class Kept:
    """What one table holds about a person; at least one row."""

    table: Table
    rows: tuple[Row, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that say something: not the tenant, and not who it is about."""
        promise = self.table.promise
        hidden = {"tenant", *promise.about, *promise.emptied}
        return tuple(column.name for column in self.table.columns if column.name not in hidden)


@dataclass(frozen=True, slots=True)
class Gone:
    """How many rows of a table went, or lost the person's id."""

    table: Table
    rows: int


class Privacy:
    """Finds and deletes what is stored about a person, in every table that says it is about people."""

    def __init__(self, schema: Iterable[Table], dialogs: Sequence[Dialog] = ()) -> None:
        every = {table.name: table for table in schema}
        order: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(every, ()))
        for table in every.values():
            for parent in table.parents & every.keys():
                order.add(parent, table.name)  # what points to a row goes before it
        self.tables = tuple(every[name] for name in order.static_order() if every[name].personal)
        self._dialogs = tuple(dialogs)

    @classmethod
    def of(cls, migrations: Migrations, dialogs: Sequence[Dialog] = ()) -> Self:
        """For the tables that stand after these migrations, and what these dialogs have running."""
        return cls(tables(migrations).values(), dialogs)

    def with_queries(self, queries: Queries) -> Queries:
        """These queries, and those that find and delete a person's rows: what the database has to know."""
        made: Iterable[Query] = statements.statements(self.tables)
        return Queries([*queries, *made])

    async def kept(self, db: Reads) -> list[Kept]:
        """All that is stored about the person whom `db` has bound, in :tenant."""
        found = [(table, await db.all(statements.find(table), dict)) for table in self.tables]
        return [Kept(table, tuple(rows)) for table, rows in found if rows]

    async def tenants(self, db: Reads) -> list[str]:
        """The tenants in which anything is stored about the person whom `db` has bound."""
        found = [await db.all(statements.tenants(table), str) for table in self.tables]
        return sorted({tenant for tenants in found for tenant in tenants})

    async def running(self, db: Reads) -> list[Running]:
        """What runs for the person just now, and needs what is stored."""
        asked = [dialog.running for dialog in self._dialogs if dialog.running is not None]
        return [one for running in asked for one in await running(db)]

    def delete(self, tx: Transaction) -> list[Gone]:
        """Withdraw what runs for :person, then delete all that is stored about them in :tenant."""
        for dialog in self._dialogs:
            if dialog.withdraw is not None:
                dialog.withdraw(tx)
        gone = [Gone(table, _delete(tx, table)) for table in self.tables]
        return [one for one in gone if one.rows]


def _delete(tx: Transaction, table: Table) -> int:
    rows = tx.run(statements.delete(table)) if table.promise.about else 0
    return rows + sum(tx.run(statements.empty(table, column)) for column in table.promise.emptied)
