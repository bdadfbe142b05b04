"""How soon a question is with its Lotsen: `python -m bench.escalation [--times 200] [--json FILE]`.

The whole bot over real HTTP, its Teams played by the same process: somebody presses «Frage abschicken», and
the time runs until they read by when they get an answer, until the first of three Lotsen has the card, and
until all three have. Each question is another person's, five a second, so that Teams' own limits are never
reached. On SQLite, and on PostgreSQL where its programs are installed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from rich.console import Console
from rich.table import Table

from demo.chats import Change
from tests.dialogs.conftest import Hall
from tests.dialogs.lotsen import TOPIC
from tests.fake_teams import FakeTeams
from tests.fake_teams.cast import person
from tests.postgres import Cluster, programs

LOTSEN = 60
"""People of the topic, so that nobody gets more messages than Teams allows."""
EVERY = 0.2
"""Seconds between two questions."""
WARMING = 10
"""Questions before anything is counted."""
LINE = "  - {{name: Lotsin {number}, person: {id}, topics: [{topic}]}}\n"


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds from the press, on one engine: p50 and p99."""

    engine: str
    answered: tuple[float, float]
    """Until the asker reads by when they get an answer."""
    first: tuple[float, float]
    """Until the first Lotse has the card."""
    every: tuple[float, float]
    """Until all three have."""


async def measured(engine: str, database: str, folder: Path, times: int) -> Figures:
    """So many questions, one after the other."""
    lotsen = [person(f"Lotsin {number}", 1_000 + number) for number in range(LOTSEN)]
    lines = (LINE.format(number=number, id=one.id, topic=TOPIC) for number, one in enumerate(lotsen))
    (folder / "lotsen.yaml").write_text("lotsen:\n" + "".join(lines), encoding="utf-8")
    async with FakeTeams.open() as teams, Hall(teams, folder, database).open() as hall:
        for one in lotsen:
            await hall.alone(one).says("hallo")
            await asyncio.sleep(EVERY / 4)
        rounds = []
        for number in range(WARMING + times):
            rounds.append(await _asked(hall, number))
            await asyncio.sleep(EVERY)
    answered, first, every = zip(*rounds[WARMING:], strict=True)
    return Figures(engine, _ranked(answered), _ranked(first), _ranked(every))


async def _asked(hall: Hall, number: int) -> tuple[float, float, float]:
    """Seconds until the answer to the press, the first Lotse's card, and the third one's."""
    asker = hall.alone(person(f"Anna {number}", 10_000 + number))
    form = await asker.says("Einen Menschen fragen")
    inputs = {"question": f"Was ist ein Quax{number}?", "topic": TOPIC, "urgency": "today"}
    with hall.teams.chats.listen() as changes:
        started = time.perf_counter()
        came = asyncio.create_task(_came(changes, f"Quax{number}?"))
        await asker.presses(form, "Frage abschicken", **inputs, nameless="false")
        answered = time.perf_counter()
        async with asyncio.timeout(20):
            times = await came
    return answered - started, times[0] - started, times[-1] - started


async def _came(changes: AsyncIterator[Change], words: str) -> list[float]:
    """When each of the three cards with these words came."""
    times: list[float] = []
    async for change in changes:
        if (
            change.kind == "sent"
            and "hat eine Frage" in str(change.post.card)
            and words in str(change.post.card)
        ):
            times.append(time.perf_counter())
            if len(times) == 3:
                break
    return times


def _ranked(seconds: tuple[float, ...]) -> tuple[float, float]:
    ranked = sorted(seconds)
    p50, p99 = (ranked[min(int(len(ranked) * share), len(ranked) - 1)] * 1000 for share in (0.5, 0.99))
    return round(p50, 1), round(p99, 1)


@contextlib.contextmanager
def databases() -> Iterator[dict[str, str]]:
    """Each engine with the address of an empty database; "" is a file in the folder."""
    found = programs()
    if found is None:
        yield {"SQLite": ""}
        return
    with Cluster.open(found) as cluster:
        yield {"SQLite": "", "PostgreSQL": cluster.fresh()}


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200, help="questions that are counted")
    parser.add_argument("--json", type=Path, help="write the figures into this file as well")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger("error"))
    table = Table("engine", "asker reads by when", "first Lotse's card", "all three", title="ms: p50 / p99")
    figures = []
    with databases() as urls:
        for engine, url in urls.items():
            with TemporaryDirectory() as folder:
                found = asyncio.run(measured(engine, url, Path(folder), asked.times))
            figures.append(found)
            shown = (f"{p50} / {p99}" for p50, p99 in (found.answered, found.first, found.every))
            table.add_row(engine, *shown)
    Console().print(table)
    if asked.json:
        asked.json.write_text(json.dumps([asdict(one) for one in figures], indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
