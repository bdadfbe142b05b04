"""Card pieces as plain dicts, and escaping for each sink.

Adaptive Cards 1.5 as Teams takes them: one narrow column, every text wraps, at most six actions, an
Action.Submit fallback behind every Action.Execute. A feature's cards.py puts these pieces together.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.turn import Card

Piece = dict[str, Any]

MOST_ACTIONS = 6
"""Teams shows at most six actions of a card."""
MARK = "lotse"
"""The key under which a button's data names its action: what has no such key was not made here."""


# ---------------------------------------------------------------- whole cards


def card(*body: Piece | None, actions: Sequence[Piece] = ()) -> Card:
    """A card of these pieces, from top to bottom; None is left out."""
    made: Piece = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": [piece for piece in body if piece is not None],
    }
    if actions:
        made["actions"] = list(actions)
    return made


def stamped(made: Card, nonce: str, language: str) -> Card:
    """A copy whose buttons carry the server's nonce, the language they speak, and which one they are.

    A button and its fallback are the same one: pressing either is the same effect.
    """
    numbers = itertools.count(1)

    def stamp(node: Any, which: int) -> Any:
        if isinstance(node, list):
            return [stamp(value, which) for value in node]
        if not isinstance(node, Mapping):
            return node
        if MARK in node:
            return {**node, "nonce": nonce, "spoken": language, "which": which}
        which = which or (next(numbers) if MARK in node.get("data", ()) else 0)
        return {key: stamp(value, which) for key, value in node.items()}

    copy: Card = stamp(made, 0)
    return copy


# ---------------------------------------------------------------- texts


def heading(text: str) -> Piece:
    """The first line of a card."""
    return {
        "type": "TextBlock",
        "text": text,
        "wrap": True,
        "weight": "Bolder",
        "size": "Medium",
        "style": "heading",
    }


def text(words: str, *, subtle: bool = False, small: bool = False, apart: bool = False) -> Piece:
    """A paragraph; `subtle` for what may be skipped, `apart` sets it off from what stands above."""
    block: Piece = {"type": "TextBlock", "text": words, "wrap": True}
    if subtle:
        block["isSubtle"] = True
    if small:
        block["size"] = "Small"
    if apart:
        block["spacing"] = "Medium"
    return block


def section(title: str, words: str) -> Piece:
    """A titled paragraph, set off by a line."""
    return {
        "type": "Container",
        "separator": True,
        "spacing": "Medium",
        "items": [
            {"type": "TextBlock", "text": title, "wrap": True, "weight": "Bolder"},
            {"type": "TextBlock", "text": words, "wrap": True, "spacing": "Small"},
        ],
    }


# ---------------------------------------------------------------- actions


def button(title: str, action: str, *, primary: bool = False, checks: bool = True, **data: Any) -> Piece:
    """A button that presses `action` (the wire name, `cafe.book`) with this data.

    `checks=False` lets it leave a form without filling in what is required.
    """
    marked = {MARK: action, **data}
    made: Piece = {
        "type": "Action.Execute",
        "title": title,
        "verb": action,
        "data": marked,
        "fallback": {"type": "Action.Submit", "title": title, "data": marked},
    }
    if primary:
        made["style"] = made["fallback"]["style"] = "positive"
    if not checks:
        made["associatedInputs"] = made["fallback"]["associatedInputs"] = "none"
    return made


def choice(words: str, action: str, **data: Any) -> Piece:
    """A whole line that can be pressed: for choices too long for a button, which would be cut off."""
    press = button(plain(words.replace("\\", "")), action, **data)
    return {
        "type": "Container",
        "style": "emphasis",
        "spacing": "Small",
        "selectAction": press,
        "items": [{"type": "TextBlock", "text": words, "wrap": True, "color": "Accent"}],
    }


def link(title: str, url: str) -> Piece:
    """A button that opens an address."""
    return {"type": "Action.OpenUrl", "title": title, "url": url}


def opens(title: str, action: str, **data: object) -> Piece:
    """A button that opens a dialog (Action.Execute can't)."""
    return {
        "type": "Action.Submit",
        "title": title,
        "data": {MARK: action, **data, "msteams": {"type": "task/fetch"}},
    }


