"""The connector that plays Teams judges what a bot sends: what is malformed is a 400, never its own fault."""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import pytest

from demo.chats import ADAPTIVE
from tests.fake_teams import FakeTeams

GOOD: list[dict[str, Any]] = [
    {"type": "message", "text": "hallo"},
    {"type": "message", "attachments": [{"contentType": ADAPTIVE, "content": {"type": "AdaptiveCard"}}]},
    {"type": "message", "attachments": [{"contentType": "image/png", "contentUrl": "https://x.example/"}]},
]
BAD: list[object] = [
    [],
    "hallo",
    {"type": "message"},
    {"type": "message", "text": 7},
    {"type": "message", "text": "hallo", "summary": {}},
    {"type": "message", "text": "hallo", "channelData": "thumbs"},
    {"type": "message", "attachments": "card"},
    {"type": "message", "attachments": ["card"]},
    {"type": "message", "attachments": {"0": {}}},
    {"type": "message", "attachments": [{"contentType": ADAPTIVE}]},
    {"type": "message", "attachments": [{"contentType": ADAPTIVE, "content": "card"}]},
]


async def told(teams: FakeTeams, method: str, path: str, body: object) -> tuple[int, str]:
    """The status of a request to the connector, and its name of the fault."""
    teams.authenticated = False
    async with (
        aiohttp.ClientSession() as session,
        session.request(
            method, f"{teams.service_url}v3/conversations{path}", data=json.dumps(body)
        ) as response,
    ):
        answer = await response.json()
        return response.status, (answer.get("error") or {}).get("code", "")


@pytest.mark.parametrize("activity", BAD, ids=repr)
async def test_a_malformed_activity_is_a_400(activity: object, fake_teams: FakeTeams) -> None:
    """Neither a new message nor an edit takes it, and the chat stays as it was."""
    chat = fake_teams.chats.personal(fake_teams.cast.asker)
    post = fake_teams.chats.post(chat, fake_teams.connector.bot, GOOD[0])
    for method, path in (("POST", f"/{chat.id}/activities"), ("PUT", f"/{chat.id}/activities/{post.id}")):
        assert await told(fake_teams, method, path, activity) == (400, "BadSyntax")
    assert [one.body for one in chat.said_by_bot] == [GOOD[0]]


@pytest.mark.parametrize("activity", GOOD, ids=repr)
async def test_a_good_activity_is_taken(activity: dict[str, Any], fake_teams: FakeTeams) -> None:
    """A text, a card and another file are taken."""
    chat = fake_teams.chats.personal(fake_teams.cast.asker)
    assert (await told(fake_teams, "POST", f"/{chat.id}/activities", activity))[0] == 201
    assert [post.body for post in chat.said_by_bot] == [activity]


@pytest.mark.parametrize("members", [["29:1"], "29:1", {"id": "29:1"}, [None], 7], ids=repr)
async def test_malformed_members_are_a_400(members: object, fake_teams: FakeTeams) -> None:
    """A conversation is opened with a list of members that are objects."""
    assert await told(fake_teams, "POST", "", {"members": members}) == (400, "BadSyntax")
    asker = fake_teams.cast.asker
    fake_teams.chats.personal(asker)
    assert (await told(fake_teams, "POST", "", {"members": [{"id": asker.account}]}))[0] == 201
