"""Settings are read once: from the town's `settings.yaml` and from the environment, which wins.

Each setting has one name: `LOTSE_LISTEN` in the environment, `listen:` in the file. A secret may also
stand in a file of its own, which `LOTSE_APP_PASSWORD_FILE` names. All faults are listed together.
"""

from __future__ import annotations

import difflib
import ipaddress
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.texts import Texts

PREFIX = "LOTSE_"
STARTER = Path(__file__).resolve().parent.parent / "faq" / "starter"
"""The FAQ that a town has on its first day."""

TEAMS_HOSTS = frozenset({"smba.trafficmanager.net", "smba.infra.gcc.teams.microsoft.com"})
"""Where Teams' connector lives: commercial clouds and the government cloud GCC."""


def _fault(key: str, **values: object) -> PydanticCustomError:
    return PydanticCustomError("lotse", "{key}", {"key": key, **values})


def _listed(value: object) -> object:
    """One string or a list of them; Entra's ids and hosts are the same in capitals."""
    parts = re.split(r"[,\s]+", value) if isinstance(value, str) else value
    return [str(part).lower() for part in parts if part] if isinstance(parts, list) else parts


def _listen(value: object) -> object:
    if not isinstance(value, str):
        return value
    host, separator, port = value.rpartition(":")
    if not separator or not port.isdigit() or not 0 <= int(port) <= 65535:
        raise _fault("settings.listen", value=value)
    return Listen(host=host.strip("[]") or "0.0.0.0", port=int(port))  # noqa: S104 - ":3978" says all addresses


def _folder(value: object) -> object:
    return Path(value).expanduser() if isinstance(value, str) and value else value or None


_APP_TYPES = {
    "singletenant": "single-tenant",
    "userassignedmsi": "managed-identity",
    "managedidentity": "managed-identity",
}


def _app_type(value: object) -> object:
    """Azure writes `SingleTenant` and `UserAssignedMSI`; both spellings are taken."""
    return _APP_TYPES.get(re.sub(r"[^a-z]", "", value.lower()), value) if isinstance(value, str) else value


AppType = Annotated[Literal["single-tenant", "managed-identity"], BeforeValidator(_app_type)]


class Listen(BaseModel):
    """A host and a port (0 lets the system choose one)."""

    model_config = ConfigDict(frozen=True)
    host: str
    port: int

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


Names = Annotated[frozenset[str], BeforeValidator(_listed)]


class Settings(BaseModel):
    """Everything that IT can set, read-only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Annotated[Path | None, BeforeValidator(_folder)] = None
    """The town's folder; without it the starter FAQ, with data in ./lotse-data."""
    listen: Annotated[Listen, BeforeValidator(_listen)] = Listen(host="127.0.0.1", port=3978)
    database: str = ""
    """sqlite:///… ; by default lotse.db in the data folder."""

    language: Literal["de", "en"] = "de"
    address: Literal["sie", "du"] = "sie"

    app_id: str = ""
    app_type: Annotated[Literal["single-tenant", "managed-identity"], BeforeValidator(_app_type)] = (
        "single-tenant"
    )
    app_password: str = Field(default="", repr=False)
    app_certificate: Annotated[Path | None, BeforeValidator(_folder)] = None
    app_tenant: str = ""
    tenants: Names = frozenset()
    admins: Names = frozenset()
    service_hosts: Names = TEAMS_HOSTS
    openid_metadata: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    token_endpoint: str = ""

    @model_validator(mode="before")
    @classmethod
    def _empty_means_unset(cls, raw: Any) -> Any:
        if isinstance(raw, dict):
            return {key: value for key, value in raw.items() if value is not None and value != ""}
        return raw

    def faults(self) -> list[tuple[str, str, dict[str, object]]]:
        """What doesn't fit together: (setting, text key, values)."""
        found: list[tuple[str, str, dict[str, object]]] = []
        if not self.app_id:
            if not self.listen.loopback:
                found.append(("listen", "settings.open_without_app", {"host": self.listen.host}))
        else:
            found += self._app_faults()
        for name in ("openid_metadata", "token_endpoint"):
            if not _https_or_loopback(getattr(self, name) or self.token_address):
                found.append((name, "settings.needs_https", {}))
        if self.home is not None and not self.home.is_dir():
            found.append(("home", "settings.no_home", {"folder": self.home}))
        if not re.match(r"sqlite:///.", self.database_url):
            found.append(("database", "settings.database", {}))
        return found

    def _app_faults(self) -> list[tuple[str, str, dict[str, object]]]:
        found: list[tuple[str, str, dict[str, object]]] = []
        if not self.app_tenant:
            found.append(("app_tenant", "settings.no_tenant", {}))
        if self.app_type == "single-tenant" and not (self.app_password or self.app_certificate):
            found.append(("app_password", "settings.no_secret", {}))
        if self.app_certificate is not None and not self.app_certificate.is_file():
            found.append(("app_certificate", "settings.no_file", {"file": self.app_certificate}))
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
    def allowed_tenants(self) -> frozenset[str]:
        """Tenants whose people may talk to the bot."""
        return self.tenants or frozenset({self.app_tenant} - {""})

    @property
    def token_address(self) -> str:
        """Where the bot gets its own token."""
        return self.token_endpoint or f"https://login.microsoftonline.com/{self.app_tenant}/oauth2/v2.0/token"

    @property
    def faq_folders(self) -> tuple[Path, ...]:
        """The FAQ: the town's own folder, or the starter."""
        own = self.home / "faq" if self.home else None
        return (own,) if own and own.is_dir() else (STARTER,)

    @property
    def own_texts(self) -> Path | None:
        """The town's own words, over ours."""
        return self.home / "texts.yaml" if self.home else None


