"""kill -9 of servers that book for four client processes: what was acknowledged is there, once and whole.

On SQLite there is one server, on PostgreSQL three replicas. A client that gets no answer asks for the same
operation again, as Teams does.
"""

import json
import subprocess
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.beneath import rows

from .conftest import Start

CLIENTS = 4


@dataclass
class Damage:
    """What the crashes left, over all rounds."""

    acknowledged: int
    lost: int
    doubled: int
    halves: int


@pytest.fixture
def sockets() -> Iterator[Path]:
    """A folder with a short path, as sockets need it."""
    with tempfile.TemporaryDirectory(prefix="lotse-") as folder:
        yield Path(folder)


def crash(start: Start, url: str, sockets: Path, way: str, rounds: int) -> Damage:
    """Kill a server at a random moment in each round; compare what clients were told with what is there."""
    replicas = 1 if url.startswith("sqlite") else 3
    servers = start("serve", url, way, str(sockets), str(replicas), str(rounds), "20260301")
    clients = [start("book", str(sockets), f"{number}") for number in range(CLIENTS)]
    readers = [Reader(client) for client in clients]
    assert servers.stdout is not None
    assert servers.stdout.readline() == "over\n"
    acknowledged = {name for reader in readers for name in reader.to_the_end()}
    bookings = rows(url, "SELECT id, operation FROM proof_booking")
    told = {json.loads(form)["booking"] for (form,) in rows(url, "SELECT form FROM later_letter")}
    times = Counter(operation for _, operation in bookings)
    return Damage(
        len(acknowledged),
        lost=len(acknowledged - times.keys()),
        doubled=sum(1 for count in times.values() if count > 1),
        halves=len({booking for booking, _ in bookings} ^ told),
    )


class Reader:
    """Reads what a client says while it says it, so that it never has to wait for us."""

    def __init__(self, client: "subprocess.Popen[str]") -> None:
        self._client = client
        self._said: list[str] = []
        self._reading = threading.Thread(target=self._read)
        self._reading.start()

    def _read(self) -> None:
        assert self._client.stdout is not None
        self._said.extend(line.strip() for line in self._client.stdout)

    def to_the_end(self) -> list[str]:
        """Let the client stop, and give every line it said."""
        assert self._client.stdin is not None
        self._client.stdin.write("\n")
        self._client.stdin.flush()
        self._reading.join()
        return self._said


@pytest.mark.parametrize(
    "rounds",
    [pytest.param(200, marks=pytest.mark.proof), pytest.param(1000, marks=pytest.mark.soak)],
)
def test_nothing_lost(start: Start, url: str, sockets: Path, rounds: int) -> None:
    """After every kill all that was acknowledged is there, once, and each decision has its letter."""
    damage = crash(start, url, sockets, "guarded", rounds)
    assert damage.acknowledged > 5 * rounds
    assert (damage.lost, damage.doubled, damage.halves) == (0, 0, 0)


@pytest.mark.proof
def test_control_early(start: Start, url: str, sockets: Path) -> None:
    """Control: who says yes before the commit loses bookings in the same crashes."""
    assert crash(start, url, sockets, "early", 30).lost > 0


@pytest.mark.proof
def test_control_apart(start: Start, url: str, sockets: Path) -> None:
    """Control: who decides and tells in two transactions leaves halves in the same crashes."""
    assert crash(start, url, sockets, "apart", 30).halves > 0


@pytest.mark.proof
def test_control_unmarked(start: Start, url: str, sockets: Path) -> None:
    """Control: who doesn't know an operation again books it twice in the same crashes."""
    assert crash(start, url, sockets, "unmarked", 60).doubled > 0
