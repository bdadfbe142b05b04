"""What a turn costs: (a) bare aiohttp, (b) botbuilder's turn through our host, (c) our full FAQ turn.

`python -m bench.turn [--seconds 4] [--fresh-tokens] [--json FILE]` starts each server in a process of its
own, loads it from this one with real RS256 tokens and a fake connector, 1, 16 and 64 messages at a time, and
prints turns a second, milliseconds (p50, p99), CPU milliseconds a turn, and memory.

The load comes from many people in many tenants, as in a data centre: Teams' limits for a single
conversation and for a single tenant, which the host keeps, are never reached. So many people within a
minute are no town: what is remembered of each (the order and the pace of their chat, the flood guard's
count) makes most of the memory that comes with the load, hence the memory before it.

All turns carry one token, as Teams sends the same one for an hour: its signature is checked once, its
dates, its audience and its fit to the activity each time. With `--fresh-tokens` each turn brings one that
the server doesn't remember, so that each signature is checked: the difference is what that costs.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
from aiohttp import web

from bench.servers import SERVERS
from bench.town import QUESTIONS, Town
from demo.activities import Frame, say
from demo.chats import Chat, Person, Scope
from tests.fake_teams import APP, serving
from tests.fake_teams.entra import Entra
from tests.fake_teams.openid import OpenId

AT_A_TIME = (1, 16, 64)
TENANTS = 400
PEOPLE = 50
"""People of each tenant."""
WARMING = 0.5
"""Seconds of load before anything is counted."""
FRESH = 1_500
"""Tokens that take turns with `--fresh-tokens`: more than a server remembers (`bot.teams.inbound`)."""
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of one server at one load."""

    server: str
    at_a_time: int
    turns_a_second: float
    p50: float
    """Milliseconds from the request to its answer, the bot's message having been sent within."""
    p99: float
    cpu: float
    """Milliseconds of processor time a turn, user and system."""
    memory_before: float
    """MB of resident memory when it was ready, before the first message."""
    memory: float
    """MB of resident memory at the end."""
    ready: float
    """Seconds from the start of the process until it could answer; `lotse serve` listens before that."""


def tenant(number: int) -> str:
    """One of the towns."""
    return f"70317031-0000-4000-8000-{number:012d}"


class Load:
    """Microsoft's side, as lean as it can be: it must not be what is measured."""

    def __init__(self, town: Town, tokens: int) -> None:
        self.openid = OpenId()
        self.entra = Entra(APP)
        self.url = ""
        self.sent = 0
        self.numbers = itertools.count()
        self.town = town
        self._many = tokens
        self._tokens: list[str] = []

    def sign(self) -> None:
        """Make the tokens; the address must be known. It takes a millisecond each."""
        claims = self.openid.claims(APP, f"{self.url}/emea/")
        self._tokens = [self.openid.sign({**claims, "jti": str(number)}) for number in range(self._many)]

    def routes(self) -> list[web.RouteDef]:
        """Key server, token server, and a connector that takes everything."""
        connector = web.post("/emea/v3/conversations/{rest:.*}", self._take)
        return [*self.openid.routes(), *self.entra.routes(), connector]

    async def _take(self, request: web.Request) -> web.Response:
        await request.read()
        self.sent += 1
        return web.Response(body=b'{"id":"1"}', status=201, content_type="application/json")

    def message(self, number: int) -> tuple[bytes, dict[str, str]]:
        """The body and the headers of a message; the next number is another person's."""
        where = tenant(number % TENANTS)
        person = Person("Anna Frage", f"{number // TENANTS % PEOPLE:08d}-{number % TENANTS:04d}", where)
        chat = Chat(f"a:1{person.id}", Scope.PERSONAL, where, [person])
        frame = Frame(f"{self.url}/emea/", f"28:{APP}")
        activity = say(
            frame.activity("message", person, chat, name=str(1_760_000_000_000 + number)),
            self.town.questions[number % QUESTIONS],
        )
        token = self._tokens[number % self._many]
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return json.dumps(activity).encode(), headers


