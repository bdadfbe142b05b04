"""One person's conversation: what they type becomes messages and presses, as Teams would send them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.message import Kind, Message, Person, Place
from bot.reply import Outgoing, Reply
from bot.router import bare
from bot.terminal.drawing import Button, Way, fields
from bot.terminal.form import Cancelled, filled
from bot.terminal.paper import Paper
from bot.terminal.voice import Voice
from bot.terminal.wall import Shown, Wall

LOCAL = "local"
"""The tenant of people at a terminal, as of everyone on a channel without authentication."""
LONGEST = 32_000
"""Characters of a line that are read, as many as Teams lets people write."""

Ask = Callable[[Message], Reply]
"""Hands a message to the bot and waits for it."""


@dataclass(slots=True)
class Talk:
    """A conversation; it is the bot's `Channel` as well."""

    name: str
    paper: Paper
    wall: Wall
    voice: Voice
    restarts: Collection[str] = ()
    """Messages, as `bot.router.bare` writes them, by which a person has the bot forget them."""
    person: Person = field(init=False)
    place: Place = field(init=False)
    _written: int = field(init=False, default=0)
    """Messages so far."""

    def __post_init__(self) -> None:
        account = f"terminal:{self.name.casefold()}"
        self.person = Person(tenant=LOCAL, id=account, account=account, name=self.name)
        self.place = Place(id=f"{account}:chat", bot="28:lotse")

    # ---------------------------------------------------------------- the way back

    async def send(self, outgoing: Outgoing) -> str:
        """Write a new message."""
        self._written += 1
        if outgoing.card is None:
            self.paper.text(outgoing.text)
            return secrets.token_hex(8)
        shown = self.wall.put(outgoing.card)
        self._draw(shown)
        return shown.id

    async def edit(self, activity: str, outgoing: Outgoing) -> None:
        """Write what the message has become."""
        if outgoing.card is None:
            self.wall.remove(activity)
            self.paper.text(outgoing.text)
            return
        self.paper.note(self.voice.t("command.chat.changed"))
        self._draw(self.wall.put(outgoing.card, activity))

    async def delete(self, activity: str) -> None:
        """Its buttons can't be pressed any more; what is written stays written."""
        self.wall.remove(activity)

    # ---------------------------------------------------------------- the conversation

    def begin(self, answer: Ask) -> None:
        """Arrive, which the bot greets the first time, or go on where the chat was left."""
        if self.wall.cards:
            self.paper.note(self.voice.t("command.chat.again"))
            self._draw(self.wall.cards[-1])
        self._hand_over(answer, self._message(Kind.ARRIVED))

    def converse(self, answer: Ask) -> None:
        """Until the person leaves. Raises EOFError where the input ends, KeyboardInterrupt on Ctrl-C."""
        leaving = self.voice.words("command.chat.leave")
        while True:
            line = (
                self.paper.ask(self.voice.t("command.chat.prompt"))
                .replace("\x00", "\ufffd")
                .strip()[:LONGEST]
            )
            if line.casefold() in leaving:
                return
            number = int(line) if line.isdecimal() and len(line) < 7 else 0
            if 0 < number < self.wall.next:
                self._press(answer, number)
            elif line:
                if bare(line) in self.restarts:
                    self.wall.clear()
                self._hand_over(answer, self._message(Kind.SAID, text=line))

    def _press(self, answer: Ask, number: int) -> None:
        found = self.wall.button(number)
        if found is None:
            self.paper.note(self.voice.t("command.chat.gone", number=number))
            return
        shown, button = found
        if button.way is Way.LINK:
            self.paper.note(f"{button.title}: {button.url}")
            return
        values: Mapping[str, Any] = {}
        try:
            if button.collects:
                values = filled(list(fields(shown.card)), self.paper, self.voice)
        except Cancelled:
            self.paper.note(self.voice.t("command.chat.cancelled"))
            return
        self._hand_over(answer, self._pressed(shown, button, values), shown)

    # ---------------------------------------------------------------- one message

    def _hand_over(self, answer: Ask, message: Message, pressed: Shown | None = None) -> None:
        """Let the bot answer, and show what a waiting client is given.

        A notice that says «see below» is left out where the message itself has just been written.
        """
        before = self._written
        reply = answer(message)
        if reply.replace is not None and pressed is not None:
            self.paper.note(self.voice.t("command.chat.changed"))
            self._draw(self.wall.put(reply.replace, pressed.id))
        if reply.dialog is not None:
            self.paper.text(f"**{reply.dialog.title}**")
            self._draw(self.wall.put(reply.dialog.card, opened=True))
        if reply.notice and self._written == before:
            self.paper.note(reply.notice)
        if pressed is not None and pressed.opened:
            self.wall.remove(pressed.id)

    def _message(self, kind: Kind, **more: Any) -> Message:
        return Message(id=secrets.token_hex(12), kind=kind, person=self.person, place=self.place, **more)

    def _pressed(self, shown: Shown, button: Button, values: Mapping[str, Any]) -> Message:
        kind = Kind.SUBMITTED if shown.opened else Kind.OPENED if button.way is Way.OPEN else Kind.PRESSED
        return self._message(
            kind,
            action=button.action,
            form={**button.own, **values},
            nonce=button.mark("nonce"),
            spoken=button.mark("spoken"),
            card="" if shown.opened else shown.id,
            waits=True,
        )

    def _draw(self, shown: Shown) -> None:
        self.paper.card(shown.drawing.lines)
