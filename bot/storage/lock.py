"""One server process for one database file: an advisory lock on a file beside it.

The operating system drops the lock with its process, however that ends, so a file left by a crash means
nothing. It holds the process number, for the sentence that the second server gets.
"""

import os
import sys
from pathlib import Path
from typing import Self

from bot.storage.errors import DatabaseLocked

if sys.platform == "win32":
    import msvcrt

    FIRST_BYTE_OF_LOCK = (1 << 30) + 512  # in the one page of a database that SQLite never writes

    def take(file: int) -> None:
        """Lock an open file until it is closed; raise OSError where another process holds it."""
        os.lseek(file, FIRST_BYTE_OF_LOCK, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def take(file: int) -> None:
        """Lock an open file until it is closed; raise OSError where another process holds it."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class ServerLock:
    """The right to serve a database, held until `release` or the end of the process."""

    def __init__(self, file: int) -> None:
        self._file: int | None = file

    @classmethod
    def take(cls, database: Path) -> Self:
        """Take the lock `<database>.lock`; raise DatabaseLocked, naming the holder, when it is taken."""
        path = database.with_name(f"{database.name}.lock")
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            take(file)
        except OSError:
            holder = os.pread(file, 20, 0).decode("ascii", "replace").strip() if os.name == "posix" else ""
            os.close(file)
            raise DatabaseLocked(f"({database}, process {holder or 'unknown'})") from None
        os.ftruncate(file, 0)
        os.write(file, f"{os.getpid()}\n".encode())
        return cls(file)

    def release(self) -> None:
        """Let the next server in; a second call does nothing."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
