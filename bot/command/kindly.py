"""Reads the settings for a command, and says kindly what keeps it from running."""

from __future__ import annotations

import contextlib
import errno
import socket
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.command.call import Call, Stop
from bot.oversights import Oversight, some
from bot.settings import Fault, Settings, SettingsBroken, read, said
from bot.texts import Texts, TextsBroken

WORDS = Path(__file__).resolve().parents[1] / "texts.yaml"
ADDRESS = {errno.EADDRINUSE: "taken", errno.EACCES: "forbidden", errno.EADDRNOTAVAIL: "not_here"}


def settings_of(call: Call) -> Settings:
    """The settings of this call. Raises `Stop` with all faults together."""
    environment = dict(call.environment) | ({"LOTSE_LANGUAGE": "en"} if call.language == "en" else {})
    try:
        return read(environment, Texts.load({WORDS: ""}))
    except SettingsBroken as broken:
        raise _stop(call, broken.faults) from broken
    except OSError as error:
        raise Stop(call.t("command.broken.folder", folder=call.home, reason=error.strerror)) from error


def stop_for(call: Call, faults: Iterable[Fault]) -> Stop:
    """What says kindly what this command lacks in the settings, all faults together."""
    texts = Texts.load({WORDS: ""})
    return _stop(
        call,
        [said(fault, lambda key, **values: texts.text(key, call.language, **values)) for fault in faults],
    )


def _stop(call: Call, faults: Iterable[str]) -> Stop:
    return Stop(call.t("command.broken.settings"), *(f"  - {fault}" for fault in faults))


def tell(call: Call, oversights: Iterable[Oversight], *, all_names: bool = False) -> None:
    """Say what was overlooked, and go on; of many names the first few, unless all are asked for."""
    for one in oversights:
        names = ", ".join(one.names) if all_names else some(one.names)
        call.complain(call.t(f"command.oversight.{one.kind}", where=one.where, names=names, **one.values))


@contextlib.contextmanager
def kindly(call: Call, settings: Settings) -> Iterator[None]:
    """Turn what may well happen in a town hall into a sentence with what to do next: `Stop`."""
    try:
        yield
    except TextsBroken as error:
        raise Stop(call.t(f"command.broken.texts.{error.fault}", **error.values)) from error
    except Exception as error:
        sentence = (
            _of_database(call, settings, error)
            or _of_system(call, settings, error)
            or _of_certificate(call, settings, error)
        )
        if sentence is None:
            raise
        raise Stop(sentence) from error


def _of_database(call: Call, settings: Settings, error: Exception) -> str | None:
    """What is the matter with the database; the narrower facts come first."""
    from bot import storage

    facts = {
        storage.DatabaseLocked: "locked",
        storage.SchemaTooNew: "too_new",
        storage.DatabaseDamaged: "damaged",
        storage.DatabaseBusy: "busy",
        storage.DatabaseFull: "full",
        storage.BackupFailed: "no_backup",
        storage.DatabaseUnsafe: "unsafe",
        storage.DatabaseAway: "away",
        storage.DriverMissing: "no_driver",
    }
    key = next((key for fact, key in facts.items() if isinstance(error, fact)), None)
    if key in ("away", "unsafe") and settings.database_url.startswith("postgres"):
        key = f"server_{key}"
    return (
        call.t(f"command.broken.{key}", database=settings.database_shown, reason=str(error)) if key else None
    )


def _of_system(call: Call, settings: Settings, error: Exception) -> str | None:
    """An address that can't be had, or a file or folder that can't be used."""
    if not isinstance(error, OSError):
        return None
    listen = f"{settings.listen.host}:{settings.listen.port}"
    if isinstance(error, socket.gaierror):
        return call.t("command.broken.not_here", listen=listen)
    if error.filename is not None:
        return call.t("command.broken.folder", folder=error.filename, reason=error.strerror)
    key = ADDRESS.get(error.errno or 0)
    return call.t(f"command.broken.{key}", listen=listen, port=settings.listen.port) if key else None


def _of_certificate(call: Call, settings: Settings, error: Exception) -> str | None:
    if settings.app_certificate is None or not isinstance(error, ValueError):
        return None
    return call.t("command.broken.certificate", file=settings.app_certificate)
