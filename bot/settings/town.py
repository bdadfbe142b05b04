"""The settings of a town."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.addresses import PUBLIC_METADATA, TEAMS_HOSTS, is_private
from bot.settings.concern import concern_faults
from bot.settings.kinds import (
    Address,
    AppType,
    Day,
    Domain,
    EntraId,
    File,
    Land,
    Listen,
    Names,
    PerhapsAddress,
    Zone,
)

STARTER = Path(__file__).resolve().parents[2] / "faq" / "starter"
"""The FAQ that a town has on its first day."""

DATABASE = re.compile(r"sqlite:///.|postgres(ql)?://.")
SECRET = re.compile(r"(?<=://)([^/?@:]*):[^/?]*@|\?.*")

Fault = tuple[str, str, dict[str, object]]
"""The setting, the key of the sentence that is said of it, and the sentence's values."""


class Settings(BaseModel):
    """Everything that IT can set, read-only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: File = None
    """The town's folder; without it the starter FAQ, with data in ./lotse-data."""
    faq_shared: File = None
    """A folder of a FAQ that several towns share. It is only read; the town's own stands over it."""
    listen: Address = Listen(host="127.0.0.1", port=3978)
    database: str = Field(default="", repr=False)
    """sqlite:///… or postgresql://… ; by default lotse.db in the data folder. It may hold a password."""

    language: Literal["de", "en"] = "de"
    address: Literal["sie", "du"] = "sie"
    land: Land = ""
    """The federal state, by its letters (`bot.hours.LANDS`): whose public holidays count. "" counts none but
    those that all have."""
    zone: Zone = "Europe/Berlin"
    """IANA name of the town's time zone."""
    domain: Domain = ""
    """The host (and port, where it isn't 443) at which the proxy with TLS is reached from outside."""

    app_id: EntraId = ""
    app_type: AppType = "single-tenant"
    app_password: str = Field(default="", repr=False)
    app_password_expires: Day = None
    """The last day of the secret; only the Azure portal knows it, so a person writes it down."""
    app_certificate: File = None
    app_tenant: EntraId = ""
    tenants: Names = frozenset()
    admins: Names = frozenset()
    service_hosts: Names = TEAMS_HOSTS
    openid_metadata: str = PUBLIC_METADATA
    token_endpoint: str = ""

    concern_readers: Names = frozenset()
    """Entra ids of those who read the Sorgenbox; without them there is none, and two is the least."""
    concern_listen: PerhapsAddress = None
    """Where the page without a sign-in, and the readers' page, are served."""
    concern_domain: Domain = ""
    """The host at which that page is reached from outside."""
    concern_desk: str = ""
    """`https://lotse.musterstadt.de`: where readers reach their page, and sign in by Entra ID. Never the host
    of the page without a sign-in, so that a reader's cookie is not sent there."""
    concern_url: str = ""
    """Where `lotse concern serve` owns the Sorgenbox and is handed over to; "" where this process owns it."""
    concern_secret: str = Field(default="", repr=False)
    """What both sides of the hand-over know, and nobody else."""

    @model_validator(mode="before")
    @classmethod
    def _empty_means_unset(cls, raw: Any) -> Any:
        if isinstance(raw, dict):
            return {key: value for key, value in raw.items() if value is not None and value != ""}
        return raw

    def faults(self) -> list[Fault]:
        """What doesn't fit together."""
        found = self._app_faults() if self.app_id else self._open_faults()
        for name in ("openid_metadata", "token_endpoint"):
            if (address := getattr(self, name)) and not is_private(address):
                found.append((name, "settings.needs_https", {}))
        found += [*self._folder_faults(), *concern_faults(self)]
        if not DATABASE.match(self.database_url):
            found.append(("database", "settings.database", {}))
        return found

    def _open_faults(self) -> list[Fault]:
        """Without an app id nobody is authenticated: on this machine only, and only where it is meant so."""
        found: list[Fault] = []
        if not self.listen.loopback:
            found.append(("listen", "settings.open_without_app", {"host": self.listen.host}))
        if self.app_tenant or self.app_password or self.app_certificate:
            found.append(("app_id", "settings.no_app_id", {}))
        return found

    def _app_faults(self) -> list[Fault]:
        found: list[Fault] = []
        if not self.app_tenant:
            found.append(("app_tenant", "settings.no_tenant", {}))
        if self.app_type == "single-tenant" and not (self.app_password or self.app_certificate):
            found.append(("app_password", "settings.no_secret", {}))
        if self.app_certificate is not None and not self.app_certificate.is_file():
            found.append(("app_certificate", "settings.no_file", {"file": self.app_certificate}))
        return found

    def _folder_faults(self) -> list[Fault]:
        """A home without a FAQ is a slip; below a shared one it may be empty, since only facts differ."""
        found: list[Fault] = []
        shared = self.faq_shared
        if self.home is not None and not self.home.is_dir():
            found.append(("home", "settings.no_home", {"folder": self.home}))
        elif self.home is not None:
            own = self.home / "faq"
            if not (own.is_dir() if shared else any(own.glob("*.y*ml"))):
                found.append(("home", "settings.no_faq", {"folder": self.home}))
        elif shared is not None:
            found.append(("faq_shared", "settings.shared_without_home", {}))
        if shared is not None and not any(shared.glob("*.y*ml")):
            found.append(("faq_shared", "settings.no_shared_faq", {"folder": shared}))
        return found

    @property
    def data(self) -> Path:
        """Where the bot keeps its data."""
        return self.home or Path("lotse-data")

    @property
    def database_url(self) -> str:
        """The database to open."""
        return self.database or f"sqlite:///{(self.data / 'lotse.db').as_posix()}"

    @property
    def database_shown(self) -> str:
        """The database as it may be told and logged: a server without password and options."""
        url = self.database_url
        return (
            url
            if url.startswith("sqlite")
            else SECRET.sub(lambda found: f"{found[1]}@" * bool(found[1]), url)
        )

    @property
    def allowed_tenants(self) -> frozenset[str]:
        """Tenants whose people may talk to the bot."""
        return self.tenants or frozenset({self.app_tenant} - {""})

    @property
    def faq_folders(self) -> tuple[Path, ...]:
        """The FAQ: the town's own folder, over the shared one if there is one; else the starter.

        The last one is where the town writes. A town's home without a FAQ has `faults`.
        """
        own = self.home / "faq" if self.home else None
        if own is None or not own.is_dir():
            return (STARTER,)
        return (self.faq_shared, own) if self.faq_shared else (own,)

    @property
    def own_texts(self) -> Path | None:
        """The town's own words, over ours."""
        return self.home / "texts.yaml" if self.home else None
