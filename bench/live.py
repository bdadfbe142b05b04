"""What a save costs those who ask meanwhile: turns of the full bot over 1,000 entries.

`python -m bench.live [--seconds 20] [--pace 25]` sends messages at an even pace to a server in a process of
its own, first in peace, then while a file of the FAQ is saved every three seconds, and prints milliseconds
a turn (p50, p99, slowest), turns that failed, and how long a saved answer took to be what people read.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
from aiohttp import web

from bench.town import Town
from bench.turn import WARMING, Load, loaded, server
from tests.fake_teams import serving

EVERY = 3.0
"""Seconds between two saves."""
PAGE = """\
topic: Probe
owner: IT
entries:
  - id: probe-stand
    question: Welcher Stand der Probeseite gilt?
    variants: [Stand der Probeseite, Probeseite Stand]
    keywords: [Probeseite]
    answer: Es gilt Stand-{number}-Ende.
"""


@dataclass
class Watching(Load):
    """The fake Teams, which also notes when it was first told each state of the page."""

    town: Town
    told: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(self.town, 1)

    async def _take(self, request: web.Request) -> web.Response:
        body = (await request.read()).decode()
        self.sent += 1
        if "Stand-" in body:
            self.told.setdefault(body.split("Stand-")[1].split("-Ende")[0], time.perf_counter())
        return web.Response(body=b'{"id":"1"}', status=201, content_type="application/json")


@dataclass
class Seen:
    """Seconds that turns took, and how many failed."""

    took: list[float] = field(default_factory=list)
    failed: int = 0

    def line(self, name: str) -> str:
        """A row of the table."""
        took = sorted(self.took)
        p50, p99 = (took[int(len(took) * share)] * 1000 for share in (0.5, 0.99))
        return f"| {name} | {len(took)} | {self.failed} | {p50:.1f} | {p99:.1f} | {took[-1] * 1000:.1f} |"


async def paced(
    load: Watching, url: str, pace: float, seconds: float, session: aiohttp.ClientSession
) -> Seen:
    """Messages at an even pace, each waited for on its own; every fifth asks for the page."""
    seen = Seen()

    async def one(number: int) -> None:
        body, headers = load.message(next(load.numbers))
        if number % 5 == 0:
            body, headers = asking(load, "Welcher Stand der Probeseite gilt?")
        began = time.perf_counter()
        async with session.post(f"{url}/api/messages", data=body, headers=headers) as response:
            await response.read()
            seen.failed += response.status != 200
        seen.took.append(time.perf_counter() - began)

    async with asyncio.TaskGroup() as turns:
        started = time.perf_counter()
        for number in itertools.count():
            due = started + number / pace
            if due > started + seconds:
                break
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            turns.create_task(one(number))
    return seen


def asking(load: Watching, words: str) -> tuple[bytes, dict[str, str]]:
    """The next message, with these words in the place of its own."""
    number = next(load.numbers)
    questions, at = load.town.questions, number % len(load.town.questions)
    before, questions[at] = questions[at], words
    try:
        return load.message(number)
    finally:
        questions[at] = before


async def saving(page: Path, saved: dict[str, float]) -> None:
    """Save the page every few seconds, each time with another answer."""
    for number in itertools.count(1):
        await asyncio.to_thread(page.write_text, PAGE.format(number=number), encoding="utf-8")
        saved[str(number)] = time.perf_counter()
        await asyncio.sleep(EVERY)


async def measured(seconds: float, pace: float) -> None:
    """Measure and print."""
    load = Watching(Town.made())
    saved: dict[str, float] = {}
    async with AsyncExitStack() as parts:
        home = Path(parts.enter_context(TemporaryDirectory()))
        load.town.settle(home)
        page = home / "faq" / "probe.yaml"
        await asyncio.to_thread(page.write_text, PAGE.format(number=0), encoding="utf-8")
        load.url = await parts.enter_async_context(serving(load.routes()))
        load.sign()
        url, _, _ = await parts.enter_async_context(server("full", load, home))
        session = await parts.enter_async_context(aiohttp.ClientSession())
        await loaded(load, url, 4, WARMING * 6, session)
        print("| | turns | failed | p50 ms | p99 ms | slowest ms |\n|---|---|---|---|---|---|")
        print((await paced(load, url, pace, seconds, session)).line("in peace"))
        work = asyncio.create_task(saving(page, saved))
        print((await paced(load, url, pace, seconds, session)).line("while saving"))
        work.cancel()
    took = sorted(load.told[number] - when for number, when in saved.items() if number in load.told)
    usual, longest = took[len(took) // 2], took[-1]
    print(
        f"\nSaved {len(saved)} times. Read {len(took)} times: after {usual:.2f} s, {longest:.2f} s at most."
    )


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long each half lasts")
    parser.add_argument("--pace", type=float, default=25.0, help="messages a second")
    asked = parser.parse_args()
    asyncio.run(measured(asked.seconds, asked.pace))


if __name__ == "__main__":
    main()
