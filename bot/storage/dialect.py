"""Portable SQL, and the few places where engines differ: tokens such as {STRICT}."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

TOKEN = re.compile(r"\{([A-Z_]+)\}")
QUOTED_COMMENT_PARAMETER = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|(--[^\n]*)|::|:([a-z_][a-z0-9_]*)")


@dataclass(frozen=True)
class Dialect:
    """What an engine says in the place of each token."""

    name: str
    tokens: Mapping[str, str]

    def say(self, sql: str) -> str:
        """Give `sql` with every token replaced; raise KeyError for an unknown one."""
        return TOKEN.sub(lambda token: self.tokens[token[1]], sql)


SQLITE = Dialect("SQLite", {"STRICT": "STRICT", "BYTES": "BLOB", "FLOAT": "REAL", "FOR_UPDATE": ""})


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
