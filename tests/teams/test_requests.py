"""What a request may look like. Nothing of its body counts before its token does, and nothing is a 500."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.teams.envelope import LARGEST, opened
from bot.teams.errors import Refused
from bot.teams.mapping import message_of
from bot.turn import Message
from tests.fake_teams import FakeTeams
from tests.teams.conftest import EdgeBot
from tests.teams.test_token_matrix import activity_of

BAD_BODIES = {
    "empty": b"",
    "no JSON": b"hello",
    "half": b'{"type": "message"',
    "array": b"[]",
    "text": b'"message"',
    "number": b"7",
    "null": b"null",
    "not UTF-8": b'{"type": "\xff\xfe"}',
    "NaN": b'{"type": "message", "value": NaN}',
    "too deep": b'{"a":' * 40_000 + b"1" + b"}" * 40_000,
    "too deep a list": b"[" * 100_000,
    "huge number": b'{"type": ' + b"9" * 10_000 + b"}",
}
WRONG_TYPES: list[dict[str, Any]] = [
    {"type": None},
    {"type": 7},
    {"type": []},
    {"serviceUrl": 7},
    {"serviceUrl": None},
    {"conversation": None},
    {"conversation": "a:1"},
    {"conversation": []},
    {"conversation": {}},
    {"conversation": {"id": 7}},
    {"conversation": {"id": {"id": "a:1"}}},
    {"conversation": {"id": "a" * 3_000}},
    {"from": "29:1"},
    {"from": {"id": "29:1", "aadObjectId": 7}},
    {"recipient": []},
    {"text": 7},
    {"text": ["hallo"]},
    {"entities": {}},
    {"entities": ["mention"]},
    {"attachments": "none"},
    {"attachments": [None]},
    {"channelData": "msteams"},
    {"id": 7},
    {"replyToId": []},
    {"locale": {}},
    {"membersAdded": [[]]},
]


@pytest.mark.parametrize("name", BAD_BODIES)
async def test_a_broken_body_is_a_400(name: str, bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """What is no JSON object gets a 400, if the token is good; else a 401, whatever the body."""
    good = {"Authorization": f"Bearer {fake_teams.token()}"}
    assert (await bot.client.deliver(BAD_BODIES[name], good)).status == 400
    assert (await bot.client.deliver(BAD_BODIES[name], {})).status == 401
    assert not bot.asked


@pytest.mark.parametrize("changes", WRONG_TYPES, ids=repr)
async def test_wrong_types_are_a_400(changes: dict[str, Any], bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """An activity whose outer parts have other types than Teams' is a 400, and begins no turn."""
    header = {"Authorization": f"Bearer {fake_teams.token()}"}
    activity = activity_of(fake_teams, **changes)
    assert (await bot.client.deliver(activity, header)).status == 400
    assert (await bot.client.deliver(activity, {})).status == 401
    assert not bot.asked


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_over_the_limit_is_a_413(chunked: bool, bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """256 KB are taken and one byte more isn't, also when the length isn't told in advance."""
    frame = json.dumps(activity_of(fake_teams) | {"text": ""}).encode()

    async def post(size: int, headers: dict[str, str]) -> int:
        body = frame.replace(b'"text": ""', b'"text": "' + b"a" * (size - len(frame)) + b'"')

        async def pieces() -> Any:
            for start in range(0, len(body), 50_000):
                yield body[start : start + 50_000]
                await asyncio.sleep(0)

        async with aiohttp.ClientSession() as session:
            data = pieces() if chunked else body
            async with session.post(bot.client.bot_url, data=data, headers=headers) as response:
                return response.status

    good = {"Authorization": f"Bearer {fake_teams.token()}"}
    assert await post(LARGEST, good) == 200
    assert await post(LARGEST + 1, good) == 413
    assert await post(LARGEST + 1, {}) == 401
    assert len(bot.asked) == 1


async def test_a_body_that_says_how_long_it_is_needs_not_come(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """A length over the limit is refused at once, before any of it was sent."""
    host, _, port = bot.client.bot_url.split("/")[2].partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /api/messages HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {fake_teams.token()}\r\n"
    writer.write(f"{head}Content-Length: {LARGEST + 1}\r\n\r\n".encode())
    async with asyncio.timeout(5):
        assert b" 413 " in await reader.readline()
    writer.close()
    await writer.wait_closed()


async def test_a_coded_body_is_refused(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """A compressed body, which could be a thousand times longer than it looks, is not opened."""
    header = {"Authorization": f"Bearer {fake_teams.token()}", "Content-Encoding": "gzip"}
    assert (await bot.client.deliver(b"\x1f\x8b\x08\x00", header)).status in (400, 415)
    assert not bot.asked


async def test_half_characters_are_mended(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """Half a surrogate pair or a NUL, which no database takes, arrive as a replacement character."""
    frame = json.dumps(activity_of(fake_teams) | {"text": "HERE", "value": {"HERE": ["HERE"]}})
    body = frame.replace("HERE", r"a\ud800b\u0000c\ud83d\ude00").encode()
    header = {"Authorization": f"Bearer {fake_teams.token()}"}
    assert (await bot.client.deliver(body, header)).status == 200
    mended = "a\ufffdb\ufffdc😀"
    assert bot.last.text == mended
    assert bot.last.form == {mended: [mended]}


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_only_post_is_taken(method: str, bot: EdgeBot) -> None:
    """There is nothing to see at the bot's address."""
    async with aiohttp.ClientSession() as session, session.request(method, bot.client.bot_url) as response:
        assert response.status == 405


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
NAMES = ["adaptiveCard/action", "task/fetch", "task/submit", "composeExtension/query", "message/submitAction"]
KEYS = ["action", "data", "verb", "lotse", "nonce", "spoken", "parameters", "commandId", "actionValue"]
card_values = st.recursive(
    json_values,
    lambda inner: st.dictionaries(st.sampled_from(KEYS), inner, max_size=5) | st.lists(inner, max_size=3),
    max_leaves=15,
)
mentions = st.fixed_dictionaries(
    {"type": st.just("mention")}, optional={"mentioned": json_values, "text": json_values}
)
files = st.dictionaries(st.sampled_from(["contentType", "name"]), json_values)
activities = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["message", "invoke", "messageUpdate", "conversationUpdate"]) | json_values,
        "serviceUrl": st.just("https://smba.trafficmanager.net/emea/") | json_values,
        "conversation": st.just({"id": "a:1"}) | json_values,
        "from": st.just({"id": "29:1", "aadObjectId": "1"}) | json_values,
    },
    optional={
        "recipient": st.just({"id": "28:1"}) | json_values,
        "name": st.sampled_from(NAMES) | json_values,
        "value": card_values,
        "text": st.text(max_size=50) | json_values,
        "textFormat": st.sampled_from(["xml", "plain"]) | json_values,
        "entities": st.lists(mentions, max_size=3) | json_values,
        "attachments": st.lists(files) | json_values,
        "channelData": st.fixed_dictionaries({}, optional={"tenant": json_values, "eventType": json_values}),
        "membersAdded": json_values,
    },
)


def read(activity: dict[str, Any]) -> Message | Refused | None:
    """What becomes of an activity before any turn."""
    try:
        return message_of(opened(json.dumps(activity).encode()), authenticated=True)
    except Refused as refusal:
        return refusal


@settings(max_examples=300, deadline=None)
@given(activities)
def test_whatever_comes_is_a_message_silence_or_a_400(activity: dict[str, Any]) -> None:
    """No activity, however wrong, raises anything but its refusal; what is let through has sound types."""
    outcome = read(activity)
    if isinstance(outcome, Refused):
        assert outcome.status == 400
    elif outcome is not None:
        assert isinstance(outcome.form, dict)
        texts = (outcome.text, outcome.action, outcome.nonce, outcome.card, outcome.id, outcome.locale)
        assert all(isinstance(text, str) for text in texts)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200) | json_values.map(lambda value: json.dumps(value).encode()))
async def test_no_body_is_a_500(body: bytes, bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """Whatever stands behind a good token, over real HTTP, is answered 400 or less."""
    answer = await bot.client.deliver(body, {"Authorization": f"Bearer {fake_teams.token()}"})
    assert answer.status in (200, 400, 403)
