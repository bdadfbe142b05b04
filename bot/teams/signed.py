"""What a signed token says, once its signature, its receiver and its dates have been looked at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import jwt
from jwt.exceptions import PyJWTError
from jwt.types import Options

from bot.teams.errors import Refused
from bot.teams.keys import SigningKey

SKEW = 300.0
"""Seconds that clocks may differ."""
FAR_FUTURE = 1e12
"""Seconds since 1970 that no honest token reaches."""
LONGEST = 16_384
"""Characters of a token; Teams' have some 1,200."""
RULES: Options = {
    "require": ["exp", "iss", "aud"],
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
}
"""PyJWT would ask the system's clock; `in_time` compares the dates with the clock that was given."""


def key_id(token: str) -> str:
    """The id of the key that a token names. Raises `Refused` (401) for another algorithm than RS256."""
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


def claims_of(token: str, key: SigningKey, audience: str, issuer: str) -> Mapping[str, Any]:
    """What this key has signed. Raises `Refused` (401) where it was not made for us, or not signed by it."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token, key.public, algorithms=["RS256"], audience=audience, issuer=issuer, options=RULES
        )
    except (PyJWTError, ValueError, TypeError, RecursionError) as error:
        raise Refused(401, type(error).__name__) from error
    return claims


def in_time(claims: Mapping[str, Any], now: datetime) -> None:
    """Raises `Refused` (401) for what is over, or not yet valid."""
    moment = now.timestamp()
    if moment - SKEW >= _moment(claims["exp"]):
        raise Refused(401, "expired")
    if "nbf" in claims and _moment(claims["nbf"]) > moment + SKEW:
        raise Refused(401, "not_yet_valid")


def _moment(claim: object) -> float:
    """A date of a token, in seconds since 1970."""
    if isinstance(claim, bool) or not isinstance(claim, int | float) or not abs(claim) < FAR_FUTURE:
        raise Refused(401, "date")  # NaN and infinity are not below anything either
    return float(claim)
