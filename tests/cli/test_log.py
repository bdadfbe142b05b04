"""The log: named fields, and nothing that people wrote."""

import ast
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot import log

ROOT = Path(__file__).parents[2]
LEVELS = ("debug", "info", "warning", "error", "critical", "exception")


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """No test leaves its log to the next."""
    handlers = logging.root.handlers[:]
    yield
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers


def written(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_each_event_is_a_line_of_json() -> None:
    """For machines, with level and time in UTC; umlauts stay readable."""
    stream = io.StringIO()
    log.set_up(stream)
    structlog.get_logger("bot").info("begun", faq="Köln", entries=3)
    (event,) = written(stream)
    assert event.pop("timestamp").endswith("Z")
    assert event == {"event": "begun", "level": "info", "faq": "Köln", "entries": 3}
    assert "Köln" in stream.getvalue()


def test_on_a_terminal_it_is_made_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """No JSON there, and no colour where NO_COLOR is set."""
    monkeypatch.setenv("NO_COLOR", "1")
    screen = Screen()
    log.set_up(screen)
    structlog.get_logger("bot").warning("begun", entries=3)
    assert "entries=3" in screen.getvalue()
    assert "{" not in screen.getvalue()
    assert "\x1b" not in screen.getvalue()


def test_a_field_that_is_not_on_the_list_is_left_out() -> None:
    """A mistake in the code can't bring a person's words into the log; that it was made can be seen."""
    stream = io.StringIO()
    log.set_up(stream)
    structlog.get_logger("bot").info("asked", text="mein Chef schreit", person="29:1", reason="a\nb" * 400)
    (event,) = written(stream)
    assert event["left_out"] == ["person", "text"]
    assert len(event["reason"]) == log.LONGEST
    assert "Chef" not in stream.getvalue()


def test_a_traceback_becomes_the_kind_of_its_error() -> None:
    """An error's message may hold what a person wrote."""
    stream = io.StringIO()
    log.set_up(stream)
    structlog.get_logger("bot").error("failed", exc_info=ValueError("mein Chef schreit"))
    (event,) = written(stream)
    assert event["error"] == "ValueError"
    assert "Chef" not in stream.getvalue()


def test_of_a_library_only_place_and_kind_are_taken() -> None:
    """Its sentences may hold anything."""
    stream = io.StringIO()
    log.set_up(stream)
    fault = RuntimeError("mein Chef schreit")
    logging.getLogger("aiohttp.server").error("Error with %s", "mein Chef schreit", exc_info=fault)
    logging.getLogger("aiohttp.server").info("less than a warning")
    (event,) = written(stream)
    assert (event["library"], event["error"]) == ("aiohttp.server", "RuntimeError")
    assert event["where"].startswith("test_log.py:")
    assert "Chef" not in stream.getvalue()


def test_a_quiet_log_holds_errors_only() -> None:
    """As the chat in a terminal wants it."""
    stream = io.StringIO()
    log.set_up(stream, "error")
    logger = structlog.get_logger("bot")
    logger.warning("seen")
    logger.error("failed")
    assert [event["event"] for event in written(stream)] == ["failed"]


def calls(code: str) -> Iterator[tuple[ast.Call, list[str]]]:
    """Every call of a logger in this code, and what is wrong with it."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="log"), attr=level)) if level in LEVELS:
                yield node, _wrong(node)


def _wrong(call: ast.Call) -> list[str]:
    faults = [f"left out: {word.arg}" for word in call.keywords if word.arg and word.arg not in log.FIELDS]
    if len(call.args) != 1 or not isinstance(call.args[0], ast.Constant):
        faults.append("the event is no fixed name")
    return faults


def test_all_that_is_logged_is_on_the_list() -> None:
    """Every call in the product names a fixed event and fields that may be logged."""
    assert [fault for _, faults in calls('log.info("x", text=1)\nlog.error(f"{x}")') for fault in faults] == [
        "left out: text",
        "the event is no fixed name",
    ]
    files = [file for folder in ("bot", "dialogs") for file in sorted((ROOT / folder).rglob("*.py"))]
    found = [
        (file, call, faults) for file in files for call, faults in calls(file.read_text(encoding="utf-8"))
    ]
    assert len(found) > 10
    assert not [f"{file}:{call.lineno} {faults}" for file, call, faults in found if faults]
