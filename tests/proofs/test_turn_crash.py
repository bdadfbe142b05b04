"""kill -9 of the whole server in a stream of questions that Teams delivers again until they are taken."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest

from bot.app import migration_folders, query_files
from bot.storage import Database, Migrations, Queries
from demo.activities import Activity
from tests.fake_teams import APP, TOWN, FakeTeams
from tests.fake_teams.cast import person
from tests.proofs.conftest import ROOT

AT_ONCE = 8
"""People who ask at the same time."""
SERVER = Path(__file__).with_name("server.py")


@dataclass
class Outcome:
    """What is there at the end."""

    asked: int = 0
    kills: int = 0
    delivered: Counter[str] = field(default_factory=Counter)
    """How often each question was delivered."""
    answered: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)


@asynccontextmanager
async def server(teams: FakeTeams, home: Path, url: str, way: str) -> AsyncIterator[tuple[str, Process]]:
    """A server process, and its address."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "LOTSE_HOME": str(home),
        "LOTSE_DATABASE": url,
        "LOTSE_LISTEN": "127.0.0.1:0",
        "LOTSE_APP_ID": APP,
        "LOTSE_APP_PASSWORD": teams.entra.secret,
        "LOTSE_APP_TENANT": TOWN,
        "LOTSE_SERVICE_HOSTS": teams.url.removeprefix("http://"),
        "LOTSE_OPENID_METADATA": f"{teams.url}/openid",
        "LOTSE_TOKEN_ENDPOINT": f"{teams.url}/token",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(SERVER), way, stdout=asyncio.subprocess.PIPE, env=environment
    )
    assert process.stdout is not None
    try:
        yield (await process.stdout.readline()).decode().strip(), process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def ready(url: str) -> None:
    """Wait until the bot behind this address can answer."""
    async with asyncio.timeout(30), aiohttp.ClientSession() as session:
        while True:
            async with session.get(f"{url}/health") as alive, session.get(f"{url}/ready") as whole:
                if alive.status == 200 and "database" in (await whole.json())["checks"]:
                    return
            await asyncio.sleep(0.05)


async def crash(teams: FakeTeams, home: Path, database: str, kills: int, way: str) -> Outcome:
    """Ask without a pause, kill and start again; then let Teams deliver what was never taken."""
    chance = random.Random(20261122)
    outcome = Outcome(kills=kills)
    open_still: dict[str, Activity] = {}

    async def deliver(url: str, words: str) -> None:
        outcome.delivered[words] += 1
        with suppress(aiohttp.ClientError, OSError, TimeoutError):
            teams.client.bot_url = f"{url}/api/messages"
            if (await teams.client.deliver(open_still[words])).status == 200:
                del open_still[words]

    async def ask(url: str, alive: asyncio.Event) -> None:
        while not alive.is_set():
            outcome.asked += 1
            words = f"xyzzy quux{outcome.asked}"
            asker = person("Anna Frage", outcome.asked)
            chat = teams.chats.personal(asker)
            post = teams.chats.post(chat, asker.account, {"text": words})
            open_still[words] = teams.client.spoken(asker, chat, post, words)
            await deliver(url, words)

    teams.connect("")
    for turn in range(kills + 1):
        async with server(teams, home, database, way) as (url, process):
            await ready(url)
            while open_still:
                await asyncio.gather(*(deliver(url, words) for words in list(open_still)[:AT_ONCE]))
            if turn < kills:
                dead = asyncio.Event()
                asking = [asyncio.create_task(ask(url, dead)) for _ in range(AT_ONCE)]
                await asyncio.sleep(chance.uniform(0.05, 0.5))
                process.kill()
                dead.set()
                await asyncio.gather(*asking)
    return await counted(teams, database, outcome)


async def counted(teams: FakeTeams, url: str, outcome: Outcome) -> Outcome:
    """Which questions are kept, and which were answered."""
    database = await Database.open(
        url,
        queries=Queries.load(query_files()),
        migrations=Migrations.load(migration_folders()),
    )
    outcome.kept.update(
        row["words"] for row in await database.all("answer_questions", dict, {"tenant": TOWN})
    )
    await database.close()
    outcome.answered.update(
        chat.posts[str(post.body["replyToId"])].text
        for chat in teams.chats.all.values()
        for post in chat.said_by_bot
    )
    return outcome


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A town with a small FAQ, which starts quickly."""
    (tmp_path / "faq").mkdir()
    (tmp_path / "faq" / "konto.yaml").write_text(
        (ROOT / "faq" / "starter" / "konto.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    (tmp_path / "faq" / "facts.yaml").write_text(
        (ROOT / "faq" / "starter" / "facts.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    return tmp_path


@pytest.mark.parametrize(
    "kills", [pytest.param(8, marks=pytest.mark.proof), pytest.param(200, marks=pytest.mark.soak)]
)
async def test_no_question_is_lost_or_kept_twice(
    fake_teams: FakeTeams, home: Path, url: str, kills: int
) -> None:
    """Each is answered and kept once; answered again is only what was delivered again."""
    outcome = await crash(fake_teams, home, url, kills, "careful")
    questions = set(outcome.delivered)
    assert len(questions) > 10 * kills
    assert set(outcome.answered) == questions
    assert outcome.kept == Counter(questions)
    again = {words for words, times in outcome.answered.items() if times > 1}
    assert again <= {words for words, times in outcome.delivered.items() if times > 1}


@pytest.mark.proof
async def test_without_the_trace_a_question_is_kept_twice(
    fake_teams: FakeTeams, home: Path, url: str
) -> None:
    """The control: what was kept before the kill is kept a second time when it is delivered again."""
    for _ in range(6):
        outcome = await crash(fake_teams, home, url, 4, "careless")
        if max(outcome.kept.values()) > 1:
            return
    pytest.fail("the crashes hit no question between its keeping and its answer")
