"""Numbered migrations, and what each table promises: what it is for, how long a row lives, whom it is about.

A feature keeps them in `migrations/001.sql`, `002.sql`, … A file begins with comments, and each table
that it creates has its four lines there, which the privacy report prints:

    -- table: cafe_booking
    -- purpose: Who comes to which slot, so that host and guest find each other.
    -- retention: 14 days
    -- about: person, host (emptied)

`about` names every column that holds a person's Entra id, or says `nobody`. By it a person's rows are found,
and deleted when they wish so; of a column that is `(emptied)` only the name goes, since the row is somebody
else's. What applied once is never edited (but for these lines); a change is the next number. A statement
ends with a semicolon at the end of a line.
"""

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from bot.storage.dialect import Dialect, unknown_tokens, without_comments, without_quotes
from bot.storage.errors import MigrationBroken

CORE = Path(__file__).parent / "migrations"
FILE_NAME = re.compile(r"\d{3}\.sql")
LINES = ("table", "purpose", "retention", "about")
PROMISE = re.compile(rf"--\s*({'|'.join(LINES)}):\s*(.*)")
NOBODY = "nobody"
ABOUT = re.compile(r"(\w+)(\s+\(emptied\))?")
CREATE = re.compile(r"CREATE\s+TABLE\s+(\w+)\s*\(.*\)\s*\{STRICT\}", re.IGNORECASE | re.DOTALL)
RENAME = re.compile(r"ALTER\s+TABLE\s+(\w+)\s+RENAME\s+TO\s+(\w+)", re.IGNORECASE)
DROP = re.compile(r"DROP\s+TABLE\s+(\w+)", re.IGNORECASE)
ANY_CREATE = re.compile(r"CREATE\s+(?:\w+\s+)?TABLE\b", re.IGNORECASE)
NOT_HERE = {
    r"\bDEFERR\w+": "a deferred constraint would fail at the commit that many transactions share",
    r"^(BEGIN|COMMIT|END|ROLLBACK|SAVEPOINT|RELEASE|PRAGMA|VACUUM)\b": "the engine itself does that",
    r"^CREATE\s+TRIGGER\b": "triggers are written differently on each engine",
}


@dataclass(frozen=True)
class Promise:
    """What a table is for and how long a row lives, in words for the data-protection officer."""

    table: str
    purpose: str
    retention: str
    about: tuple[str, ...] = ()
    """The columns that hold a person's id; a row is theirs, and goes with them. None: about nobody."""
    emptied: tuple[str, ...] = ()
    """The columns that hold the id of a person whom the row merely names: it stays, without them."""


@dataclass(frozen=True)
class Migration:
    """One numbered step of one feature."""

    feature: str
    number: str
    statements: tuple[str, ...]
    promises: tuple[Promise, ...]


class Migrations:
    """All steps of the program in the order they are applied: the core's first, then feature by feature."""

    def __init__(self, steps: Iterable[Migration]) -> None:
        self._steps = tuple(steps)

    @classmethod
    def load(cls, folders: Iterable[Path] = ()) -> Self:
        """Read the core's migrations and those in `folders`, each called `<feature>/migrations`.

        Raise MigrationBroken, naming the file, for a gap in the numbers, a table without its promise,
        and SQL that can't run on both engines.
        """
        others = sorted({folder.resolve() for folder in folders} - {CORE}, key=lambda path: path.parts[-2])
        features = [folder.parent.name for folder in (CORE, *others)]
        if len(set(features)) < len(features):
            raise MigrationBroken(f"Two features have the same name: {', '.join(features)}.")
        return cls(step for folder in (CORE, *others) for step in _read(folder))

    def __iter__(self) -> Iterator[Migration]:
        return iter(self._steps)

    def spoken(self, dialect: Dialect) -> "Migrations":
        """Give the same steps with their tokens replaced for one engine."""
        return Migrations(
            replace(step, statements=tuple(dialect.say_step(sql) for sql in step.statements)) for step in self
        )

    def promises(self) -> dict[str, Promise]:
        """Give what each table that stands after the last step promises, by its name."""
        standing: dict[str, Promise] = {}
        for step in self:
            made = {promise.table: promise for promise in step.promises}
            for sql in step.statements:
                if found := CREATE.match(sql):
                    standing[found[1]] = made[found[1]]
                elif found := DROP.match(sql):
                    standing.pop(found[1], None)
                elif found := RENAME.match(sql):
                    standing[found[2]] = replace(standing.pop(found[1]), table=found[2])
        return standing


