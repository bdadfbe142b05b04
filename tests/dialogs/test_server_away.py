"""The database server goes away while people talk, and comes back: nobody hears a false yes."""

import asyncio
from pathlib import Path

from tests.dialogs.conftest import Hall, Seen
from tests.fake_teams import FakeTeams
from tests.postgres import Cluster

HANG = 20  # seconds until a test that hangs fails


def notice(seen: Seen) -> str:
    """What the press was answered with, in a few words."""
    assert seen.answer is not None
    return seen.answer.notice


async def test_server_stopped_and_back(own_cluster: Cluster, fake_teams: FakeTeams, tmp_path: Path) -> None:
    """Answers go on from memory, a press says that nothing can be kept, and the same press counts later."""
    hall = Hall(fake_teams, tmp_path, own_cluster.fresh())
    async with hall.open():
        anna = hall.alone(hall.teams.cast.asker)
        before = await anna.says("passwort vergessen")
        own_cluster.stop()
        assert "Hat geholfen" in (await anna.says("passwort vergessen")).choices
        assert "nichts merken" in notice(await anna.presses(before, "Hat geholfen"))
        own_cluster.start()
        async with asyncio.timeout(HANG):
            while "nichts merken" in notice(kept := await anna.presses(before, "Hat geholfen")):
                await asyncio.sleep(0.05)
        assert "Hat geholfen" not in kept.choices
        assert [row["helpful"] for row in await hall.rows("answer_ratings")] == [1]
