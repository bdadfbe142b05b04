"""Who acts in the page, what they act upon, and what every act has in common."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from demo.chats import Chat, Person, Post, Scope
from demo.client import Answer
from demo.live import Live
from demo.office import Office
from demo.pilot import Pilot
from demo.wire import OverheardClient

NOBODY = Answer(204)
"""The answer to what doesn't concern the bot."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Who acts, and all that they act upon."""

    office: Office
    client: OverheardClient
    live: Live
    pilot: Pilot
    key: str

    @property
    def person(self) -> Person:
        """Who acts."""
        return self.office.people[self.key]

    def chat(self, identity: str) -> Chat:
        """One of the person's chats. Raises KeyError."""
        return self.office.chat(self.person, identity)


class Act(BaseModel):
    """One act. `play` gives what the bot's address answered; KeyError for what isn't there (any more)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: ClassVar[str]

    @abstractmethod
    async def play(self, scene: Scene) -> Answer:
        """Do it."""


def heard(chat: Chat, *, mention: bool) -> bool:
    """Whether the bot hears what is said there: always in private, elsewhere only where it is mentioned."""
    return chat.has_bot and (chat.scope is Scope.PERSONAL or mention)


def present(chat: Chat, identity: str) -> Post:
    """A post that is still there. Raises KeyError."""
    post = chat.posts[identity]
    if post.deleted:
        raise KeyError(identity)
    return post


def own(scene: Scene, chat: Chat, identity: str, *, deleted: bool = False) -> Post:
    """A post that the person wrote, and that is still there, or `deleted`. Raises KeyError."""
    post = chat.posts[identity] if deleted else present(chat, identity)
    if post.author != scene.person.account or post.deleted != deleted:
        raise KeyError(identity)
    return post
