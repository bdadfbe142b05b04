"""`lotse serve`: a process that a reverse proxy and a real conversation can rely on."""

import asyncio
import os
import signal
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.cli.conftest import Lotse, Serve
from tests.fake_teams import FakeTeams


class Told:
    """What an address answered."""

    def __init__(self, status: int, headers: dict[str, str], body: Any) -> None:
        self.status, self.headers, self.body = status, headers, body


async def ask(url: str, method: str = "GET", **headers: str) -> Told:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, url, headers=named, json={} if method == "POST" else None) as response,
    ):
        body = await response.json() if response.content_type == "application/json" else None
        return Told(response.status, dict(response.headers), body)


async def test_it_lives_at_once_and_is_ready_when_the_bot_is(serve: Serve, small: Path) -> None:
    """/health from the first moment; /ready names each part, and is 200 when all are there."""
    async with serve(HOME=str(small)) as serving:
        early = await ask(f"{serving.address}/health")
        assert (early.status, early.body) == (200, {"status": "ok"})
        waiting = await ask(f"{serving.address}/ready")
        assert waiting.status == (200 if waiting.body["status"] == "ready" else 503)
        await serving.until("ready")
        ready = await ask(f"{serving.address}/ready")
    assert (ready.status, ready.body["status"]) == (200, "ready")
    assert ready.body["checks"]["database"] == {"ok": True}
    assert ready.body["checks"]["faq"] == {"ok": True, "entries": 3, "faults": 0}


async def test_one_line_says_what_was_started(serve: Serve) -> None:
    """The real port, whether anybody is authenticated, which FAQ, how many entries, which database."""
    async with serve() as serving:
        line = await serving.until("ready")
    assert line["address"] == serving.address
    assert not serving.address.endswith(":0")
    assert line["authentication"] is False
    assert line["faq"].endswith("starter")
    assert line["entries"] > 30
    assert line["database"] == "sqlite:///lotse-data/lotse.db"
    assert [event["level"] for event in serving.logged if event["event"] == "no_authentication"] == [
        "warning"
    ]


async def test_what_is_not_there_is_json_without_a_version(serve_here: Serve) -> None:
    """No page, no hint at what runs here, nothing to cache or to frame."""
    wrong = [("/", "GET"), ("/.env", "GET"), ("/api/messages", "GET"), ("/health", "POST")]
    async with serve_here() as serving:
        told = [await ask(f"{serving.address}{path}", method) for path, method in wrong]
    assert [one.status for one in told] == [404, 404, 405, 405]
    for one in told:
        assert set(one.body) == {"error"}
        assert "Server" not in one.headers
        assert one.headers["X-Content-Type-Options"] == "nosniff"
        assert one.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in one.headers["Content-Security-Policy"]


async def test_a_real_conversation_on_this_machine(
    serve: Serve, serve_here: Serve, small: Path, fake_teams: FakeTeams
) -> None:
    """Ask and press over the real protocol, then restart: the press that was made stays made."""
    host = fake_teams.url.removeprefix("http://")
    asker = fake_teams.cast.asker
    chat = fake_teams.chats.personal(asker)
    fake_teams.authenticated = False
    async with serve(HOME=str(small), SERVICE_HOSTS=host) as serving:
        client = fake_teams.connect(serving.address)
        # sent before the bot is ready: it waits and is answered all the same
        assert (await client.say(asker, chat, "Ich habe mein Passwort vergessen")).status == 200
        post = chat.said_by_bot[-1]
        before = post.card
        helped = await client.press(asker, chat, post, "answer.helpful")
        assert helped.card is not None
        await serving.until("ready")
        assert await serving.stop() == 0
    async with serve_here(SERVICE_HOSTS=host) as serving:
        client = fake_teams.connect(serving.address)
        post.views.clear()
        assert post.card == before
        again = await client.press(asker, chat, post, "answer.helpful")
        assert again.card is not None
        assert "Danke" in str(again.card), "the card as it stands now"
        assert len(chat.said_by_bot) == 1


