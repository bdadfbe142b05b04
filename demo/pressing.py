"""What people do with cards: pressing, sending dialogs, searching, rating."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from demo.client import Answer
from demo.scene import NOBODY, Act, Scene, present


class Button(BaseModel):
    """A button as it was pressed: its data with that of the inputs."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    type: Literal["Action.Execute", "Action.Submit"]
    verb: str = ""
    title: str = ""
    data: dict[str, Any] = {}


class Press(Act):
    """Press a button of a card."""

    name = "press"
    chat: str
    post: str
    action: Button

    async def play(self, scene: Scene) -> Answer:
        """An Action.Execute changes the presser's view; a Submit is a message or opens a dialog."""
        chat = scene.chat(self.chat)
        return await scene.client.press(
            scene.person, chat, present(chat, self.post), self.action.model_dump()
        )


class Refresh(Act):
    """Ask for the card anew, as Teams does by itself for those whom the card names."""

    name = "refresh"
    chat: str
    post: str

    async def play(self, scene: Scene) -> Answer:
        """Press what the card asks to be pressed when it is looked at."""
        chat = scene.chat(self.chat)
        post = present(chat, self.post)
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
        return await scene.client.rate(scene.person, chat, present(chat, self.post), self.reaction)
