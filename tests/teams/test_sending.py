"""What happens to a message on its way to Teams when something goes wrong there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from aiohttp import web

from bot.teams import (
    Blocked,
    HostNotAllowed,
    NoToken,
    NotSent,
    OutcomeUnknown,
    Rejected,
    Throttled,
    TooLarge,
    Unreachable,
)
from bot.turn import Channel, Message, Outgoing, Place, Reply
from demo.chats import Chat
from demo.faults import Fault
from tests.fake_teams import TOWN, FakeTeams, serving
from tests.teams.conftest import EdgeBot, Run


def chat_of(teams: FakeTeams) -> Chat:
    """The asker's personal chat."""
    return teams.chats.personal(teams.cast.asker)


def channel_to(bot: EdgeBot, teams: FakeTeams, chat: Chat | None = None) -> Channel:
    """The way to that chat without anybody having written."""
    return bot.teams.channel(Place((chat or chat_of(teams)).id, service_url=teams.service_url), TOWN)


def texts(teams: FakeTeams) -> list[str]:
    """What the asker sees of the bot."""
    return [post.text for post in chat_of(teams).said_by_bot]


async def test_the_bot_can_speak_first(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """Sending, editing and deleting work without a message to answer."""
    channel = channel_to(bot, fake_teams)
    first = await channel.send(Outgoing(text="eins"))
    second = await channel.send(Outgoing(text="zwei"))
    await channel.edit(first, Outgoing(text="drei"))
    await channel.delete(second)
    assert texts(fake_teams) == ["drei"]
    assert [heard.path.count("activities/") for heard in fake_teams.connector.heard] == [0, 0, 1, 1]


async def test_a_personal_chat_can_be_opened(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """Whom the bot met in a group it can write to alone."""
    asker = fake_teams.cast.asker
    group = fake_teams.chats.group("Bauamt", asker)
    await bot.client.say(asker, group, "hallo", mention=True)
    place = await bot.teams.personal(bot.last.person, bot.last.place)
    assert place.id == chat_of(fake_teams).id
    await bot.teams.channel(place, TOWN).send(Outgoing(text="unter uns"))
    assert texts(fake_teams) == ["unter uns"]


# ---------------------------------------------------------------- said again or not


@pytest.mark.parametrize(
    "fault",
    [Fault(429), Fault(412), Fault(429, headers=(("Retry-After", "2"),))],
    ids=["429", "412", "Retry-After"],
)
@pytest.mark.parametrize("deed", ["send", "edit", "delete"])
async def test_what_teams_puts_off_is_done_again(
    fault: Fault, deed: str, bot: EdgeBot, fake_teams: FakeTeams
) -> None:
    """Where Teams says it did nothing, the same is tried again, and done once."""
    channel = channel_to(bot, fake_teams)
    before = await channel.send(Outgoing(text="alt"))
    fake_teams.connector.faults.add(fault, times=2)
    if deed == "send":
        await channel.send(Outgoing(text="neu"))
    elif deed == "edit":
        await channel.edit(before, Outgoing(text="neu"))
    else:
        await channel.delete(before)
    assert texts(fake_teams) == {"send": ["alt", "neu"], "edit": ["neu"], "delete": []}[deed]
    assert len(fake_teams.connector.heard) == 4


@pytest.mark.parametrize(
    "fault",
    [Fault(500), Fault(502), Fault(503, after=True), Fault(cut=True), Fault(cut=True, after=True)],
    ids=["500", "502", "503 after effect", "cut", "cut after effect"],
)
async def test_a_message_of_unknown_fate_is_not_repeated(
    fault: Fault, bot: EdgeBot, fake_teams: FakeTeams
) -> None:
    """When a new message may have arrived, the bot doesn't send it twice, and whoever sent it is told."""
    fake_teams.connector.faults.add(fault)
    with pytest.raises(OutcomeUnknown):
        await channel_to(bot, fake_teams).send(Outgoing(text="einmal"))
    assert len(fake_teams.connector.heard) == 1
    assert len(texts(fake_teams)) == int(fault.after)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 503}, {"cut": True}], ids=repr)
async def test_an_edit_or_a_deletion_of_unknown_fate_is_repeated(
    fault: dict[str, Any], after: bool, bot: EdgeBot, fake_teams: FakeTeams
) -> None:
    """Editing or deleting twice does no harm, so it is done again until it is certain."""
    channel = channel_to(bot, fake_teams)
    edited = await channel.send(Outgoing(text="alt"))
    deleted = await channel.send(Outgoing(text="weg"))
    for method in ("PUT", "DELETE"):
        fake_teams.connector.faults.add(Fault(**fault, after=after, method=method))
    await channel.edit(edited, Outgoing(text="neu"))
    await channel.delete(deleted)
    assert texts(fake_teams) == ["neu"]
    assert [heard.method for heard in fake_teams.connector.heard].count("PUT") == 2
    assert [heard.method for heard in fake_teams.connector.heard].count("DELETE") == 2


