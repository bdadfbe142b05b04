"""What a dialog declares for later: a letter's words, another way where it can't arrive, and due work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict

from bot.later.letter import Sending, Why
from bot.reply import Outgoing
from bot.storage import Transaction

Words = Callable[[Sending], Awaitable[Outgoing | None]]
OtherWay = Callable[[Transaction, Any, Why], object]
Work = Callable[[Transaction, Any], object]
W = TypeVar("W", bound=Words)
R = TypeVar("R", bound=OtherWay)
D = TypeVar("D", bound=Work)


class Nothing(BaseModel):
    """The form of a letter that is about nothing but itself."""

    model_config = ConfigDict(frozen=True, extra="ignore")


@dataclass(frozen=True, slots=True)
class Kind:
    """Who finds the words of letters with a wire name, and how their form is read."""

    words: Words
    form: type[BaseModel]


@dataclass(frozen=True, slots=True)
class Due:
    """Due work: the query that finds its rows, and the transaction that does one of them."""

    query: str
    into: type
    work: Work

    @property
    def next(self) -> str:
        """The query that tells when the next row is due."""
        return f"{self.query}_next"


@dataclass(slots=True)
class Declared:
    """The part of a dialog that is about later."""

    letters: dict[str, Kind] = field(default_factory=dict, kw_only=True)
    dues: list[Due] = field(default_factory=list, kw_only=True)
    other_ways: dict[str, OtherWay] = field(default_factory=dict, kw_only=True)

    def letter(self, action: str, form: type[BaseModel] = Nothing) -> Callable[[W], W]:
        """Finds the words of letters with this wire name, at the moment of sending; None: nothing to say now.

        Letters already posted keep the name. It may run more than once for a letter, and changes nothing.
        """

        def declare(words: W) -> W:
            if action in self.letters:
                raise ValueError(f"{action} is declared twice")
            self.letters[action] = Kind(words, form)
            return words

        return declare

    def unsent(self, action: str) -> Callable[[R], R]:
        """Runs in a transaction when a letter of this wire name did not arrive: `(tx, form, why)`.

        :tenant, :person (the recipient's, or "") and :now are bound.
        """

        def declare(way: R) -> R:
            self.other_ways[action] = way
            return way

        return declare

    def due(self, query: str, into: type) -> Callable[[D], D]:
        """Runs for each row that `query` gives: `(tx, row)`, a transaction of its own, at the row's time.

        `query` takes :now and :most, over all tenants, and its rows have a `tenant` (and may have a
        `person`), which are bound. `<query>_next` gives the time of the first row that is not yet due, or
        NULL. Several replicas may do the same row: its conditional UPDATE decides, and moves it on.
        """

        def declare(work: D) -> D:
            self.dues.append(Due(query, into, work))
            return work

        return declare


@dataclass(frozen=True, slots=True)
class Declarations:
    """What all dialogs declare, joined."""

    letters: Mapping[str, Kind]
    dues: tuple[Due, ...]
    other_ways: Mapping[str, OtherWay]

    @classmethod
    def of(cls, dialogs: Iterable[Declared]) -> Declarations:
        """Raises ValueError for a wire name that two dialogs declare."""
        letters: dict[str, Kind] = {}
        other_ways: dict[str, OtherWay] = {}
        dues: list[Due] = []
        for dialog in dialogs:
            if twice := letters.keys() & dialog.letters.keys():
                raise ValueError(f"{', '.join(sorted(twice))} is declared twice")
            letters |= dialog.letters
            other_ways |= dialog.other_ways
            dues += dialog.dues
        return cls(letters, tuple(dues), other_ways)
