"""Less of it where Teams takes no more (TEAMS.md 10): texts get shorter before anything is left out. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from bot.cards import shortened
from bot.turn import Card, Outgoing, Preview, Reply

LARGEST = 25_000
"""Bytes of a message with its card, or of the answer to an invoke."""
ENVELOPE = 1_000
"""Bytes of them that are left for what stands around a card."""
ROOM = LARGEST - ENVELOPE
LEAST = 100
"""Characters that every text of a card keeps."""
_ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)


def encoded(body: object) -> bytes:
    """JSON in UTF-8, without a space; half a surrogate pair becomes a question mark."""
    return _ENCODER.encode(body).encode("utf-8", "replace")


def shorter(out: Outgoing) -> Iterator[Outgoing]:
    """The same with less in it, and less again: its card with shorter texts, then its words alone."""
    if out.card is None:
        return
    card = fitted(out.card)
    if card is not None and card != out.card:
        yield replace(out, card=card)
    if words := out.text or out.summary:
        yield Outgoing(text=words)


def shorter_reply(reply: Reply, sorry: str) -> Reply:
    """The same with cards that fit. One that can't be made to fit is left out.

    `sorry` is said for a dialog that is lost in this way, where the reply itself says nothing.
    """
    dialog = reply.dialog and fitted(reply.dialog.card)
    lost = reply.dialog is not None and dialog is None
    return replace(
        reply,
        replace=reply.replace and fitted(reply.replace),
        dialog=replace(reply.dialog, card=dialog) if reply.dialog and dialog else None,
        notice=reply.notice or (sorry if lost else ""),
        results=None if reply.results is None else tuple(_first(reply.results)),
    )


def fitted(card: Card, room: int = ROOM) -> Card | None:
    """The card, with its longest texts cut so that it takes `room` bytes; None where that is not enough.

    Only what is read is cut: buttons, their data and the inputs stay as they are.
    """
    if len(encoded(card)) <= room:
        return card
    fits, most = LEAST, room
    if len(encoded(_cut(card, fits))) > room:
        return None
    while most - fits > 1:
        middle = (fits + most) // 2
        fits, most = (middle, most) if len(encoded(_cut(card, middle))) <= room else (fits, middle)
    return _cut(card, fits)


def _cut(piece: Mapping[str, Any], most: int) -> dict[str, Any]:
    """The same with no text of more than `most` characters."""
    kept = {key: value if key == "data" else _within(value, most) for key, value in piece.items()}
    if kept.get("type") == "TextBlock" and isinstance(text := kept.get("text"), str):
        kept["text"] = shortened(text, most)
    return kept


def _within(node: object, most: int) -> object:
    """The same for whatever stands in a card."""
    if isinstance(node, list):
        return [_within(value, most) for value in node]
    return _cut(node, most) if isinstance(node, dict) else node


def _first(hits: tuple[Preview, ...]) -> Iterator[Preview]:
    """The first hits, as many as fit whole; the very first is cut where it doesn't fit alone."""
    left = ROOM
    for hit in hits:
        line = len(encoded([hit.title, hit.text])) + ENVELOPE // 2
        card = fitted(hit.card, left - line) if left == ROOM else hit.card
        left -= line + len(encoded(card))
        if card is None or left < 0:
            return
        yield replace(hit, card=card)
