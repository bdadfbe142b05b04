"""A cable to PostgreSQL that can be cut just before or just after a commit has arrived."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

SOCKET = ".s.PGSQL.5432"


class Cut(Enum):
    """Where the cable is cut."""

    NEVER = auto()
    BEFORE = auto()
    AFTER = auto()


@dataclass
class Cable:
    """What is to be done at the next commit."""

    at: Cut = Cut.NEVER


@asynccontextmanager
async def cutting(url: str) -> AsyncIterator[tuple[str, Cable]]:
    """The same database through a cable that can be cut."""
    server = Path(url.partition("host=")[2])
    cable = Cable()

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_server, from_here = await asyncio.open_unix_connection(server / SOCKET)
        committing = asyncio.Event()

        async def ask() -> None:
            while data := await reader.read(65536):
                if b"COMMIT\0" in data and cable.at is not Cut.NEVER:
                    if cable.at is Cut.BEFORE:
                        break
                    committing.set()
                from_here.write(data)
            from_here.close()
            writer.close()

        async def answer() -> None:
            while data := await to_server.read(65536):
                if committing.is_set():
                    break
                writer.write(data)
            writer.close()
            from_here.close()

        with suppress(OSError):
            await asyncio.gather(ask(), answer())

    with tempfile.TemporaryDirectory(prefix="lotse-cable-") as folder:
        async with await asyncio.start_unix_server(connect, Path(folder) / SOCKET):
            yield url.replace(str(server), folder), cable
