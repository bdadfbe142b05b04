"""An activity becomes a `Message`. Pure: no clock, no network; hostile parts become empty, never an error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.teams.envelope import tenants
from bot.teams.words import mentions_of, spoken, without_markup
from bot.turn import File, Kind, Message, Person, Place, Scope

NOBODY = "local"
"""Tenant of people on a channel without authentication that names none."""
DEEPEST = 8
"""Levels of card data that are taken; a form has one."""
LONGEST_NAME = 100
_NO_FILES = ("text/html", "text/plain", "messageReference", "meetingReference", "forwardedMessageReference")
_SCOPES = {"personal": Scope.PERSONAL, "groupChat": Scope.GROUP, "channel": Scope.CHANNEL}

Activity = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Part:
    """What only some activities have: the fields of `Message` beside who and where."""

    kind: Kind
    text: str = ""
    action: str = ""
    form: Mapping[str, Any] = field(default_factory=dict)
    nonce: str = ""
    spoken: str = ""
    card: str = ""


def message_of(activity: Activity, *, authenticated: bool) -> Message | None:
    """What a person did, or None for what is met with silence: typing, reactions, other people's coming.

    `activity` has passed `bot.teams.envelope.opened`. Where the channel is authenticated, only
    `from.aadObjectId` says who it is; an activity that names nobody is met with silence, too.
    """
    read = _READERS.get(activity["type"])
    part = read(activity) if read else None
    person = _person(activity, authenticated=authenticated)
    if part is None or person is None:
        return None
    bot = (activity.get("recipient") or {}).get("id") or ""
    return Message(
        id=activity.get("id") or "",
        kind=part.kind,
        person=person,
        place=_place(activity, bot),
        text=part.text,
        action=part.action,
        form=part.form,
        nonce=part.nonce,
        spoken=part.spoken,
        card=part.card,
        locale=_locale(activity),
        zone=_zone(activity),
        files=_files(activity),
        mentioned=bool(bot) and any(account == bot for account, _, _ in mentions_of(activity)),
        waits=activity["type"] == "invoke",
    )


# ---------------------------------------------------------------- who and where


def _person(activity: Activity, *, authenticated: bool) -> Person | None:
    sender = activity.get("from") or {}
    account = sender.get("id") or ""
    who = (sender.get("aadObjectId") or "").lower() or ("" if authenticated else account)
    if not who:
        return None
    named = tenants(activity)
    tenant = named[0] if named else NOBODY
    return Person(tenant=tenant, id=who, account=account, name=sender.get("name") or "")


def _place(activity: Activity, bot: str) -> Place:
    conversation = activity["conversation"]
    kind = conversation.get("conversationType")
    unnamed = Scope.GROUP if conversation.get("isGroup") or kind else Scope.PERSONAL
    scope = _SCOPES.get(kind or "", unnamed)
    return Place(id=conversation["id"], scope=scope, service_url=activity["serviceUrl"], bot=bot)


def _locale(activity: Activity) -> str:
    return (activity.get("locale") or _client(activity, "locale"))[:35]


def _zone(activity: Activity) -> str:
    return (_text(activity, "localTimezone") or _client(activity, "timezone"))[:64]


def _client(activity: Activity, key: str) -> str:
    """What the client says about itself."""
    for entity in activity.get("entities") or ():
        if entity.get("type") == "clientInfo":
            return _text(entity, key)
    return ""


def _files(activity: Activity) -> tuple[File, ...]:
    """What a person attached; not Teams' own copy of the text, nor cards, nor what a reply quotes."""
    found = []
    for attachment in activity.get("attachments") or ():
        kind = _text(attachment, "contentType")
        if kind in _NO_FILES or kind.startswith("application/vnd.microsoft.card."):
            continue
        found.append(File(name=_text(attachment, "name")[:255], content_type=kind[:127]))
    return tuple(found)


# ---------------------------------------------------------------- what they did


def _message(activity: Activity) -> _Part:
    text = _spoken(activity)
    if activity.get("value") is None:
        return _Part(Kind.SAID, text=text)
    return _pressed(Kind.PRESSED, activity["value"], card=activity.get("replyToId") or "", text=text)


def _edited(activity: Activity) -> _Part | None:
    return _Part(Kind.EDITED, text=_spoken(activity)) if _event(activity) == "editMessage" else None


def _deleted(activity: Activity) -> _Part | None:
    return _Part(Kind.DELETED) if _event(activity) == "softDeleteMessage" else None


def _installed(activity: Activity) -> _Part | None:
    kind = {"add": Kind.ARRIVED, "remove": Kind.LEFT}.get(activity.get("action") or "")
    return _Part(kind) if kind else None


def _members_changed(activity: Activity) -> _Part | None:
    bot = (activity.get("recipient") or {}).get("id")
    for key, kind in (("membersAdded", Kind.ARRIVED), ("membersRemoved", Kind.LEFT)):
        if any(bot and member.get("id") == bot for member in activity.get(key) or ()):
            return _Part(kind)
    return None


