"""A letter: what a decision sends to a person or a place. It names the words, which are found at sending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from bot.parts import part

if TYPE_CHECKING:
    from bot.texts import Texts
    from bot.turn import Reads, Town

T = TypeVar("T")
Form = Mapping[str, str | int | bool | None]
"""What a letter is about: ids and small facts, never words and never names."""

WORTH = timedelta(days=7)
"""How long a letter is worth sending where its feature says nothing else; a weekend without Teams is less."""


class Verb(StrEnum):
    """What is done with the message."""

    POST = "post"
    EDIT = "edit"
    DELETE = "delete"


class Why(StrEnum):
    """Why a letter did not arrive, as its feature's `@dialog.unsent` learns it."""

    NO_ADDRESS = "no_address"
    """The bot knows no way to this person or place."""
    BLOCKED = "blocked"
    """The person wants to hear nothing for now. The letter is kept, and goes when they write again."""
    EXPIRED = "expired"
    """It could not be sent for as long as it was worth something."""
    REFUSED = "refused"
    """Teams refused it, and would refuse it again; or no words were found for it."""
    UNKNOWN = "unknown"
    """It may have arrived or not, and goes no more."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be said, to whom, and until when. Post it by `bot.later.outbox.post`.

    Either `to` or `place` is given.
    """

    action: str
    """Wire name of the `@dialog.letter` that finds the words: `cafe.reminder`."""
    to: str = ""
    """Entra id of a person, who gets it in their own chat with the bot."""
    place: str = ""
    """Conversation id of a group chat or channel that the bot was added to."""
    form: Form = field(default_factory=dict)
    mark: str = ""
    """A name under which the message is found again, to change it or take it back; people may share one."""
    key: str = ""
    """Of two letters with the same key only the first is one, for 30 days."""
    once_more: bool = True
    """Whether it goes once more, and says so, where nobody knows if it arrived. An answer or a
    confirmation does, a reminder or a digest never."""
    due: datetime | None = None
    """Not before; now where it is None."""
    expires: datetime | None = None
    """Not after; `WORTH` beyond `due` where it is None."""

    def __post_init__(self) -> None:
        if bool(self.to) == bool(self.place):
            raise ValueError(f"{self.action}: a letter goes to one person or to one place")

    @property
    def lane(self) -> str:
        """What keeps the order: letters of one lane go one after the other."""
        return self.to or self.place


@dataclass(slots=True)
class Sending:
    """The moment of sending, for whoever finds a letter's words. Cards take it wherever they take a turn."""

    form: Any
    """What the letter is about, as its form model has read it."""
    now: datetime
    db: Reads
    """Named queries, with :tenant, :person ("" for a place) and :now bound."""
    texts: Texts
    town: Town
    language: str
    """`de`, `de-du` or `en`: the recipient's."""
    zone: str
    """IANA name of the recipient's time zone, or empty."""
    person: str
    """Entra id of the recipient, or empty."""
    parts: Mapping[type, object]

    @property
    def tongue(self) -> Literal["de", "en"]:
        """`de` or `en`, whatever the form of address."""
        return "en" if self.language == "en" else "de"

    def t(self, key: str, **values: object) -> str:
        """The text of this key in the recipient's language."""
        return self.texts.text(key, self.language, **values)

    def get(self, kind: type[T]) -> T:
        """A part of the house that was joined at the start, by its type; `KeyError` where it is missing."""
        return part(self.parts, kind)
