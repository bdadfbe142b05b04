"""The named queries that find and delete a person's rows, made from the schema. The same on both engines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.storage import Query, Table
from bot.storage.dialect import parameters


def statements(tables: Iterable[Table]) -> Iterator[Query]:
    """Every query for these tables, all of which name people.

    - `privacy_find_<table>` (:tenant, :person): their rows, every column;
    - `privacy_tenants_<table>` (:person): the tenants in which there are such rows;
    - `privacy_delete_<table>` (:tenant, :person): deletes the rows that are theirs;
    - `privacy_empty_<table>_<column>` (:tenant, :person): takes their id out of somebody else's row.
    """
    for table in tables:
        name, promise = table.name, table.promise
        columns = ", ".join(column.name for column in table.columns)
        named = _is_person(*promise.about, *promise.emptied)
        found = f"FROM {name} WHERE tenant = :tenant AND {named} ORDER BY {columns}"
        yield _query(find(table), "What a table holds about a person.", f"SELECT {columns} {found}")
        there = f"FROM {name} WHERE {named}"
        yield _query(tenants(table), "Where a table holds something.", f"SELECT DISTINCT tenant {there}")
        if promise.about:
            theirs = f"FROM {name} WHERE tenant = :tenant AND {_is_person(*promise.about)}"
            yield _query(delete(table), "Delete what a table holds about a person.", f"DELETE {theirs}")
        for column in promise.emptied:
            out = f"{name} SET {column} = NULL WHERE tenant = :tenant AND {column} = :person"
            yield _query(empty(table, column), "Take a person out of another's row.", f"UPDATE {out}")


def find(table: Table) -> str:
    """The name of the query that finds a person's rows."""
    return f"privacy_find_{table.name}"


def tenants(table: Table) -> str:
    """The name of the query that finds a person's tenants."""
    return f"privacy_tenants_{table.name}"


def delete(table: Table) -> str:
    """The name of the query that deletes a person's rows."""
    return f"privacy_delete_{table.name}"


def empty(table: Table, column: str) -> str:
    """The name of the query that takes a person out of a column."""
    return f"privacy_empty_{table.name}_{column}"


def _is_person(*columns: str) -> str:
    return f"({' OR '.join(f'{column} = :person' for column in columns)})"


def _query(name: str, purpose: str, sql: str) -> Query:
    return Query(name, purpose, sql, parameters(sql), sql.startswith("SELECT"), __name__)