class SettingsBroken(Exception):
    """The settings can't be used. `faults` holds one sentence each, ready to print."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


Say = Callable[..., str]


def read(environment: Mapping[str, str], texts: Texts) -> Settings:
    """The settings of this environment and its file.

    Raises `SettingsBroken` with every fault at once, in the language that `LOTSE_LANGUAGE` names.
    """
    language = "en" if environment.get(f"{PREFIX}LANGUAGE") == "en" else "de"

    def say(key: str, **values: object) -> str:
        return texts.text(key, language, **values)

    faults: list[str] = []
    raw: dict[str, Any] = {}
    home = environment.get(f"{PREFIX}HOME")
    if home:
        raw |= _from_file(Path(home).expanduser() / "settings.yaml", say, faults)
    raw |= _from_environment(environment, say, faults)
    settings = _validated(raw, say, faults)
    faults += [f"{_name(field)}: {say(key, **values)}" for field, key, values in settings.faults()]
    if faults:
        raise SettingsBroken(faults)
    return settings


def _validated(raw: dict[str, Any], say: Say, faults: list[str]) -> Settings:
    """The settings without those that are wrong by themselves, so that the others are looked at too."""
    try:
        return Settings.model_validate(raw)
    except ValidationError as error:
        faults += [_sentence(detail, say) for detail in error.errors()]
        wrong = {detail["loc"][0] for detail in error.errors()}
        return Settings.model_validate({name: value for name, value in raw.items() if name not in wrong})


def _from_file(file: Path, say: Say, faults: list[str]) -> dict[str, Any]:
    if not file.is_file():
        return {}
    try:
        raw = YAML(typ="safe").load(file.read_text(encoding="utf-8")) or {}
    except (YAMLError, UnicodeDecodeError, OSError) as error:
        faults.append(say("settings.unreadable", file=file, reason=" ".join(str(error).split())))
        return {}
    if not isinstance(raw, dict):
        faults.append(say("settings.no_mapping", file=file))
        return {}
    return raw


def _from_environment(environment: Mapping[str, str], say: Say, faults: list[str]) -> dict[str, Any]:
    raw: dict[str, Any] = {}
    for name in Settings.model_fields:
        variable = _name(name)
        if value := environment.get(variable):
            raw[name] = value
        elif file := environment.get(f"{variable}_FILE"):
            try:
                raw[name] = Path(file).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError):
                faults.append(f"{variable}_FILE: {say('settings.no_file', file=file)}")
    return raw


def _name(field: str) -> str:
    return PREFIX + field.upper()


def _sentence(detail: ErrorDetails, say: Say) -> str:
    field = str(detail["loc"][0]) if detail["loc"] else ""
    context = detail.get("ctx", {})
    if detail["type"] == "lotse":
        sentence = say(context["key"], **{name: value for name, value in context.items() if name != "key"})
    elif detail["type"] == "extra_forbidden":
        near = difflib.get_close_matches(field, Settings.model_fields, 1)
        sentence = say("settings.unknown_near", near=near[0]) if near else say("settings.unknown")
        return f"settings.yaml, {field}: {sentence}"
    elif detail["type"] == "literal_error":
        sentence = say("settings.choice", choices=context["expected"].replace(" or ", ", "))
    else:
        sentence = say("settings.wrong", reason=detail["msg"])
    return f"{_name(field)}: {sentence}"


def _https_or_loopback(address: str) -> bool:
    parts = urlsplit(address)
    host = Listen(host=parts.hostname or "", port=0)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and host.loopback))
