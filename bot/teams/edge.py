"""What the edge is told: which app the bot is, whom it trusts, and where it may speak."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from bot.addresses import PUBLIC_METADATA, TEAMS_HOSTS, is_loopback, is_private, split_url

PUBLIC_ISSUER = "https://api.botframework.com"
SOVEREIGN_ISSUERS = {
    "login.botframework.azure.us": "https://api.botframework.us",
    "login.botframework.azure.cn": "https://api.botframework.azure.cn",
}
"""Host of the OpenID metadata to issuer; the same name is the audience of the bot's own token."""

INSTANCE_METADATA = "http://169.254.169.254/metadata/identity/oauth2/token"
"""Where a virtual machine in Azure asks for its managed identity; the address never leaves the machine."""


@dataclass(frozen=True)
class Edge:
    """Settings of the edge. Raises ValueError where they could not be kept safely."""

    app_id: str = ""
    """Without one there is no authentication at all."""
    app_type: Literal["single-tenant", "managed-identity"] = "single-tenant"
    app_password: str = field(default="", repr=False)
    app_certificate: Path | None = None
    """PEM file with the private key and the certificate; it goes before the password."""
    app_tenant: str = ""
    tenants: frozenset[str] = frozenset()
    """Tenants whose people may talk to the bot; empty only without an app id."""
    service_hosts: frozenset[str] = TEAMS_HOSTS
    """Hosts that the bot may speak to. A loopback host with its port (`127.0.0.1:5005`) may be plain http."""
    openid_metadata: str = PUBLIC_METADATA
    token_endpoint: str = ""
    """By default the one of `app_tenant` in the public cloud."""
    identity_endpoint: str = INSTANCE_METADATA
    """Where a managed identity is asked for; App Service gives it as IDENTITY_ENDPOINT."""
    identity_header: str = field(default="", repr=False)
    """App Service's IDENTITY_HEADER; empty on a virtual machine."""

    def __post_init__(self) -> None:
        if not self.app_id:
            return
        if not self.tenants:
            raise ValueError("An app id needs the list of tenants that may talk to the bot.")
        for name in ("openid_metadata", "token_address"):
            if not is_private(getattr(self, name)):
                raise ValueError(f"{name} must be https; plain http only on loopback.")

    @property
    def issuer(self) -> str:
        """Who signs what comes in. The public cloud's, unless the metadata is a sovereign cloud's."""
        return SOVEREIGN_ISSUERS.get(urlsplit(self.openid_metadata).hostname or "", PUBLIC_ISSUER)

    @property
    def token_address(self) -> str:
        """Where the bot gets its own token."""
        return self.token_endpoint or f"https://login.microsoftonline.com/{self.app_tenant}/oauth2/v2.0/token"

    def may_speak_to(self, url: str) -> bool:
        """Whether the bot may call this address: https to a listed host, plain http to a listed loopback."""
        parts = split_url(url)
        if parts is None or parts.username is not None or parts.password is not None:
            return False
        host = parts.hostname or ""
        listed = parts.netloc.lower() in self._hosts
        if parts.scheme == "https":
            return listed or (parts.port in (None, 443) and host in self._hosts)
        return listed and parts.scheme == "http" and is_loopback(host)

    def admits(self, tenants: Sequence[str]) -> bool:
        """Whether a message from these tenants is heard: every one named in it must be on the list."""
        if not self.app_id:
            return True
        return bool(tenants) and self._tenants.issuperset(tenants)

    @cached_property
    def _tenants(self) -> frozenset[str]:
        return frozenset(tenant.lower() for tenant in self.tenants)

    @cached_property
    def _hosts(self) -> frozenset[str]:
        return frozenset(host.lower() for host in self.service_hosts)
