"""Searching while one types: how long each letter takes with 10,000 answers, while messages come in.

`python -m bench.typing [--seconds 10] [--entries 10000] [--json FILE]` starts the full bot in a process of
its own, lets people type questions letter by letter into the message extension, and others write messages
all the while. It prints milliseconds of the queries (p50, p95, p99, the slowest), and of the messages.
Teams waits 5 s for a list; people notice from 0.3 s on.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import random
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from bench.faq import recombined
from bench.town import STARTER, Town
from bench.turn import Load, loaded, server
from demo import activities
from faq import Catalog
from tests.fake_teams import serving

TYPISTS = 4
WRITERS = 4
WARMING = 5.0
"""Seconds of load before anything is counted: a server that has just started still reads dictionaries."""
PAUSE = 0.1
"""Seconds between two letters of one person, as Teams waits before it asks."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds, but for the counts."""

    entries: int
    queries: int
    p50: float
    p95: float
    p99: float
    slowest: float
    messages: int
    message_p50: float
    message_p99: float


def large(entries: int) -> Town:
    """A town with so many answers, whose people ask what the starter knows."""
    town = Town.made()
    missing = entries - len(Catalog.load(STARTER).entries)
    return Town(recombined(missing, random.Random(11)), town.questions)


def letters(questions: list[str]) -> Iterator[str]:
    """What stands in the box, one letter after the other."""
    for question in itertools.cycle(questions):
        yield from (question[:end] for end in range(1, len(question) + 1))


async def typed(
    load: Load, url: str, texts: Iterator[str], seconds: float, session: aiohttp.ClientSession
) -> list[float]:
    """Seconds that each query took, for one person who types that long."""
    took: list[float] = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        body, headers = load.message(next(load.numbers))
        activity = json.loads(body) | {"type": "invoke"}
        value = activities.search(next(texts), "search")
        asked = activities.invoke(activity, "composeExtension/query", value)
        began = time.perf_counter()
        async with session.post(f"{url}/api/messages", json=asked, headers=headers) as response:
            answer = await response.json()
        took.append(time.perf_counter() - began)
        if response.status != 200 or "composeExtension" not in answer:
            raise SystemExit(f"The server answered {response.status}.")
        await asyncio.sleep(PAUSE)
    return took


async def measured(entries: int, seconds: float) -> Figures:
    """Everything at once, against one server."""
    load = Load(large(entries), 1)
    with TemporaryDirectory() as folder:
        load.town.settle(Path(folder))
        connector = aiohttp.TCPConnector(limit=0)
        async with (
            serving(load.routes()) as load.url,
            aiohttp.ClientSession(connector=connector) as session,
        ):
            load.sign()
            async with server("full", load, Path(folder)) as (url, _pid, _ready):
                await asyncio.gather(
                    typed(load, url, letters(load.town.questions), WARMING, session),
                    loaded(load, url, WRITERS, WARMING, session),
                )
                starts = [load.town.questions[number * 40 :] for number in range(TYPISTS)]
                *queries, messages = await asyncio.gather(
                    *(typed(load, url, letters(start), seconds, session) for start in starts),
                    loaded(load, url, WRITERS, seconds, session),
                )
    asked = sorted(itertools.chain(*queries))
    written = sorted(messages)
    return Figures(
        entries=entries,
        queries=len(asked),
        p50=_share(asked, 0.5),
        p95=_share(asked, 0.95),
        p99=_share(asked, 0.99),
        slowest=_share(asked, 1.0),
        messages=len(written),
        message_p50=_share(written, 0.5),
        message_p99=_share(written, 0.99),
    )


def _share(took: list[float], share: float) -> float:
    return took[min(int(len(took) * share), len(took) - 1)] * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long people type")
    parser.add_argument("--entries", type=int, default=10_000, help="answers of the FAQ")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    asked = parser.parse_args()
    found = asyncio.run(measured(asked.entries, asked.seconds))
    print(f"{found.entries:,} answers, {TYPISTS} people type, {WRITERS} write without a pause.\n")
    print("| | number | p50 ms | p95 ms | p99 ms | slowest ms |")
    print("|---|---|---|---|---|---|")
    print(
        f"| a letter in the search | {found.queries:,} | {found.p50:.0f} | {found.p95:.0f} "
        f"| {found.p99:.0f} | {found.slowest:.0f} |"
    )
    print(f"| a message | {found.messages:,} | {found.message_p50:.0f} | | {found.message_p99:.0f} | |")
    if asked.json:
        asked.json.write_text(json.dumps(asdict(found), indent=2) + "\n")


if __name__ == "__main__":
    main()
