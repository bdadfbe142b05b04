"""What a setting may be: the ways in which people write it, and the one thing that becomes of it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from bot.addresses import is_loopback
from bot.paths import expanded


class Listen(BaseModel):
    """A host and a port (0 lets the system choose one)."""

    model_config = ConfigDict(frozen=True)
    host: str
    port: int

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return is_loopback(self.host)


def _listen(value: object) -> object:
    if isinstance(value, Listen):
        return value
    host, _, port = str(value).rpartition(":")
    if ":" not in str(value) or "/" in host or not re.fullmatch("[0-9]{1,5}", port) or int(port) > 65535:
        raise PydanticCustomError("lotse", "{key}", {"key": "settings.listen", "value": str(value)})
    return Listen(host=host.strip("[]") or "0.0.0.0", port=int(port))  # noqa: S104 - ":3978" says all addresses


def _listed(value: object) -> object:
    """One string or a list of them; Entra's ids and hosts are the same in capitals."""
    parts = re.split(r"[,\s]+", value) if isinstance(value, str) else value
    return [str(part).lower() for part in parts if part] if isinstance(parts, list) else parts


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _path(value: object) -> object:
    return expanded(value) if isinstance(value, str) and value else value or None


_APP_TYPES = {
    "singletenant": "single-tenant",
    "userassignedmsi": "managed-identity",
    "managedidentity": "managed-identity",
}


def _app_type(value: object) -> object:
    """Azure writes `SingleTenant` and `UserAssignedMSI`; both spellings are taken."""
    return _APP_TYPES.get(re.sub(r"[^a-z]", "", value.lower()), value) if isinstance(value, str) else value


def _land(value: object) -> object:
    """By its letters or by its name: NW, nw and Nordrhein-Westfalen are one."""
    from bot.hours import LANDS  # loads the calendars: only where a Land is named

    if not isinstance(value, str) or not value.strip():
        return value
    named = {name.casefold(): letters for letters, name in LANDS.items()}
    letters = named.get(value.strip().casefold(), value.strip().upper())
    if letters not in LANDS:
        raise PydanticCustomError("lotse", "{key}", {"key": "settings.land", "lands": ", ".join(LANDS)})
    return letters


def _zone(value: object) -> object:
    try:
        ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fault = {"key": "settings.zone", "value": str(value)}
        raise PydanticCustomError("lotse", "{key}", fault) from None
    return value


def _domain(value: object) -> object:
    """What people copy is often the whole address; of that the host is taken."""
    host = re.sub(r"^https://|/.*$", "", str(value).strip().lower())
    if value and not DOMAIN.fullmatch(host):
        raise PydanticCustomError("lotse", "{key}", {"key": "settings.domain", "value": str(value)})
    return host


def _day(value: object) -> object:
    """YAML has made a date of it already; the environment has text."""
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        fault = {"key": "settings.day", "value": str(value)}
        raise PydanticCustomError("lotse", "{key}", fault) from None


DOMAIN = re.compile(r"(?=.{1,253}(:|$))([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{1,63}(:[0-9]{1,5})?")
"""A host with a dot in its name, perhaps with a port."""

Land = Annotated[str, BeforeValidator(_land)]
Zone = Annotated[str, BeforeValidator(_zone)]
Domain = Annotated[str, BeforeValidator(_domain)]
Day = Annotated[date | None, BeforeValidator(_day)]
Address = Annotated[Listen, BeforeValidator(_listen, json_schema_input_type=str)]
PerhapsAddress = Annotated[Listen | None, BeforeValidator(_listen, json_schema_input_type=str)]
Names = Annotated[frozenset[str], BeforeValidator(_listed, json_schema_input_type=str | list[str])]
EntraId = Annotated[str, BeforeValidator(_lower)]
"""Microsoft writes it in capitals here and there; it is compared in lower case."""
File = Annotated[Path | None, BeforeValidator(_path)]
AppType = Annotated[Literal["single-tenant", "managed-identity"], BeforeValidator(_app_type)]