async def test_a_message_from_elsewhere_is_not_answered_elsewhere(
    serve_here: Serve, fake_teams: FakeTeams
) -> None:
    """Without LOTSE_SERVICE_HOSTS the bot speaks to nobody but Teams."""
    fake_teams.authenticated = False
    asker = fake_teams.cast.asker
    async with serve_here() as serving:
        client = fake_teams.connect(serving.address)
        answer = await client.say(asker, fake_teams.chats.personal(asker), "Hallo")
    assert answer.status == 403
    assert not fake_teams.connector.heard


PASSED_ON = (
    {"X_Forwarded_For": "203.0.113.7"},
    {"x_forwarded_proto": "https"},
    {"Forwarded": "for=203.0.113.7"},
    {"Via": "1.1 proxy"},
    {"X_Real_IP": "203.0.113.7"},
    {"Host": "lotse.stadt.example"},
    {"Host": "lotse.stadt.example:3978"},
    {"Host": "127.0.0.1.stadt.example"},
    {"Host": "a@b:c"},
)


async def test_without_an_app_id_a_proxy_on_this_machine_opens_nothing(serve_here: Serve) -> None:
    """What was passed on from elsewhere, or asks for another name, is refused before any of it is read."""
    async with serve_here() as serving:
        await serving.until("ready")
        messages = f"{serving.address}/api/messages"
        told = [(headers, (await ask(messages, "POST", **headers)).status) for headers in PASSED_ON]
        port = serving.address.rpartition(":")[2]
        here = [
            (await ask(messages, "POST", Host=f"{name}:{port}")).status for name in ("localhost", "[::1]")
        ]
        assert (await ask(f"{serving.address}/health", Via="1.1 proxy")).status == 200
        await serving.stop()
        await serving.drain()
    assert [headers for headers, status in told if status != 403] == []
    assert here == [400, 400], "these come as far as their body"
    refused = [line for line in serving.logged if line["event"] == "refused"]
    assert [line["reason"] for line in refused].count("not_from_here") == len(PASSED_ON)
    assert "203.0.113.7" not in str(serving.logged)


async def test_with_an_app_id_a_reverse_proxy_is_what_belongs_there(
    serve_here: Serve, fake_teams: FakeTeams
) -> None:
    """Then the token decides, and nothing else."""
    edge = fake_teams.edge()
    settings = {
        "APP_ID": edge.app_id,
        "APP_PASSWORD": edge.app_password,
        "APP_TENANT": edge.app_tenant,
        "OPENID_METADATA": edge.openid_metadata,
        "TOKEN_ENDPOINT": edge.token_endpoint,
    }
    async with serve_here(**settings) as serving:
        await serving.until("ready")
        answers = [
            await ask(f"{serving.address}/api/messages", "POST", **headers) for headers in PASSED_ON[:6]
        ]
    assert {answer.status for answer in answers} == {401}


async def test_what_a_town_has_overlooked_stands_in_the_log(
    serve_here: Serve, within: Lotse, tmp_path: Path
) -> None:
    """A setting that is none, facts that are invented, a fact that nobody has set: it runs, and says so."""
    within("init", "town")
    (tmp_path / "town" / "texts.yaml").write_text("apology: {de: 'Tut mir leid {it.hotlin}'}\n")
    async with serve_here(HOME=str(tmp_path / "town"), MOON_PHASE="https://x") as serving:
        await serving.until("ready")
        assert (await ask(f"{serving.address}/ready")).status == 200
        await serving.stop()
        await serving.drain()
    told = [(line["kind"], line["where"]) for line in serving.logged if line["event"] == "overlooked"]
    town = tmp_path / "town"
    assert told == [
        ("setting", "LOTSE_MOON_PHASE"),
        ("example", str(town / "faq" / "facts.yaml")),
        ("fact", str(town / "texts.yaml")),
    ]


async def test_old_chats_of_the_terminal_leave_when_the_server_starts(serve_here: Serve, small: Path) -> None:
    """They lie in the same folder, and nobody may ever chat there again."""
    folder = small / "terminal"
    folder.mkdir(parents=True)
    (folder / "someone.json").write_text('{"next": 2, "cards": []}')
    async with serve_here() as serving:
        await serving.until("ready")
        await serving.stop()
    assert not list(folder.iterdir())


