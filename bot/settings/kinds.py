"""What a setting may be: the ways in which people write it, and the one thing that becomes of it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

from bot.addresses import is_loopback


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
    """An unknown ~name stays as it is: then there is no such file, which is said."""
    return Path(os.path.expanduser(value)) if isinstance(value, str) and value else value or None  # noqa: PTH111 - pathlib raises for it


_APP_TYPES = {
    "singletenant": "single-tenant",
    "userassignedmsi": "managed-identity",
    "managedidentity": "managed-identity",
}


def _app_type(value: object) -> object:
    """Azure writes `SingleTenant` and `UserAssignedMSI`; both spellings are taken."""
    return _APP_TYPES.get(re.sub(r"[^a-z]", "", value.lower()), value) if isinstance(value, str) else value


Address = Annotated[Listen, BeforeValidator(_listen)]
Names = Annotated[frozenset[str], BeforeValidator(_listed)]
EntraId = Annotated[str, BeforeValidator(_lower)]
"""Microsoft writes it in capitals here and there; it is compared in lower case."""
File = Annotated[Path | None, BeforeValidator(_path)]
AppType = Annotated[Literal["single-tenant", "managed-identity"], BeforeValidator(_app_type)]
