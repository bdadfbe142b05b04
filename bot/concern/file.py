"""The file of the Sorgenbox, open in one thread of one process."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Self, TypeVar

from bot.storage.connection import SqliteSession
from bot.storage.lock import ServerLock
from bot.storage.queries import Queries
from bot.storage.transaction import Transaction

T = TypeVar("T")

HERE = Path(__file__).parent
NAME = "sorgenbox.db"
PATIENCE = 5.0
"""Seconds that a statement waits for who reads beside."""


class ConcernFile:
    """The file. What its methods did is durable when they return; they raise StorageErrors."""

    def __init__(self, session: SqliteSession, lock: ServerLock | None) -> None:
        self._session = session
        self._queries = Queries.load([HERE / "queries.sql"])
        self._lock = lock
        self.key = b""
        """32 bytes, from which receipts are made. Empty where the file is only read."""
        self.settled = True
        """Whether nothing is left in the log of what was rewritten."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open or make it, as its only owner. Raises DatabaseLocked where another process is that."""
        path = path.resolve()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
        file = cls._opened(path, ServerLock.take(path))
        try:
            file._make()
        except BaseException:
            file.close()
            raise
        return file

    @classmethod
    def reading(cls, path: Path) -> Self:
        """Open it beside its owner, to read only."""
        return cls._opened(path.resolve(), None)

    @classmethod
    def _opened(cls, path: Path, lock: ServerLock | None) -> Self:
        try:
            session = SqliteSession(path, query_only=lock is None, patience=PATIENCE)
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        return cls(session, lock)

    def _make(self) -> None:
        self._session.control("PRAGMA temp_store = 2")  # VACUUM's own copy is in memory, in no temporary file
        for statement in (HERE / "schema.sql").read_text(encoding="utf-8").split(";\n"):
            if "CREATE TABLE" in statement:
                self._session.control(statement)

        def key(tx: Transaction) -> str | None:
            tx.run("concern_make_fact", name="key", value=secrets.token_hex(32))
            return tx.one("concern_fact_of", str, name="key")

        self.key = bytes.fromhex(self.within(key) or "")
        self.rewrite()  # a crash may have come between a release and its rewriting

    def within(self, body: Callable[[Transaction], T]) -> T:
        """Run it in one transaction; what it raises takes everything back."""
        self._session.control("BEGIN IMMEDIATE" if self._lock else "BEGIN")
        tx = Transaction(self._queries, self._session, {}, {}, [])
        try:
            result = body(tx)
            self._session.control("COMMIT")
        except BaseException:
            if self._session.in_transaction:
                self._session.control("ROLLBACK")
            raise
        finally:
            tx.end()
        return result

    def rewrite(self) -> None:
        """Write the file anew and truncate its log: no order and no deleted text is left in its bytes."""
        self._session.control("VACUUM")
        self.settle()

    def settle(self) -> None:
        """Truncate the log, unless who reads beside still needs it: then it is not `settled`."""
        self.settled = self._session.settle()

    def close(self) -> None:
        """Let go of it."""
        self._session.close()
        if self._lock is not None:
            self._lock.release()
