"""What the bot says, as Teams wants it: messages, and the bodies that answer an invoke. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from bot import cards
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
    SLOW_DIALOG = "slow_dialog"
    """The same in a dialog: the answer comes there, after pressing `NEXT`."""
    NEXT = "next"
    """The button below that."""
    SLOW_SEARCH = "slow_search"
    """The same in the message extension, which asks again when one goes on typing."""
    FAILED = "failed"
    """The bot failed, and not even its apology came through."""
    DONE = "done"
    """It is done, and there is nothing else to show here."""


Say = Callable[[Notice], str]


def message(outgoing: Outgoing) -> Body:
    """A message with a card, or with text where there is none."""
    if outgoing.card is None:
        return {"type": "message", "text": outgoing.text, "textFormat": "markdown"}
    made = {"type": "message", "attachments": [_attachment(outgoing.card)]}
    summary = outgoing.summary or outgoing.text
    return made | ({"summary": summary} if summary else {})


def invoked(message: Message, reply: Reply, done: str, name: str = "") -> Body:
    """The body that answers this invoke; `done` is said where the reply has nothing to show and must.

    `name` is what Teams calls the invoke; only one that no rule knows is answered by it.
    """
    match message.kind:
        case Kind.PRESSED:
            return _pressed(reply, done)
        case Kind.OPENED | Kind.SUBMITTED:
            return _task(reply, done, open_ended=message.kind is Kind.OPENED)
        case Kind.SEARCHED:
            return _found(reply)
        case Kind.UNKNOWN if reply.notice:
            return _unknown(reply.notice, name)
        case _:
            return {}


def delayed(message: Message, say: Say) -> Reply:
    """What whoever waits is told while the turn goes on.

    What belongs into a dialog stays there: a button asks for it again, by the same press, which has its
    effect once. A concern's receipt, for one, must never come into the chat.
    """
    match message.kind:
        case Kind.OPENED | Kind.SUBMITTED:
            return Reply(dialog=Dialog("", _again(message, say)))
        case Kind.SEARCHED:
            return Reply(notice=say(Notice.SLOW_SEARCH))
        case _:
            return Reply(notice=say(Notice.SLOW))


def _again(message: Message, say: Say) -> Card:
    marks = {cards.MARK: message.action, "nonce": message.nonce, "spoken": message.spoken}
    press = {"type": "Action.Submit", "title": say(Notice.NEXT), "data": {**message.form, **marks}}
    return cards.card(cards.text(say(Notice.SLOW_DIALOG)), actions=[press])


def _unknown(words: str, name: str) -> Body:
    """A line in the form that this family of invokes takes."""
    if name in ("composeExtension/fetchTask", "composeExtension/submitAction") or name.startswith("task/"):
        return {"task": {"type": "message", "value": words}}
    if name.startswith("composeExtension/"):
        return {"composeExtension": {"type": "message", "text": words}}
    return {"statusCode": 200, "type": NOTE, "value": words}


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
