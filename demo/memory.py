"""What the office keeps across a restart, in one JSON file beside the bot's database."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog

from demo.chats import Post
from demo.office import Office

FORM = 1
"""Number of the file's form; a file of another form is left aside."""
PAUSE = 0.5
"""Seconds between a change and its writing."""

log = structlog.get_logger("demo")


def noted(office: Office) -> dict[str, Any]:
    """The office as JSON values."""
    return {
        "form": FORM,
        "ahead": office.clock.ahead.total_seconds(),
        "locales": {key: person.locale for key, person in office.people.all.items()},
        "opened": sorted(office.opened),
        "read": [[account, chat, last] for (account, chat), last in office.read.items()],
        "posts": {
            chat.id: [asdict(post) for post in chat.posts.values()] for chat in office.chats.all.values()
        },
    }


def recall(office: Office, note: dict[str, Any]) -> None:
    """Put the office back as it was noted. Raises KeyError, TypeError or ValueError for another form."""
    if note["form"] != FORM:
        raise ValueError("another form")
    office.clock.ahead = timedelta(seconds=note["ahead"])
    for key, locale in note["locales"].items():
        if key in office.people:
            office.people.speak(key, locale)
    office.opened.update(note["opened"])
    office.read.update({(account, chat): last for account, chat, last in note["read"]})
    for identity, posts in note["posts"].items():
        if chat := office.chats.all.get(identity):
            office.chats.restore(chat, {post["id"]: Post(**post) for post in posts})


def load(file: Path, locale: str = "de-DE") -> Office:
    """The office as it was left; a new one where there is no file, or one that can't be read."""
    office = Office(locale)
    if file.is_file():
        try:
            recall(office, json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
            log.warning("demo_not_recalled", error=type(error).__name__)
            return Office(locale)
    return office


def save(file: Path, office: Office) -> None:
    """Write it whole or not at all."""
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps(noted(office), ensure_ascii=False), encoding="utf-8")
    draft.replace(file)


async def keep(file: Path, office: Office, changed: asyncio.Event) -> None:
    """Write soon after each change, for as long as this runs."""
    while True:
        await changed.wait()
        await asyncio.sleep(PAUSE)
        changed.clear()
        try:
            save(file, office)
        except OSError as error:
            log.warning("demo_not_kept", error=type(error).__name__)
