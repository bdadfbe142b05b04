"""What a person does in the page, and what their client then does, as Teams' clients do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from demo import activities
from demo.chats import ADAPTIVE, Chat, Person, Post, Scope
from demo.client import Answer
from demo.live import Live
from demo.office import Office
from demo.wire import OverheardClient

LONGEST = 20_000
"""Characters of a message."""
NOBODY = Answer(204)
"""The answer to what doesn't concern the bot."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Who acts, and all that they act upon."""

    office: Office
    client: OverheardClient
    live: Live
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

    async def play(self, scene: Scene) -> Answer:
        """Do it."""
        raise NotImplementedError


class Open(Act):
    """Look into a chat. The first look installs the bot, and so the welcome comes."""

    name = "open"
    chat: str

    async def play(self, scene: Scene) -> Answer:
        """Look."""
        chat = scene.chat(self.chat)
        if chat.id in scene.office.opened:
            return NOBODY
        scene.office.opened.add(chat.id)
        return await scene.client.install(scene.person, chat)


class Look(Act):
    """See a chat to its end."""

    name = "look"
    chat: str

    async def play(self, scene: Scene) -> Answer:
        """Nothing is unread here any more."""
        if scene.office.look(scene.person, scene.chat(self.chat)):
            scene.live.counted()
        return NOBODY


class File(BaseModel):
    """A file by its name and kind; what is in it never leaves the browser."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: Annotated[str, Field(max_length=255)]
    kind: Annotated[str, Field(max_length=127)] = ""


class Say(Act):
    """Write. Where others listen, a message that doesn't mention the bot doesn't reach it."""

    name = "say"
    chat: str
    text: Annotated[str, Field(max_length=LONGEST)] = ""
    mention: bool = False
    thread: str = ""
    files: Annotated[tuple[File, ...], Field(max_length=10)] = ()

    async def play(self, scene: Scene) -> Answer:
        """Post it, and deliver it where the bot listens."""
        chat = scene.chat(self.chat)
        files = [_attached(file) for file in self.files]
        thread = chat.posts[self.thread].thread if self.thread else ""
        if not heard(chat, mention=self.mention):
            body = {"text": self.text, "attachments": files}
            scene.office.chats.post(chat, scene.person.account, body, thread)
            return NOBODY
        return await scene.client.say(
            scene.person, chat, self.text, mention=self.mention, thread=thread, files=files
        )


class Share(Act):
    """Insert a card that the message extension found."""

    name = "share"
    chat: str
    card: dict[str, Any]
    thread: str = ""

    async def play(self, scene: Scene) -> Answer:
        """Post it for the people of this chat; the bot needs no copy of its own card."""
        chat = scene.chat(self.chat)
        thread = chat.posts[self.thread].thread if self.thread else ""
        body = {"attachments": [{"contentType": ADAPTIVE, "content": self.card}]}
        scene.office.chats.post(chat, scene.person.account, body, thread)
        return NOBODY


class Edit(Act):
    """Change an own message."""

    name = "edit"
    chat: str
    post: str
    text: Annotated[str, Field(max_length=LONGEST)]

    async def play(self, scene: Scene) -> Answer:
        """Change it, and tell the bot if it had heard it."""
        chat = scene.chat(self.chat)
        post = _own(scene, chat, self.post)
        if not heard(chat, mention=bool(post.body.get("mention"))):
            scene.office.chats.rewrite(chat, post, {**post.body, "text": self.text})
            return NOBODY
        return await scene.client.edit(scene.person, chat, post, self.text)


class Delete(Act):
    """Delete an own message."""

    name = "delete"
    chat: str
    post: str

    async def play(self, scene: Scene) -> Answer:
        """Delete it, and tell the bot if it had heard it."""
        chat = scene.chat(self.chat)
        post = _own(scene, chat, self.post)
        if not heard(chat, mention=bool(post.body.get("mention"))):
            scene.office.chats.delete(chat, post)
            return NOBODY
        return await scene.client.delete(scene.person, chat, post)


class Press(Act):
    """Press a button of a card. `action` holds its data with that of the inputs."""

    name = "press"
    chat: str
    post: str
    action: dict[str, Any]

    async def play(self, scene: Scene) -> Answer:
        """An Action.Execute changes the presser's view; a Submit is a message or opens a dialog."""
        chat = scene.chat(self.chat)
        return await scene.client.press(scene.person, chat, _present(chat, self.post), self.action)


