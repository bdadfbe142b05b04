"""An owner of the Sorgenbox as `lotse concern serve` runs it, and a wire to it that is heard and cut."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.app import text_files
from bot.concern.desk import Desk
from bot.concern.file import NAME, ConcernFile
from bot.concern.owner import owning
from bot.concern.store import Staged
from bot.settings import Settings
from bot.texts import Texts
from tests.concern.test_writing import ON, READERS
from tests.fake_teams import FakeTeams

SECRET = "ein Geheimnis von zwei Prozessen, sonst kennt es keiner"
NOTHING = b"\0"
"""No question begins like this."""


def handing_to(address: str, **more: Any) -> dict[str, Any]:
    """The settings of a bot that hands over."""
    page = {"concern_domain": "sorge.example.org"}
    return {**ON, **page, "concern_url": address, "concern_secret": SECRET, **more}


def owning_in(folder: Path, port: int = 0) -> Settings:
    """The settings of an owner."""
    return Settings.model_validate(
        {
            "home": folder,
            "concern_readers": READERS,
            "concern_listen": f"127.0.0.1:{port}",
            "concern_secret": SECRET,
        }
    )


@asynccontextmanager
async def owner_of(
    folder: Path, teams: FakeTeams, clock: Callable[[], datetime], port: int = 0
) -> AsyncIterator[str]:
    """Its address; one that was there before may come back at its port."""
    texts = Texts.load(text_files())
    async with owning(owning_in(folder, port), texts, clock, teams.edge()) as address:
        yield address


def waiting_in(folder: Path) -> list[str]:
    """Every text that waits in the file of a folder, looked at from beside its owner."""
    with beside(folder) as file:
        return [one.words for one in file.within(lambda tx: tx.all("concern_staged_all", Staged))]


def texts_in(folder: Path) -> list[str]:
    """The same, and every released one."""
    with beside(folder) as file:
        released = [one.messages[0].words for one in Desk(file).threads()]
    return sorted(waiting_in(folder) + released)


@contextlib.contextmanager
def beside(folder: Path) -> Iterator[ConcernFile]:
    """The file, to read only."""
    file = ConcernFile.reading(folder / NAME)
    try:
        yield file
    finally:
        file.close()


@dataclass
class Wire:
    """Passes on what is said between two, and keeps it."""

    to: str
    address: str = ""
    said: bytearray = field(default_factory=bytearray)
    """Both ways."""
    lost: int = 0
    """How many of the next answers get lost on the way."""
    cut: bytes = NOTHING
    """Questions that begin like this do not arrive."""
    on_loss: Callable[[], object] = lambda: None
    """Done at the moment at which an answer gets lost."""

    _carrying: set[asyncio.Task[None]] = field(default_factory=set)
    _ends: list[asyncio.StreamWriter] = field(default_factory=list)

    def carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """Begin with one connection."""
        self._ends.append(back)
        self._carrying.add(asyncio.create_task(self._carry(near, back)))

    async def end(self) -> None:
        """Let go of all connections."""
        for end in self._ends:
            end.close()
        await asyncio.gather(*self._carrying)
        for end in self._ends:
            with contextlib.suppress(OSError):
                await end.wait_closed()

    async def _carry(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        url = urlsplit(self.to)
        try:
            far, out = await asyncio.open_connection(url.hostname, url.port)
        except OSError:
            back.close()
            return
        self._ends.append(out)
        asking = asyncio.create_task(self._pass(near, out))
        await self._answers(far, back)
        out.close()
        back.close()
        await asking

    async def _pass(self, near: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while part := await near.read(65536):
                if part.startswith(self.cut):
                    out.close()
                    return
                self.said += part
                out.write(part)
                await out.drain()

    async def _answers(self, far: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while part := await far.read(65536):
                self.said += part
                if self.lost:
                    self.lost -= 1
                    self.on_loss()
                    return
                back.write(part)
                await back.drain()


@asynccontextmanager
async def wired(to: str, port: int = 0) -> AsyncIterator[Wire]:
    """A wire to this address, which begins at a port."""
    wire = Wire(to)
    server = await asyncio.start_server(wire.carry, "127.0.0.1", port)
    wire.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield wire
    finally:
        server.close()
        await wire.end()
