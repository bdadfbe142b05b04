"""People, their chats, and everything that was said in them, kept in memory.

Reads downwards: people, posts, chats, and the store that tells listeners of each change.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Literal

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
BOT_NAME = "Digitallotse"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who uses Teams."""

    name: str
    id: str
    """Entra object id."""
    tenant: str
    """Entra tenant id."""
    locale: str = "de-DE"
    zone: str = "Europe/Berlin"

    @property
    def account(self) -> str:
        """The account id that Teams knows a person by."""
        return f"29:{self.id}"

    @property
    def upn(self) -> str:
        """The name that they sign in with."""
        return f"{'.'.join(self.name.split())}@musterstadt.example"


@dataclass(slots=True)
class Post:
    """A message in a chat: a person's, or the bot's."""

    id: str
    author: str
    """Account id."""
    body: Mapping[str, Any]
    """The activity as it was sent last."""
    thread: str
    """Id of the post that the thread begins with; its own for the first one."""
    edited: bool = False
    deleted: bool = False
    at: str = ""
    """When it was sent: UTC, ISO 8601."""
    views: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """What single people see in its place, by account id: the answer to their own press."""

    @property
    def text(self) -> str:
        """The words of the post, or the summary of its card."""
        return str(self.body.get("text") or self.body.get("summary") or "")

    @property
    def card(self) -> Mapping[str, Any] | None:
        """Its Adaptive Card as everyone sees it."""
        for attachment in self.body.get("attachments") or ():
            if attachment.get("contentType") == ADAPTIVE:
                card: Mapping[str, Any] = attachment["content"]
                return card
        return None

    def seen_by(self, person: Person) -> Mapping[str, Any] | None:
        """Its card as this person sees it."""
        return self.views.get(person.account, self.card)


class Scope(StrEnum):
    """The three kinds of conversation."""

    PERSONAL = "personal"
    GROUP = "groupChat"
    CHANNEL = "channel"


@dataclass(slots=True)
class Chat:
    """A conversation with its members and posts."""

    id: str
    scope: Scope
    tenant: str
    members: list[Person]
    title: str = ""
    has_bot: bool = True
    posts: dict[str, Post] = field(default_factory=dict)

    def address(self, thread: str = "") -> str:
        """The conversation id on the wire; a channel's names the thread."""
        return f"{self.id};messageid={thread}" if self.scope is Scope.CHANNEL and thread else self.id

    def in_thread(self, thread: str) -> list[Post]:
        """The posts of one thread, oldest first, without deleted ones."""
        return [post for post in self.posts.values() if post.thread == thread and not post.deleted]

    @property
    def said_by_bot(self) -> list[Post]:
        """What the bot has said here, oldest first, without deleted posts."""
        return [post for post in self.posts.values() if by_bot(post) and not post.deleted]


def by_bot(post: Post) -> bool:
    """Whether the bot wrote it."""
    return post.author.startswith("28:")


@dataclass(frozen=True, slots=True)
class Change:
    """Something has happened in a chat: what, and to which post."""

    kind: Literal["sent", "updated", "deleted", "shown"]
    chat: Chat
    post: Post


class Chats:
    """Every chat of this Teams. Changes are told to whoever listens."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.all: dict[str, Chat] = {}
        self.keep: Callable[[Change], None] = lambda change: None
        """Called with each change before anybody hears of it, to make it last."""
        self._clock = clock
        self._last_id = 0
        self._listeners: set[asyncio.Queue[Change]] = set()

    # ------------------------------------------------------------ finding and opening

    def personal(self, person: Person) -> Chat:
        """The chat of one person with the bot."""
        return self._open(Chat(f"a:1{person.id}", Scope.PERSONAL, person.tenant, [person], person.name))

    def group(self, title: str, *people: Person) -> Chat:
        """A group chat; the same title finds the same one."""
        return self._open(
            Chat(f"19:{_slug(title)}@thread.v2", Scope.GROUP, people[0].tenant, [*people], title)
        )

    def channel(self, title: str, *people: Person) -> Chat:
        """A channel of a team; the same title finds the same one."""
        return self._open(
            Chat(f"19:{_slug(title)}@thread.tacv2", Scope.CHANNEL, people[0].tenant, [*people], title)
        )

    def find(self, address: str) -> tuple[Chat, str] | None:
        """The chat of a conversation id, and the thread that it names ("" for none)."""
        identity, _, thread = address.partition(";messageid=")
        chat = self.all.get(identity)
        return (chat, thread) if chat else None

    def person(self, account: str) -> Person | None:
        """Who has this account."""
        people = itertools.chain.from_iterable(chat.members for chat in self.all.values())
        return next((person for person in people if person.account == account), None)

    def _open(self, chat: Chat) -> Chat:
        return self.all.setdefault(chat.id, chat)

    # ------------------------------------------------------------ changing

    def next_id(self) -> str:
        """An id that was never given before: the milliseconds of now, as Teams does it.

        So no restart can repeat one, not even of those that are kept nowhere.
        """
        self._last_id = max(self._last_id + 1, int(self._clock().timestamp() * 1000))
        return str(self._last_id)

    def restore(self, chat: Chat, posts: Mapping[str, Post]) -> None:
        """Put back what was said before a restart; new ids go on from there."""
        chat.posts.update(posts)
        self._last_id = max(self._last_id, *map(int, posts)) if posts else self._last_id

    def clear(self) -> None:
        """Forget every post; the chats stay. Nobody is told."""
        for chat in self.all.values():
            chat.posts.clear()
            chat.has_bot = True

    def post(self, chat: Chat, author: str, body: Mapping[str, Any], thread: str = "") -> Post:
        """Add a post; without a thread it begins one."""
        identity = self.next_id()
        at = self._clock().isoformat()
        post = chat.posts[identity] = Post(identity, author, body, thread or identity, at=at)
        self._tell(Change("sent", chat, post))
        return post

    def rewrite(self, chat: Chat, post: Post, body: Mapping[str, Any]) -> None:
        """Everyone sees this in its place."""
        post.body, post.edited = body, True
        post.views.clear()
        self._tell(Change("updated", chat, post))

    def show(self, chat: Chat, post: Post, person: Person, card: Mapping[str, Any]) -> None:
        """One person sees this card in its place."""
        post.views[person.account] = card
        self._tell(Change("shown", chat, post))

    def delete(self, chat: Chat, post: Post) -> None:
        """Nobody sees it any more."""
        post.deleted = True
        self._tell(Change("deleted", chat, post))

    def bring_back(self, chat: Chat, post: Post) -> None:
        """It stands there again, as it was."""
        post.deleted = False
        self._tell(Change("updated", chat, post))

    # ------------------------------------------------------------ listening

    @contextmanager
    def listen(self) -> Iterator[AsyncIterator[Change]]:
        """Every change from now on, in order, for as long as the block lasts."""
        queue: asyncio.Queue[Change] = asyncio.Queue()
        self._listeners.add(queue)

        async def changes() -> AsyncIterator[Change]:
            while True:
                yield await queue.get()

        try:
            yield changes()
        finally:
            self._listeners.discard(queue)

    def _tell(self, change: Change) -> None:
        self.keep(change)
        for queue in self._listeners:
            queue.put_nowait(change)


def _slug(title: str) -> str:
    return "".join(char if char.isalnum() else "-" for char in title.lower())
