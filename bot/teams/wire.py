"""What the bot says, as Teams wants it: messages, and the bodies that answer an invoke. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from bot.turn import Card, Dialog, Kind, Message, Outgoing, Preview, Reply

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
HERO = "application/vnd.microsoft.card.hero"
"""The shape of a line in the list of hits; the card itself is inserted."""
NOTE = "application/vnd.microsoft.activity.message"

Body = Mapping[str, Any]


class Notice(StrEnum):
    """What the edge itself has to say to a waiting client; the words come from the texts."""

    SLOW = "slow"
    """The answer takes longer than the client waits, and comes into the chat."""
    FAILED = "failed"
    """The bot failed, and not even its apology came through."""
    DONE = "done"
    """It is done, and there is nothing else to show here."""


def message(outgoing: Outgoing) -> Body:
    """A message with a card, or with text where there is none."""
    if outgoing.card is None:
        return {"type": "message", "text": outgoing.text, "textFormat": "markdown"}
    made = {"type": "message", "attachments": [_attachment(outgoing.card)]}
    summary = outgoing.summary or outgoing.text
    return made | ({"summary": summary} if summary else {})


def shorter(outgoing: Outgoing) -> Body | None:
    """The same without its card, for where it was too large; None where nothing shorter is left."""
    words = outgoing.text or outgoing.summary
    if outgoing.card is None or not words:
        return None
    return message(Outgoing(text=words))


def invoked(message: Message, reply: Reply, done: str) -> Body:
    """The body that answers this invoke; `done` is said where the reply has nothing to show and must."""
    match message.kind:
        case Kind.PRESSED:
            return _pressed(reply, done)
        case Kind.OPENED | Kind.SUBMITTED:
            return _task(reply, done, open_ended=message.kind is Kind.OPENED)
        case Kind.SEARCHED:
            return _found(reply)
        case _:
            return {}


def noticed(message: Message, words: str) -> Body:
    """The body that only says these words, whatever was invoked."""
    return invoked(message, Reply(notice=words), words)


def _pressed(reply: Reply, done: str) -> Body:
    if reply.replace is not None:
        return {"statusCode": 200, "type": ADAPTIVE, "value": reply.replace}
    return {"statusCode": 200, "type": NOTE, "value": reply.notice or done}


def _task(reply: Reply, done: str, *, open_ended: bool) -> Body:
    """A dialog, or a line in its place; an empty answer to a dialog that was sent closes it."""
    if reply.dialog is not None:
        return {"task": {"type": "continue", "value": _dialog(reply.dialog)}}
    if reply.notice or open_ended:
        return {"task": {"type": "message", "value": reply.notice or done}}
    return {}


def _dialog(dialog: Dialog) -> Body:
    return {
        "title": dialog.title,
        "height": dialog.height,
        "width": dialog.width,
        "card": _attachment(dialog.card),
    }


def _found(reply: Reply) -> Body:
    if reply.results is None and reply.notice:
        return {"composeExtension": {"type": "message", "text": reply.notice}}
    hits = [_hit(preview) for preview in reply.results or ()]
    return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": hits}}


def _hit(preview: Preview) -> Body:
    line = {"contentType": HERO, "content": {"title": preview.title, "text": preview.text}}
    return {**_attachment(preview.card), "preview": line}


def _attachment(card: Card) -> dict[str, Any]:
    return {"contentType": ADAPTIVE, "content": card}
