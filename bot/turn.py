"""The turn: one message, all that is needed to answer it, and the refusals that may come of it.

Dialogs take every noun from here. What came in is described in `bot.message`, what goes back in
`bot.reply`; nothing of it knows Teams, which `bot.teams` translates from and into.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Concatenate, Literal, ParamSpec, Protocol, TypeVar

from bot.later.letter import Letter, Sending, Why
from bot.later.outbox import change, places, post, reachable, withdraw
from bot.message import File, Kind, Message, Person, Place, Scope
from bot.parts import part
from bot.reply import SILENCE, Afterwards, Card, Channel, Dialog, Outgoing, Post, Preview, Reply
from bot.storage import DatabaseAway, Transaction, Value
from bot.texts import day_said

if TYPE_CHECKING:
    from bot.texts import Texts

__all__ = [
    "SILENCE",
    "Afterwards",
    "AlreadyDone",
    "Card",
    "Channel",
    "DatabaseAway",
    "Dialog",
    "File",
    "Kind",
    "Letter",
    "Message",
    "NotForYou",
    "Outgoing",
    "Person",
    "Place",
    "Post",
    "Preview",
    "Refusal",
    "Reply",
    "Scope",
    "Sending",
    "Stale",
    "Town",
    "Transaction",
    "Turn",
    "Unavailable",
    "Value",
    "Why",
    "Wishes",
    "change",
    "day_said",
    "places",
    "post",
    "reachable",
    "withdraw",
]

P = ParamSpec("P")
T = TypeVar("T")


# ---------------------------------------------------------------- refusals


class Refusal(Exception):
    """A kind no. Each subclass is one fact: its docstring for developers, its text key for people."""

    text = "refusal.general"

    def __init__(self, **values: object) -> None:
        super().__init__(type(self).__name__)
        self.values = values


class Stale(Refusal):
    """The pressed card carries data that this version can't read: forged, or sent long ago."""

    text = "refusal.stale"


class AlreadyDone(Refusal):
    """This very press, or this very delivery, has had its effect."""

    text = "refusal.already_done"


class NotForYou(Refusal):
    """The person has no right to this, looked up at this press."""

    text = "refusal.not_for_you"


class Unavailable(Refusal):
    """The database can't be reached, so nothing can be kept just now."""

    text = "refusal.unavailable"


# ---------------------------------------------------------------- the turn


class Reads(Protocol):
    """Named queries, with :tenant, :person and :now of the turn bound."""

    async def one(self, query: str, into: type[T], **values: Value) -> T | None:
        """The single row, or None."""
        ...

    async def all(self, query: str, into: type[T], **values: Value) -> list[T]:
        """Every row, in the query's order."""
        ...


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person chose once, and the bot remembers."""

    language: str = ""
    """`de`, `en`, or empty: follow the message."""
    simple: bool = False
    """Answers in Einfache Sprache."""
    welcomed: bool = False


class Machine(Protocol):
    """What a turn can ask of the machinery; `bot.pilot` is it."""

    @property
    def parts(self) -> Mapping[type, object]:
        """Parts of the house by type: the FAQ's shelf, for one."""
        ...

    async def transact(self, turn: Turn, body: Callable[..., T], values: Mapping[str, Any]) -> T:
        """See `Turn.transact`."""
        ...

    async def go(self, turn: Turn, name: str, values: Mapping[str, Any]) -> Reply | None:
        """See `Turn.go`."""
        ...

    def trace(self, turn: Turn) -> str:
        """See `Turn.trace`."""
        ...

    def own(self, turn: Turn, label: str) -> str:
        """See `Turn.own`."""
        ...


@dataclass(slots=True)
class Turn:
    """One message and all that is needed to answer it. Handlers read it and return a `Reply`."""

    message: Message
    now: datetime
    """The time of this turn, aware, UTC. Nothing else may ask the clock."""
    db: Reads
    texts: Texts
    town: Town
    machine: Machine = field(repr=False)
    language: str = "de"
    """`de`, `de-du` or `en`: the language of every text of this turn."""
    wishes: Wishes = Wishes()
    repeated: bool = False
    """This message has had its effect before: show how things stand, change nothing."""
    form: Any = None
    """The pressed card's data, read by the handler's form model."""

    @property
    def person(self) -> Person:
        """Who this turn is with."""
        return self.message.person

    @property
    def tongue(self) -> Literal["de", "en"]:
        """`de` or `en`, whatever the form of address."""
        return "en" if self.language == "en" else "de"

    @property
    def trace(self) -> str:
        """A salted hash of this turn's message, by which what is kept of it is found when it is deleted.

        Queries name it `:trace`. 64 hex digits, the same for the message's edits and its deletion.
        """
        return self.machine.trace(self)

    def own(self, label: str) -> str:
        """A salted hash for what this person may say once about the pressed card, such as a rating.

        64 hex digits. It tells neither the person nor the card to who does not hold the card itself.
        """
        return self.machine.own(self, label)

    def speak(self, tongue: str) -> None:
        """Go on in `de` or `en`, in the house's form of address."""
        self.language = "de-du" if tongue == "de" and self.town.address == "du" else tongue

    def t(self, key: str, **values: object) -> str:
        """The text of this key in the language of this turn."""
        return self.texts.text(key, self.language, **values)

    def say(self, key: str, **values: object) -> Reply:
        """A reply of one text message."""
        return Reply((Outgoing(text=self.t(key, **values)),))

    def card(self, card: Card, summary: str = "") -> Reply:
        """A reply of one card; `summary` is what a notification shows."""
        return Reply((Outgoing(card=card, summary=summary),))

    def replace_card(self, card: Card) -> Reply:
        """Let the pressed card become this one."""
        return Reply(replace=card)

    async def transact(self, body: Callable[Concatenate[Transaction, P], T], /, **values: Any) -> T:
        """Run a plain function as one transaction.

        Of a press it is the effect: the same commit marks the press as done, once for a turn. Of a
        message it may run again when the message is delivered again before it was answered; it then
        has to leave the same behind. Raises `AlreadyDone` when this press had its effect before,
        `Unavailable` when the database is away, and whatever the body raises; then nothing was changed.
        """
        return await self.machine.transact(self, body, values)

    async def go(self, name: str, **values: Any) -> Reply | None:
        """Ask another dialog by name; None when no dialog offers that, or it has nothing to say."""
        return await self.machine.go(self, name, values)

    def get(self, kind: type[T]) -> T:
        """A part of the house that was joined at the start, by its type; `KeyError` where it is missing."""
        return part(self.machine.parts, kind)


@dataclass(frozen=True, slots=True)
class Town:
    """What the bot knows of the house it works in, for the words of its replies."""

    language: str = "de"
    """`de` or `en`: where nothing else tells."""
    address: str = "sie"
    """`sie` or `du`."""
    app_id: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Local facts by dotted name, as the FAQ's placeholders use them: `it.hotline`."""
