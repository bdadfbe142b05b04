"""Who may speak to the bot: the token of a request, and whether it fits the activity that came with it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.teams.edge import Edge
from bot.teams.errors import Refused
from bot.teams.keys import Keys, SigningKey
from bot.teams.signed import LONGEST, claims_of, in_time, key_id

CHANNEL = "msteams"
REMEMBERED = 1_000
"""Verified tokens that are remembered: some 2 MB."""


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
        key = await self._keys.find(known[1].kid if known else key_id(token))
        if key is None:
            raise Refused(401, "unknown_key")
        proof = known[1] if known and known[0] == key else self._proven(token, key)
        in_time(proof.claims, self._clock())
        return proof

    def _proven(self, token: str, key: SigningKey) -> Proof:
        """What this key has signed. Raises `Refused` where it is not for this bot, or not signed by it."""
        claims = claims_of(token, key, self._edge.app_id, self._edge.issuer)
        proof = Proof(claims, key.endorsements, key_id(token))
        self._verified[token] = (key, proof)
        while len(self._verified) > REMEMBERED:
            self._verified.popitem(last=False)
        return proof


def _bearer(header: str) -> str:
    scheme, _, token = header.partition(" ")
    if not header:
        raise Refused(401, "no_token")
    if scheme.lower() != "bearer" or not token.isascii() or len(token) > LONGEST:
        raise Refused(401, "garbage")
    return token.strip()
