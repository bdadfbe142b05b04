"""A bot of the tests' own, that uses all that a client can do: dialogs, searches, edits, proactive words."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot import cards
from bot.teams import Notice
from bot.turn import Card, Channel, Dialog, Kind, Message, Outgoing, Preview, Reply
from demo.pilot import Fault


@dataclass
class SmallBot:
    """Answers by a few fixed words; remembers what reached it."""

    heard: list[Message] = field(default_factory=list)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    """Lets the answer to "langsam" go out."""
    picture: str = ""
    """Address of the picture that "bild" shows."""
    answers: dict[str, str] = field(default_factory=dict)
    """Activity id of a message to that of its answer."""
    forgot: int = 0
    overdue: list[Callable[[], Awaitable[object]]] = field(default_factory=list)
    """What is done as soon as somebody moves the clock."""
    lived: int = 0
    """Rows that have lived their time by then."""
    broken: list[Fault] = field(default_factory=list)
    """Faults of its FAQ."""

    async def answer(self, message: Message, channel: Channel) -> Reply:
        """One turn."""
        self.heard.append(message)
        match message.kind:
            case Kind.ARRIVED:
                await channel.send(Outgoing(text=f"Willkommen, {message.person.name}!"))
            case Kind.SAID:
                await self._said(message, channel)
            case Kind.EDITED:
                await channel.edit(self.answers[message.id], Outgoing(text=f"Jetzt: {message.text}"))
            case Kind.DELETED:
                await channel.delete(self.answers[message.id])
            case Kind.PRESSED:
                return _pressed(message)
            case Kind.OPENED:
                return Reply(dialog=Dialog("Ein Formular", form()))
            case Kind.SUBMITTED:
                return await _submitted(message, channel)
            case Kind.SEARCHED:
                return _found(message)
        return Reply()

    async def _said(self, message: Message, channel: Channel) -> None:
        if message.text == "langsam":
            await self.go_on.wait()
        if message.text == "kaputt":
            raise RuntimeError(message.text)
        if message.text == "karte":
            sent = await channel.send(Outgoing(card=card(), summary="Eine Karte"))
        elif message.text == "bild":
            image = {"type": "Image", "url": self.picture, "altText": "Ein Bild von anderswo"}
            sent = await channel.send(Outgoing(card=cards.card(image), summary="Ein Bild"))
        elif message.files:
            sent = await channel.send(Outgoing(text=f"Datei: {message.files[0].name}"))
        else:
            sent = await channel.send(Outgoing(text=f"Gehört: **{message.text}**"))
        self.answers[message.id] = sent

    async def forget(self) -> None:
        """Begin afresh."""
        self.forgot += 1
        self.answers.clear()

    async def due(self) -> int:
        """Do what is due, once."""
        while self.overdue:
            await self.overdue.pop(0)()
        return self.lived

    def faults(self) -> list[Fault]:
        """What keeps something out of the FAQ."""
        return [*self.broken]

    def words(self, notice: Notice, message: Message) -> str:
        """The edge's own notices."""
        return {"slow": "Das dauert.", "failed": "Das ging schief.", "done": "Erledigt."}[notice]


def card() -> Card:
    """A card with a button of each kind, and a field that must be filled in."""
    return cards.card(
        cards.heading("Eine Karte"),
        cards.text("Mit **Knöpfen** und [einem Link](https://elsewhere.invalid/)."),
        cards.text_input("word", "Ihr Wort", error="Bitte ein Wort.", required=True),
        cards.choice("Eine ganze Zeile", "small.notice"),
        actions=[
            cards.button("Ersetzen", "small.replace", primary=True),
            cards.button("Hinweis", "small.notice", checks=False),
            cards.opens("Formular", "small.form"),
            {
                "type": "Action.Submit",
                "title": "Schlicht",
                "data": {"lotse": "small.plain"},
                "associatedInputs": "none",
            },
        ],
    )


def form(error: str = "") -> Card:
    """What stands in the dialog."""
    return cards.card(
        cards.text(error) if error else None,
        cards.text_input("name", "Name", error="Bitte einen Namen.", required=True),
        actions=[
            {"type": "Action.Submit", "title": "Weiter", "data": {"lotse": "small.sent"}},
        ],
    )


def _pressed(message: Message) -> Reply:
    if message.action == "small.replace":
        return Reply(replace=_replaced(message.form["word"]))
    return Reply(notice=f"Gedrückt: {message.action}")


def _replaced(word: str) -> Card:
    """One line, or for "lang" a card that is higher than a window, with its button at the end."""
    more = [cards.text(f"Zeile {number}") for number in range(40)] if word == "lang" else []
    end = [cards.button("Weiter", "small.notice")] if more else []
    return cards.card(cards.text(f"Ersetzt durch {word}"), *more, actions=end)


async def _submitted(message: Message, channel: Channel) -> Reply:
    """A dialog that asks again, says a last word, or simply closes."""
    match message.form["name"]:
        case "nochmal":
            return Reply(dialog=Dialog("Zweiter Schritt", form("Noch einmal, bitte.")))
        case "danke":
            return Reply(notice="Das ist angekommen.")
        case name:
            await channel.send(Outgoing(text=f"Aus dem Formular: {name}"))
            return Reply()


def _found(message: Message) -> Reply:
    if message.text == "nichts":
        return Reply(results=())
    inserted = cards.card(cards.text(f"Eingefügt: {message.text or 'das Erste'}"))
    return Reply(results=(Preview("Treffer", message.text or "Zu Beginn", inserted),))
