"""What a town has overlooked: it keeps nothing from running, and is told at every start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.settings import STARTER, Settings, strangers
from bot.texts import Texts
from faq.page import read_page

EXAMPLE = "musterstadt"
"""The town of the starter's facts: nobody's mail and nobody's page are there."""

NUMBERS = (".phone", ".hotline")
"""Facts of this name are invented in the starter, too."""


@dataclass(frozen=True, slots=True)
class Oversight:
    """One of them. The text `command.oversight.<kind>` says it; it takes `where`, `values` and `names`."""

    kind: str
    where: str
    """The variable, or the file."""
    values: Mapping[str, object] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    """The facts it is about, where there are several."""


def in_environment(environment: Mapping[str, str]) -> list[Oversight]:
    """Variables that look like settings and are none."""
    return [Oversight("setting", name) for name in strangers(environment)]


def in_facts(folder: Path, facts: Mapping[str, str | None]) -> list[Oversight]:
    """Facts that a town's own FAQ folder still has as the starter invented them, each by name.

    Some may be true there as well ("Personalrat"), so that nothing is said once the surely invented ones,
    such as addresses and numbers, are gone.
    """
    invented = dict(read_page(STARTER / "facts.yaml").facts)
    same = sorted(name for name, fact in facts.items() if fact is not None and fact == invented.get(name))
    if folder == STARTER or not any(_surely_invented(name, invented[name] or "") for name in same):
        return []
    return [Oversight("example", str(folder / "facts.yaml"), {"count": len(same)}, tuple(same))]


def some(names: Sequence[str], most: int = 5) -> str:
    """The first of them, for a sentence; a list of all is no help there."""
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")


def _surely_invented(name: str, fact: str) -> bool:
    return EXAMPLE in fact.casefold() or name.removesuffix("_en").endswith(NUMBERS)


def in_town(settings: Settings, facts: Mapping[str, str], texts: Texts) -> list[Oversight]:
    """The same, and facts that its own texts name and nobody has set. The texts know the facts already."""
    unset = [
        Oversight("fact", str(settings.own_texts), {"text": key, "name": name})
        for key, name in texts.unset_facts()
    ]
    return [*in_facts(settings.faq_folders[-1], facts), *unset]
