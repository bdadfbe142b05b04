"""What stands in a database, read past the bot's own engine."""

import sqlite3
from contextlib import closing
from typing import Any

import psycopg


def rows(url: str, sql: str) -> list[tuple[Any, ...]]:
    """Every row of one statement."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
            return file.execute(sql).fetchall()
    with psycopg.connect(url) as server:
        return server.execute(sql.encode()).fetchall()
