"""What goes back: messages, cards, dialogs, and the channel that carries them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Concatenate, Protocol, TypeAlias, runtime_checkable

from bot.message import Person, Place
from bot.storage import Transaction

Card: TypeAlias = Mapping[str, Any]
"""An Adaptive Card 1.5 as plain JSON values, built by `bot.cards`."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to send: a text or a card."""

    text: str = ""
    """Teams' chat Markdown."""
    card: Card | None = None
    summary: str = ""
    """What a notification shows when there is only a card."""
    mark: str = ""
    """Of a turn's reply: the name under which `bot.turn.change` and `withdraw` find it again later."""


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
    private: bool = False
    """Whether `replace` is for the presser alone, also where others see the card."""
    notice: str = ""
    """One line shown to the presser only, where the client waits for an answer."""
    dialog: Dialog | None = None
    results: tuple[Preview, ...] | None = None
    """Hits of a message extension search; None where nothing was searched."""
    afterwards: tuple[Afterwards, ...] = ()

    def then(self, body: Callable[Concatenate[Transaction, ...], object], /, **values: Any) -> Reply:
        """The same reply, with a transaction to run after it was sent."""
        return replace(self, afterwards=(*self.afterwards, Afterwards(body, values)))

    def joined(self, other: Reply) -> Reply:
        """Both replies in one: this one's card and dialog, and all messages in order."""
        return replace(
            self,
            messages=self.messages + other.messages,
            replace=self.replace if self.replace is not None else other.replace,
            notice=self.notice or other.notice,
            dialog=self.dialog or other.dialog,
            results=self.results if self.results is not None else other.results,
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


class Post(Protocol):
    """The way to any conversation, at a moment of the bot's own choosing. One try each, never repeated."""

    def channel(self, place: Place, tenant: str, leaving: Callable[[], Awaitable[None]]) -> Channel:
        """The way to this conversation. `leaving` is awaited right before anything leaves this machine.

        What `leaving` raises keeps it from leaving, and reaches the caller.
        """
        ...

    async def personal(self, person: Person, place: Place) -> Place:
        """The chat with this person, opened where there is none yet; `place` has service URL and bot."""
        ...


@runtime_checkable
class Directory(Protocol):
    """Where people are looked up: a `Post` of a channel that knows more of them than their id."""

    async def upn(self, person: Person, place: Place) -> str:
        """The sign-in name of this member of the conversation, in small letters; "" where it is not told.

        Raises the facts of `bot.unsent.NotSent`.
        """
        ...