async def test_with_an_app_id_readiness_needs_the_keys(serve_here: Serve, fake_teams: FakeTeams) -> None:
    """/ready tells of keys and token, and of no secret; a message without a token is refused."""
    edge = fake_teams.edge()
    settings = {
        "APP_ID": edge.app_id,
        "APP_PASSWORD": edge.app_password,
        "APP_TENANT": edge.app_tenant,
        "SERVICE_HOSTS": fake_teams.url.removeprefix("http://"),
        "OPENID_METADATA": edge.openid_metadata,
        "TOKEN_ENDPOINT": edge.token_endpoint,
    }
    async with serve_here(**settings) as serving:
        line = await serving.until("ready")
        client = fake_teams.connect(serving.address)
        asker = fake_teams.cast.asker
        assert (await client.say(asker, fake_teams.chats.personal(asker), "Hallo")).status == 200
        fake_teams.authenticated = False
        assert (await client.say(asker, fake_teams.chats.personal(asker), "Hallo")).status == 401
        ready = await ask(f"{serving.address}/ready")
    assert line["authentication"] is True
    assert ready.body["checks"]["teams"] == {"ok": True, "keys": True, "token": True}
    assert edge.app_password not in str(ready.body)
    assert edge.app_password not in str(serving.logged)


async def test_admins_hear_by_themselves_that_the_secret_ends(
    serve_here: Serve, small: Path, fake_teams: FakeTeams
) -> None:
    """At the start, in their own chat and without asking; /ready warns as well."""
    edge, admin = fake_teams.edge(), fake_teams.cast.admin
    chat, ends = fake_teams.chats.personal(admin), datetime.now(UTC).date() + timedelta(days=10)
    settings = {
        "HOME": str(small),
        "APP_ID": edge.app_id,
        "APP_PASSWORD": edge.app_password,
        "APP_TENANT": edge.app_tenant,
        "APP_PASSWORD_EXPIRES": (ends + timedelta(days=90)).isoformat(),
        "ADMINS": admin.id,
        "SERVICE_HOSTS": fake_teams.url.removeprefix("http://"),
        "OPENID_METADATA": edge.openid_metadata,
        "TOKEN_ENDPOINT": edge.token_endpoint,
    }
    async with serve_here(**settings) as serving:
        await serving.until("ready")
        client = fake_teams.connect(serving.address)
        assert (await client.say(admin, chat, "Hallo")).status == 200
    before = len(chat.said_by_bot)
    async with serve_here(**settings | {"APP_PASSWORD_EXPIRES": ends.isoformat()}) as serving:
        await serving.until("ready")
        async with asyncio.timeout(20):
            while len(chat.said_by_bot) == before:
                await asyncio.sleep(0.05)
        ready = await ask(f"{serving.address}/ready")
    assert f"{ends:%d.%m.%Y}" in str(chat.said_by_bot[-1].body)
    assert ready.body["checks"]["credential"]["warning"] == 14


async def test_nobody_s_words_and_nobody_s_name_reach_the_log(
    serve: Serve, small: Path, fake_teams: FakeTeams
) -> None:
    """A conversation leaves no trace in the log."""
    fake_teams.authenticated = False
    asker = fake_teams.cast.asker
    async with serve(HOME=str(small), SERVICE_HOSTS=fake_teams.url.removeprefix("http://")) as serving:
        client = fake_teams.connect(serving.address)
        for words in ("Blaubeerkuchen am Dienstag?", "Ich habe Angst vor dem Chef"):
            await client.say(asker, fake_teams.chats.personal(asker), words)
        await serving.stop()
        await serving.drain()
    told = str(serving.logged)
    assert all(secret not in told for secret in ("Blaubeer", "Chef", asker.id, asker.name, asker.account))


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
async def test_it_ends_gracefully(serve: Serve, small: Path, by: signal.Signals) -> None:
    """The first signal ends it in order: exit code 0, the database closed, the last line says so."""
    async with serve(HOME=str(small)) as serving:
        await serving.until("ready")
        code = await serving.stop(by)
        await serving.until("stopped")
    assert code == 0


