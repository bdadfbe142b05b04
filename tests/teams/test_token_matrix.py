"""Who may speak to the bot. Each bad token is a 401 or a 403, and no turn ever begins with it."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from demo.activities import Activity
from tests.fake_teams import APP, FakeTeams
from tests.fake_teams.cast import ELSEWHERE
from tests.fake_teams.openid import Key, private_key
from tests.teams.conftest import EdgeBot, Run

Header = Callable[[FakeTeams], str]


def activity_of(teams: FakeTeams, **changes: Any) -> Activity:
    """A message of the asker's, not yet delivered."""
    chat = teams.chats.personal(teams.cast.asker)
    made = teams.client.frame.activity("message", teams.cast.asker, chat, name="1")
    return made | {"text": "hallo"} | changes


def claims(**changes: object) -> Header:
    """A token that is good but for these claims; None takes one out."""
    return lambda teams: f"Bearer {teams.token(**changes)}"


def dated(**seconds: int) -> Header:
    """A token whose times lie that far from the moment it is used, not from the moment of import."""
    return lambda teams: (
        f"Bearer {teams.token(**{claim: int(time.time()) + by for claim, by in seconds.items()})}"
    )


def part(value: object) -> str:
    """One part of a hand-made token."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(raw).decode().rstrip("=")


def signed_by_nobody(teams: FakeTeams) -> str:
    """The algorithm `none`, without a signature."""
    head = {"alg": "none", "typ": "JWT", "kid": "key-0"}
    return f"Bearer {part(head)}.{part(teams.openid.claims(APP, teams.service_url))}."


def signed_with_the_public_key(teams: FakeTeams) -> str:
    """HS256, with the published RSA key as the shared secret."""
    public = teams.openid.keys[0].private.public_key()
    secret = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head = {"alg": "HS256", "typ": "JWT", "kid": "key-0"}
    signed = f"{part(head)}.{part(teams.openid.claims(APP, teams.service_url))}"
    return f"Bearer {signed}.{part(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}"


def signed_by_another(teams: FakeTeams) -> str:
    """A key of the attacker's under the id of the true one."""
    good = teams.openid.claims(APP, teams.service_url)
    return f"Bearer {jwt.encode(good, private_key(99), algorithm='RS256', headers={'kid': 'key-0'})}"


def with_own_key_inside(teams: FakeTeams) -> str:
    """A key of the attacker's, brought along in the token's own header."""
    own = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(private_key(99).public_key()))
    head = {"kid": "mine", "jwk": own, "jku": "http://127.0.0.1:9/keys"}
    good = teams.openid.claims(APP, teams.service_url)
    return f"Bearer {jwt.encode(good, private_key(99), algorithm='RS256', headers=head)}"


def signed_with(algorithm: str) -> Header:
    """The true key, another algorithm than Teams uses."""
    return lambda teams: (
        f"Bearer {teams.openid.sign(teams.openid.claims(APP, teams.service_url), algorithm=algorithm)}"
    )


def broken_signature(teams: FakeTeams) -> str:
    """One bit of a good signature turned."""
    head, body, signature = teams.token().split(".")
    turned = ("A" if signature[10] != "A" else "B").join((signature[:10], signature[11:]))
    return f"Bearer {head}.{body}.{turned}"


def changed_body(teams: FakeTeams) -> str:
    """Another body under a good signature."""
    head, _, signature = teams.token().split(".")
    return f"Bearer {head}.{part(teams.openid.claims(APP, teams.service_url, exp=9_999_999_999))}.{signature}"


def headed(**head: object) -> Header:
    """A header that no honest token has."""
    return lambda teams: f"Bearer {part(head)}.{part(teams.openid.claims(APP, teams.service_url))}.AAAA"


UNAUTHORISED: dict[str, Header] = {
    "none": lambda teams: "",
    "expired": dated(exp=-301),
    "expired long ago": claims(exp=1),
    "not yet valid": dated(nbf=400),
    "no exp": claims(exp=None),
    "exp is a text": claims(exp="soon"),
    "exp is a list": claims(exp=[]),
    "exp is true": claims(exp=True),
    "exp is endless": claims(exp=float("inf")),
    "exp is no number": claims(exp=float("nan")),
    "exp is huge": claims(exp=10**400),
    "nbf is a text": claims(nbf="now"),
    "wrong audience": claims(aud="somebody-else"),
    "audience with a prefix": claims(aud=f"api://{APP}"),
    "no audience": claims(aud=None),
    "audience is a number": claims(aud=7),
    "wrong issuer": claims(iss="https://evil.example"),
    "issuer with a slash": claims(iss="https://api.botframework.com/"),
    "no issuer": claims(iss=None),
    "issuer is a list": claims(iss=["https://api.botframework.com"]),
    "emulator issuer": claims(iss="https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"),
    "emulator issuer v2": claims(
        iss="https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0",
        appid=APP,
        ver="2.0",
    ),
    "another's signature": signed_by_another,
    "broken signature": broken_signature,
    "changed body": changed_body,
    "own key inside": with_own_key_inside,
    "alg none": signed_by_nobody,
    "HS256 confusion": signed_with_the_public_key,
    "RS512": signed_with("RS512"),
    "PS256": signed_with("PS256"),
    "unknown kid": headed(alg="RS256", kid="key-77"),
    "no kid": headed(alg="RS256"),
    "kid is a list": headed(alg="RS256", kid=["key-0"]),
    "alg is a list": headed(alg=["RS256"], kid="key-0"),
    "unknown crit": headed(alg="RS256", kid="key-0", crit=["exp"]),
    "garbage": lambda teams: "Bearer garbage",
    "three dots": lambda teams: "Bearer ...",
    "only the scheme": lambda teams: "Bearer",
    "another scheme": lambda teams: "Basic YWxhZGRpbjpvcGVuc2VzYW1l",
    "no scheme": lambda teams: teams.token(),
    "not ASCII": lambda teams: "Bearer ä.ö.ü",
    "header is a list": lambda teams: f"Bearer {part([])}.e30.AAAA",
    "header nests deep": lambda teams: f"Bearer {part(b'[' * 4_000)}.e30.AAAA",
    "header is no UTF-8": lambda teams: f"Bearer {part(bytes([255, 254, 0]))}.e30.AAAA",
}


