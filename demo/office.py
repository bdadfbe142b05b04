"""The town hall of the demo: its people and chats, what each has read, and its clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from demo.chats import Chat, Chats, Person, Post
from demo.clock import Clock
from demo.people import People


@dataclass(slots=True)
class Office:
    """Everything that a start afresh clears, and a restart keeps."""

    locale: str = "de-DE"
    """What everyone's Teams is set to at first."""
    clock: Clock = field(default_factory=Clock)
    people: People = field(default_factory=People)
    chats: Chats = field(init=False)
    opened: set[str] = field(default_factory=set)
    """Ids of the chats in which the bot was installed, as somebody looked into them."""
    read: dict[tuple[str, str], int] = field(default_factory=dict)
    """(account, chat id) to the id of the newest post that this person has seen there."""
    keep: Callable[[], None] = lambda: None
    """Called after each change of anything but the chats, to make it last."""

    def __post_init__(self) -> None:
        self.chats = Chats(self.clock)
        for key in self.people:
            self.people.speak(key, self.locale)
        everyone = list(self.people.all.values())
        for person in everyone:
            self.chats.personal(person)
        self.chats.group("Team Bürgerbüro", *everyone[:4])
        self.chats.group("Runde der Lotsen", *everyone[2:])
        self.chats.channel("Digitales Rathaus", *everyone)

    def chats_of(self, person: Person) -> Iterator[Chat]:
        """The chats that this person is in, their own with the bot first."""
        for chat in self.chats.all.values():
            if any(member.id == person.id for member in chat.members):
                yield chat

    def chat(self, person: Person, identity: str) -> Chat:
        """One of this person's chats. Raises KeyError where they are not in it."""
        for chat in self.chats_of(person):
            if chat.id == identity:
                return chat
        raise KeyError(identity)

    # ------------------------------------------------------------ reading

    def look(self, person: Person, chat: Chat) -> bool:
        """This person sees the chat to its end; whether there was anything new."""
        newest = max((int(post) for post in chat.posts), default=0)
        new = newest > self.read.get((person.account, chat.id), 0)
        self.read[person.account, chat.id] = newest
        if new:
            self.keep()
        return new

    def unread(self, person: Person, chat: Chat) -> int:
        """How many posts of others stand below what this person has seen."""
        seen = self.read.get((person.account, chat.id), 0)
        return sum(1 for post in chat.posts.values() if _counts(post, person) and int(post.id) > seen)

    # ------------------------------------------------------------ language and clock

    def speak(self, key: str, locale: str) -> None:
        """Somebody's Teams is in another language from now on: `de-DE` or `en-GB`."""
        self.people.speak(key, locale)
        self.keep()

    def forward(self, by: timedelta) -> None:
        """It is later for everyone. Raises ValueError as `Clock.forward`."""
        self.clock.forward(by)
        self.keep()

    # ------------------------------------------------------------ starting afresh

    def clear(self) -> None:
        """As on the first day: nothing said, nothing read, today's date. Languages stay as chosen."""
        self.chats.clear()
        self.opened.clear()
        self.read.clear()
        self.clock.ahead *= 0


def _counts(post: Post, person: Person) -> bool:
    return not post.deleted and post.author != person.account
