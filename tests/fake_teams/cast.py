"""The same people in every test."""

from dataclasses import dataclass, field

from demo.chats import Person

APP = "0dd0a7e1-0000-4000-8000-00000000b071"
TOWN = "70317031-0000-4000-8000-000000000001"
ELSEWHERE = "e15e41e0-0000-4000-8000-000000000002"


def person(name: str, number: int, tenant: str = TOWN) -> Person:
    """Somebody with an Entra id that can be told from others at a glance."""
    return Person(name, f"{number:08d}-0000-4000-8000-000000000000", tenant)


@dataclass(frozen=True)
class Cast:
    """Who they are: the first four work in the same town hall."""

    asker: Person = field(default_factory=lambda: person("Anna Frage", 1))
    colleague: Person = field(default_factory=lambda: person("Kemal Kollege", 2))
    lotse: Person = field(default_factory=lambda: person("Lotte Lotsin", 3))
    admin: Person = field(default_factory=lambda: person("Adam Admin", 4))
    stranger: Person = field(default_factory=lambda: person("Frida Fremd", 5, ELSEWHERE))
    """Works elsewhere; Teams would carry the message all the same."""
    attacker: Person = field(default_factory=lambda: person("Mallory", 6, TOWN))
    """Has no token, or a forged one, and writes whatever is not allowed."""
