"""Who may speak to the bot: the token of a request, and whether it fits the activity that came with it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt
from jwt.exceptions import PyJWTError
from jwt.types import Options

from bot.teams.edge import Edge
from bot.teams.errors import Refused
from bot.teams.keys import Keys, SigningKey

SKEW = 300.0
"""Seconds that clocks may differ."""
CHANNEL = "msteams"
FAR_FUTURE = 1e12
"""Seconds since 1970 that no honest token reaches."""
LONGEST = 16_384
"""Characters of a token; Teams' have some 1,200."""
REMEMBERED = 1_000
"""Verified tokens that are remembered: some 2 MB."""
RULES: Options = {
    "require": ["exp", "iss", "aud"],
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
}
"""PyJWT would ask the system's clock; the dates are compared here, with the clock that was given."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A token that was signed for this bot: what it says, and the channels whose key signed it."""

    claims: Mapping[str, Any]
    endorsements: frozenset[str]
    kid: str
    """Id of that key."""

    def fits(self, channel: object, service_url: object) -> None:
        """Raises `Refused` (403) unless the token was made for this channel and this service URL."""
        if channel != CHANNEL:
            raise Refused(403, "channel")
        if channel not in self.endorsements:
            raise Refused(403, "endorsement")
        claimed = self.claims.get("serviceurl")
        if not isinstance(claimed, str) or not claimed or claimed != service_url:
            raise Refused(403, "service_url")


class Inbound:
    """Verifies the tokens of the channel (TEAMS.md 20). Every refusal is a 401 or a 403, with its reason."""

    def __init__(self, edge: Edge, keys: Keys, clock: Callable[[], datetime]) -> None:
        self._edge = edge
        self._keys = keys
        self._clock = clock
        self._verified: OrderedDict[str, tuple[SigningKey, Proof]] = OrderedDict()

    async def verify(self, header: str) -> Proof:
        """The proof in an Authorization header. Raises `Refused` (401) for anything else.

        Teams sends the same token along for an hour: what its signature proved is remembered, for as
        long as its key is the channel's. Its dates are looked at each time.
        """
        token = _bearer(header)
        known = self._verified.get(token)
        key = await self._keys.find(known[1].kid if known else _kid(token))
        if key is None:
            raise Refused(401, "unknown_key")
        proof = known[1] if known and known[0] == key else self._proven(token, key)
        self._in_time(proof.claims)
        return proof

    def _proven(self, token: str, key: SigningKey) -> Proof:
        """What this key has signed. Raises `Refused` where it is not for this bot, or not signed by it."""
        try:
            claims = jwt.decode(
                token,
                key.public,
                algorithms=["RS256"],
                audience=self._edge.app_id,
                issuer=self._edge.issuer,
                options=RULES,
            )
        except (PyJWTError, ValueError, TypeError, RecursionError) as error:
            raise Refused(401, type(error).__name__) from error
        proof = Proof(claims, key.endorsements, _kid(token))
        self._verified[token] = (key, proof)
        while len(self._verified) > REMEMBERED:
            self._verified.popitem(last=False)
        return proof

    def _in_time(self, claims: Mapping[str, Any]) -> None:
        now = self._clock().timestamp()
        if now - SKEW >= _moment(claims["exp"]):
            raise Refused(401, "expired")
        if "nbf" in claims and _moment(claims["nbf"]) > now + SKEW:
            raise Refused(401, "not_yet_valid")


def _bearer(header: str) -> str:
    scheme, _, token = header.partition(" ")
    if not header:
        raise Refused(401, "no_token")
    if scheme.lower() != "bearer" or not token.isascii() or len(token) > LONGEST:
        raise Refused(401, "garbage")
    return token.strip()


def _kid(token: str) -> str:
    """The id of the key that a token names. Raises `Refused` for another algorithm than RS256."""
    try:
        head = jwt.get_unverified_header(token)
    except (PyJWTError, ValueError, RecursionError) as error:
        raise Refused(401, "garbage") from error
    if head.get("alg") != "RS256":
        raise Refused(401, "algorithm")
    kid = head.get("kid")
    if not isinstance(kid, str):
        raise Refused(401, "no_key_id")
    return kid


def _moment(claim: object) -> float:
    """A date of a token, in seconds since 1970."""
    if isinstance(claim, bool) or not isinstance(claim, int | float) or not abs(claim) < FAR_FUTURE:
        raise Refused(401, "date")  # NaN and infinity are not below anything either
    return float(claim)
