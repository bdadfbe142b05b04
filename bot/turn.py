"""The nouns every dialog speaks: what came in, what goes back, and the turn between them.

Reads downwards: who and where, what came in, what goes back, the channel, the refusals, the turn.
Nothing here knows Teams; `bot.teams` turns activities into a `Message` and a `Reply` into activities.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Protocol, TypeAlias, TypeVar

from bot.storage import Transaction, Value

if TYPE_CHECKING:
    from bot.texts import Texts

__all__ = [
    "Afterwards",
    "AlreadyDone",
    "Card",
    "Channel",
    "Dialog",
    "File",
    "Kind",
    "Message",
    "NotForYou",
    "Outgoing",
    "Person",
    "Place",
    "Preview",
    "Refusal",
    "Reply",
    "Scope",
    "Stale",
    "Transaction",
    "Turn",
    "Unavailable",
    "Value",
]

P = ParamSpec("P")
T = TypeVar("T")

Card: TypeAlias = Mapping[str, Any]
"""An Adaptive Card 1.5 as plain JSON values, built by `bot.cards`."""


# ---------------------------------------------------------------- who and where


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote or pressed, as the authenticated activity says."""

    tenant: str
    """Entra tenant id."""
    id: str
    """Entra object id (`aadObjectId`); the account id where the channel is not authenticated."""
    account: str
    """The channel's account id (`29:…`), the address for proactive messages."""
    name: str = ""
    """Display name, to greet with; never stored."""


class Scope(StrEnum):
    """What kind of conversation it is."""

    PERSONAL = "personal"
    GROUP = "groupChat"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Place:
    """The conversation: in a channel its id names the thread."""

    id: str
    scope: Scope = Scope.PERSONAL
    service_url: str = ""
    bot: str = ""
    """The bot's own account id there (`28:…`)."""

    @property
    def shared(self) -> bool:
        """Whether others see what is said here."""
        return self.scope is not Scope.PERSONAL


# ---------------------------------------------------------------- what came in


class Kind(StrEnum):
    """What the person did."""

    SAID = "said"
    EDITED = "edited"
    DELETED = "deleted"
    PRESSED = "pressed"
    """A card's button, by Action.Execute or its Action.Submit fallback."""
    OPENED = "opened"
    """Asked for a dialog (task/fetch)."""
    SUBMITTED = "submitted"
    """Sent a dialog (task/submit)."""
    SEARCHED = "searched"
    """Typed into the message extension."""
    RATED = "rated"
    """Teams' own thumbs (message/submitAction)."""
    ARRIVED = "arrived"
    """The bot was installed for this person, or added to this chat or team."""
    LEFT = "left"
    """The bot was removed from here."""
    UNKNOWN = "unknown"
    """An invoke that no rule knows."""


@dataclass(frozen=True, slots=True)
class File:
    """A file or picture that came with a message; its content is never fetched."""

    name: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Message:
    """One thing a person did, whatever channel carried it."""

    id: str
    """The activity id; a second delivery may carry another."""
    kind: Kind
    person: Person
    place: Place
    text: str = ""
    """Plain text without the bot's mention; Teams' HTML entities and markup are gone."""
    action: str = ""
    """The wire name of what was pressed, opened, submitted or searched: `cafe.book`."""
    form: Mapping[str, Any] = field(default_factory=dict)
    """Data of the button and of the card's inputs. Hostile until a form model has read it."""
    nonce: str = ""
    """The random value that the server put into the card that was pressed."""
    spoken: str = ""
    """The language of the card that was pressed: `de`, `en`, or empty."""
    card: str = ""
    """Activity id of the message whose card was pressed."""
    locale: str = ""
    """BCP 47, as the client sent it: `de-DE`."""
    zone: str = ""
    """IANA name of the person's time zone, or empty."""
    files: tuple[File, ...] = ()
    mentioned: bool = False
    """Whether the bot was addressed by a mention. Without one it is silent where others listen."""
    waits: bool = False
    """Whether the client waits for an answer in the response itself (an invoke)."""


# ---------------------------------------------------------------- what goes back


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to send: a text or a card."""

    text: str = ""
    """Teams' chat Markdown."""
    card: Card | None = None
    summary: str = ""
    """What a notification shows when there is only a card."""


@dataclass(frozen=True, slots=True)
class Dialog:
    """A task module to open, or to show next in the one that is open."""

    title: str
    card: Card
    height: int = 420
    """Pixels."""
    width: int = 480
    """Pixels."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A hit of the message extension: the card to insert, and its line in the list."""

    title: str
    text: str
    card: Card


@dataclass(frozen=True, slots=True)
class Afterwards:
    """A transaction to run once the reply has been sent: what may be repeated, but never get lost."""

    body: Callable[..., object]
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person sees. An empty reply is silence."""

    messages: tuple[Outgoing, ...] = ()
    """Sent in this order as new messages."""
    replace: Card | None = None
    """What the pressed card becomes; where others see it, for everyone."""
    notice: str = ""
    """One line shown to the presser only, where the client waits for an answer."""
    dialog: Dialog | None = None
    results: tuple[Preview, ...] | None = None
    """Hits of a message extension search; None where nothing was searched."""
    afterwards: tuple[Afterwards, ...] = ()

    def then(self, body: Callable[Concatenate[Transaction, P], object], /, **values: Any) -> Reply:
        """The same reply, with a transaction to run after it was sent."""
        return replace(self, afterwards=(*self.afterwards, Afterwards(body, values)))

    def joined(self, other: Reply) -> Reply:
        """Both replies in one: this one's card and dialog, and all messages in order."""
        return replace(
            self,
            messages=self.messages + other.messages,
            replace=self.replace if self.replace is not None else other.replace,
            dialog=self.dialog or other.dialog,
            afterwards=self.afterwards + other.afterwards,
        )


SILENCE = Reply()


class Channel(Protocol):
    """The way back into the conversation that a message came from."""

    async def send(self, outgoing: Outgoing) -> str:
        """Send a new message; its activity id, or "" where the channel gives none."""
        ...

    async def edit(self, activity: str, outgoing: Outgoing) -> None:
        """Put this in the place of a message that was sent before."""
        ...

    async def delete(self, activity: str) -> None:
        """Take back a message that was sent before."""
        ...


# ---------------------------------------------------------------- refusals


class Refusal(Exception):  # noqa: N818 - it is an answer, not an error
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
    """What a turn can ask of the machinery; `bot.app` is it."""

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
    def tongue(self) -> str:
        """`de` or `en`, whatever the form of address."""
        return self.language[:2]

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
        """Run a plain function as one transaction, which marks this turn as done in the same commit.

        Raises `AlreadyDone` when this delivery or this press had its effect before, `Unavailable`
        when the database is away, and whatever the body raises; then nothing was changed.
        """
        return await self.machine.transact(self, body, values)

    async def go(self, name: str, **values: Any) -> Reply | None:
        """Ask another dialog by name; None when no dialog offers that, or it has nothing to say."""
        return await self.machine.go(self, name, values)

    def get(self, part: type[T]) -> T:
        """A part of the house that was joined at the start, by its type; `KeyError` where it is missing."""
        found = self.machine.parts[part]
        assert isinstance(found, part), part  # noqa: S101 - tells the type checker what the key already says
        return found


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


