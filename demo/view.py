"""What one person sees, as JSON values for the page. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from demo.chats import BOT_NAME, Chat, Person, Post, Scope, by_bot
from demo.office import Office
from demo.people import ADMIN
from demo.pilot import Fault

View = dict[str, Any]


def whole(office: Office, key: str, faults: Sequence[Fault] = ()) -> View:
    """All that the window of this person shows; `faults` are those of the FAQ."""
    person = office.people[key]
    return {
        "event": "state",
        "me": key,
        "locale": person.locale,
        "now": office.clock().isoformat(),
        "bot": BOT_NAME,
        "admin": ADMIN,
        "faults": faults,
        "people": [{"key": other, "name": office.people[other].name} for other in office.people],
        "chats": [chat_of(office, person, chat) for chat in office.chats_of(person)],
        "unread": unread(office),
    }


def chat_of(office: Office, person: Person, chat: Chat) -> View:
    """A chat with its posts, oldest first."""
    return {
        "id": chat.id,
        "scope": chat.scope.value,
        "title": BOT_NAME if chat.scope is Scope.PERSONAL else chat.title,
        "members": [office.people.key_of(member.account) for member in chat.members],
        "opened": chat.id in office.opened,
        "posts": [post_of(office, person, post) for post in chat.posts.values() if shown(chat, post)],
    }


def shown(chat: Chat, post: Post) -> bool:
    """Whether a post has a place in the page: a person's always, the bot's while it has answers."""
    answered = post.thread == post.id and bool(chat.in_thread(post.thread))
    return not post.deleted or answered or not by_bot(post)


def post_of(office: Office, person: Person, post: Post) -> View:
    """A post as this person sees it."""
    seen: View = {
        "id": post.id,
        "thread": post.thread,
        "by": office.people.key_of(post.author),
        "at": post.at,
        "edited": post.edited,
        "deleted": post.deleted,
    }
    if post.deleted:
        return seen
    body = post.body
    files = [_file(item) for item in body.get("attachments") or () if "content" not in item]
    return seen | {
        "text": str(body.get("text") or ""),
        "markdown": body.get("textFormat") == "markdown",
        "mention": bool(body.get("mention")),
        "summary": str(body.get("summary") or ""),
        "card": post.seen_by(person),
        "own_view": person.account in post.views,
        "files": files,
        "thumbs": bool((body.get("channelData") or {}).get("feedbackLoop")),
    }


def unread(office: Office) -> dict[str, dict[str, int]]:
    """For everyone and each of their chats: how many posts they have not seen."""
    return {
        key: {
            chat.id: count
            for chat in office.chats_of(office.people[key])
            if (count := office.unread(office.people[key], chat))
        }
        for key in office.people
    }


def _file(attachment: Any) -> str:
    return str(attachment.get("name") or attachment.get("contentType") or "")
