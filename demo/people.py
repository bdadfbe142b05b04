"""Who works in the demo's town hall. All of them are invented."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from demo.chats import Person

TOWN = "de30c0de-0000-4000-8000-000000000001"
"""Entra id of the tenant."""


def _person(number: int, name: str) -> Person:
    return Person(name, f"de30c0de-0000-4000-9000-{number:012d}", TOWN)


CAST = {
    "anna": _person(1, "Anna Sommer"),
    "jonas": _person(2, "Jonas Reuter"),
    "miriam": _person(3, "Miriam Falk"),
    "okan": _person(4, "Okan Demir"),
    "petra": _person(5, "Petra Lindner"),
}
"""By the name that stands in the page's address: two who ask, two Lotsen, an admin."""

ADMIN = "petra"
READERS = ("miriam", "petra")
"""Who reads the Sorgenbox."""


@dataclass(slots=True)
class People:
    """The cast, each with the language that their Teams is set to now."""

    all: dict[str, Person] = field(default_factory=lambda: dict(CAST))

    def __getitem__(self, key: str) -> Person:
        return self.all[key]

    def __contains__(self, key: object) -> bool:
        return key in self.all

    def __iter__(self) -> Iterator[str]:
        return iter(self.all)

    def key_of(self, account: str) -> str:
        """Who has this account; "" for the bot."""
        return next((key for key, person in self.all.items() if person.account == account), "")

    def speak(self, key: str, locale: str) -> None:
        """Switch somebody's Teams to another language: `de-DE` or `en-GB`."""
        self.all[key] = replace(self.all[key], locale=locale)
