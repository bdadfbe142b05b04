"""The tables that stand after the last migration, read off the SQL itself: columns, comments, promises.

A column's comment says what it holds; the data sheet prints it. It stands behind the column, and may go on
in comment lines below it.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.storage.dialect import QUOTED_COMMENT_PARAMETER, without_comments
from bot.storage.errors import MigrationBroken
from bot.storage.migrations import CREATE, DROP, RENAME, Migrations, Promise

ADD = re.compile(r"ALTER\s+TABLE\s+(\w+)\s+ADD\s+(?:COLUMN\s+)?(.*)", re.IGNORECASE | re.DOTALL)
RENAME_COLUMN = re.compile(
    r"ALTER\s+TABLE\s+(\w+)\s+RENAME\s+(?:COLUMN\s+)?(?!TO\b)(\w+)\s+TO\s+(\w+)", re.IGNORECASE
)
DROP_COLUMN = re.compile(r"ALTER\s+TABLE\s+(\w+)\s+DROP\s+(?:COLUMN\s+)?(\w+)", re.IGNORECASE)
RULE = re.compile(r"(CONSTRAINT|PRIMARY|UNIQUE|FOREIGN|CHECK)\b", re.IGNORECASE)
REQUIRED = re.compile(r"\bNOT\s+NULL\b|\bPRIMARY\s+KEY\b", re.IGNORECASE)
PARENT = re.compile(r"\bREFERENCES\s+(\w+)", re.IGNORECASE)

Standing: TypeAlias = dict[str, "Table"]


@dataclass(frozen=True)
class Column:
    """One field of a table."""

    name: str
    kind: str
    """Its type as the migration writes it: TEXT, INTEGER, {BYTES}, {FLOAT}."""
    required: bool
    """Whether it can't be empty."""
    comment: str
    """What it holds, in words for the data-protection officer."""


@dataclass(frozen=True)
class Table:
    """A table, with what it promises."""

    name: str
    feature: str
    """The folder whose migrations made it; `storage` for the core."""
    promise: Promise
    columns: tuple[Column, ...]
    parents: frozenset[str]
    """The tables that its rows point to, so that its rows go before theirs."""

    @property
    def personal(self) -> bool:
        """Whether a column holds a person's id."""
        return bool(self.promise.about or self.promise.emptied)


def tables(migrations: Migrations) -> Standing:
    """Give every table that stands after the last step, by its name, in the order they were made.

    Raise MigrationBroken for a promise that names a column that isn't there, or empties a required one.
    """
    standing: Standing = {}
    for step in migrations:
        made = {promise.table: promise for promise in step.promises}
        for sql in step.statements:
            _replay(standing, sql, step.feature, made)
    for table in standing.values():
        _demand_columns(table)
    return standing


def _replay(standing: Standing, sql: str, feature: str, made: dict[str, Promise]) -> None:
    """Let one statement change what stands."""
    code = without_comments(sql)
    if found := CREATE.match(sql):
        columns, parents = _fields(sql[sql.index("(") + 1 : sql.rindex(")")])
        standing[found[1]] = Table(found[1], feature, made[found[1]], columns, parents - {found[1]})
    elif found := DROP.match(code):
        standing.pop(found[1], None)
    elif found := RENAME.match(code):
        table = standing.pop(found[1])
        standing[found[2]] = replace(table, name=found[2], promise=replace(table.promise, table=found[2]))
    elif found := RENAME_COLUMN.match(code):
        table, old, new = standing[found[1]], found[2], found[3]
        columns = tuple(replace(one, name=new) if one.name == old else one for one in table.columns)
        standing[table.name] = replace(table, columns=columns)
    elif found := DROP_COLUMN.match(code):
        table, old = standing[found[1]], found[2]
        columns = tuple(one for one in table.columns if one.name != old)
        standing[table.name] = replace(table, columns=columns)
    elif found := ADD.match(sql):
        table, (columns, parents) = standing[found[1]], _fields(found[2])
        standing[table.name] = replace(
            table, columns=(*table.columns, *columns), parents=table.parents | parents
        )


@functools.lru_cache(maxsize=256)  # the same for every database that this process opens
def _fields(body: str) -> tuple[tuple[Column, ...], frozenset[str]]:
    """Give the columns between a table's brackets, and the tables that they point to."""
    items = [[" ".join(code.split()), comment] for code, comment in _items(body)]
    parents = frozenset(parent for code, _ in items for parent in PARENT.findall(code))
    return tuple(_column(code, comment) for code, comment in items if not RULE.match(code)), parents


def _column(code: str, comment: str) -> Column:
    name, kind, *_ = code.split(" ")
    return Column(name, kind, bool(REQUIRED.search(code)), comment)


def _items(body: str) -> Iterator[list[str]]:
    """Give each column or rule and its comment; a comment belongs to what stands before it."""
    items: list[list[str]] = [["", ""]]
    depth, at = 0, 0
    current = items[0]
    while at < len(body):
        found = QUOTED_COMMENT_PARAMETER.match(body, at)
        if found and found[1]:
            current[1] = f"{current[1]} {found[1].removeprefix('--').strip()}".strip()
        else:
            sign = found[0] if found else body[at]
            depth += {"(": 1, ")": -1}.get(sign, 0)
            if sign == "," and not depth:
                items.append(["", ""])
            else:
                items[-1][0] += sign
                current = items[-1] if sign.strip() else current
        at = found.end() if found else at + 1
    return (item for item in items if item[0].strip())


def _demand_columns(table: Table) -> None:
    known = {column.name: column for column in table.columns}
    promise = table.promise
    if lost := [name for name in (*promise.about, *promise.emptied) if name not in known]:
        raise MigrationBroken(f"{table.name} is about {', '.join(lost)}, which is none of its columns.")
    if kept := [name for name in promise.emptied if known[name].required]:
        raise MigrationBroken(f"{table.name}: {', '.join(kept)} can't be emptied.")
    if table.personal and "tenant" not in known:
        raise MigrationBroken(f"{table.name} is about people and needs the column tenant.")
