"""What came in: who did it, where, and what it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


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
    """Display name, to greet with; stored only with a booking, so that its host knows who comes."""


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
