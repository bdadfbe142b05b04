"""`lotse` as people and scripts call it: a process of its own, in a folder of its own."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot import log
from bot.cli import run
from bot.command.kindly import WORDS
from bot.serve import serve as serve_until_stopped
from bot.settings import read
from bot.texts import Texts

ROOT = Path(__file__).parents[2]
SMALL = Path(__file__).with_name("small")
COMMAND = (sys.executable, "-m", "bot")


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    def button(self, title: str) -> str:
        """The number of the last button with this title."""
        found = re.findall(rf"^\[(\d+)\] {re.escape(title)}", self.out, re.MULTILINE)
        assert found, f"no button «{title}» in\n{self.out}"
        return str(found[-1])


@dataclass
class Serving:
    """A server that runs: its address, and what it has logged so far."""

    address: str
    line: Callable[[], Awaitable[str]]
    """The next line of its log; "" at its end."""
    end: Callable[[signal.Signals], Awaitable[int]]
    logged: list[dict[str, Any]] = field(default_factory=list)

    async def until(self, event: str) -> dict[str, Any]:
        """Read its log up to this event."""
        while line := await asyncio.wait_for(self.line(), 60):
            self.logged.append(json.loads(line))
            if self.logged[-1]["event"] == event:
                return self.logged[-1]
        raise AssertionError(f"no {event} in {self.logged}")

    async def drain(self) -> None:
        """Read its log to the end."""
        while line := await asyncio.wait_for(self.line(), 60):
            self.logged.append(json.loads(line))

    async def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Its exit code after this signal."""
        return await asyncio.wait_for(self.end(by), 60)


class Journal(io.StringIO):
    """A log that is read while it is written, from whichever thread."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: asyncio.Queue[str] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()

    def write(self, line: str) -> int:
        self._loop.call_soon_threadsafe(self._lines.put_nowait, line)
        return len(line)

    async def line(self) -> str:
        """The next line; waits for it."""
        return await self._lines.get()


Lotse = Callable[..., Ran]
Serve = Callable[..., AbstractAsyncContextManager[Serving]]


def environment(**settings: str) -> dict[str, str]:
    """This process's environment with nothing of the bot in it but these: LANGUAGE="en"."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("LOTSE_", "FORCE_"))}
    named = {f"LOTSE_{name}": value for name, value in settings.items()}
    return bare | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"} | named


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A town's folder whose FAQ is ready in a moment: its own three answers, no facts."""
    return Path(shutil.copytree(SMALL, tmp_path / "small" / "faq")).parent


@pytest.fixture
def lotse(tmp_path: Path) -> Lotse:
    """Run `lotse` in a fresh folder: `lotse("faq", "check", LANGUAGE="en")`."""

    def run(*arguments: str, typed: str = "", **settings: str) -> Ran:
        ended = subprocess.run(
            [*COMMAND, *arguments],
            cwd=tmp_path,
            env=environment(**settings),
            input=typed,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        return Ran(ended.returncode, ended.stdout, ended.stderr)

    return run


@pytest.fixture
def within(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Lotse]:
    """The same within this process, which is quicker."""
    handlers = logging.root.handlers[:]
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, typed: str = "", **settings: str) -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        code = run(arguments, {f"LOTSE_{name}": value for name, value in settings.items()})
        return Ran(code, *capsys.readouterr())

    yield call
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers


@pytest.fixture
def chat(within: Lotse, small: Path) -> Lotse:
    """A conversation in the small town: `chat("--as", "Aylin", typed="wlan\\n")`."""

    def call(*arguments: str, typed: str = "", **settings: str) -> Ran:
        return within("chat", *arguments, typed=typed, **{"HOME": str(small)} | settings)

    return call


@pytest.fixture
def serve(tmp_path: Path) -> Serve:
    """Run `lotse serve` on a free port: `async with serve(LANGUAGE="en") as serving`."""

    @asynccontextmanager
    async def running(**settings: str) -> AsyncIterator[Serving]:
        process = await asyncio.create_subprocess_exec(
            *COMMAND,
            "serve",
            cwd=tmp_path,
            env=environment(**{"LISTEN": "127.0.0.1:0"} | settings),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        stderr = process.stderr
        assert stderr is not None

        async def line() -> str:
            return (await stderr.readline()).decode()

        async def end(by: signal.Signals) -> int:
            process.send_signal(by)
            return await process.wait()

        serving = Serving("", line, end)
        try:
            serving.address = (await serving.until("listening"))["address"]
            yield serving
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()

    return running


@pytest.fixture
def serve_here(small: Path) -> Iterator[Serve]:
    """The same server in the small town and within this process, which is quicker."""
    handlers = logging.root.handlers[:]

    @asynccontextmanager
    async def running(**settings: str) -> AsyncIterator[Serving]:
        wished = {"LISTEN": "127.0.0.1:0", "HOME": str(small)} | settings
        variables = {f"LOTSE_{name}": value for name, value in wished.items()}
        journal = Journal()
        log.set_up(journal)
        work = asyncio.create_task(
            serve_until_stopped(
                read(variables, Texts.load({WORDS: ""})), variables, lambda _: None, lambda _: None
            )
        )
        work.add_done_callback(lambda _: journal.write(""))

        async def end(by: signal.Signals) -> int:
            signal.raise_signal(by)
            await work
            return 0

        serving = Serving("", journal.line, end)
        try:
            serving.address = (await serving.until("listening"))["address"]
            yield serving
        finally:
            if not work.done():
                await serving.stop()

    yield running
    gc.unfreeze()  # what the server settles for its whole life ends here
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