@asynccontextmanager
async def server(name: str, load: Load, home: Path) -> AsyncIterator[tuple[str, int, float]]:
    """That server in a process of its own: its address, its process id, and how long it took to listen."""
    started = time.perf_counter()
    settings = json.dumps(
        {"url": load.url, "tenants": [tenant(number) for number in range(TENANTS)], "home": str(home)}
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.servers", name, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(settings.encode() + b"\n")
        await process.stdin.drain()
        url = (await process.stdout.readline()).decode().strip()
        if not url:
            raise SystemExit(f"The server {name} did not start.")
        yield url, process.pid, time.perf_counter() - started
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def cpu_seconds(pid: int) -> float:
    """Processor time of a process so far, user and system; from /proc/PID/stat."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(pid: int) -> float:
    """Resident memory of a process in MB; from /proc/PID/status."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmRSS:"))
    return int(kilobytes) / 1024


async def loaded(
    load: Load, url: str, at_a_time: int, seconds: float, session: aiohttp.ClientSession
) -> list[float]:
    """Seconds that each turn took, with that many at a time for that long."""
    took: list[float] = []
    until = time.perf_counter() + seconds

    async def one_after_the_other() -> None:
        while (began := time.perf_counter()) < until:
            body, headers = load.message(next(load.numbers))
            async with session.post(f"{url}/api/messages", data=body, headers=headers) as response:
                await response.read()
                if response.status != 200:
                    raise SystemExit(f"The server answered {response.status}.")
            took.append(time.perf_counter() - began)

    await asyncio.gather(*(one_after_the_other() for _ in range(at_a_time)))
    return took


async def measured(name: str, seconds: float, town: Town, tokens: int) -> list[Figures]:
    """All loads of one server, one after the other."""
    load = Load(town, tokens)
    found: list[Figures] = []
    connector = aiohttp.TCPConnector(limit=0)
    async with AsyncExitStack() as parts:
        home = Path(parts.enter_context(TemporaryDirectory()))
        town.settle(home)
        load.url = await parts.enter_async_context(serving(load.routes()))
        load.sign()
        url, pid, ready = await parts.enter_async_context(server(name, load, home))
        session = await parts.enter_async_context(aiohttp.ClientSession(connector=connector))
        empty = memory(pid)
        for at_a_time in AT_A_TIME:
            await loaded(load, url, at_a_time, WARMING, session)
            before, sent = cpu_seconds(pid), load.sent
            took = sorted(await loaded(load, url, at_a_time, seconds, session))
            cpu = (cpu_seconds(pid) - before) / len(took) * 1000
            if load.sent - sent < len(took):
                raise SystemExit(f"Of {len(took)} answers {load.sent - sent} arrived.")
            p50, p99 = (took[int(len(took) * share)] * 1000 for share in (0.5, 0.99))
            rate = len(took) / seconds
            found.append(Figures(name, at_a_time, rate, p50, p99, cpu, empty, memory(pid), ready))
    return found


def table(found: list[Figures]) -> str:
    """The figures as a table in Markdown."""
    head = (
        "| server | at a time | turns/s | p50 ms | p99 ms | CPU ms/turn | RSS MB before, after "
        "| ready after s |"
    )
    rows = [
        f"| {one.server} | {one.at_a_time} | {one.turns_a_second:,.0f} | {one.p50:.1f} | {one.p99:.1f} "
        f"| {one.cpu:.2f} | {one.memory_before:.0f}, {one.memory:.0f} | {one.ready:.2f} |"
        for one in found
    ]
    return "\n".join([head, "|---|---|---|---|---|---|---|---|", *rows])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=4.0, help="how long each load lasts")
    parser.add_argument("--fresh-tokens", action="store_true", help="check a signature on every turn")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("servers", nargs="*", default=list(SERVERS), help="which ones; all by default")
    asked = parser.parse_args()
    town, tokens = Town.made(), FRESH if asked.fresh_tokens else 1
    found = [
        figures
        for name in asked.servers
        for figures in asyncio.run(measured(name, asked.seconds, town, tokens))
    ]
    print("Each turn brings a token of its own.\n" if asked.fresh_tokens else "One token for all turns.\n")
    print(table(found))
    with TemporaryDirectory() as home:
        town.settle(Path(home))
        match = town.matched(Path(home))
    print(f"\nOf that, the match over {match.entries:,} entries: {match.milliseconds:.2f} CPU ms. It ends in")
    print(", ".join(f"{kind}: {share:.0%}" for kind, share in match.shares.items()) + ".")
    if asked.json:
        asked.json.write_text(json.dumps([asdict(one) for one in found], indent=2) + "\n")


if __name__ == "__main__":
    main()
