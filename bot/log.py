"""The log: events with named fields, never what people wrote nor who they are.

What may stand in it is a list. A field that isn't on it is left out and named in `left_out`, so a new one
is a decision, not an accident. Libraries log sentences of their own, which may hold anything: of those
only the place and the kind of fault are taken.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, Literal, TextIO

import structlog

Level = Literal["info", "warning", "error", "critical"]

FIELDS = frozenset(
    {
        *("event", "level", "timestamp"),
        # what happened, and where in the code
        *("error", "where", "incident", "reason", "code", "status", "kind", "method", "attempt", "library"),
        # what the service is made of
        *("address", "host", "authentication", "database", "faq", "version", "seconds"),
        # how many
        *("entries", "faults", "letters", "lost", "rows"),
    }
)
"""Every field that may be logged. None can hold a message, a name or an id of a person."""
LONGEST = 300
"""Characters of a value."""


def set_up(stream: TextIO | None = None, level: Level = "info") -> None:
    """From now on events of this level and above go to `stream` (by default standard error).

    On a terminal they are made for people, elsewhere each is one line of JSON.
    """
    out = stream or sys.stderr
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            only_fields,
            _renderer(out),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_Libraries(logging.WARNING)], level=logging.WARNING, force=True)


def _renderer(out: TextIO) -> structlog.typing.Processor:
    if out.isatty():
        return structlog.dev.ConsoleRenderer(colors="NO_COLOR" not in os.environ, pad_event_to=20)
    return structlog.processors.JSONRenderer(ensure_ascii=False)


def only_fields(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """The event with nothing but FIELDS, each a short value of one line; a traceback becomes its kind."""
    fault = event.pop("exc_info", None)
    if isinstance(fault, BaseException):
        event.setdefault("error", type(fault).__name__)
    kept = {name: _short(value) for name, value in event.items() if name in FIELDS}
    left_out = sorted(event.keys() - FIELDS)
    return kept | ({"left_out": left_out} if left_out else {})


def _short(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_short(one) for one in value]
    return " ".join(str(value).split())[:LONGEST]


class _Libraries(logging.Handler):
    """Takes a library's place and kind of fault into the log, and leaves its sentence."""

    def emit(self, record: logging.LogRecord) -> None:
        fault = record.exc_info[1] if record.exc_info else None
        structlog.get_logger("bot").warning(
            "library",
            library=record.name,
            where=f"{record.filename}:{record.lineno}",
            error=type(fault).__name__ if fault else record.levelname,
        )
