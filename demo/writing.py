"""What people write: opening a chat, reading, saying, changing, deleting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from demo import activities
from demo.chats import ADAPTIVE, Scope
from demo.client import Answer
from demo.scene import NOBODY, Act, Scene, heard, own

LONGEST = 20_000
"""Characters of a message."""


class Open(Act):
    """Look into a chat. The first look installs the bot, and so the welcome comes.

    In a chat of one's own where the bot wrote before it was looked into, it is there already: a welcome
    would stand below what waits to be read.
    """

    name = "open"
    chat: str

    async def play(self, scene: Scene) -> Answer:
        """Look."""
        chat = scene.chat(self.chat)
        if chat.id in scene.office.opened:
            return NOBODY
        scene.office.opened.add(chat.id)
        if chat.scope is Scope.PERSONAL and scene.office.unread(scene.person, chat):
            scene.office.keep()
            return NOBODY
        answer = await scene.client.install(scene.person, chat)
        scene.office.keep()  # only now: a welcome that was cut off comes once more
        return answer


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
        post = own(scene, chat, self.post)
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
        post = own(scene, chat, self.post)
        if not heard(chat, mention=bool(post.body.get("mention"))):
            scene.office.chats.delete(chat, post)
            return NOBODY
        return await scene.client.delete(scene.person, chat, post)


class Undelete(Act):
    """Take the deletion of an own message back."""

    name = "undelete"
    chat: str
    post: str

    async def play(self, scene: Scene) -> Answer:
        """It stands there again, and the bot is told if it had heard it."""
        chat = scene.chat(self.chat)
        post = own(scene, chat, self.post, deleted=True)
        if not heard(chat, mention=bool(post.body.get("mention"))):
            scene.office.chats.bring_back(chat, post)
            return NOBODY
        return await scene.client.undelete(scene.person, chat, post)


def _attached(file: File) -> Mapping[str, str]:
    return (
        activities.file(file.name, file.kind)
        if file.kind.startswith("image/")
        else activities.file(file.name)
    )
