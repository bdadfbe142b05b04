"""Canaries in every field of the activity: none of them is found anywhere, whichever engine the bot uses."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot import log
from bot.concern.file import NAME
from demo.activities import Activity, dialog, invoke
from demo.chats import Person
from demo.client import Answer, buttons
from tests.concern.owned import Wire, handing_to, owner_of, waiting_in, wired
from tests.concern.sample import box_of
from tests.concern.test_writing import ON
from tests.dialogs.conftest import Clock, Hall
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
    wire: Wire | None = None
    """What is said to the owner of the Sorgenbox, where that is another process's part."""

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
        if self.wire is not None and low in self.wire.said.lower():
            places.append("the wire")
        return places

    def contents(self) -> Iterator[tuple[Path, bytes]]:
        for folder in self.folders:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    yield path, path.read_bytes()


@asynccontextmanager
async def scene(
    teams: FakeTeams, tmp: Path, cluster: Cluster | None, *, handed: bool
) -> AsyncIterator[Scene]:
    """A town hall whose temporary files lie in a folder of its own; `handed`: to an owner beside it."""
    home, own, temporary, logged = tmp / "home", tmp / "own", tmp / "temporary", io.StringIO()
    for folder in (home, own, temporary):
        folder.mkdir()
    before = tempfile.tempdir, os.environ.get("SQLITE_TMPDIR")
    tempfile.tempdir = os.environ["SQLITE_TMPDIR"] = str(temporary)
    log.set_up(logged)
    url, clock = cluster.fresh() if cluster else "", Clock()
    folders = [home, own, temporary, *([cluster.folder] if cluster else [])]
    try:
        async with contextlib.AsyncExitStack() as parts:
            wire, settings = None, ON
            if handed:
                address = await parts.enter_async_context(owner_of(own, teams, clock))
                wire = await parts.enter_async_context(wired(address))
                settings = handing_to(wire.address)
            hall = await parts.enter_async_context(Hall(teams, home, url, clock).open(**settings))
            yield Scene(hall, folders, logged, cluster, wire)
    finally:
        tempfile.tempdir = before[0]
        os.environ.pop("SQLITE_TMPDIR")
        structlog.reset_defaults()


def activity(hall: Hall, number: int, name: str, data: Mapping[str, Any]) -> Activity:
    """An invoke with a canary in every field that Teams fills, but those that address the bot."""
    mark = f"Kanarie{number}"
    somebody = Person(f"{mark} Name", f"{mark}-object", TOWN, "de-DE", f"{mark}/Zone")
    chat = hall.teams.chats.personal(hall.teams.cast.asker)
    made = hall.teams.client.frame.activity("invoke", somebody, chat, name=f"{mark}-activity")
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


async def released(seen: Scene, own: Path) -> None:
    """Everything that waits is released; an owner beside the bot does it by its clock."""
    hall = seen.hall
    hall.clock.go(hours=9 * 24)
    if seen.wire is None:
        day = hall.bot.box.day(hall.clock())
        assert await box_of(hall.bot).store(lambda store: store.release(day))
        return
    async with asyncio.timeout(60):
        while waiting_in(own):
            await asyncio.sleep(0.1)


async def play(teams: FakeTeams, tmp: Path, cluster: Cluster | None, people: int, *, handed: bool) -> None:
    """That many people confide; then a release; then everything is searched."""
    async with scene(teams, tmp, cluster, handed=handed) as seen:
        hall, own = seen.hall, tmp / "own"
        for start in range(0, people, AT_ONCE):
            numbers = range(start, min(start + AT_ONCE, people))
            if start % 180 == 0 and start:
                hall.clock.go(hours=24)  # the cap of a day
            answers = await asyncio.gather(*(confides(hall, number) for number in numbers))
            shown = json.dumps([one.body for pair in answers for one in pair])
            assert CANARY not in shown.lower().encode()
        kept_by = own if handed else tmp / "home"
        words = seen.found(WORDS.encode())
        assert [one for one in words if "sorgenbox" in one], "the control: the words are kept"
        assert {one for one in words if not one.startswith(str(kept_by / NAME))} <= {"the wire"}
        assert ("the wire" in words) is handed, "the control: what is said to the owner is heard here"
        assert seen.found(CANARY) == []
        await released(seen, own)
        assert seen.found(CANARY) == []
        control = teams.cast.colleague
        await hall.alone(control).says("Hallo")
        found = seen.found(control.id.encode())
        book = str(seen.cluster.folder) if seen.cluster else str(tmp / "home")
        assert [one for one in found if one.startswith(book)], "the control: who speaks is in the book"


Engine = tuple[Cluster | None, bool]


@pytest.fixture(params=["sqlite", "postgres", "sqlite, handed over", "postgres, handed over"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine of the bot, and whether another process owns the Sorgenbox."""
    name: str = request.param
    cluster = request.getfixturevalue("own_cluster") if name.startswith("postgres") else None
    return cluster, name.endswith("handed over")


@pytest.mark.proof
async def test_no_canary_is_found(fake_teams: FakeTeams, tmp_path: Path, engine: Engine) -> None:
    """300 people; database, its log and server log, temporary files, log, chats, answers, traffic."""
    cluster, handed = engine
    await play(fake_teams, tmp_path, cluster, 300, handed=handed)


@pytest.mark.soak
async def test_no_canary_of_10_000_is_found(fake_teams: FakeTeams, tmp_path: Path, engine: Engine) -> None:
    """The same with 10,000."""
    cluster, handed = engine
    await play(fake_teams, tmp_path, cluster, 10_000, handed=handed)