def _read(folder: Path) -> Iterator[Migration]:
    if not folder.is_dir():
        raise MigrationBroken(f"{folder} is no folder.")
    for number, path in enumerate(sorted(folder.glob("*.sql")), 1):
        if not FILE_NAME.fullmatch(path.name) or int(path.stem) != number:
            raise MigrationBroken(f"{path}: {number:03}.sql is the next in this folder.")
        yield _migration(folder.parent.name, path, path.read_text(encoding="utf-8"))


@functools.lru_cache(maxsize=64)  # the same for every database that this process opens
def _migration(feature: str, path: Path, text: str) -> Migration:
    promises = tuple(_promises(path, text))
    statements = tuple(_statements(text))
    created = [found[1] for sql in statements if (found := CREATE.match(sql))]
    for sql in statements:
        if fault := _fault(sql):
            raise MigrationBroken(f"{path}: {fault}: {sql.partition(chr(10))[0]}")
    for table in created:
        if table not in {promise.table for promise in promises}:
            raise MigrationBroken(f"{path}: {table} needs its lines {', '.join(LINES)} at the top.")
    for promise in promises:
        if promise.table not in created:
            raise MigrationBroken(f"{path}: {promise.table} is promised and not created.")
    return Migration(feature, path.stem, statements, promises)


def _promises(path: Path, text: str) -> Iterator[Promise]:
    """Read the comments at the top; a further comment line goes on with the line before it."""
    lines: list[tuple[str, str]] = []
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        if found := PROMISE.match(line):
            lines.append((found[1], found[2].strip()))
        elif lines and (more := line.removeprefix("--").strip()):
            lines[-1] = (lines[-1][0], f"{lines[-1][1]} {more}".strip())
    for at in range(0, len(lines), len(LINES)):
        keys, words = zip(*lines[at : at + len(LINES)], strict=True)
        if keys != LINES or not all(words):
            raise MigrationBroken(f"{path}: {', '.join(LINES)} belong together ({words[0]}).")
        table, purpose, retention, about = words
        yield Promise(table, purpose, retention, *_people(path, about))


def _people(path: Path, about: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the columns that `about` names: those whose row is the person's, and those that are emptied."""
    if about == NOBODY:
        return (), ()
    named = [ABOUT.fullmatch(column.strip()) for column in about.split(",")]
    columns = [(column[1], bool(column[2])) for column in named if column]
    if len(columns) < len(named) or NOBODY in dict(columns):
        raise MigrationBroken(f"{path}: about names columns, or says {NOBODY} ({about}).")
    theirs = tuple(name for name, emptied in columns if not emptied)
    return theirs, tuple(name for name, emptied in columns if emptied)


def _statements(text: str) -> Iterator[str]:
    """Split at semicolons that end a line; comments inside a statement stay, they explain the fields."""
    lines: list[str] = []
    for line in text.splitlines():
        code = without_comments(line).rstrip()
        if not lines and not code:
            continue
        lines.append(line)
        if code.endswith(";"):
            lines[-1] = line.replace(code, code[:-1], 1)
            yield "\n".join(lines).strip()
            lines = []
    if lines:
        yield "\n".join(lines).strip()


def _fault(sql: str) -> str:
    """Say what is wrong with a statement; empty when it is fine."""
    grammar = without_quotes(sql).strip()
    if ANY_CREATE.match(grammar) and not CREATE.match(grammar):
        return "a table is written CREATE TABLE name (…) {STRICT}"
    if unknown := unknown_tokens(sql):
        return f"unknown token {', '.join(unknown)}"
    for pattern, reason in NOT_HERE.items():
        if re.search(pattern, grammar, re.IGNORECASE):
            return reason
    return ""
