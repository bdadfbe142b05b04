"""Who answers for a question, and how they are reached. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import StringConstraints

from bot.router import Form
from faq import Catalog, Entry, Language

MOST_OWNERS = 8
MOST_TOPICS = 4
"""Of one owner: the card stays a page that one can read."""


class Asked(Form):
    """The question that led here, and the entry that it was answered by, if there was one."""

    question: str = ""
    entry: Annotated[str, StringConstraints(max_length=120)] = ""
    unhappy: bool = False
    """Whether the answer has just been said not to help."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who stands behind entries, and what the town's facts say of them; "" where they say nothing."""

    name: str
    phone: str = ""
    mail: str = ""
    hours: str = ""
    topics: tuple[str, ...] = ()


def owner_of(name: str, facts: Mapping[str, str], tongue: Language, topics: tuple[str, ...] = ()) -> Owner:
    """This owner with the facts that stand beside their name: `personal.phone` beside `personal.name`."""
    named = (key for key, said in facts.items() if said == name and key.endswith(".name"))
    group = next(named, "").removesuffix(".name")
    if not group:
        return Owner(name, topics=topics)

    def fact(*keys: str) -> str:
        every = [f"{group}.{key}{suffix}" for key in keys for suffix in ("_en",) * (tongue == "en") + ("",)]
        return next((facts[key] for key in every if key in facts), "")

    return Owner(fact("name"), fact("phone", "hotline"), fact("mail"), fact("hours"), topics)


def owners(catalog: Catalog, facts: Mapping[str, str], tongue: Language) -> list[Owner]:
    """Everyone but IT who stands behind most of a topic, with their topics, in the order of the catalog."""
    behind: dict[str, Counter[str]] = {}
    for entry in catalog.entries:
        if entry.owner and entry.topic:
            behind.setdefault(entry.said(tongue).topic, Counter())[entry.owner] += 1
    topics: dict[str, list[str]] = {}
    for topic, their in behind.items():
        topics.setdefault(their.most_common(1)[0][0], []).append(topic)
    topics.pop(facts.get("it.name", ""), None)
    named = list(topics.items())[:MOST_OWNERS]
    return [owner_of(name, facts, tongue, tuple(their[:MOST_TOPICS])) for name, their in named]


def takes_courage(entry: Entry | None, *, unhappy: bool) -> bool:
    """Whether «zu einfache Fragen gibt es nicht» fits: not to what is private, nor to a complaint."""
    return not unhappy and (entry is None or not entry.shy)
