"""Named queries: every statement has a name and a purpose, in a `queries.sql` beside its feature.

    -- name: cafe_open_slots
    -- Slots that can still be booked, nearest first.
    SELECT … WHERE tenant = :tenant AND …

A name begins with the folder of its feature. A write begins with INSERT, UPDATE or DELETE, so that one
can see it from the first word; a WITH in front is for reading.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from bot.storage.dialect import Dialect, parameters, unknown_tokens, without_comments, without_quotes
from bot.storage.errors import QueriesBroken, UnknownQuery, WrongParameters
from bot.storage.values import Stored, Value, stored

CORE = Path(__file__).parent / "queries.sql"
NAME = re.compile(r"--\s*name:\s*(.*)")
GOOD_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")
READS, WRITES = ("SELECT", "WITH"), ("INSERT", "UPDATE", "DELETE")
WRITE_WORD = re.compile(r"\b(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Query:
    """One statement: its name, purpose, text, the parameters it names, and where it stands."""

    name: str
    purpose: str
    sql: str
    parameters: tuple[str, ...]
    reads: bool
    place: str

    def values(self, bound: Mapping[str, Value], given: Mapping[str, Value]) -> dict[str, Stored]:
        """Give what the statement needs: `given`, and `bound` for the rest of it.

        Raise WrongParameters when one is missing or `given` has one that the statement doesn't name,
        UnfitValue when a value can't be stored.
        """
        if not given.keys() <= set(self.parameters):
            extra = ", ".join(sorted(given.keys() - set(self.parameters)))
            raise WrongParameters(f"{self.name} ({self.place}) doesn't name {extra}.")
        try:
            return {name: stored(given[name] if name in given else bound[name]) for name in self.parameters}
        except KeyError as missing:
            raise WrongParameters(f"{self.name} ({self.place}) needs {missing.args[0]}.") from None


class Queries:
    """All named queries of the program."""

    def __init__(self, queries: Iterable[Query]) -> None:
        self._by_name: dict[str, Query] = {}
        for query in queries:
            first = self._by_name.setdefault(query.name, query)
            if first is not query:
                raise QueriesBroken(f"{query.place}: {query.name} stands in {first.place} already.")

    @classmethod
    def load(cls, paths: Iterable[Path] = ()) -> Self:
        """Read the core's queries and those in `paths`; raise QueriesBroken with file and line."""
        files = dict.fromkeys(path.resolve() for path in (CORE, *paths))
        return cls(query for path in files for query in _read(path))

    def __iter__(self) -> Iterator[Query]:
        return iter(self._by_name.values())

    def __getitem__(self, name: str) -> Query:
        try:
            return self._by_name[name]
        except KeyError:
            raise UnknownQuery(f"({name})") from None

    def spoken(self, dialect: Dialect) -> "Queries":
        """Give the same queries as one engine writes them."""
        return Queries(_spoken(query, dialect) for query in self)


@functools.lru_cache(maxsize=1024)
def _spoken(query: Query, dialect: Dialect) -> Query:
    return replace(query, sql=dialect.say_query(query.sql, query.parameters))


def _read(path: Path) -> Sequence[Query]:
    try:
        return _written(path, path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise QueriesBroken(f"{path}: {fault}.") from fault


@functools.lru_cache(maxsize=64)  # the same for every database that this process opens
def _written(path: Path, text: str) -> Sequence[Query]:
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if NAME.match(line)]
    for number, line in enumerate(lines[: starts[0] if starts else None], 1):
        if line.strip() and not line.startswith("--"):
            raise QueriesBroken(f"{path}:{number}: a query begins with “-- name: …”.")
    ends = [*starts[1:], len(lines)]
    return tuple(_query(path, start + 1, lines[start:end]) for start, end in zip(starts, ends, strict=True))


def _query(path: Path, number: int, lines: list[str]) -> Query:
    """Make the query whose name stands in the first of `lines`, line `number` of its file."""
    place = f"{path}:{number}"
    found = NAME.match(lines[0])
    name = found[1].strip() if found else ""
    if not GOOD_NAME.fullmatch(name):
        raise QueriesBroken(f"{place}: “{name}” is no name; write feature_what_it_does.")
    if path != CORE and not name.startswith(f"{path.parent.name}_"):
        raise QueriesBroken(f"{place}: {name} must begin with {path.parent.name}_, the name of its folder.")
    body = lines[1:]
    count = next((at for at, line in enumerate(body) if not line.startswith("--")), len(body))
    purpose = " ".join(line.removeprefix("--").strip() for line in body[:count]).strip()
    if not purpose:
        raise QueriesBroken(f"{place}: {name} needs a line that says what it is for.")
    sql = without_comments("\n".join(body[count:])).strip().removesuffix(";").rstrip()
    if fault := _fault(sql):
        raise QueriesBroken(f"{place}: {name} {fault}.")
    verb = sql.split(None, 1)[0].upper()
    return Query(name, purpose, sql, parameters(sql), verb in READS, place)


def _fault(sql: str) -> str:
    """Say what is wrong with a statement; empty when it is fine."""
    grammar = without_quotes(sql)
    verb = (grammar.split(None, 1) or [""])[0].upper()
    if verb not in READS + WRITES:
        return f"must begin with one of {', '.join(READS + WRITES)}"
    if verb == "WITH" and WRITE_WORD.search(grammar):
        return "begins with WITH, which is for reading; put the WITH inside the write"
    if ";" in grammar:
        return "must be one statement"
    if unknown := unknown_tokens(sql):
        return f"uses an unknown token {', '.join(unknown)}"
    return ""