def sends(title: str, action: str, **data: object) -> Piece:
    """A button that sends the dialog it stands in (there Action.Execute does nothing)."""
    return {"type": "Action.Submit", "title": title, "data": {MARK: action, **data}}


# ---------------------------------------------------------------- inputs


def text_input(
    name: str,
    label: str,
    *,
    error: str,
    hint: str = "",
    value: str = "",
    required: bool = False,
    lines: bool = False,
    most: int = 500,
) -> Piece:
    """A field for words, up to `most` characters; `error` is shown when a required one is empty."""
    field: Piece = {
        "type": "Input.Text",
        "id": name,
        "label": label,
        "isRequired": required,
        "errorMessage": error,
        "isMultiline": lines,
        "maxLength": most,
    }
    if hint:
        field["placeholder"] = hint
    if value:
        field["value"] = value
    return field


def choices(
    name: str,
    label: str,
    options: Sequence[tuple[str, str]],
    *,
    error: str,
    value: str = "",
    required: bool = False,
) -> Piece:
    """A list to choose one of: (what is sent, what is shown)."""
    field: Piece = {
        "type": "Input.ChoiceSet",
        "id": name,
        "label": label,
        "isRequired": required,
        "errorMessage": error,
        "style": "compact",
        "wrap": True,
        "choices": [{"title": plain(shown), "value": sent} for sent, shown in options],
    }
    if value:
        field["value"] = value
    return field


def toggle(name: str, label: str, words: str, *, error: str, on: bool = False) -> Piece:
    """A box to tick; sends `true` or `false`."""
    return {
        "type": "Input.Toggle",
        "id": name,
        "label": label,
        "title": plain(words),
        "isRequired": False,
        "errorMessage": error,
        "wrap": True,
        "value": "true" if on else "false",
        "valueOn": "true",
        "valueOff": "false",
    }


# ---------------------------------------------------------------- escaping

_MARKS = re.compile(r"([\\`*_\[\]<>~|])")
_LINE_START = re.compile(r"(?m)^([^\S\n]*\d*)([-+#.)])(?=\s|$)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]*)\)")
_TITLE = re.compile(r"(?m)^\s{0,3}#{1,6}\s+(.+?)\s*#*$")
_SAFE_ADDRESS = re.compile(r"(?i)^(https?://|mailto:|tel:)")


def escape(words: str) -> str:
    """People's words as they are, for a text block or a chat text: no Markdown, no mention, no macro."""
    marked = _MARKS.sub(r"\\\1", _CONTROL.sub("", words))
    return _no_macro(_LINE_START.sub(r"\1\\\2", marked))


def plain(words: str) -> str:
    """People's words for a place without Markdown, such as a button's title: one line, nothing hidden."""
    return _no_macro(" ".join(_CONTROL.sub(" ", words).split()))


def markdown(content: str) -> str:
    """An author's text with only what Teams' cards know: bold, italic, lists and links to safe addresses."""
    safe = _CONTROL.sub("", content)
    safe = _IMAGE.sub(r"\1", safe)
    safe = _TITLE.sub(r"**\1**", safe)
    safe = _LINK.sub(lambda found: found[0] if _SAFE_ADDRESS.match(found[2]) else found[1], safe)
    return _no_macro(safe.replace("<", "\\<").replace("`", ""))


def _no_macro(words: str) -> str:
    """`{{DATE(…)}}` is a command to a card; people's braces are not."""
    return words.replace("{{", "{ {").replace("}}", "} }")


def shortened(words: str, most: int) -> str:
    """At most `most` characters, cut at a word, with an ellipsis."""
    if len(words) <= most:
        return words
    cut = words[: most - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[most // 2 :] else cut).rstrip(" ,;:") + "…"


# ---------------------------------------------------------------- looking into a card


def pieces(node: Any) -> Iterator[Piece]:
    """Every element and action of a card that has a type, fallbacks included."""
    if isinstance(node, Mapping):
        if "type" in node:
            yield dict(node)
        for value in node.values():
            yield from pieces(value)
    elif isinstance(node, list):
        for value in node:
            yield from pieces(value)
