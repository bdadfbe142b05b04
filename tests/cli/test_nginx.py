"""A newcomer's way, up to where a real tenant is needed: behind nginx with TLS, as docs/it.md shows it."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from bot.app import text_files
from bot.doctor.case import Case
from bot.doctor.examination import examine
from bot.settings import read
from bot.texts import Texts
from demo.activities import Frame
from demo.client import Client
from tests.cli.authority import Certified, certified
from tests.cli.conftest import ROOT, Lotse, Serve
from tests.cli.test_docs import blocks
from tests.fake_teams import APP, TOWN, FakeTeams

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")

pytestmark = pytest.mark.skipif(
    NGINX is None, reason="nginx is not installed (Debian: apt install nginx-light)"
)

AROUND = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
{server}
}}
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def configured(folder: Path, server: str) -> None:
    """The page's part within what nginx needs around it."""
    folder.mkdir()
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, server=server))


@asynccontextmanager
async def proxy(folder: Path, shown: Certified, port: int, bot: str) -> AsyncIterator[None]:
    """nginx with the page's own configuration: only the places are ours."""
    (server,) = [text for language, text in blocks("it") if language == "nginx"]
    for theirs, ours in {
        "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
        "/etc/ssl/lotse/certificate.pem": str(shown.certificate),
        "/etc/ssl/lotse/key.pem": str(shown.key),
        "http://127.0.0.1:3978": bot,
    }.items():
        assert server.count(theirs) == 1, theirs
        server = server.replace(theirs, ours)
    async with started(folder, server, port):
        yield


@asynccontextmanager
async def started(folder: Path, server: str, port: int) -> AsyncIterator[None]:
    """nginx with these servers, one of which listens on this port of the loopback."""
    configured(folder, server)
    assert NGINX
    process = await asyncio.create_subprocess_exec(
        NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), stderr=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(20):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except OSError:
                    assert process.returncode is None, (folder / "error.log").read_text()
                    await asyncio.sleep(0.05)
                else:
                    writer.close()
                    break
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


@pytest.mark.proof
async def test_from_init_to_an_answer_behind_tls(
    lotse: Lotse, serve: Serve, tmp_path: Path, fake_teams: FakeTeams
) -> None:
    """init, doctor, manifest build and check, serve behind nginx: a signed message is answered.

    An unsigned one is refused, the package's pages are shown, and the doctor is content with the address.
    """
    port, town = free_port(), tmp_path / "rathaus"
    settings = {
        "HOME": str(town),
        "APP_ID": APP,
        "APP_TENANT": TOWN,
        "APP_PASSWORD": fake_teams.entra.secret,
        "DOMAIN": f"127.0.0.1:{port}",
        "SERVICE_HOSTS": fake_teams.url.removeprefix("http://"),
        "OPENID_METADATA": f"{fake_teams.url}/openid",
        "TOKEN_ENDPOINT": f"{fake_teams.url}/token",
    }
    assert lotse("init", str(town), "--town", "Ems", "--land", "NW", "--hotline", "Durchwahl 7").code == 0
    assert lotse("doctor", "--offline", **settings).code == 0
    assert lotse("manifest", "build", **settings).code == 0
    assert lotse("manifest", "check").code == 0
    shown = certified(tmp_path / "tls")
    async with (
        serve(**settings) as serving,
        proxy(tmp_path / "nginx", shown, port, serving.address),
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=shown.trust)) as session,
    ):
        await serving.until("ready")
        outside = f"https://127.0.0.1:{port}"
        client = Client(
            fake_teams.chats,
            Frame(fake_teams.service_url, f"28:{APP}"),
            f"{outside}/api/messages",
            session,
            authorize=fake_teams.authorization,
        )
        asker = fake_teams.cast.asker
        chat = fake_teams.chats.personal(asker)
        assert (await client.say(asker, chat, "Ich habe mein Passwort vergessen")).status == 200
        assert "Passwort" in str(chat.said_by_bot[-1].card)
        async with session.post(f"{outside}/api/messages", json={}) as response:
            assert response.status == 401
        async with session.get(f"{outside}/privacy") as response:
            assert "Ems" in await response.text()
        environment = {f"LOTSE_{name}": value for name, value in settings.items()}
        environment["LOTSE_LISTEN"] = serving.address.removeprefix("http://")
        texts = Texts.load(text_files())
        case = Case(read(environment, texts), (), environment, datetime.now(UTC), shown.trust)
        findings = {one.check: one for one in await examine(case) if one.state == "good"}
        assert {"address", "service", "token", "metadata", "clock", "hosts"} <= findings.keys()
        assert await serving.stop() == 0


def test_the_page_shows_a_proxy_that_is_safe() -> None:
    """No old TLS, no log of who asks, and the caller's address is passed on."""
    (server,) = [text for language, text in blocks("it") if language == "nginx"]
    assert re.search(r"ssl_protocols TLSv1\.2 TLSv1\.3;", server)
    assert "access_log off;" in server
    assert "X-Forwarded-For" in server
    assert (ROOT / "docs" / "it.md").is_file()
