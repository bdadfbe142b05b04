"""A town hall with an IT-Café: its programme, who hosts, and helpers to let time pass."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from bot import beside
from bot.beside import Site
from demo.chats import Person as Colleague
from tests.dialogs.conftest import Hall, Seen, Someone
from tests.fake_teams import TOWN, serving
from tests.fake_teams.cast import person

PROGRAMME = """
sheet: "07:30"
cafes:
  - id: it-cafe
    name: IT-Café
    name_en: IT Café
    about: Ein Mensch, Ihre Frage, 20 Minuten.
    audience: Alle Beschäftigten
    place: Rathaus, Raum 112
    hosts:
      - {{name: Lotte Lotsin, id: {lotte}}}
      - {{name: Adam Admin, id: {adam}}}
    topics: [Teams, E-Akte]
    dates:
      - {{every: dienstag, from: "14:00", to: "15:00"}}
"""
EVENT = """
  - id: einstieg
    name: E-Akte für Einsteiger
    place: Schulungsraum
    about: Die ersten Schritte, gemeinsam.
    audience: Wer neu anfängt
    hosts: [{{name: Lotte Lotsin, id: {lotte}}}]
    minutes: 90
    seats: 12
    dates: [{{on: 2026-11-26, from: "10:00", to: "11:30"}}]
"""
FIRST = "14:00–14:20 Uhr · IT-Café"
FIRST_SLOT = "it-cafe@20261124T1300Z"


def written(hall: Hall, programme: str = PROGRAMME, **more: str) -> None:
    """Save this as the town's cafe.yaml."""
    cast = hall.teams.cast
    people = {"lotte": cast.lotse.id, "adam": cast.admin.id}
    (hall.folder / "cafe.yaml").write_text(programme.format(**people, **more), encoding="utf-8")


@asynccontextmanager
async def opened(hall: Hall, programme: str = PROGRAMME, **settings: Any) -> AsyncIterator[Hall]:
    """The hall at work with this programme; host and admin have written to the bot once."""
    cast = hall.teams.cast
    written(hall, programme)
    async with hall.open(admins=frozenset({cast.admin.id}), **settings):
        for one in (cast.lotse, cast.admin):
            await hall.alone(one).says("hallo")
        async with serving([beside.route(lambda: hall.bot.house)]) as url:
            hall.bot.house.get(Site).url = url
            yield hall


async def passes(hall: Hall, **by: float) -> None:
    """Time passes, and what is due is looked at."""
    hall.clock.go(**by)
    hall.bot.later.wake()


def guest(hall: Hall, number: int) -> Someone:
    """One of many other colleagues."""
    return hall.alone(person(f"Gast {number}", 100 + number))


async def books(someone: Someone, line: str = FIRST) -> Seen:
    """Say the word and press a time."""
    return await someone.presses(await someone.says("IT-Café"), line)


async def fetched(hall: Hall, url: str) -> tuple[int, Mapping[str, str], bytes]:
    """A file, as a calendar fetches it."""
    async with hall.teams._session.get(url) as response:
        return response.status, dict(response.headers), await response.read()


def link(seen: Seen, title: str) -> str:
    """The address behind a button of a card."""
    return next(str(one["url"]) for one in seen.card["actions"] if one["title"] == title)


async def slots(hall: Hall) -> dict[str, tuple[int, int]]:
    """Seats taken and there, of each slot that is written down."""
    bound = hall.bot.house.bound(TOWN)
    rows = await hall.bot.database.all("cafe_known_slots", dict, bound, first="2000", last="3000")
    return {str(row["id"]): (int(row["taken"]), int(row["seats"])) for row in rows}


async def line_of(hall: Hall, slot: str = FIRST_SLOT) -> list[tuple[str, str]]:
    """Who is in a slot, and how."""
    rows = await hall.bot.database.all("cafe_guests", dict, {"tenant": TOWN}, slot=slot)
    return [(str(row["name"]), str(row["state"])) for row in rows]


def colleague(name: str, number: int) -> Colleague:
    """Somebody else in the same house."""
    return person(name, number)
