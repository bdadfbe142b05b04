"""kill -9 of the Sorgenbox's owner while bots hand over: what was shown holds, nothing is there twice."""

from __future__ import annotations

import asyncio
import json
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest

from bot.concern.handing import Handing
from bot.concern.keeping import Unsure
from bot.concern.receipts import fresh_nonce
from bot.settings import Settings
from bot.storage import StorageError
from tests.cli.conftest import environment
from tests.cli.test_nginx import free_port
from tests.concern.owned import SECRET, Wire, handing_to, texts_in, wired
from tests.concern.sample import TUESDAY, store_of, told
from tests.concern.test_writing import READERS

HANDS = 6
"""Bots that hand over at the same time."""


class NotStarted(Exception):
    """The owner has said why."""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The owner's folder: of a FAQ it has the facts only."""
    (tmp_path / "own" / "faq").mkdir(parents=True)
    (tmp_path / "own" / "faq" / "facts.yaml").write_text("it:\n  hotline: '115'\n", encoding="utf-8")
    return tmp_path / "own"


@asynccontextmanager
async def owner(folder: Path, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """`lotse concern serve` as a process of its own, listening."""
    settings = {
        "HOME": str(folder),
        "CONCERN_READERS": ",".join(READERS),
        "CONCERN_LISTEN": f"127.0.0.1:{port}",
        "CONCERN_SECRET": SECRET,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "concern", "serve"),
        env=environment(**settings),
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    try:
        line = b"{}"
        while json.loads(line).get("event") != "listening":
            line = await asyncio.wait_for(process.stderr.readline(), 60)
            if not line.startswith(b"{"):
                raise NotStarted(line.decode())
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@dataclass
class Tried:
    """What was handed over, and what came back."""

    nonces: dict[int, str] = field(default_factory=dict)
    shown: dict[int, str] = field(default_factory=dict)
    """The receipt of each that was shown."""
    unsure: int = 0

    async def put(self, side: Handing, number: int, nonce: str) -> None:
        """Hand one over."""
        self.nonces.setdefault(number, nonce)
        try:
            receipt = await side.put(nonce, told(f"Sorge {number}"), TUESDAY)
        except StorageError as error:
            self.unsure += isinstance(error, Unsure)
            return
        assert self.shown.setdefault(number, receipt) == receipt


def side_of(address: str) -> Handing:
    """The side of a bot."""
    return Handing.of(Settings.model_validate(handing_to(address)))


async def killed(folder: Path, kills: int, seed: int = 8) -> Tried:
    """Hand over by several hands at once, and kill the owner so often: every second time at random.

    The other times it dies when an answer is on its way, which gets lost with it.
    """
    chance, tried, port = random.Random(seed), Tried(), free_port()
    for kill in range(kills):
        async with (
            owner(folder, port) as process,
            wired(f"http://127.0.0.1:{port}") as wire,
        ):
            hands = [_hand(tried, wire, process, first) for first in range(HANDS)]
            working = asyncio.gather(*hands)
            await asyncio.sleep(chance.uniform(0.02, 0.3))
            if kill % 2:
                process.kill()
            else:
                wire.on_loss, wire.lost = process.kill, 10_000
            await asyncio.wait_for(working, 60)
            assert process.returncode == -signal.SIGKILL
    return tried


async def _hand(tried: Tried, wire: Wire, process: asyncio.subprocess.Process, first: int) -> None:
    side = side_of(wire.address)
    while process.returncode is None:
        number = len(tried.nonces)
        await tried.put(side, number, fresh_nonce())


async def again(folder: Path, tried: Tried, *, same_form: bool) -> Counter[str]:
    """What was kept is sent once more, as by people who press again; how often each concern is there."""
    port, kept = free_port(), set(texts_in(folder))
    async with owner(folder, port) as process:
        side = side_of(f"http://127.0.0.1:{port}")
        once_more = [(n, nonce) for n, nonce in tried.nonces.items() if f"Sorge {n}" in kept]
        assert once_more, "nothing was kept"
        for number, nonce in once_more[-150:]:  # the day's cap is 200
            if same_form:
                await tried.put(side, number, nonce)
                assert number in tried.shown
            else:
                await side.put(fresh_nonce(), told(f"Sorge {number}"), TUESDAY)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 30) == 0, "asked to stop, it ends well"
    with store_of(folder) as store:
        for number, receipt in tried.shown.items():
            found = store.thread(receipt)
            assert found is not None
            assert found.messages[0].words == f"Sorge {number}"
    return Counter(texts_in(folder))


@pytest.mark.proof
async def test_pressed_again_it_is_there_once(own: Path) -> None:
    """Six kills, then everything again by the same forms. Some were kept without a receipt being shown."""
    tried = await killed(own, 6)
    assert tried.unsure
    kept = Counter(texts_in(own))
    assert set(kept.values()) == {1}
    assert len(kept) > len(tried.shown), "the control: an answer was lost of what had been kept"
    assert set((await again(own, tried, same_form=True)).values()) == {1}


@pytest.mark.soak
async def test_the_same_at_60_points(own: Path) -> None:
    """60 kills."""
    tried = await killed(own, 60)
    assert set((await again(own, tried, same_form=True)).values()) == {1}


@pytest.mark.proof
async def test_by_another_form_it_would_be_there_twice(own: Path) -> None:
    """The control: it is the form's nonce, kept by the window, that makes pressing again harmless."""
    tried = await killed(own, 2)
    assert 2 in (await again(own, tried, same_form=False)).values()


@pytest.mark.proof
async def test_one_owner_at_a_time(own: Path) -> None:
    """A second process on the same file ends by itself, and the first goes on; it answers for its health."""
    port = free_port()
    async with owner(own, port) as first:
        with pytest.raises(NotStarted, match="gehört schon einem anderen Prozess"):
            async with owner(own, free_port()):
                pass
        assert first.returncode is None
        async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}/health") as answer:
            assert answer.status == 200