# ---------------------------------------------------------------- what keeps it from running


def test_all_faults_of_the_settings_are_listed_together(within: Lotse, tmp_path: Path) -> None:
    """One start tells everything that is wrong, in sentences, in both languages; exit code 3."""
    (tmp_path / "settings.yaml").write_text("lisen: 127.0.0.1:4000\naddress: ihr\n")
    (tmp_path / "faq").mkdir()
    (tmp_path / "faq" / "netz.yaml").touch()
    wrong = {"HOME": str(tmp_path), "LISTEN": "nowhere", "APP_TYPE": "multi"}
    german, english = (within("serve", **wrong, LANGUAGE=language) for language in ("de", "en"))
    for ended, first in ((german, "An den Einstellungen"), (english, "Something is wrong with the settings")):
        assert (ended.code, ended.out) == (3, "")
        assert ended.err.startswith(first)
        assert all(name in ended.err for name in ("lisen", "LOTSE_ADDRESS", "LOTSE_LISTEN", "LOTSE_APP_TYPE"))
        assert len(ended.err.splitlines()) == 5


def test_a_misspelt_app_id_starts_nothing(within: Lotse) -> None:
    """It would have been an open bot."""
    ended = within("serve", APPID="x", TENANT="abc")
    assert ended.code == 3
    assert "LOTSE_APPID: " in ended.err
    assert "„LOTSE_APP_ID“" in ended.err
    assert "„LOTSE_TENANTS“" in ended.err


def test_without_an_app_id_an_open_address_is_refused(within: Lotse) -> None:
    """Nobody would be authenticated there."""
    ended = within("serve", LISTEN="0.0.0.0:3978")
    assert ended.code == 3
    assert "LOTSE_APP_ID" in ended.err


def test_a_port_that_is_taken_is_said_kindly(within: Lotse) -> None:
    """Which port, and what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = within("serve", LISTEN=f"127.0.0.1:{port}")
    assert ended.code == 3
    assert ended.err.startswith(f"Der Port {port} ist schon belegt.")


async def test_a_second_server_for_one_database_is_refused_kindly(
    serve_here: Serve, lotse: Lotse, small: Path
) -> None:
    """The first goes on."""
    async with serve_here() as serving:
        await serving.until("ready")
        ended = await asyncio.to_thread(lotse, "serve", LISTEN="127.0.0.1:0", HOME=str(small))
        assert (await ask(f"{serving.address}/ready")).status == 200
    assert ended.code == 3
    assert "Ein anderer Lotse benutzt diese Datenbank" in ended.err.splitlines()[-1]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"DATABASE": "sqlite:///settings.yaml"}, "keine Datenbank"),
        ({"DATABASE": f"sqlite:///{os.devnull}/lotse.db"}, "Pfad"),
        ({"LISTEN": "192.0.2.1:3978", "APP_ID": "a", "APP_PASSWORD": "b", "APP_TENANT": "c"}, "LOTSE_LISTEN"),
        ({"HOME": "town", "LISTEN": "127.0.0.1:0"}, "texts.yaml"),
    ],
)
def test_what_may_well_happen_is_no_traceback(
    within: Lotse, tmp_path: Path, small: Path, settings: dict[str, str], said: str
) -> None:
    """One sentence with what to do next, and exit code 3."""
    (tmp_path / "settings.yaml").write_text("no database: at all\n" * 100)
    (tmp_path / "town" / "faq").mkdir(parents=True)
    (tmp_path / "town" / "faq" / "netz.yaml").touch()
    (tmp_path / "town" / "texts.yaml").write_text("welcome: {titel: {de: x}}\n")
    ended = within("serve", **{"LISTEN": "127.0.0.1:0", "HOME": str(small)} | settings)
    assert ended.code == 3
    assert said in ended.err.splitlines()[-1]
    assert "Traceback" not in ended.err
