"""What the bot says, as it goes over the wire to Teams."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.teams.wire import ADAPTIVE, invoked, message, noticed, shorter
from bot.turn import Dialog, Kind, Message, Outgoing, Person, Place, Preview, Reply

CARD = {"type": "AdaptiveCard", "version": "1.5", "body": []}
NOTE = "application/vnd.microsoft.activity.message"
ATTACHED = {"contentType": ADAPTIVE, "content": CARD}
PRESS = Message("1", Kind.PRESSED, Person("t", "p", "29:p"), Place("a:1"), waits=True)


@pytest.mark.parametrize(
    ("outgoing", "wire"),
    [
        (Outgoing(text="**hi**"), {"type": "message", "text": "**hi**", "textFormat": "markdown"}),
        (Outgoing(card=CARD), {"type": "message", "attachments": [ATTACHED]}),
        (
            Outgoing(card=CARD, summary="Neu"),
            {"type": "message", "attachments": [ATTACHED], "summary": "Neu"},
        ),
        (
            Outgoing(card=CARD, text="Lang"),
            {"type": "message", "attachments": [ATTACHED], "summary": "Lang"},
        ),
    ],
)
def test_a_message(outgoing: Outgoing, wire: dict[str, Any]) -> None:
    """Text is Markdown; a card goes without text, so that its id comes back, and has a summary."""
    assert message(outgoing) == wire


def test_a_shorter_message() -> None:
    """A card that is too large leaves its text, or its summary; a text has nothing shorter."""
    assert shorter(Outgoing(card=CARD, text="Lang", summary="Kurz")) == message(Outgoing(text="Lang"))
    assert shorter(Outgoing(card=CARD, summary="Kurz")) == message(Outgoing(text="Kurz"))
    assert shorter(Outgoing(card=CARD)) is None
    assert shorter(Outgoing(text="Lang")) is None


REPLACED = {"statusCode": 200, "type": ADAPTIVE, "value": CARD}
DIALOG = Dialog("Titel", CARD, height=300, width=400)
OPEN = {
    "task": {
        "type": "continue",
        "value": {"title": "Titel", "height": 300, "width": 400, "card": ATTACHED},
    }
}


@pytest.mark.parametrize(
    ("kind", "reply", "body"),
    [
        (Kind.PRESSED, Reply(replace=CARD), REPLACED),
        (Kind.PRESSED, Reply(notice="ok"), {"statusCode": 200, "type": NOTE, "value": "ok"}),
        (
            Kind.PRESSED,
            Reply(replace=CARD, notice="ok"),
            {"statusCode": 200, "type": ADAPTIVE, "value": CARD},
        ),
        (Kind.PRESSED, Reply(), {"statusCode": 200, "type": NOTE, "value": "done"}),
        (Kind.PRESSED, Reply(dialog=DIALOG), {"statusCode": 200, "type": NOTE, "value": "done"}),
        (Kind.OPENED, Reply(dialog=DIALOG), OPEN),
        (Kind.OPENED, Reply(notice="nein"), {"task": {"type": "message", "value": "nein"}}),
        (Kind.OPENED, Reply(), {"task": {"type": "message", "value": "done"}}),
        (Kind.SUBMITTED, Reply(dialog=DIALOG), OPEN),
        (Kind.SUBMITTED, Reply(notice="danke"), {"task": {"type": "message", "value": "danke"}}),
        (Kind.SUBMITTED, Reply(), {}),
        (Kind.SEARCHED, Reply(notice="nichts"), {"composeExtension": {"type": "message", "text": "nichts"}}),
        (
            Kind.SEARCHED,
            Reply(results=(Preview("Titel", "Zeile", CARD),)),
            {
                "composeExtension": {
                    "type": "result",
                    "attachmentLayout": "list",
                    "attachments": [
                        {
                            **ATTACHED,
                            "preview": {
                                "contentType": "application/vnd.microsoft.card.hero",
                                "content": {"title": "Titel", "text": "Zeile"},
                            },
                        }
                    ],
                }
            },
        ),
        (
            Kind.SEARCHED,
            Reply(results=()),
            {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": []}},
        ),
        (Kind.RATED, Reply(notice="danke"), {}),
        (Kind.UNKNOWN, Reply(), {}),
    ],
)
def test_the_body_of_an_invoke(kind: Kind, reply: Reply, body: dict[str, Any]) -> None:
    """Each kind of invoke gets its own form of answer, and never an empty one where Teams shows an error."""
    assert invoked(replace(PRESS, kind=kind), reply, "done") == body


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (Kind.PRESSED, {"statusCode": 200, "type": NOTE, "value": "warte"}),
        (Kind.OPENED, {"task": {"type": "message", "value": "warte"}}),
        (Kind.SUBMITTED, {"task": {"type": "message", "value": "warte"}}),
        (Kind.SEARCHED, {"composeExtension": {"type": "message", "text": "warte"}}),
        (Kind.RATED, {}),
    ],
)
def test_a_notice(kind: Kind, body: dict[str, Any]) -> None:
    """The edge's own few words reach whoever waits, whatever was invoked."""
    assert noticed(replace(PRESS, kind=kind), "warte") == body
