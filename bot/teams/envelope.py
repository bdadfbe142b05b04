"""From the bytes of a request to an activity whose shape can be relied on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.teams.body import json_object
from bot.teams.errors import Refused

LARGEST = 256 * 1024
"""Bytes of a request; Teams' stay below 64 KB."""
LONGEST_ID = 2_000
"""Characters of an id or an address."""
_BAD = re.compile("[\ud800-\udfff\x00]")
"""Half surrogate pairs and NUL: no database and no other program takes them in a text."""

_ESCAPED = re.compile(rb"\\u(?:[dD][89a-fA-F]|0000)")
"""The only way in which such a thing comes into valid UTF-8."""

NAMES = ("type", "id", "name", "channelId", "serviceUrl", "replyToId", "locale", "action", "textFormat")
OBJECTS = ("conversation", "from", "recipient", "channelData")
LISTS = ("entities", "attachments", "membersAdded", "membersRemoved")


def opened(body: bytes) -> dict[str, Any]:
    """The activity in a request. Raises `Refused` (400) unless its outer shape is an activity's.

    Afterwards these are texts, objects or lists of objects wherever they are present: NAMES, OBJECTS,
    LISTS, `text`, and the ids of conversation, `from` and `recipient`. `type`, `serviceUrl` and the
    conversation's id are present. Below that, and in `value`, anything may stand.
    """
    activity = json_object(body)
    if activity is None:
        raise Refused(400, "no_json_object")
    if _ESCAPED.search(body):
        activity = _clean(activity)
    for key in NAMES:
        _name(activity, key)
    if not isinstance(activity.get("text"), str | None):
        raise Refused(400, "text")
    for key in OBJECTS:
        if not isinstance(activity.get(key), dict | None):
            raise Refused(400, key)
    for key in ("conversation", "from", "recipient"):
        for part in ("id", "name", "aadObjectId", "tenantId", "conversationType"):
            _name(activity.get(key) or {}, part)
    for key in LISTS:
        listed = activity.get(key)
        if listed is not None and not (
            isinstance(listed, list) and all(isinstance(item, dict) for item in listed)
        ):
            raise Refused(400, key)
    if not activity.get("type") or not activity.get("serviceUrl"):
        raise Refused(400, "incomplete")
    if not (activity.get("conversation") or {}).get("id"):
        raise Refused(400, "conversation")
    return activity


def tenants(activity: Mapping[str, Any]) -> tuple[str, ...]:
    """Every tenant that the activity names, in lower case; first the one whose people are talking."""
    tenant = (activity.get("channelData") or {}).get("tenant")
    named = (
        tenant.get("id") if isinstance(tenant, dict) else None,
        (activity.get("conversation") or {}).get("tenantId"),
    )
    return tuple(name.lower() for name in named if isinstance(name, str) and name)


def _name(source: Mapping[str, Any], key: str) -> None:
    value = source.get(key)
    if value is not None and (not isinstance(value, str) or len(value) > LONGEST_ID):
        raise Refused(400, key)


def _clean(activity: dict[str, Any]) -> dict[str, Any]:
    """The same with every text fit for a database; done without recursion, whatever the depth."""
    todo: list[Any] = [activity]
    while todo:
        node = todo.pop()
        pairs = node.items() if isinstance(node, dict) else enumerate(node)
        for key, value in list(pairs):
            if isinstance(value, str) and _BAD.search(value):
                node[key] = _BAD.sub("\ufffd", value)
            elif isinstance(value, dict | list):
                todo.append(value)
        if isinstance(node, dict) and any(_BAD.search(key) for key in node):
            items = [(_BAD.sub("\ufffd", key), value) for key, value in node.items()]
            node.clear()
            node.update(items)
    return activity
