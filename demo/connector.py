"""Teams' side of the Bot Framework protocol: the REST interface through which a bot speaks."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from demo.chats import ADAPTIVE, Chat, Chats, Person, Post
from demo.faults import Faults, Handler, refusal

LARGEST = 28 * 1024
"""Bytes of a message that Teams takes."""
KEPT = 2_000
"""Requests that are remembered."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A request that the bot made."""

    method: str
    path: str
    token: str
    """What stood behind `Bearer`, or empty."""
    body: bytes


class Connector:
    """Takes what the bot sends into the chats. Mount its `routes` wherever the service URL points to."""

    def __init__(
        self, chats: Chats, *, bot: str = "28:local", admits: Callable[[str], bool] = lambda token: True
    ) -> None:
        """`bot` is the bot's account id; `admits` says whether a bearer token ("" for none) is good."""
        self.chats = chats
        self.bot = bot
        self.faults = Faults()
        self.heard: deque[Heard] = deque(maxlen=KEPT)
        self.typing: Callable[[Chat], None] = lambda chat: None
        """Called when the bot shows that it is writing."""
        self._admits = admits

    def routes(self, below: str = "") -> list[web.RouteDef]:
        """The part of the interface that bots use; `below` is the path of the service URL: `/emea`."""
        conversation = below + "/v3/conversations/{conversation}"
        activity = conversation + "/activities/{activity}"
        table: list[tuple[str, str, Handler]] = [
            ("POST", below + "/v3/conversations", self._create),
            ("POST", conversation + "/activities", self._send),
            ("POST", activity, self._send),
            ("PUT", activity, self._update),
            ("DELETE", activity, self._delete),
            ("GET", conversation + "/members", self._members),
            ("GET", conversation + "/members/{member}", self._member),
        ]
        return [web.route(method, path, self._guarded(handler)) for method, path, handler in table]

    def _guarded(self, handler: Handler) -> Handler:
        """Remember the request, look at its token, and let a fault happen if one is due."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            scheme, _, token = request.headers.get("Authorization", "").partition(" ")
            token = token if scheme == "Bearer" else ""
            body = await request.read()
            self.heard.append(Heard(request.method, request.path, token, body))
            if not self._admits(token):
                return refusal(401, "Unauthorized")
            if len(body) > LARGEST:
                return refusal(413, "MessageSizeTooBig")
            return await self.faults.around(request, handler)

        return guarded

    # ------------------------------------------------------------ conversations

    async def _create(self, request: web.Request) -> web.StreamResponse:
        """Find the personal chat with the one member that is named."""
        wanted = await _object(request)
        if wanted is None or not _objects(wanted.get("members")):
            return refusal(400, "BadSyntax")
        members = wanted.get("members") or [{}]
        person = self.chats.person(str(members[0].get("id")))
        if person is None or wanted.get("isGroup"):
            return refusal(403, "BotNotInConversationRoster")
        return web.json_response({"id": self.chats.personal(person).id}, status=201)

    async def _members(self, request: web.Request) -> web.StreamResponse:
        found = self.chats.find(request.match_info["conversation"])
        if found is None:
            return refusal(404, "ConversationNotFound")
        return web.json_response([_member(person) for person in found[0].members])

    async def _member(self, request: web.Request) -> web.StreamResponse:
        found = self.chats.find(request.match_info["conversation"])
        wanted = request.match_info["member"]
        for person in found[0].members if found else ():
            if wanted in (person.account, person.id):
                return web.json_response(_member(person))
        return refusal(404, "MemberNotFoundInConversation")

    # ------------------------------------------------------------ activities

    async def _send(self, request: web.Request) -> web.StreamResponse:
        found = self.chats.find(request.match_info["conversation"])
        if found is None:
            return refusal(404, "ConversationNotFound")
        chat, thread = found
        if not chat.has_bot:
            return refusal(403, "BotNotInConversationRoster")
        activity = await _object(request)
        if activity is not None and activity.get("type") == "typing":
            self.typing(chat)
            return web.json_response({"id": self.chats.next_id()}, status=201)
        if activity is None or not _is_message(activity):
            return refusal(400, "BadSyntax")
        post = self.chats.post(chat, self.bot, activity, thread or _thread_of(chat, request))
        return web.json_response({"id": post.id}, status=201)

    async def _update(self, request: web.Request) -> web.StreamResponse:
        chat, post = self._own(request)
        if chat is None or post is None:
            return refusal(404, "ActivityNotFoundInConversation")
        activity = await _object(request)
        if activity is None or not _is_message(activity):
            return refusal(400, "BadSyntax")
        self.chats.rewrite(chat, post, activity)
        return web.json_response({"id": post.id})

    async def _delete(self, request: web.Request) -> web.StreamResponse:
        chat, post = self._own(request)
        if chat is None or post is None:
            return refusal(404, "ActivityNotFoundInConversation")
        self.chats.delete(chat, post)
        return web.Response()

    def _own(self, request: web.Request) -> tuple[Chat | None, Post | None]:
        """The bot's own post that the address names, if there is one."""
        found = self.chats.find(request.match_info["conversation"])
        if found is None:
            return None, None
        post = found[0].posts.get(request.match_info["activity"])
        own = post is not None and post.author == self.bot and not post.deleted
        return found[0], post if own else None


def _thread_of(chat: Chat, request: web.Request) -> str:
    """A reply stands in the thread of the post that it answers."""
    post = chat.posts.get(request.match_info.get("activity", ""))
    return post.thread if post else ""


def _member(person: Person) -> Mapping[str, str]:
    return {
        "id": person.account,
        "name": person.name,
        "aadObjectId": person.id,
        "objectId": person.id,
        "userPrincipalName": person.upn,
        "tenantId": person.tenant,
    }


async def _object(request: web.Request) -> dict[str, Any] | None:
    """The JSON object in a body, or None where there is none."""
    try:
        document = json.loads(await request.read())
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _objects(value: object) -> bool:
    """Whether this is a list of objects, or not there at all."""
    return value is None or (isinstance(value, list) and all(isinstance(item, dict) for item in value))


def _is_message(activity: Mapping[str, Any]) -> bool:
    """Whether it says or shows something, and every part has the type that clients rely on."""
    attachments = activity.get("attachments")
    texts = (activity.get(key) for key in ("text", "summary", "textFormat"))
    return (
        bool(activity.get("text") or attachments)
        and all(isinstance(text, str | None) for text in texts)
        and _objects(attachments)
        and all(
            isinstance(attachment.get("content"), dict)
            for attachment in attachments or ()
            if attachment.get("contentType") == ADAPTIVE
        )
        and isinstance(activity.get("channelData"), dict | None)
    )
