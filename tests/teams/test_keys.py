"""The channel's keys: fetched once, kept, changed when the channel changes them."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import ClientTimeout

from bot.teams import keys as kept
from tests.fake_teams import APP, FakeTeams
from tests.fake_teams.openid import Key
from tests.teams.conftest import EdgeBot, Run
from tests.teams.test_token_matrix import activity_of


async def say(bot: EdgeBot, teams: FakeTeams) -> int:
    """The status that a message of the asker's is met with."""
    return (await bot.client.deliver(activity_of(teams))).status


async def test_a_rotated_key_is_found(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """When the channel changes its key, the first message signed with it is let in."""
    assert await say(bot, fake_teams) == 200
    fake_teams.openid.rotate()
    bot.clock.go(minutes=2)
    assert await say(bot, fake_teams) == 200


async def test_an_unknown_key_is_asked_for_once_a_minute(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """However many forged key ids come, the key server is asked once a minute."""
    assert await say(bot, fake_teams) == 200
    forged = fake_teams.openid.sign(fake_teams.openid.claims("x", "y"), key=Key(42))
    header = {"Authorization": f"Bearer {forged}"}
    bot.clock.go(minutes=2)
    before = fake_teams.openid.asked
    for _ in range(5):
        assert (await bot.client.deliver(activity_of(fake_teams), header)).status == 401
    assert fake_teams.openid.asked == before + 1
    bot.clock.go(minutes=2)
    assert (await bot.client.deliver(activity_of(fake_teams), header)).status == 401
    assert fake_teams.openid.asked == before + 2


async def test_many_ask_at_once_and_one_fetch_serves_them(run: Run, fake_teams: FakeTeams) -> None:
    """Messages that come while the keys are being fetched wait for that one fetch."""
    fake_teams.openid.answers.clear()
    async with run() as bot:
        messages = [asyncio.create_task(say(bot, fake_teams)) for _ in range(10)]
        await asyncio.sleep(0.1)
        assert not any(message.done() for message in messages)
        fake_teams.openid.answers.set()
        assert await asyncio.gather(*messages) == [200] * 10
        assert fake_teams.openid.asked == 1


async def test_a_hanging_key_server_keeps_only_unknown_keys_waiting(
    bot: EdgeBot, fake_teams: FakeTeams
) -> None:
    """While one message waits for a key server that doesn't answer, others are answered."""
    assert await say(bot, fake_teams) == 200
    fake_teams.openid.answers.clear()
    bot.clock.go(minutes=2)
    unknown = fake_teams.openid.sign(fake_teams.openid.claims("x", "y"), key=Key(42))
    waiting = asyncio.create_task(
        bot.client.deliver(activity_of(fake_teams), {"Authorization": f"Bearer {unknown}"})
    )
    await asyncio.sleep(0.1)
    assert [await say(bot, fake_teams) for _ in range(3)] == [200] * 3
    assert not waiting.done(), "the control: the unknown key does wait"
    fake_teams.openid.answers.set()
    assert (await waiting).status == 401


async def test_a_key_server_that_never_answers_is_given_up(
    run: Run, fake_teams: FakeTeams, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message with an unknown key gets its 401 when the patience with the key server ends."""
    monkeypatch.setattr(kept, "PATIENCE", ClientTimeout(total=0.2))
    fake_teams.openid.answers.clear()
    async with run() as bot:
        assert await say(bot, fake_teams) == 401
        assert not bot.teams.ready()


async def test_old_keys_serve_for_a_day_and_no_longer(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """When the key server fails, the keys of yesterday still count; those of the day before don't."""
    assert await say(bot, fake_teams) == 200
    fake_teams.openid.status = 500
    bot.clock.go(hours=47)
    fake_teams.openid.now = lambda: bot.clock().timestamp()
    assert await say(bot, fake_teams) == 200
    bot.clock.go(hours=2)
    assert await say(bot, fake_teams) == 401
    assert not bot.teams.ready().keys


async def test_a_token_that_was_good_is_looked_at_again(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """What was proved of a token is remembered, and still it ends with its time and with its key."""
    header = {"Authorization": f"Bearer {fake_teams.token()}"}
    for _ in range(2):
        assert (await bot.client.deliver(activity_of(fake_teams), header)).status == 200
    bot.clock.go(minutes=66)
    assert (await bot.client.deliver(activity_of(fake_teams), header)).status == 401
    bot.clock.go(minutes=-66)
    assert (await bot.client.deliver(activity_of(fake_teams), header)).status == 200
    fake_teams.openid.rotate()
    bot.clock.go(minutes=2)
    assert await say(bot, fake_teams) == 200
    assert (await bot.client.deliver(activity_of(fake_teams), header)).status == 401


async def test_a_key_that_loses_its_endorsement_opens_nothing(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """A remembered token counts by what the channel says of its key now."""
    header = {"Authorization": f"Bearer {fake_teams.token()}"}
    assert (await bot.client.deliver(activity_of(fake_teams), header)).status == 200
    fake_teams.openid.keys[0].endorsements = ["webchat"]
    fake_teams.openid.keys.append(Key(1))
    bot.clock.go(minutes=2)
    good = fake_teams.openid.sign(fake_teams.openid.claims(APP, fake_teams.service_url), key=Key(1))
    other = {"Authorization": f"Bearer {good}"}
    assert (await bot.client.deliver(activity_of(fake_teams), other)).status == 200
    assert (await bot.client.deliver(activity_of(fake_teams), header)).status == 403


async def test_keys_are_fetched_again_after_a_day(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """After a day the next message sets off a fetch, and doesn't wait for it."""
    assert await say(bot, fake_teams) == 200
    fake_teams.openid.now = lambda: bot.clock().timestamp()
    bot.clock.go(hours=25)
    fake_teams.openid.answers.clear()
    assert await say(bot, fake_teams) == 200
    assert fake_teams.openid.asked == 1
    fake_teams.openid.served.clear()
    fake_teams.openid.answers.set()
    async with asyncio.timeout(5):
        await fake_teams.openid.served.wait()


def test_a_key_that_is_not_fit_is_passed_over() -> None:
    """A key below 2048 bits, of another kind or without an id signs nothing, whoever publishes it."""
    good = Key().published()
    assert set(kept.fit([good, {}])) == {"key-0"}
    short = good | {"n": good["n"][:170]}
    listed = [short, good | {"kty": "EC"}, good | {"use": "enc"}, good | {"kid": 7}, {}, 7, None]
    assert kept.fit(listed) == {}
    assert kept.fit("no list") == {}
