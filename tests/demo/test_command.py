"""`lotse demo` as people call it: a process of its own, in a folder of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.demo.browser import missing

ROOT = Path(__file__).parents[2]
OTHERS = ("LOTSE_", "DISPLAY", "MAKE", "MFLAGS")
SURROUNDINGS = {name: value for name, value in os.environ.items() if not name.startswith(OTHERS)}
"""The environment, without what would change how the command behaves."""


@pytest.fixture(autouse=True)
def _browser_parts() -> None:
    """The command needs the page's parts, if no browser."""
    lack = missing()
    if lack:
        pytest.fail(lack) if os.environ.get("CI") else pytest.skip(lack)


@contextlib.asynccontextmanager
async def demo(folder: Path, *arguments: str, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The command, as long as the block lasts."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--no-browser", *arguments),
        cwd=folder,
        env={
            **SURROUNDINGS,
            "PYTHONPATH": str(ROOT),
            **{f"LOTSE_{name}": value for name, value in settings.items()},
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def line(process: asyncio.subprocess.Process) -> str:
    """The next line that it prints."""
    assert process.stdout is not None
    return (await asyncio.wait_for(process.stdout.readline(), 30)).decode().strip()


async def complaint_of(process: asyncio.subprocess.Process) -> str:
    """What it says on its standard error until it ends by itself, which it must do soon."""
    _, complaint = await asyncio.wait_for(process.communicate(), 30)
    return complaint.decode()


@pytest.mark.proof
async def test_it_tells_the_address_the_folder_and_how_to_start_afresh(tmp_path: Path) -> None:
    """A taken port is no obstacle; the page answers, the data lie where it says, a signal ends it in order.

    To start afresh deletes the demo and nothing else: what the bot at work keeps beside it stays. A second
    demo in the same folder is refused.
    """
    own, chats = tmp_path / "lotse-data" / "lotse.db", tmp_path / "lotse-data" / "demo" / "chats.jsonl"
    chats.parent.mkdir(parents=True)
    own.write_text("the town's")
    chats.write_text("of another form\n")
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = str(other.getsockname()[1])
        async with demo(tmp_path, "--fresh", LISTEN=f"127.0.0.1:{taken}") as process:
            address = await line(process)
            assert address.startswith("Ihr Teams zum Ausprobieren: http://127.0.0.1:")
            assert not address.endswith(taken)
            kept = await line(process)
            assert str(chats.parent) in kept
            assert kept.endswith(f"{sys.executable} -m bot demo --fresh")
            async with aiohttp.ClientSession() as session, session.get(address.split()[-1]) as page:
                assert page.status == 200
            async with demo(tmp_path, "--port", "0", "--fresh") as second:
                assert "Ein anderer Lotse benutzt diese Datenbank" in await complaint_of(second)
                assert second.returncode == 3
            process.terminate()
            assert await asyncio.wait_for(process.wait(), 30) == 0
    assert own.read_text() == "the town's"
    assert "another form" not in chats.read_text(encoding="utf-8")


async def test_a_wished_port_that_is_taken_is_said(tmp_path: Path) -> None:
    """Nothing else is done then."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = str(other.getsockname()[1])
        async with demo(tmp_path, "--port", taken) as process:
            assert f"Der Port {taken} ist schon belegt." in await complaint_of(process)
            assert process.returncode == 3
    assert not (tmp_path / "lotse-data").exists()


async def test_it_refuses_other_addresses_kindly(tmp_path: Path) -> None:
    """Even where a full set of app settings would let the bot itself listen to everyone."""
    app = {"APP_ID": "x", "APP_PASSWORD": "y", "APP_TENANT": "z", "LANGUAGE": "en"}
    async with demo(tmp_path, LISTEN="0.0.0.0:0", **app) as process:
        assert "only runs on this machine, not on 0.0.0.0" in await complaint_of(process)
        assert process.returncode == 3


@pytest.mark.parametrize(("wish", "expected"), [((), ""), (("FRESH=1",), "--fresh")])
def test_make_hands_the_wish_to_start_afresh_on(wish: tuple[str, ...], expected: str) -> None:
    """What the demo prints under make, `make demo FRESH=1`, works word by word."""
    planned = subprocess.run(
        ["make", "--dry-run", "demo", *wish],
        cwd=ROOT,
        env=SURROUNDINGS,
        capture_output=True,
        text=True,
        check=True,
    )
    assert planned.stdout.splitlines()[-1].split() == [".venv/bin/lotse", "demo", *expected.split()]
