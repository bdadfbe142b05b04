"""`lotse` as people and scripts call it: a process of its own, in a folder of its own."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.cli import run

ROOT = Path(__file__).parents[2]
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
    process: asyncio.subprocess.Process
    logged: list[dict[str, Any]] = field(default_factory=list)

    async def until(self, event: str) -> dict[str, Any]:
        """Read its log up to this event."""
        assert self.process.stderr is not None
        while line := await asyncio.wait_for(self.process.stderr.readline(), 30):
            self.logged.append(json.loads(line))
            if self.logged[-1]["event"] == event:
                return self.logged[-1]
        raise AssertionError(f"no {event} in {self.logged}")

    async def drain(self) -> None:
        """Read its log to the end."""
        assert self.process.stderr is not None
        while line := await asyncio.wait_for(self.process.stderr.readline(), 30):
            self.logged.append(json.loads(line))

    async def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Its exit code after this signal."""
        self.process.send_signal(by)
        return await asyncio.wait_for(self.process.wait(), 30)


Lotse = Callable[..., Ran]
Serve = Callable[..., AbstractAsyncContextManager[Serving]]


def environment(**settings: str) -> dict[str, str]:
    """This process's environment with nothing of the bot in it but these: LANGUAGE="en"."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("LOTSE_", "FORCE_"))}
    named = {f"LOTSE_{name}": value for name, value in settings.items()}
    return bare | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"} | named


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
        serving = Serving("", process)
        try:
            serving.address = (await serving.until("listening"))["address"]
            yield serving
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()

    return running
