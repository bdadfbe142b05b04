"""Portable SQL, and the few places where engines differ: tokens such as {STRICT}, types, parameters."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

TOKEN = re.compile(r"\{([A-Z_]+)\}")
QUOTED_COMMENT_PARAMETER = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|(--[^\n]*)|::|:([a-z_][a-z0-9_]*)")
QUOTED_COMMENT_WORD = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|(?P<cast>\bAS\s+)?\b(?P<word>[A-Z]+)\b")
SHAPES_A_TABLE = re.compile(r"(CREATE|ALTER)\s+TABLE\b", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Dialect:
    """What an engine says in the place of each token, of each type of a column, and of `:name`."""

    name: str
    tokens: Mapping[str, str]
    types: Mapping[str, str] = field(default_factory=dict)
    numbered: bool = False
    """Parameters are `$1`, `$2`, … in the order of `parameters(sql)`."""

    def say(self, sql: str) -> str:
        """Give `sql` with every token replaced; raise KeyError for an unknown one."""
        return TOKEN.sub(lambda token: self.tokens[token[1]], sql)

    def say_step(self, sql: str) -> str:
        """Give a statement of a migration: where it shapes a table, columns get the engine's types."""
        if self.types and SHAPES_A_TABLE.match(sql):
            sql = QUOTED_COMMENT_WORD.sub(self._typed, sql)
        return self.say(sql)

    def say_query(self, sql: str, names: Sequence[str]) -> str:
        """Give a named query, whose parameters are `names`."""
        if self.numbered:
            place = {name: f"${number}" for number, name in enumerate(names, 1)}
            sql = QUOTED_COMMENT_PARAMETER.sub(lambda found: place[found[2]] if found[2] else found[0], sql)
        return self.say(sql)

    def _typed(self, found: re.Match[str]) -> str:
        if found["cast"]:  # a type it is cast to, which takes no collation
            return found[0]
        return self.types.get(found["word"] or "", found[0])


SQLITE = Dialect(
    "SQLite",
    {
        "STRICT": "STRICT",
        "BYTES": "BLOB",
        "FLOAT": "REAL",
        "FOR_UPDATE": "",
        "UNLESS_LOCKED": "",
        "CLOCK": "((julianday('now') - 2440587.5) * 86400.0)",  # the engine's own, in seconds since 1970
        "LESSER": "MIN",  # of two values
        "GREATER": "MAX",
    },
)
POSTGRES = Dialect(
    "PostgreSQL",
    {
        "STRICT": "",
        "BYTES": "BYTEA",
        "FLOAT": "DOUBLE PRECISION",
        "FOR_UPDATE": "FOR UPDATE",
        "UNLESS_LOCKED": "FOR UPDATE SKIP LOCKED",  # a row that somebody changes just now is passed by
        "CLOCK": "EXTRACT(EPOCH FROM clock_timestamp())::float8",
        "LESSER": "LEAST",
        "GREATER": "GREATEST",
    },
    types={"TEXT": 'TEXT COLLATE "C"', "INTEGER": "BIGINT"},  # text sorts by its bytes, numbers have 64 bits
    numbered=True,
)


def unknown_tokens(sql: str) -> list[str]:
    """Give the tokens in `sql` that no dialect knows."""
    return [name for name in TOKEN.findall(sql) if name not in SQLITE.tokens]


def without_comments(sql: str) -> str:
    """Give `sql` without its `--` comments; quoted text stays as it is."""
    return QUOTED_COMMENT_PARAMETER.sub(lambda found: "" if found[1] else found[0], sql)


def without_quotes(sql: str) -> str:
    """Give `sql` with every quoted text emptied and without comments: what is left is its grammar."""
    return QUOTED_COMMENT_PARAMETER.sub(
        lambda found: "" if found[1] else "''" if found[0][0] in "'\"" else found[0], sql
    )


def parameters(sql: str) -> tuple[str, ...]:
    """Give the names of the `:name` parameters in `sql`, each once, in order."""
    found = (match[2] for match in QUOTED_COMMENT_PARAMETER.finditer(sql))
    return tuple(dict.fromkeys(name for name in found if name))
