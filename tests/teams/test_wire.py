"""What the bot says, as it goes over the wire to Teams."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.teams.wire import ADAPTIVE, delayed, invoked, message
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
    ("name", "body"),
    [
        ("signin/verifyState", {"statusCode": 200, "type": NOTE, "value": "nein"}),
        ("", {"statusCode": 200, "type": NOTE, "value": "nein"}),
        ("composeExtension/queryLink", {"composeExtension": {"type": "message", "text": "nein"}}),
        ("composeExtension/fetchTask", {"task": {"type": "message", "value": "nein"}}),
        ("composeExtension/submitAction", {"task": {"type": "message", "value": "nein"}}),
    ],
)
def test_an_unknown_invoke_is_answered_in_its_form(name: str, body: dict[str, Any]) -> None:
    """What no rule knows is told so in the form that its family of invokes shows."""
    assert invoked(replace(PRESS, kind=Kind.UNKNOWN), Reply(notice="nein"), "done", name) == body


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (Kind.PRESSED, {"statusCode": 200, "type": NOTE, "value": "slow"}),
        (Kind.UNKNOWN, {"statusCode": 200, "type": NOTE, "value": "slow"}),
        (Kind.SEARCHED, {"composeExtension": {"type": "message", "text": "slow_search"}}),
        (Kind.RATED, {}),
    ],
)
def test_a_delay(kind: Kind, body: dict[str, Any]) -> None:
    """Whoever waits hears that it takes longer, whatever was invoked."""
    slow = replace(PRESS, kind=kind)
    assert invoked(slow, delayed(slow, lambda notice: notice), "done") == body


@pytest.mark.parametrize("kind", [Kind.OPENED, Kind.SUBMITTED])
def test_a_delayed_dialog_asks_again(kind: Kind) -> None:
    """The button below the delay is the same press: its name, its data and the server's nonce."""
    slow = replace(PRESS, kind=kind, action="a.b", form={"words": "x"}, nonce="n" * 32, spoken="en")
    body = invoked(slow, delayed(slow, lambda notice: notice), "done")
    card = body["task"]["value"]["card"]["content"]
    assert [block["text"] for block in card["body"]] == ["slow_dialog"]
    assert card["actions"] == [
        {
            "type": "Action.Submit",
            "title": "next",
            "data": {"words": "x", "lotse": "a.b", "nonce": "n" * 32, "spoken": "en"},
        }
    ]
