"""A turn in its time: slow ones go on, failing ones are owned up to, and none is lost at the end."""

from __future__ import annotations

import asyncio

from structlog.testing import capture_logs

from bot.turn import Channel, Message, Outgoing, Reply
from demo.chats import Chat
from tests.fake_teams import FakeTeams
from tests.teams.conftest import Run


class Slowly:
    """A bot that answers when it is told to."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()

    async def __call__(self, message: Message, channel: Channel) -> Reply:
        await self.go_on.wait()
        await channel.send(Outgoing(text="endlich"))
        return Reply(notice="endlich")


async def failing(message: Message, channel: Channel) -> Reply:
    """A bot whose own apology failed."""
    raise RuntimeError("Anna Frage")


def chat_of(teams: FakeTeams) -> Chat:
    """The asker's personal chat."""
    return teams.chats.personal(teams.cast.asker)


async def test_a_slow_answer_comes_later(run: Run, fake_teams: FakeTeams) -> None:
    """Teams gets its 200 in time, and the answer comes into the chat when it is there."""
    slowly = Slowly()
    async with run(slowly, waits=0.05) as bot:
        answer = await bot.client.say(fake_teams.cast.asker, chat_of(fake_teams), "hallo")
        assert answer.status == 200
        assert not chat_of(fake_teams).said_by_bot
        with fake_teams.chats.listen() as changes:
            slowly.go_on.set()
            change = await anext(changes)
        assert (change.kind, change.post.text) == ("sent", "endlich")


async def test_the_end_waits_for_turns_under_way(run: Run, fake_teams: FakeTeams) -> None:
    """A bot that is stopped finishes what it has begun."""
    slowly = Slowly()
    async with run(slowly, waits=0.05) as bot:
        await bot.client.say(fake_teams.cast.asker, chat_of(fake_teams), "hallo")
        asyncio.get_running_loop().call_later(0.05, slowly.go_on.set)
    assert [post.text for post in chat_of(fake_teams).said_by_bot] == ["endlich"]


async def test_a_failing_bot_still_answers(run: Run, fake_teams: FakeTeams) -> None:
    """A bug is a 200 to Teams, a kind line to who waits, and a log line without anybody's words."""
    asker, chat = fake_teams.cast.asker, chat_of(fake_teams)
    with capture_logs() as logged:
        async with run(failing) as bot:
            assert (await bot.client.say(asker, chat, "hallo")).status == 200
            answer = await bot.client.invoke(asker, chat, "adaptiveCard/action", {"action": {"verb": "a.b"}})
    assert (answer.status, answer.notice) == (200, "<failed>")
    failures = [line for line in logged if line["event"] == "turn_failed"]
    assert [line["error"] for line in failures] == ["RuntimeError"] * 2
    assert "Anna" not in repr(logged)


async def test_refusals_are_logged_without_content(run: Run, fake_teams: FakeTeams) -> None:
    """The log says why something was refused, and neither who it was nor what they wrote."""
    stranger = fake_teams.cast.stranger
    with capture_logs() as logged:
        async with run() as bot:
            await bot.client.say(stranger, fake_teams.chats.personal(stranger), "mein Geheimnis")
            await bot.client.deliver(b"mein Geheimnis", {"Authorization": "Bearer mein.geheimes.Token"})
    refused = [line for line in logged if line["event"] == "refused"]
    assert [(line["reason"], line["status"]) for line in refused] == [("tenant", 403), ("garbage", 401)]
    for secret in ("Geheimnis", "geheimes", stranger.id, stranger.name, stranger.tenant):
        assert secret not in repr(logged)
