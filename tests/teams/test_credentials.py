"""How the bot proves who it is: secret, certificate, managed identity."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from bot.teams import Edge, NoToken, Teams
from bot.teams.credentials import credential
from bot.turn import Outgoing, Place
from tests.fake_teams import TOWN, FakeTeams
from tests.fake_teams.openid import private_key
from tests.teams.conftest import EdgeBot, Run, echo

ENDS = datetime(2030, 5, 17, tzinfo=UTC)


def certificate(number: int = 7) -> x509.Certificate:
    """A self-signed certificate for that key."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Digitallotse")])
    builder = x509.CertificateBuilder(issuer_name=name, subject_name=name)
    builder = builder.public_key(private_key(number).public_key()).serial_number(1)
    builder = builder.not_valid_before(ENDS - timedelta(days=3_650)).not_valid_after(ENDS)
    return builder.sign(private_key(number), SHA256())


def pem(folder: Path, key: int = 7, certified: int = 7) -> Path:
    """A PEM file with a key and a certificate."""
    file = folder / "lotse.pem"
    secret = private_key(key).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(certificate(certified).public_bytes(Encoding.PEM) + secret)
    return file


async def send(bot: EdgeBot, teams: FakeTeams) -> None:
    """Send something, which needs a token."""
    chat = teams.chats.personal(teams.cast.asker)
    await bot.teams.channel(Place(chat.id, service_url=teams.service_url), TOWN).send(Outgoing(text="x"))


async def test_a_secret_gets_a_token(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """The client secret is exchanged for a token at the token endpoint."""
    await send(bot, fake_teams)
    assert fake_teams.connector.heard[-1].token == "bot-token-1"


async def test_a_certificate_gets_a_token(run: Run, fake_teams: FakeTeams, tmp_path: Path) -> None:
    """A signed assertion, made for this endpoint, is taken in the place of a secret; its end is known."""
    fake_teams.entra.certificate = certificate()
    async with run(edge=fake_teams.edge(app_password="", app_certificate=pem(tmp_path))) as bot:
        await send(bot, fake_teams)
        assert bot.teams.ready().credential_expires == ENDS


async def test_another_certificate_gets_none(run: Run, fake_teams: FakeTeams, tmp_path: Path) -> None:
    """The control: an assertion signed with another key is not taken."""
    fake_teams.entra.certificate = certificate(8)
    async with run(edge=fake_teams.edge(app_certificate=pem(tmp_path))) as bot:
        with pytest.raises(NoToken):
            await send(bot, fake_teams)


@pytest.mark.parametrize("header", ["", "app service's secret"])
async def test_a_managed_identity_gets_a_token(header: str, run: Run, fake_teams: FakeTeams) -> None:
    """The machine's metadata service and App Service each are asked in their own way."""
    fake_teams.entra.identity_header = header
    edge = fake_teams.edge(app_type="managed-identity", app_password="", identity_header=header)
    async with run(edge=edge) as bot:
        await send(bot, fake_teams)
        assert bot.teams.ready()


async def test_a_file_that_holds_no_certificate_is_refused_at_the_start(
    fake_teams: FakeTeams, tmp_path: Path
) -> None:
    """A wrong or missing file, or a key of another certificate, is found out before the bot starts."""
    with pytest.raises(ValueError, match="belongs to it"):
        credential(fake_teams.edge(app_certificate=pem(tmp_path, 7, 8)))
    (tmp_path / "text.pem").write_text("hello")
    with pytest.raises(ValueError):
        credential(fake_teams.edge(app_certificate=tmp_path / "text.pem"))
    with pytest.raises(OSError):
        credential(fake_teams.edge(app_certificate=tmp_path / "nowhere.pem"))


@pytest.mark.parametrize(
    "changes",
    [
        {"tenants": frozenset()},
        {"openid_metadata": "http://login.botframework.com/keys"},
        {"token_endpoint": "http://login.microsoftonline.com/token"},
        {"openid_metadata": "http://127.0.0.1.evil.example/keys"},
        {"openid_metadata": "ftp://127.0.0.1/keys"},
        {"openid_metadata": "keys"},
    ],
    ids=repr,
)
def test_unsafe_settings_are_refused(changes: dict[str, Any]) -> None:
    """No tenant list, or servers of trust over plain http elsewhere than on loopback: no bot."""
    good: dict[str, Any] = {"app_id": "a", "app_password": "p", "tenants": frozenset({TOWN})}
    Edge(**good)
    with pytest.raises(ValueError):
        Edge(**good | changes)


@pytest.mark.parametrize(
    ("metadata", "issuer"),
    [
        ("https://login.botframework.com/v1/.well-known/openidconfiguration", "https://api.botframework.com"),
        ("https://login.botframework.azure.us/v1/.well-known/openidconfiguration", "https://api.botframework.us"),
        ("http://127.0.0.1:1/openid", "https://api.botframework.com"),
    ],
)  # fmt: skip
def test_each_cloud_has_its_issuer(metadata: str, issuer: str) -> None:
    """A sovereign cloud is known by its metadata; whoever else signs must sign as the public cloud."""
    assert Edge(openid_metadata=metadata).issuer == issuer


def test_secrets_are_not_shown() -> None:
    """What is printed of the settings holds no secret."""
    edge = Edge(app_password="geheim", identity_header="verborgen")
    assert "geheim" not in repr(edge)
    assert "verborgen" not in repr(edge)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "bot.stadt.example"])
async def test_without_authentication_only_loopback_is_listened_on(host: str) -> None:
    """Without an app id any other address than the machine's own is a start-up error."""
    teams = Teams(Edge(), echo, words=lambda notice, message: "")
    with pytest.raises(ValueError, match="loopback"):
        await teams.start(host)
    for own in ("127.0.0.1", "::1", "localhost"):
        await teams.start(own)
        await teams.close()
