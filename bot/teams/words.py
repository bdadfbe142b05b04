"""What a person wrote, out of Teams' markup."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

LONGEST = 32_000
"""Characters of a message that are read; Teams lets people write some 28,000."""
_LINE = re.compile(r"(?i)<\s*(?:br|/p|/div|/li|/tr|/h[1-6])\b[^>]{0,200}>")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_BLANKS = re.compile(r"[^\S\n]+")


def mentions_of(activity: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Every mention: id of the account, the text that stands for it in the message, its name."""
    found = []
    for entity in activity.get("entities") or ():
        mentioned = entity.get("mentioned")
        if _text(entity, "type").lower() == "mention" and isinstance(mentioned, dict):
            found.append((_text(mentioned, "id"), _text(entity, "text"), _text(mentioned, "name")))
    return found


def spoken(activity: Mapping[str, Any], bot: str) -> str:
    """The message as plain text: the mention of `bot` is gone, others are names, there is no markup.

    A mention counts only where an entity says so: somebody who merely writes the bot's name keeps it.
    """
    text = (activity.get("text") or "")[:LONGEST]
    for account, written, name in mentions_of(activity):
        if written:
            text = text.replace(written, " " if account == bot else name or _TAG.sub("", written), 1)
    if (activity.get("textFormat") or "").lower() in ("xml", "html"):
        return without_markup(text)
    return _tidy(text.replace("&nbsp;", " "))


def without_markup(text: str) -> str:
    """HTML as plain text, line by line."""
    return _tidy(html.unescape(_TAG.sub("", _LINE.sub("\n", text[:LONGEST]))))


def _tidy(text: str) -> str:
    lines = (_BLANKS.sub(" ", line).strip() for line in text.splitlines())
    return "\n".join(lines).strip()


def _text(source: Mapping[str, Any], key: str) -> str:
    value = source.get(key)
    return value if isinstance(value, str) else ""
