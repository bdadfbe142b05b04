"""What is examined, and what a finding is."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.settings import Settings

State = Literal["good", "look", "bad", "open"]
"""`look`: it works, somebody should see to it; `bad`: people would notice; `open`: it can't be told yet."""


@dataclass(frozen=True, slots=True)
class Finding:
    """How one thing is. The text `command.doctor.<check>.<kind>` says it, and with `_next` what to do."""

    check: str
    state: State
    kind: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that the checks look at."""

    settings: Settings
    faults: tuple[str, ...]
    """What is wrong with the settings, one sentence each."""
    environment: Mapping[str, str]
    now: datetime
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    """Which authorities are believed."""
