"""Who gets in: this machine, and no other page in its browser."""

from __future__ import annotations

import aiohttp
import pytest

from bot.addresses import is_loopback
from demo.chats import Scope
from demo.loopback import NotLoopback
from demo.office import Office
from tests.demo.conftest import Small, home_of
from tests.demo.small_bot import SmallBot

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org", ""])
async def test_on_any_address_but_loopback_it_refuses_to_start(host: str) -> None:
    """There is no sign-in, so nobody else may come in; nothing is listened on."""
    bot = SmallBot()
    with pytest.raises(NotLoopback):
        async with home_of(bot, Office(), host=host):
            pass


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.9.8.7", "::1"])
async def test_loopback_is_known_in_each_of_its_forms(host: str) -> None:
    """IPv4, IPv6 and the name."""
    assert is_loopback(host)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "lotse.example.org"}, 403),
        ({"Host": "127.0.0.1.example.org"}, 403),
        ({"Origin": "https://example.org"}, 403),
        ({"Origin": "http://127.0.0.1:9"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_a_page_of_another_site_can_neither_read_nor_act(
    small: Small, headers: dict[str, str], status: int
) -> None:
    """Neither by a name that leads to this machine, nor within the same browser, nor by live connection."""
    act = {"as": "anna", "seconds": 1}
    async with aiohttp.ClientSession(small.home.url, headers=headers) as session:
        async with session.get("/words") as words:
            assert words.status == status
        async with session.post("/act/forward", json=act) as acted:
            assert acted.status == status
        async with session.post("/api/messages", json={}) as message:
            assert message.status == (400 if status == 200 else 403)
        if status == 403:
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect("/live?as=anna")


async def test_a_form_of_another_site_is_no_act(small: Small) -> None:
    """A form can't send JSON, and what isn't JSON is refused (415) before anything is done."""
    async with aiohttp.ClientSession(small.home.url) as session:
        async with session.post("/act/forward", data='{"as": "anna", "seconds": 1}') as plain:
            assert plain.status == 415
        async with session.post("/afresh", data={"a": "b"}) as form:
            assert form.status == 415
    assert small.bot.forgot == 0


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/act/dance", {"as": "anna"}, 404),
        ("/act/say", {"as": "mallory", "chat": "x"}, 404),
        ("/act/say", {"as": ["anna"], "chat": "x"}, 404),
        ("/act/say", {"as": "anna", "chat": "nowhere"}, 404),
        ("/act/say", {"as": "anna"}, 400),
        ("/act/say", {"as": "anna", "chat": 1}, 400),
        ("/act/say", {"as": "anna", "chat": "x", "more": 1}, 400),
        ("/act/press", {"as": "anna", "chat": "x", "post": "1", "action": {"type": "Action.Run"}}, 400),
        ("/act/press", {"as": "anna", "chat": "x", "post": "1", "action": {"data": []}}, 400),
        ("/act/forward", {"as": "anna", "seconds": -1}, 400),
        ("/act/forward", {"as": "anna", "seconds": 10**9}, 400),
        ("/act/speak", {"as": "anna", "locale": "fr-FR"}, 400),
        ("/act/say", ["anna"], 400),
    ],
)
async def test_what_is_no_act_is_refused(small: Small, path: str, body: object, status: int) -> None:
    """400 or 404, never a fault of the server, and the bot hears nothing."""
    async with (
        aiohttp.ClientSession(small.home.url) as session,
        session.post(path, json=body) as answer,
    ):
        assert answer.status == status
    assert not small.bot.heard


async def test_nobody_acts_in_a_chat_or_on_a_post_of_others(small: Small) -> None:
    """Petra is not in the group, and Jonas can't change what Anna wrote."""
    chats = small.home.office.chats.all.values()
    group = next(chat for chat in chats if chat.scope is Scope.GROUP)
    async with aiohttp.ClientSession(small.home.url) as session:

        async def act(name: str, who: str, **details: str) -> int:
            async with session.post(f"/act/{name}", json={"as": who, "chat": group.id, **details}) as answer:
                return answer.status

        assert await act("say", "petra", text="Ich auch") == 404
        assert await act("say", "anna", text="Meins") == 200
        post = next(iter(group.posts.values()))
        assert await act("edit", "jonas", post=post.id, text="Deins") == 404
        assert await act("delete", "jonas", post=post.id) == 404
        assert await act("delete", "anna", post=post.id) == 200
        assert await act("edit", "anna", post=post.id, text="Noch da?") == 404
    assert post.text == "Meins"


async def test_every_answer_carries_the_strict_headers(small: Small) -> None:
    """No inline script, no foreign source, no framing, no sniffing: on the page, its parts and its data."""
    async with aiohttp.ClientSession(small.home.url) as session:
        for path in ("/", "/page/main.js", "/style/card.css", "/library/adaptivecards.js", "/words", "/wire"):
            async with session.get(path) as answer:
                policy = answer.headers["Content-Security-Policy"]
                assert answer.status == 200, path
                assert "default-src 'none'" in policy
                assert "unsafe" not in policy
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
        async with session.get("/library/..%2f..%2fpackage.json") as outside:
            assert outside.status == 404
        async with session.get("/page/..%2findex.html") as above:
            assert above.status in (403, 404)