class Refresh(Act):
    """Ask for the card anew, as Teams does by itself for those whom the card names."""

    name = "refresh"
    chat: str
    post: str

    async def play(self, scene: Scene) -> Answer:
        """Press what the card asks to be pressed when it is looked at."""
        chat = scene.chat(self.chat)
        post = _present(chat, self.post)
        refresh = (post.card or {}).get("refresh") or {}
        if scene.person.account not in (refresh.get("userIds") or ()):
            return NOBODY
        return await scene.client.press(scene.person, chat, post, refresh["action"], automatic=True)


class Submit(Act):
    """Send the dialog that is open."""

    name = "submit"
    chat: str
    data: dict[str, Any]

    async def play(self, scene: Scene) -> Answer:
        """The answer closes the dialog, goes on in it, or says something."""
        return await scene.client.submit(scene.person, scene.chat(self.chat), self.data)


class Search(Act):
    """Type into the message extension."""

    name = "search"
    chat: str
    words: Annotated[str, Field(max_length=500)] = ""
    command: str = "search"

    async def play(self, scene: Scene) -> Answer:
        """The answer holds the hits."""
        return await scene.client.search(scene.person, scene.chat(self.chat), self.words, self.command)


class Rate(Act):
    """Use Teams' own thumbs."""

    name = "rate"
    chat: str
    post: str
    reaction: Literal["like", "dislike"]

    async def play(self, scene: Scene) -> Answer:
        """Tell the bot."""
        chat = scene.chat(self.chat)
        return await scene.client.rate(scene.person, chat, _present(chat, self.post), self.reaction)


class Speak(Act):
    """Switch one's Teams to another language."""

    name = "speak"
    locale: Literal["de-DE", "en-GB"]

    async def play(self, scene: Scene) -> Answer:
        """From the next message on the bot sees it."""
        scene.office.people.speak(scene.key, self.locale)
        scene.live.tell({"event": "locale", "person": scene.key, "locale": self.locale})
        scene.live.changed.set()
        return NOBODY


class Forward(Act):
    """Move everyone's clock forward."""

    name = "forward"
    seconds: Annotated[int, Field(gt=0, le=400 * 24 * 3600)]

    async def play(self, scene: Scene) -> Answer:
        """From now on it is later."""
        scene.office.clock.forward(timedelta(seconds=self.seconds))
        scene.live.tell({"event": "clock", "now": scene.office.clock().isoformat()})
        scene.live.changed.set()
        return NOBODY


ACTS: Mapping[str, type[Act]] = {
    act.name: act
    for act in (Open, Look, Say, Share, Edit, Delete, Press, Refresh, Submit, Search, Rate, Speak, Forward)
}
"""Every act by its name in the page's requests."""


def heard(chat: Chat, *, mention: bool) -> bool:
    """Whether the bot hears what is said there: always in private, elsewhere only where it is mentioned."""
    return chat.has_bot and (chat.scope is Scope.PERSONAL or mention)


def _attached(file: File) -> Mapping[str, str]:
    return (
        activities.file(file.name, file.kind)
        if file.kind.startswith("image/")
        else activities.file(file.name)
    )


def _present(chat: Chat, identity: str) -> Post:
    post = chat.posts[identity]
    if post.deleted:
        raise KeyError(identity)
    return post


def _own(scene: Scene, chat: Chat, identity: str) -> Post:
    post = _present(chat, identity)
    if post.author != scene.person.account:
        raise KeyError(identity)
    return post
