"""What the office keeps across a restart: a file beside the bot's database, a JSON line for each change.

Reads downwards: what is noted, reading it, and writing it. A line is on the disk before anybody sees what
it tells, so that whoever kills the demo finds again all that was seen.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

import structlog

from demo.chats import Change, Chat, Post
from demo.office import Office

FORM = 2
"""Number of the file's form; a file of another form is left aside."""

Line = Mapping[str, Any]
log = structlog.get_logger("demo")


# ---------------------------------------------------------------- what is noted


def noted(office: Office) -> list[Line]:
    """The whole office, a line for each thing: its form, its facts, its posts."""
    chats = office.chats.all.values()
    return [
        {"form": FORM},
        facts(office),
        *(post_of(chat, post) for chat in chats for post in chat.posts.values()),
    ]


def facts(office: Office) -> Line:
    """All but the posts."""
    return {
        "ahead": office.clock.ahead.total_seconds(),
        "locales": {key: person.locale for key, person in office.people.all.items()},
        "opened": sorted(office.opened),
        "read": [[account, chat, last] for (account, chat), last in office.read.items()],
    }


def post_of(chat: Chat, post: Post) -> Line:
    """A post as it is now."""
    return {"chat": chat.id, "post": asdict(post)}


# ---------------------------------------------------------------- reading


def recall(office: Office, lines: Iterable[Line]) -> None:
    """Put the office back as it was noted; a later line counts more.

    Raises KeyError, TypeError or ValueError for another form.
    """
    lines = iter(lines)
    if next(lines, {}).get("form") != FORM:
        raise ValueError("another form")
    for line in lines:
        if "post" not in line:
            _recall_facts(office, line)
        elif chat := office.chats.all.get(line["chat"]):
            post = Post(**line["post"])
            office.chats.restore(chat, {post.id: post})


def _recall_facts(office: Office, line: Line) -> None:
    office.clock.ahead = timedelta(seconds=line["ahead"])
    for key, locale in line["locales"].items():
        if key in office.people:
            office.people.speak(key, locale)
    office.opened.update(line["opened"])
    office.read.update({(account, chat): last for account, chat, last in line["read"]})


def load(file: Path, locale: str = "de-DE") -> Office:
    """The office as it was left; a new one where there is no file, or one that can't be read."""
    office = Office(locale)
    if file.is_file():
        try:
            whole, _, _ = file.read_bytes().rpartition(
                b"\n"
            )  # what was cut off in the writing was never seen
            recall(office, map(json.loads, whole.splitlines()))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
            log.warning("demo_not_recalled", error=type(error).__name__)
            return Office(locale)
    return office


# ---------------------------------------------------------------- writing


class Memory:
    """An office's file, open for writing. Where the disk refuses, the demo goes on and says so in the log."""

    def __init__(self, file: Path, office: Office) -> None:
        self._path = file
        self._office = office
        self._file: BinaryIO | None = None
        """None until the file is whole; after a refusal it is written anew."""

    def keep_post(self, change: Change) -> None:
        """Note one post."""
        self._append(post_of(change.chat, change.post))

    def keep_facts(self) -> None:
        """Note all but the posts."""
        self._append(facts(self._office))

    def keep_all(self) -> None:
        """Write the file anew, whole or not at all: only what is there now stays in it."""
        self.close()
        draft = self._path.with_suffix(".draft")
        with _going_on():
            with draft.open("wb") as file:
                _write(file, noted(self._office))
            draft.replace(self._path)
            self._file = self._path.open("ab")

    def close(self) -> None:
        """Write no more."""
        file, self._file = self._file, None
        if file is not None:
            with _going_on():
                file.close()

    def _append(self, line: Line) -> None:
        if self._file is None:
            return self.keep_all()
        try:
            _write(self._file, [line])
        except OSError:
            self.keep_all()  # half a line may stand there now
        return None


def _write(file: BinaryIO, lines: Iterable[Line]) -> None:
    """To the disk before it returns. One person's doing: the loop can wait for it."""
    file.write("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode())
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def _going_on() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        log.warning("demo_not_kept", error=type(error).__name__)


@contextmanager
def keeping(file: Path | None, office: Office) -> Iterator[Callable[[], None]]:
    """Note every change of the office as long as the block lasts; gives what notes it whole and anew.

    Without a file nothing is kept.
    """
    if file is None:
        yield lambda: None
        return
    memory = Memory(file, office)
    memory.keep_all()
    with contextlib.ExitStack() as stack:
        stack.callback(memory.close)
        office.chats.keep, office.keep = memory.keep_post, memory.keep_facts
        yield memory.keep_all