async def test_a_refused_connection_is_tried_again(run: Run, fake_teams: FakeTeams) -> None:
    """Where no connection could be made nothing was sent: it is tried five times, then said so."""
    edge = fake_teams.edge(service_hosts=frozenset({"127.0.0.1:9"}))
    async with run(edge=edge) as bot:
        channel = bot.teams.channel(Place("a:1", service_url="http://127.0.0.1:9/"), TOWN)
        with pytest.raises(Unreachable) as caught:
            await channel.send(Outgoing(text="hallo"))
        assert caught.value.later
        assert len(bot.clock.slept) == 4


async def test_the_pauses_grow(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """Each pause is at least twice as long as the one that was planned before, with some jitter."""
    fake_teams.connector.faults.add(Fault(429), times=4)
    await channel_to(bot, fake_teams).send(Outgoing(text="hallo"))
    for pause, planned in zip(bot.clock.slept, (0.5, 1.0, 2.0, 4.0), strict=True):
        assert planned <= pause <= planned * 1.3


@pytest.mark.parametrize("way", ["seconds", "date"])
async def test_retry_after_is_honoured(way: str, bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """The pause is at least as long as Teams asks, be it in seconds or as a date."""
    date = format_datetime((bot.clock() + timedelta(seconds=8)).replace(microsecond=0), usegmt=True)
    header = "7" if way == "seconds" else date
    fake_teams.connector.faults.add(Fault(429, headers=(("Retry-After", header),)))
    await channel_to(bot, fake_teams).send(Outgoing(text="hallo"))
    assert 7 <= bot.clock.slept[0] <= 11


@pytest.mark.parametrize("header", ["3600", "Fri, 31 Dec 2999 23:59:59 GMT"])
async def test_a_turn_does_not_wait_for_an_hour(header: str, bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """Where Teams asks for more patience than a turn has, the sender is told at once how long."""
    fake_teams.connector.faults.add(Fault(429, headers=(("Retry-After", header),)))
    with pytest.raises(Throttled) as caught:
        await channel_to(bot, fake_teams).send(Outgoing(text="hallo"))
    assert caught.value.later
    assert caught.value.retry_after >= 3_600
    assert not bot.clock.slept


@pytest.mark.parametrize("header", ["", "soon", "-5", "1e9", "9" * 400, "Fri, 99 Foo 2026"])
async def test_a_strange_retry_after_is_passed_over(header: str, bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """What is neither seconds nor a date is as if nothing had been said."""
    fake_teams.connector.faults.add(Fault(429, headers=(("Retry-After", header),)))
    await channel_to(bot, fake_teams).send(Outgoing(text="hallo"))
    assert bot.clock.slept[0] < 1


@pytest.mark.parametrize(
    ("fault", "fact"),
    [
        (Fault(403, "MessageWritesBlocked"), Blocked),
        (Fault(403, "ConversationBlockedByUser"), Blocked),
        (Fault(403, "BotNotInConversationRoster"), Blocked),
        (Fault(403, "SomethingElse"), Rejected),
        (Fault(400, "BadSyntax"), Rejected),
        (Fault(404, "ConversationNotFound"), Rejected),
        (Fault(413, "RequestEntityTooLarge"), TooLarge),
        (Fault(302, headers=(("Location", "/elsewhere"),)), Rejected),
    ],
    ids=lambda value: value.code or str(value.status) if isinstance(value, Fault) else value.__name__,
)
async def test_a_refusal_has_a_name(
    fault: Fault, fact: type[NotSent], bot: EdgeBot, fake_teams: FakeTeams
) -> None:
    """What Teams refuses for good is tried once, and says by its class what it means."""
    fake_teams.connector.faults.add(fault)
    with pytest.raises(fact) as caught:
        await channel_to(bot, fake_teams).send(Outgoing(text="hallo"))
    assert (caught.value.status, caught.value.code) == (fault.status, fault.code)
    assert not caught.value.later
    assert len(fake_teams.connector.heard) == 1


async def test_who_removed_the_bot_is_not_written_to(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """Writing to a chat that the bot was removed from is `Blocked`."""
    await bot.client.uninstall(fake_teams.cast.asker, chat_of(fake_teams))
    with pytest.raises(Blocked):
        await channel_to(bot, fake_teams).send(Outgoing(text="hallo"))


# ---------------------------------------------------------------- too large


def card_of(size: int) -> dict[str, Any]:
    """A card with so many letters."""
    field = {"type": "Input.Text", "id": "words", "value": "ä" * (size // 2)}
    return {"type": "AdaptiveCard", "version": "1.5", "body": [field]}


async def test_a_card_that_is_too_large_becomes_its_words(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """Over 25 KB, and not by its texts, the summary goes alone; it is never found out by failing."""
    channel = channel_to(bot, fake_teams)
    await channel.send(Outgoing(card=card_of(24_000), summary="klein"))
    sent = await channel.send(Outgoing(card=card_of(26_000), summary="groß"))
    await channel.edit(sent, Outgoing(card=card_of(26_000), summary="größer"))
    small, large = chat_of(fake_teams).said_by_bot
    assert small.card is not None
    assert (large.card, large.text) == (None, "größer")
    assert len(fake_teams.connector.heard) == 3


async def test_a_413_sends_less(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """Where Teams finds a card too large that we did not, its words go instead."""
    fake_teams.connector.faults.add(Fault(413))
    await channel_to(bot, fake_teams).send(Outgoing(card=card_of(100), summary="Kurz"))
    assert [(post.card, post.text) for post in chat_of(fake_teams).said_by_bot] == [(None, "Kurz")]


# ---------------------------------------------------------------- where it may go


async def test_a_redirect_is_not_followed(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """A redirect to another host gets neither the message nor the token."""
    visits: list[str] = []

    async def visited(request: web.Request) -> web.Response:
        visits.append(request.headers.get("Authorization", ""))
        return web.json_response({"id": "1"})

    async with serving([web.route("*", "/{path:.*}", visited)]) as elsewhere:
        for status in (301, 302, 303, 307, 308):
            fault = Fault(status, headers=(("Location", f"{elsewhere}/v3/conversations"),))
            fake_teams.connector.faults.add(fault)
            with pytest.raises(Rejected):
                await channel_to(bot, fake_teams).send(Outgoing(text="geheim"))
    assert not visits


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/emea/",
        "http://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://evil.example/smba.trafficmanager.net/",
        "https://smba.trafficmanager.net@evil.example/",
        "https://smba.trafficmanager.net:8443/",
        "https://smba.trafficmanager.net\\@evil.example/",
        "https://evil.example#smba.trafficmanager.net",
        "http://127.0.0.1:1/",
        "http://localhost:{port}/",
        "http://2130706433:{port}/",
        "file:///etc/passwd",
        "//smba.trafficmanager.net/",
        "smba.trafficmanager.net",
        "https://smba.trafficmanager.net:port/",
        "https://ſmba.trafficmanager.net/",
        "https:// smba.trafficmanager.net/",
        "https://smba.traffic\tmanager.net/",
        "",
    ],
)
async def test_the_token_stays_with_listed_hosts(url: str, run: Run, fake_teams: FakeTeams) -> None:
    """To a host that isn't on the list nothing is sent, however much it looks like one that is."""
    host = fake_teams.url.removeprefix("http://")
    edge = fake_teams.edge(service_hosts=frozenset({"smba.trafficmanager.net", host}))
    async with run(edge=edge) as bot:
        url = url.replace("{port}", host.rpartition(":")[2])
        channel = bot.teams.channel(Place(chat_of(fake_teams).id, service_url=url), TOWN)
        for attempt in (channel.send(Outgoing(text="x")), channel.delete("1")):
            with pytest.raises(HostNotAllowed):
                await attempt
        assert not fake_teams.connector.heard


async def test_a_message_from_an_unlisted_host_is_refused(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """An activity that could not be answered is met with 403 and begins no turn."""
    asker = fake_teams.cast.asker
    activity = bot.client.frame.activity("message", asker, chat_of(fake_teams), name="1")
    elsewhere = activity | {"serviceUrl": "https://smba.infra.gov.teams.microsoft.us/"}
    assert (await bot.client.deliver(elsewhere)).status == 403
    assert not bot.asked


# ---------------------------------------------------------------- in order, and not too fast


def numbered(count: int) -> Callable[[Message, Channel], Awaitable[Reply]]:
    """A bot that sends so many messages, all at the same time."""

    async def behave(message: Message, channel: Channel) -> Reply:
        await asyncio.gather(*(channel.send(Outgoing(text=str(number))) for number in range(count)))
        return Reply()

    return behave


async def test_the_order_within_a_conversation_is_kept(run: Run, fake_teams: FakeTeams) -> None:
    """Messages arrive in the order in which they were sent, also when the first one is put off."""
    fake_teams.connector.faults.add(Fault(429), times=2)
    fake_teams.connector.faults.add(Fault(delay=0.05))
    async with run(numbered(5)) as bot:
        await bot.client.say(fake_teams.cast.asker, chat_of(fake_teams), "zähl")
    assert texts(fake_teams) == list("01234")


async def test_another_conversation_does_not_wait(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """A conversation that hangs keeps no other one waiting."""
    faults = fake_teams.connector.faults
    faults.add(Fault(delay=3_600))
    slow = asyncio.create_task(channel_to(bot, fake_teams).send(Outgoing(text="langsam")))
    async with asyncio.timeout(30):
        while faults.waiting:
            await asyncio.sleep(0.001)  # until the slow one has arrived, and hangs
        colleague = fake_teams.chats.personal(fake_teams.cast.colleague)
        await channel_to(bot, fake_teams, colleague).send(Outgoing(text="schnell"))
    assert len(colleague.said_by_bot) == 1
    assert not slow.done()
    slow.cancel()
    await asyncio.gather(slow, return_exceptions=True)


async def test_no_faster_than_teams_allows(run: Run, fake_teams: FakeTeams) -> None:
    """Of twenty messages sent at once, all arrive, and all but the first seven wait their time."""
    async with run(numbered(20)) as bot:
        await bot.client.say(fake_teams.cast.asker, chat_of(fake_teams), "zähl")
        assert texts(fake_teams) == [str(number) for number in range(20)]
        assert len(bot.clock.slept) >= 13


# ---------------------------------------------------------------- the bot's own token


async def test_one_token_serves_all(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """However many messages are sent at once, the token is asked for once."""
    people = (fake_teams.cast.asker, fake_teams.cast.colleague, fake_teams.cast.lotse, fake_teams.cast.admin)
    chats = [fake_teams.chats.personal(person) for person in people]
    await asyncio.gather(*(channel_to(bot, fake_teams, chat).send(Outgoing(text="x")) for chat in chats))
    assert fake_teams.entra.asked == 1
    assert {heard.token for heard in fake_teams.connector.heard} == {"bot-token-1"}


async def test_a_token_is_renewed_before_it_ends(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """Five minutes before its end a new one is asked for while the old one still serves."""
    channel = channel_to(bot, fake_teams)
    await channel.send(Outgoing(text="eins"))
    bot.clock.go(minutes=54)
    await channel.send(Outgoing(text="zwei"))
    assert fake_teams.entra.asked == 1
    bot.clock.go(minutes=2)
    fake_teams.entra.answers.clear()
    fake_teams.entra.served.clear()
    await channel.send(Outgoing(text="drei"))
    fake_teams.entra.answers.set()
    async with asyncio.timeout(5):
        await fake_teams.entra.served.wait()
    while fake_teams.connector.heard[-1].token != "bot-token-2":
        await channel.send(Outgoing(text="vier"))
    assert [heard.token for heard in fake_teams.connector.heard][:3] == ["bot-token-1"] * 3
    assert fake_teams.entra.asked == 2


async def test_a_token_that_is_not_taken_is_replaced_once(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """After a 401 a new token is asked for, once; a second 401 is a refusal."""
    channel = channel_to(bot, fake_teams)
    await channel.send(Outgoing(text="eins"))
    fake_teams.entra.revoke()
    await channel.send(Outgoing(text="zwei"))
    assert texts(fake_teams) == ["eins", "zwei"]
    assert fake_teams.entra.asked == 2
    fake_teams.connector.faults.add(Fault(401), times=5)
    with pytest.raises(Rejected) as caught:
        await channel.send(Outgoing(text="drei"))
    assert caught.value.status == 401
    assert fake_teams.entra.asked == 3


async def test_no_token_no_message(run: Run, fake_teams: FakeTeams) -> None:
    """When Entra refuses, nothing is sent, everybody waiting hears why at once, and later it works."""
    fake_teams.entra.status = 401
    async with run() as bot:
        channel = channel_to(bot, fake_teams)
        with pytest.raises(NoToken) as caught:
            await channel.send(Outgoing(text="hallo"))
        assert (caught.value.status, caught.value.code) == (401, "invalid_client 7000222")
        assert caught.value.later
        assert not bot.teams.ready().token
        assert not fake_teams.connector.heard
        fake_teams.entra.status = 200
        await channel.send(Outgoing(text="hallo"))
        assert bot.teams.ready().token
    assert texts(fake_teams) == ["hallo"]
