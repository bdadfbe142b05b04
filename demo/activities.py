"""The activities that Teams sends to a bot, as its clients build them."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from demo.chats import BOT_NAME, Chat, Person, Scope

Activity = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Frame:
    """What every activity of this Teams has in common."""

    service_url: str
    bot: str
    """The bot's account id."""
    bot_name: str = BOT_NAME

    def activity(self, kind: str, person: Person, chat: Chat, *, name: str, thread: str = "") -> Activity:
        """Who, where and by what client; no content yet."""
        conversation: Activity = {
            "id": chat.address(thread),
            "conversationType": chat.scope.value,
            "tenantId": chat.tenant,
        }
        if chat.scope is not Scope.PERSONAL:
            conversation["isGroup"] = True
        return {
            "type": kind,
            "id": name,
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": {"id": person.account, "name": person.name, "aadObjectId": person.id},
            "conversation": conversation,
            "recipient": {"id": self.bot, "name": self.bot_name},
            "locale": person.locale,
            "localTimezone": person.zone,
            "channelData": {"tenant": {"id": person.tenant}},
            "entities": [
                {
                    "type": "clientInfo",
                    "locale": person.locale,
                    "country": person.locale[-2:],
                    "platform": "Web",
                    "timezone": person.zone,
                }
            ],
        }

    def mention(self) -> Activity:
        """The entity that makes `<at>…</at>` in a text a mention of the bot."""
        return {
            "type": "mention",
            "text": f"<at>{self.bot_name}</at>",
            "mentioned": {"id": self.bot, "name": self.bot_name},
        }


def say(activity: Activity, text: str, files: Sequence[Mapping[str, str]] = ()) -> Activity:
    """Put words into an activity, with the copy in HTML that Teams sends along."""
    copy = {"contentType": "text/html", "content": f"<p>{html.escape(text)}</p>"}
    return activity | {
        "text": text,
        "textFormat": "plain",
        "attachments": [*files, *([copy] if text else [])],
    }


def file(name: str, kind: str = "application/vnd.microsoft.teams.file.download.info") -> Mapping[str, str]:
    """A file that was attached to a message."""
    return {"contentType": kind, "name": name, "contentUrl": f"https://files.invalid/{name}"}


def invoke(activity: Activity, name: str, value: object) -> Activity:
    """Make it an invoke, which waits for an answer."""
    return activity | {"name": name, "value": value}


def execute(action: Mapping[str, Any], data: Mapping[str, Any], *, automatic: bool = False) -> Activity:
    """The value of an invoke that an Action.Execute makes; `automatic` is a card that asked to be renewed."""
    pressed = {"type": "Action.Execute", "title": action.get("title", ""), "data": dict(data)}
    return {
        "action": pressed | {"verb": action.get("verb", "")},
        "trigger": "automatic" if automatic else "manual",
    }


def dialog(data: Mapping[str, Any]) -> Activity:
    """The value of task/fetch and task/submit."""
    return {"data": dict(data), "context": {"theme": "default"}}


def search(words: str, command: str) -> Activity:
    """The value of a query of the message extension."""
    parameters = [{"name": "q", "value": words}] if words else [{"name": "initialRun", "value": "true"}]
    return {"commandId": command, "parameters": parameters, "queryOptions": {"skip": 0, "count": 25}}
