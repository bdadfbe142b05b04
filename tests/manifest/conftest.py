"""A package as a town builds it, and packages with one fault each."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from bot.manifest.building import App, package
from tests.fake_teams import APP

Change = Callable[[dict[str, bytes]], object]

APP_OF_TOWN = App(app_id=APP, domain="lotse.stadt.example", town="Stadt Musterstadt", version="1.2.3")


@pytest.fixture(scope="session")
def sound() -> bytes:
    """A package as it is built."""
    return package(APP_OF_TOWN)


def contents(zipped: bytes) -> dict[str, bytes]:
    """What a package holds, by name."""
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes]) -> bytes:
    """These files as a package."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def rewritten(package: bytes, change: Callable[[Any], object], name: str = "manifest.json") -> bytes:
    """The package after `change` has altered the JSON of one of its files."""
    files = contents(package)
    content = json.loads(files[name])
    change(content)
    return zipped(files | {name: json.dumps(content).encode()})
