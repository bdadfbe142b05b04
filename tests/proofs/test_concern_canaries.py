"""Canaries in every field of the activity: none of them is found anywhere, whichever engine the bot uses."""

from __future__ import annotations

import asyncio
import io
import json
import os
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot import log
from demo.activities import Activity, dialog, invoke
from demo.chats import Person
from demo.client import Answer, buttons
from tests.concern.test_writing import ON
from tests.dialogs.conftest import Hall
from tests.fake_teams import TOWN, FakeTeams
from tests.postgres import Cluster

CANARY = b"kanarie"
WORDS = "Gelbvogeltext"
AT_ONCE = 20


@dataclass
class Scene:
    """A town hall, and every place in which a canary could be found afterwards."""

    hall: Hall
    folders: list[Path]
    logged: io.StringIO
    cluster: Cluster | None = None
    answers: list[bytes] = field(default_factory=list)

    def found(self, sign: bytes) -> list[str]:
        """Where it stands: files of the town, temporary files, PostgreSQL's files and log, log, chats."""
        low = sign.lower()
        places = [str(path) for path, content in self.contents() if low in content.lower()]
        if low in self.logged.getvalue().lower().encode():
            places.append("the log")
        chats = self.hall.teams.chats.all.values()
        said = json.dumps([post.body for chat in chats for post in chat.posts.values()])
        if low in said.lower().encode():
            places.append("the chats")
        return places

    def contents(self) -> Iterator[tuple[Path, bytes]]:
        for folder in self.folders:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    yield path, path.read_bytes()


@asynccontextmanager
async def scene(teams: FakeTeams, tmp: Path, engine: str, cluster: Cluster | None) -> AsyncIterator[Scene]:
    """A town hall whose temporary files lie in a folder of its own."""
    home, temporary, logged = tmp / "home", tmp / "temporary", io.StringIO()
    home.mkdir()
    temporary.mkdir()
    before = tempfile.tempdir, os.environ.get("SQLITE_TMPDIR")
    tempfile.tempdir = os.environ["SQLITE_TMPDIR"] = str(temporary)
    log.set_up(logged)
    url = cluster.fresh() if cluster else ""
    folders = [home, temporary, *([cluster.folder] if cluster else [])]
    try:
        async with Hall(teams, home, url).open(**ON) as hall:
            yield Scene(hall, folders, logged, cluster)
    finally:
        tempfile.tempdir = before[0]
        os.environ.pop("SQLITE_TMPDIR")
        structlog.reset_defaults()


def activity(hall: Hall, number: int, name: str, data: Mapping[str, Any]) -> Activity:
    """An invoke with a canary in every field that Teams fills, but those that address the bot."""
    mark = f"Kanarie{number}"
    somebody = Person(f"{mark} Name", f"{mark}-object", TOWN, "de-DE", f"{mark}/Zone")
    chat = hall.teams.chats.personal(hall.teams.cast.asker)
    made = hall.teams.client.frame.activity("invoke", somebody, chat, id=f"{mark}-activity")
    made |= {
        "replyToId": f"{mark}-reply",
        "timestamp": f"{mark}-2026-11-23T08:30:00.000Z",
        "localTimestamp": f"{mark}-2026-11-23T09:30:00.000+01:00",
        "locale": f"de-{mark}",
        "callerId": f"{mark}-caller",
    }
    made["from"] |= {"userPrincipalName": f"{mark}@example.org", "email": f"{mark}@example.org"}
    made["conversation"] |= {"id": f"a:{mark}-conversation", "name": f"{mark} Chat"}
    made["channelData"] |= {"eventId": f"{mark}-event", "source": {"name": f"{mark}-source"}}
    made["entities"][0] |= {"country": mark, "platform": mark, "timezone": f"{mark}/Zone"}
    return invoke(made, name, dialog(dict(data)))


async def confides(hall: Hall, number: int) -> list[Answer]:
    """Open the window, and send it."""
    client = hall.teams.client
    opened = await client.deliver(activity(hall, number, "task/fetch", {"lotse": "concern.open"}))
    (button,) = buttons(opened.card)
    given = {
        **button["data"],
        "topic": "change",
        "words": f"{WORDS} {'abcdefghij'[number % 10]}",
        "answer": "true",
    }
    sent = await client.deliver(activity(hall, number, "task/submit", given))
    assert "Danke" in json.dumps(sent.body)
    return [opened, sent]


async def play(teams: FakeTeams, tmp: Path, engine: str, cluster: Cluster | None, people: int) -> None:
    """That many people confide; then a release; then everything is searched."""
    async with scene(teams, tmp, engine, cluster) as seen:
        hall, days = seen.hall, 0
        for start in range(0, people, AT_ONCE):
            numbers = range(start, min(start + AT_ONCE, people))
            if start % 180 == 0 and start:
                days += 1
                hall.clock.go(hours=24)  # the cap of a day
            answers = await asyncio.gather(*(confides(hall, number) for number in numbers))
            shown = json.dumps([one.body for pair in answers for one in pair])
            assert CANARY not in shown.lower().encode()
        assert [path for path in seen.found(WORDS.encode()) if "sorgenbox" in path]
        assert seen.found(CANARY) == []
        released = await hall.bot.box.store(
            lambda store: store.release(hall.bot.box.day(hall.clock()) + timedelta(days=9))
        )
        assert released
        assert seen.found(CANARY) == []
        control = teams.cast.colleague
        await hall.alone(control).says("Hallo")
        assert seen.found(control.id.encode()), "the control: who says something else is in the address book"


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> tuple[str, Cluster | None]:
    """Each engine of the bot."""
    name: str = request.param
    return name, request.getfixturevalue("own_cluster") if name == "postgres" else None


@pytest.mark.proof
async def test_no_canary_is_found(
    fake_teams: FakeTeams, tmp_path: Path, engine: tuple[str, Cluster | None]
) -> None:
    """300 people; database, log of the database, temporary files, log, chats, answers."""
    await play(fake_teams, tmp_path, *engine, 300)


@pytest.mark.soak
async def test_no_canary_of_10_000_is_found(
    fake_teams: FakeTeams, tmp_path: Path, engine: tuple[str, Cluster | None]
) -> None:
    """The same with 10,000."""
    await play(fake_teams, tmp_path, *engine, 10_000)
