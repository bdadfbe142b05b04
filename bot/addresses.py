"""Addresses: which of them never leave this machine, which nobody on the way can read, and Microsoft's own.

What IT sets and what the Teams edge trusts are judged by the same rules.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

TEAMS_HOSTS = frozenset({"smba.trafficmanager.net", "smba.infra.gcc.teams.microsoft.com"})
"""Where Teams' connector lives: commercial clouds and the government cloud GCC."""
PUBLIC_METADATA = "https://login.botframework.com/v1/.well-known/openidconfiguration"
"""Where the public cloud tells the keys by which Teams is recognised."""
GRANT_PATH = "/oauth2/v2.0/token"
"""How the address ends at which an app of Entra ID asks for tokens; people sign in beside it."""
_PLAIN = re.compile(r"[!-\[\]-~]*")
"""ASCII without controls, blanks and backslashes."""


@lru_cache(maxsize=64)
def is_loopback(host: str) -> bool:
    """Whether this host name or address never leaves the machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_everywhere(host: str) -> bool:
    """Whether listening there is listening on all addresses of this machine: 0.0.0.0, or ::."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def is_private(url: str) -> bool:
    """Whether nobody on the way can read or change what this address answers: https, or loopback."""
    found = split_url(url)
    if found is None or not found.hostname:
        return False
    return found.scheme == "https" or (found.scheme == "http" and is_loopback(found.hostname))


def split_url(url: str) -> SplitResult | None:
    """The address in parts, or None where it has none that all parsers would agree on."""
    if not _PLAIN.fullmatch(url):
        return None
    try:
        found = urlsplit(url)
        _ = found.port
    except ValueError:
        return None
    return found