@pytest.mark.parametrize("name", UNAUTHORISED)
async def test_a_bad_token_is_refused(name: str, bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """A token that isn't the channel's own, for this bot and for now, is met with 401."""
    headers = {"Authorization": UNAUTHORISED[name](fake_teams)}
    answer = await bot.client.deliver(activity_of(fake_teams), headers)
    assert answer.status == 401
    assert not bot.asked


@pytest.mark.parametrize(
    ("claimed", "sent"),
    [
        (None, {}),
        ("", {}),
        ("https://smba.trafficmanager.net/emea/", {}),
        ([], {}),
        ("same", {"serviceUrl": "https://evil.example/"}),
        ("same", {"channelId": None}),
        ("same", {"channelId": ""}),
        ("same", {"channelId": "webchat"}),
        ("same", {"channelId": "emulator"}),
        ("same", {"channelId": "directline"}),
    ],
)
async def test_a_token_for_something_else_is_refused(
    claimed: object, sent: Activity, bot: EdgeBot, fake_teams: FakeTeams
) -> None:
    """The token must be made for this activity's service URL and channel, or it is met with 403."""
    token = fake_teams.token() if claimed == "same" else fake_teams.token(serviceurl=claimed)
    answer = await bot.client.deliver(activity_of(fake_teams, **sent), {"Authorization": f"Bearer {token}"})
    assert answer.status == 403
    assert not bot.asked


@pytest.mark.parametrize("endorsements", [None, [], ["webchat"], ["msteams2"], ["MSTEAMS"]])
async def test_a_key_must_be_endorsed_for_teams(
    endorsements: list[str] | None, run: Run, fake_teams: FakeTeams
) -> None:
    """A key of the right server that isn't endorsed for Teams opens nothing."""
    fake_teams.openid.keys = [Key(0, endorsements)]
    async with run() as bot:
        answer = await bot.client.deliver(activity_of(fake_teams))
        assert answer.status == 403
        assert not bot.asked


@pytest.mark.parametrize(
    "changes",
    [
        {"channelData": {"tenant": {"id": ELSEWHERE}}},
        {"channelData": {}, "conversation": {"id": "a:1", "tenantId": ELSEWHERE}},
        {"conversation": {"id": "a:1", "tenantId": ELSEWHERE}},
        {"channelData": {}, "conversation": {"id": "a:1"}},
        {"channelData": {"tenant": "text"}, "conversation": {"id": "a:1"}},
        {"channelData": {"tenant": {"id": 7}}, "conversation": {"id": "a:1"}},
    ],
)
async def test_a_foreign_tenant_is_refused(changes: Activity, bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """Every tenant that an activity names must be on the list, and one must be named."""
    answer = await bot.client.deliver(activity_of(fake_teams, **changes))
    assert answer.status == 403
    assert not bot.asked


async def test_the_stranger_is_not_heard(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """Somebody of another tenant can write, and nothing comes of it."""
    stranger = fake_teams.cast.stranger
    chat = fake_teams.chats.personal(stranger)
    assert (await bot.client.say(stranger, chat, "hallo")).status == 403
    assert not chat.said_by_bot


@pytest.mark.parametrize("header", [claims(), dated(exp=-200), dated(nbf=200), claims(nbf=None)])
async def test_a_good_token_is_taken(header: Header, bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """A good token begins a turn, also when the clocks differ by less than five minutes."""
    answer = await bot.client.deliver(activity_of(fake_teams), {"Authorization": header(fake_teams)})
    assert answer.status == 200
    assert len(bot.asked) == 1


async def test_the_scheme_may_be_written_in_any_case(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """RFC 9110: the name of a scheme has no case."""
    answer = await bot.client.deliver(
        activity_of(fake_teams), {"Authorization": f"bearer {fake_teams.token()}"}
    )
    assert answer.status == 200


async def test_without_a_person_there_is_no_turn(bot: EdgeBot, fake_teams: FakeTeams) -> None:
    """Only `from.aadObjectId` says who somebody is: without it, silence."""
    nobody = {"from": {"id": "29:1", "name": "Nobody"}}
    answer = await bot.client.deliver(activity_of(fake_teams, **nobody))
    assert answer.status == 200
    assert not bot.asked


async def test_without_an_app_id_nobody_needs_a_token(run: Run, fake_teams: FakeTeams) -> None:
    """On a developer's machine the account id stands in for the person, and no token is asked for."""
    edge = fake_teams.edge(app_id="", tenants=frozenset())
    async with run(edge=edge) as bot:
        changes = {"from": {"id": "someone"}, "channelData": {}, "conversation": {"id": "a:1"}}
        answer = await bot.client.deliver(activity_of(fake_teams, **changes))
        assert answer.status == 200
        assert (bot.last.person.id, bot.last.person.tenant) == ("someone", "local")
