"""A town hall with Lotsen: who they are, and helpers to wait for what the bot says by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from demo.chats import Person as Colleague
from demo.chats import Post
from tests.dialogs.conftest import Hall, Seen, Someone

TOPIC = "Konto und Passwort"
QUESTION = "Wie bekomme ich einen Zugang zum Quaxikon?"
ROSTER = """
lotsen:
  - name: Lotte Lotsin
    person: {lotte}
    topics: [Konto und Passwort]
    deputies: [Adam Admin]
  - name: Kemal Kollege
    person: {kemal}
    topics: [Konto und Passwort, Drucken und Scannen]
  - name: Adam Admin
    person: {adam}
"""


@asynccontextmanager
async def staffed(hall: Hall, roster: str = ROSTER, **settings: Any) -> AsyncIterator[Hall]:
    """The hall at work with these Lotsen, all of whom have written to the bot once."""
    cast = hall.teams.cast
    people = {"lotte": cast.lotse.id, "kemal": cast.colleague.id, "adam": cast.admin.id}
    (hall.folder / "lotsen.yaml").write_text(roster.format(**people), encoding="utf-8")
    async with hall.open(admins=frozenset({cast.admin.id}), **settings):
        for person in (cast.lotse, cast.colleague, cast.admin):
            await hall.alone(person).says("hallo")
        yield hall


async def soon(condition: Callable[[], bool]) -> None:
    """Wait until this is so."""
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.01)


def cards_of(hall: Hall, person: Colleague) -> list[Post]:
    """What the bot has said to this person."""
    return hall.alone(person).chat.said_by_bot


async def latest(someone: Someone, *words: str) -> Seen:
    """The newest message of the bot, as soon as it holds these words."""

    def there() -> bool:
        said = someone.chat.said_by_bot
        return bool(said) and all(word in Seen(someone, [said[-1]]).text for word in words)

    await soon(there)
    return Seen(someone, [someone.chat.said_by_bot[-1]])


async def latest_with(someone: Someone, *words: str) -> Seen:
    """The newest message that holds these words, whatever came after it, as soon as there is one."""

    def there() -> list[Seen]:
        said = [Seen(someone, [post]) for post in someone.chat.said_by_bot]
        return [seen for seen in said if all(word in seen.text for word in words)]

    await soon(lambda: bool(there()))
    return there()[-1]


async def asks(someone: Someone, question: str = QUESTION, **inputs: Any) -> Seen:
    """Ask a human by the form; what the person sees then."""
    form = await someone.says("Einen Menschen fragen")
    given = {"question": question, "topic": TOPIC, "urgency": "today", "nameless": "false"} | inputs
    return await someone.presses(form, "Frage abschicken", **given)
