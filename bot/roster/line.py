"""Who is asked next: by topic, then department, then everyone; by turns, never somebody absent. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.roster.roster import Lotse, Roster

AT_A_TIME = 3
"""Lotsen who are asked at once: one of them is at their desk, and nobody's chat fills up."""


@dataclass(frozen=True, slots=True)
class Line:
    """What decides who is asked: what a case is about, who must not be asked, and whose turn it was last."""

    topic: str = ""
    department: str = ""
    absent: frozenset[str] = frozenset()
    """Entra ids of those who said in chat that they are away."""
    passed_by: frozenset[str] = frozenset()
    """Entra ids of those who have been asked, of the asker, and of those whom the bot can't reach."""
    last: str = ""
    """Entra id of who was asked last for this topic: the next one begins behind them."""


def next_in_line(roster: Roster, line: Line, now: datetime, *, deputies: bool = False) -> list[str]:
    """Entra ids of up to three who are asked now, in their order; none where nobody is left.

    Only people of the nearest tier that has anybody: those of the topic, of the department, or all.
    `deputies`: those who stand in for the Lotsen of the topic.
    """
    tiers = [_deputies(roster, line.topic)] if deputies else _tiers(roster, line)
    for tier in tiers:
        ready = [lotse for lotse in tier if _can_be_asked(roster, lotse, line, now)]
        if ready:
            return [roster.id_of(lotse) for lotse in _from(roster, ready, line.last)[:AT_A_TIME]]
    return []


def _tiers(roster: Roster, line: Line) -> list[list[Lotse]]:
    by_topic = [lotse for lotse in roster if line.topic and line.topic in lotse.topics]
    by_department = [lotse for lotse in roster if line.department and line.department in lotse.departments]
    everyone = [lotse for lotse in roster if lotse.topics or lotse.departments]
    return [by_topic, by_department, everyone]


def _deputies(roster: Roster, topic: str) -> list[Lotse]:
    principals = [lotse for lotse in roster if not topic or topic in lotse.topics]
    names = dict.fromkeys(name for lotse in principals for name in lotse.deputies)
    return [lotse for name in names if (lotse := roster.by_name(name))]


def _can_be_asked(roster: Roster, lotse: Lotse, line: Line, now: datetime) -> bool:
    person = roster.id_of(lotse)
    return bool(person) and person not in line.passed_by and roster.here(lotse, now, line.absent)


def _from(roster: Roster, ready: Collection[Lotse], last: str) -> list[Lotse]:
    """The same in the order of the roster, beginning behind who was asked last."""
    places = {roster.id_of(lotse): place for place, lotse in enumerate(roster)}
    pivot = places.get(last, -1)
    return sorted(
        ready, key=lambda lotse: (places[roster.id_of(lotse)] <= pivot, places[roster.id_of(lotse)])
    )
