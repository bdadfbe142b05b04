"""`lotse demo` as people call it: a process of its own, in a folder of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.demo.browser import missing

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _browser_parts() -> None:
    """The command needs the page's parts, if no browser."""
    lack = missing()
    if lack:
        pytest.fail(lack) if os.environ.get("CI") else pytest.skip(lack)


@contextlib.asynccontextmanager
async def demo(folder: Path, *arguments: str, **settings: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The command, as long as the block lasts."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOTSE_", "DISPLAY"))}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--no-browser", *arguments),
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), **{f"LOTSE_{name}": value for name, value in settings.items()}},
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


async def test_it_tells_the_address_the_folder_and_how_to_start_afresh(tmp_path: Path) -> None:
    """The address answers, the data lie where it says, and a signal ends it in order."""
    async with demo(tmp_path, "--port", "0") as process:
        url = (await line(process)).split()[-1]
        kept = await line(process)
        assert str(tmp_path / "lotse-data" / "demo") in kept
        assert "--fresh" in kept
        async with aiohttp.ClientSession() as session, session.get(url) as page:
            assert page.status == 200
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 30) == 0
    assert (tmp_path / "lotse-data" / "demo" / "chats.json").is_file()


async def test_a_taken_port_is_no_obstacle_unless_it_was_wished_for(tmp_path: Path) -> None:
    """Without a wish it takes a free one; a wished one that is taken is said."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = str(other.getsockname()[1])
        async with demo(tmp_path, LISTEN=f"127.0.0.1:{taken}") as process:
            address = await line(process)
            assert address.startswith("Ihr Teams zum Ausprobieren: http://127.0.0.1:")
            assert not address.endswith(taken)
        async with demo(tmp_path, "--port", taken) as process:
            assert f"Der Port {taken} ist schon belegt." in await complaint_of(process)
            assert process.returncode == 3


async def test_it_refuses_other_addresses_kindly(tmp_path: Path) -> None:
    """Even where a full set of app settings would let the bot itself listen to everyone."""
    app = {"APP_ID": "x", "APP_PASSWORD": "y", "APP_TENANT": "z", "LANGUAGE": "en"}
    async with demo(tmp_path, LISTEN="0.0.0.0:0", **app) as process:
        assert "only runs on this machine, not on 0.0.0.0" in await complaint_of(process)
        assert process.returncode == 3


async def test_afresh_deletes_the_demo_and_nothing_else(tmp_path: Path) -> None:
    """What the bot at work keeps beside it stays; a second demo in the same folder is refused."""
    own = tmp_path / "lotse-data" / "lotse.db"
    own.parent.mkdir()
    own.write_text("the town's")
    async with demo(tmp_path, "--port", "0", "--fresh") as process:
        assert "http://" in await line(process)
        async with demo(tmp_path, "--port", "0", "--fresh") as second:
            assert "Ein anderer Lotse benutzt diese Datenbank" in await complaint_of(second)
            assert second.returncode == 3
    assert own.read_text() == "the town's"
