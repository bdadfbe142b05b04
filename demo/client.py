"""The clients of Teams: what people do in them goes to the bot, and what the bot answers comes back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

from demo import activities
from demo.activities import Activity, Frame
from demo.chats import ADAPTIVE, Chat, Chats, Person, Post

Authorize = Callable[[Activity], Mapping[str, str]]
"""The headers that Teams sends along with an activity, its token for one."""
PATIENCE = aiohttp.ClientTimeout(total=20)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot's address answered."""

    status: int
    body: Any = None
    """JSON, or None where there was none."""

    @property
    def card(self) -> Mapping[str, Any] | None:
        """The card that the pressed one becomes, or the one in a dialog."""
        if not isinstance(self.body, dict):
            return None
        if self.body.get("type") == ADAPTIVE:
            return self.body.get("value")
        value = (self.body.get("task") or {}).get("value")
        return value["card"]["content"] if isinstance(value, dict) else None

    @property
    def notice(self) -> str:
        """The line that only the presser sees, or empty."""
        if not isinstance(self.body, dict):
            return ""
        for value in (self.body.get("value"), (self.body.get("task") or {}).get("value")):
            if isinstance(value, str):
                return value
        return ""


class Client:
    """Everyone's client at once: each call says who does it, and where."""

    def __init__(
        self,
        chats: Chats,
        frame: Frame,
        bot_url: str,
        session: aiohttp.ClientSession,
        authorize: Authorize = lambda activity: {},
    ) -> None:
        """`bot_url` is the bot's whole address: `http://127.0.0.1:3978/api/messages`."""
        self.chats = chats
        self.frame = frame
        self.bot_url = bot_url
        self._session = session
        self._authorize = authorize

    # ------------------------------------------------------------ words

    async def say(
        self,
        person: Person,
        chat: Chat,
        text: str,
        *,
        mention: bool = False,
        thread: str = "",
        files: Sequence[Mapping[str, str]] = (),
    ) -> Answer:
        """Write a message, in a thread or as a new one; `mention` puts the bot's name in front."""
        body = {"text": text, "mention": mention, "attachments": [*files]}
        post = self.chats.post(chat, person.account, body, thread)
        written = f"<at>{self.frame.bot_name}</at> {text}" if mention else text
        return await self.deliver(self.spoken(person, chat, post, written, mention=mention, files=files))

    def spoken(
        self,
        person: Person,
        chat: Chat,
        post: Post,
        text: str,
        *,
        mention: bool = False,
        files: Sequence[Mapping[str, str]] = (),
        kind: str = "message",
    ) -> Activity:
        """The activity of a message, not yet delivered."""
        activity = self.frame.activity(kind, person, chat, name=post.id, thread=post.thread)
        if mention:
            activity["entities"].append(self.frame.mention())
        return activities.say(activity, text, files)

    async def edit(self, person: Person, chat: Chat, post: Post, text: str) -> Answer:
        """Change the words of a message; what else was in it, a mention for one, stays."""
        self.chats.rewrite(chat, post, {**post.body, "text": text})
        return await self._changed(person, chat, post, "editMessage")

    async def undelete(self, person: Person, chat: Chat, post: Post) -> Answer:
        """Take the deletion of a message back."""
        self.chats.bring_back(chat, post)
        return await self._changed(person, chat, post, "undeleteMessage")

    async def _changed(self, person: Person, chat: Chat, post: Post, event: str) -> Answer:
        """Deliver a message as it now is."""
        mention = bool(post.body.get("mention"))
        written = f"<at>{self.frame.bot_name}</at> {post.text}" if mention else post.text
        activity = self.spoken(person, chat, post, written, mention=mention, kind="messageUpdate")
        activity["channelData"]["eventType"] = event
        return await self.deliver(activity)

    async def delete(self, person: Person, chat: Chat, post: Post) -> Answer:
        """Delete a message."""
        self.chats.delete(chat, post)
        activity = self.frame.activity("messageDelete", person, chat, name=post.id, thread=post.thread)
        activity["channelData"]["eventType"] = "softDeleteMessage"
        return await self.deliver(activity)

    async def react(self, person: Person, chat: Chat, post: Post, reaction: str = "like") -> Answer:
        """Put a reaction to a message."""
        activity = self.frame.activity("messageReaction", person, chat, name=self.chats.next_id())
        return await self.deliver(activity | {"replyToId": post.id, "reactionsAdded": [{"type": reaction}]})

    # ------------------------------------------------------------ cards and dialogs

    async def press(
        self,
        person: Person,
        chat: Chat,
        post: Post,
        button: str | Mapping[str, Any],
        inputs: Mapping[str, Any] | None = None,
        *,
        fallback: bool = False,
        automatic: bool = False,
    ) -> Answer:
        """Press a button of a card: by its title, its wire name, or the action itself.

        `fallback` is a client that doesn't know Action.Execute, `automatic` one that renews a card by
        itself. Raises LookupError where the card, as
        this person sees it, has no such button.
        """
        action = button if isinstance(button, Mapping) else find_button(post.seen_by(person), button)
        if fallback and isinstance(action.get("fallback"), Mapping):
            action = action["fallback"]
        data = {**(action.get("data") or {}), **(inputs or {})}
        if action.get("type") == "Action.Execute":
            value = activities.execute(action, data, automatic=automatic)
            answer = await self._invoke(person, chat, post, "adaptiveCard/action", value)
            if answer.card is not None:
                self.chats.show(chat, post, person, answer.card)
            return answer
        if (data.get("msteams") or {}).get("type") == "task/fetch":
            return await self._invoke(person, chat, post, "task/fetch", activities.dialog(data))
        activity = self._about(person, chat, post, "message")
        return await self.deliver(activity | {"value": data})

    async def submit(self, person: Person, chat: Chat, data: Mapping[str, Any]) -> Answer:
        """Send the dialog that is open, with the data of its button and of its inputs."""
        return await self._invoke(person, chat, None, "task/submit", activities.dialog(data))

    async def search(self, person: Person, chat: Chat, words: str, command: str = "search") -> Answer:
        """Type into the message extension."""
        return await self._invoke(
            person, chat, None, "composeExtension/query", activities.search(words, command)
        )

    async def rate(self, person: Person, chat: Chat, post: Post, reaction: str, words: str = "") -> Answer:
        """Use Teams' own thumbs below a message of the bot's."""
        value = {"reaction": reaction, "feedback": json.dumps({"feedbackText": words})}
        rating = {"actionName": "feedback", "actionValue": value}
        return await self._invoke(person, chat, post, "message/submitAction", rating)

    async def invoke(self, person: Person, chat: Chat, name: str, value: object) -> Answer:
        """Any other invoke."""
        return await self._invoke(person, chat, None, name, value)

    # ------------------------------------------------------------ coming and going

    async def install(self, person: Person, chat: Chat) -> Answer:
        """Add the bot, as Teams tells it: twice."""
        chat.has_bot = True
        await self.deliver(self._members(person, chat, "membersAdded"))
        return await self.deliver(self._event(person, chat, "installationUpdate") | {"action": "add"})

    async def uninstall(self, person: Person, chat: Chat) -> Answer:
        """Remove the bot."""
        chat.has_bot = False
        return await self.deliver(self._event(person, chat, "installationUpdate") | {"action": "remove"})

    async def join(self, person: Person, chat: Chat) -> Answer:
        """Another person comes into the chat."""
        chat.members.append(person)
        activity = self._members(person, chat, "membersAdded")
        return await self.deliver(activity | {"membersAdded": [{"id": person.account}]})

    # ------------------------------------------------------------ the wire

    async def deliver(
        self, activity: Mapping[str, Any] | bytes, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """POST this to the bot; with `headers` in the place of those that Teams would send."""
        if headers is None:
            headers = {} if isinstance(activity, bytes) else self._authorize(dict(activity))
        body = activity if isinstance(activity, bytes) else json.dumps(activity).encode()
        async with self._session.post(
            self.bot_url,
            data=body,
            headers={"Content-Type": "application/json; charset=utf-8", **headers},
            timeout=PATIENCE,
        ) as response:
            raw = await response.read()
            return Answer(response.status, _json(raw))

    async def _invoke(
        self, person: Person, chat: Chat, post: Post | None, name: str, value: object
    ) -> Answer:
        activity = self._about(person, chat, post, "invoke")
        return await self.deliver(activities.invoke(activity, name, value))

    def _about(self, person: Person, chat: Chat, post: Post | None, kind: str) -> Activity:
        """An activity that a message of the bot's gave rise to."""
        activity = self.frame.activity(
            kind, person, chat, name=f"f:{self.chats.next_id()}", thread=post.thread if post else ""
        )
        return activity | ({"replyToId": post.id} if post else {})

    def _event(self, person: Person, chat: Chat, kind: str) -> Activity:
        return self.frame.activity(kind, person, chat, name=f"f:{self.chats.next_id()}")

    def _members(self, person: Person, chat: Chat, key: str) -> Activity:
        return self._event(person, chat, "conversationUpdate") | {key: [{"id": self.frame.bot}]}


def buttons(card: object) -> Iterator[Mapping[str, Any]]:
    """Every action of a card, in reading order, without the fallbacks behind them."""
    if isinstance(card, list):
        for part in card:
            yield from buttons(part)
    elif isinstance(card, Mapping):
        if str(card.get("type", "")).startswith("Action."):
            yield card
        for key, part in card.items():
            if key not in ("fallback", "data"):
                yield from buttons(part)


def find_button(card: object, name: str) -> Mapping[str, Any]:
    """The action of this title or wire name. Raises LookupError, and says what there is."""
    found = list(buttons(card))
    for action in found:
        data = action.get("data") or {}
        if name in (action.get("title"), action.get("verb"), data.get("lotse") if data else None):
            return action
    raise LookupError(f"no «{name}», but {[action.get('title') for action in found]}")


def _json(body: bytes) -> Any:
    try:
        return json.loads(body) if body else None
    except ValueError:
        return None