def _invoked(activity: Activity) -> _Part:
    value = activity.get("value")
    read = _INVOKES.get(activity.get("name") or "")
    return read(activity, value if isinstance(value, dict) else {}) if read else _Part(Kind.UNKNOWN)


def _executed(activity: Activity, value: Activity) -> _Part:
    action = _object(value, "action")
    data = {} if action.get("data") is None else action["data"]
    return _pressed(Kind.PRESSED, data, card=activity.get("replyToId") or "", verb=_named(action, "verb"))


def _fetched(activity: Activity, value: Activity) -> _Part:
    return _pressed(Kind.OPENED, value.get("data"), card=activity.get("replyToId") or "")


def _submitted(activity: Activity, value: Activity) -> _Part:
    return _pressed(Kind.SUBMITTED, value.get("data"), card=activity.get("replyToId") or "")


def _action_opened(activity: Activity, value: Activity) -> _Part:
    """An action on a message of anybody's: its words are the text, and nothing else of it is read."""
    words = without_markup(_text(_object(_object(value, "messagePayload"), "body"), "content"))
    return _Part(Kind.OPENED, action=_named(value, "commandId"), text=words)


def _searched(activity: Activity, value: Activity) -> _Part:
    """A query of the message extension: its words are the text, its parameters the form."""
    listed = value.get("parameters")
    parameters = {
        _text(item, "name"): item.get("value")
        for item in (listed if isinstance(listed, list) else ())
        if isinstance(item, dict)
    }
    words = next((word for word in parameters.values() if isinstance(word, str)), "")
    text = "" if "initialRun" in parameters else words[: LONGEST_NAME * 5]
    options = {key: _object(value, "queryOptions").get(key) for key in ("skip", "count")}
    return _Part(Kind.SEARCHED, text=text, action=_named(value, "commandId"), form=parameters | options)


def _rated(activity: Activity, value: Activity) -> _Part:
    """Teams' own thumbs, with the words that were written to them."""
    return _feedback(Kind.RATED, activity, value)


def _feedback_opened(activity: Activity, value: Activity) -> _Part:
    return _feedback(Kind.OPENED, activity, _object(value, "data"))


def _feedback(kind: Kind, activity: Activity, value: Activity) -> _Part:
    form = _object(value, "actionValue")
    return _Part(
        kind,
        action=_named(value, "actionName"),
        form={} if _deeper(form, DEEPEST) else form,
        card=activity.get("replyToId") or "",
    )


def _pressed(kind: Kind, data: object, *, card: str, verb: str = "", text: str = "") -> _Part:
    """The data of a button and of the inputs around it; what can't be ours has no action."""
    if not isinstance(data, dict) or _deeper(data, DEEPEST):
        return _Part(kind, text=text, card=card)
    own = {key: value for key, value in data.items() if key not in ("lotse", "nonce", "spoken", "msteams")}
    return _Part(
        kind,
        text=text,
        action=_named(data, "lotse") if "lotse" in data else verb,
        form=own,
        nonce=_named(data, "nonce"),
        spoken=language if (language := _text(data, "spoken")) in ("de", "en") else "",
        card=card,
    )


_READERS: Mapping[str, Callable[[Activity], _Part | None]] = {
    "message": _message,
    "messageUpdate": _edited,
    "messageDelete": _deleted,
    "installationUpdate": _installed,
    "conversationUpdate": _members_changed,
    "invoke": _invoked,
}
_INVOKES: Mapping[str, Callable[[Activity, Activity], _Part]] = {
    "adaptiveCard/action": _executed,
    "task/fetch": _fetched,
    "task/submit": _submitted,
    "composeExtension/query": _searched,
    "composeExtension/fetchTask": _action_opened,
    "composeExtension/submitAction": _submitted,
    "message/submitAction": _rated,
    "message/fetchTask": _feedback_opened,
}


# ---------------------------------------------------------------- reading what may be anything


def _spoken(activity: Activity) -> str:
    return spoken(activity, (activity.get("recipient") or {}).get("id") or "")


def _event(activity: Activity) -> object:
    return (activity.get("channelData") or {}).get("eventType")


def _text(source: Activity, key: str) -> str:
    value = source.get(key)
    return value if isinstance(value, str) else ""


def _named(source: Activity, key: str) -> str:
    """A short text, or none at all."""
    value = _text(source, key)
    return value if len(value) <= LONGEST_NAME else ""


def _object(source: Activity, key: str) -> dict[str, Any]:
    value = source.get(key)
    return value if isinstance(value, dict) else {}


def _deeper(node: object, levels: int) -> bool:
    """Whether lists and objects nest deeper than that."""
    if not isinstance(node, dict | list):
        return False
    if levels == 0:
        return True
    return any(_deeper(value, levels - 1) for value in (node.values() if isinstance(node, dict) else node))
