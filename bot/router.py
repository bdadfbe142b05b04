"""Who answers a message: dialogs declare by decorator, the router asks them in their order.

A handler is `async def handler(turn: Turn) -> Reply | None`; None means "not mine, ask the next one".
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.beside import Beside
from bot.storage import DatabaseAway, Transaction
from bot.texts import Texts, TextsBroken
from bot.turn import AlreadyDone, Kind, Reads, Refusal, Reply, Stale, Turn, Unavailable

Handler = Callable[[Turn], Awaitable[Reply | None]]
Offer = Callable[..., Awaitable[Reply | None]]
P = ParamSpec("P")
H = TypeVar("H", bound=Handler)
Offering = Callable[P, Awaitable[Reply | None]]


class Form(BaseModel):
    """What a button or a form sends. Subclass it, and name it in the decorator: card data is hostile."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_max_length=8_000, str_strip_whitespace=True)


class Unnamed(Form):
    """A button that carries nothing but its name."""


@dataclass(frozen=True, slots=True)
class Press:
    """Who answers a wire name, what it reads, and how things stand when it comes a second time."""

    handler: Handler
    form: type[Form]
    again: Handler | None


@dataclass(frozen=True, slots=True)
class Running:
    """Something that goes on for a person and needs what is stored about them: a booking, an open case."""

    text: str
    """The key of a sentence that says what it is, and what withdrawing it means."""
    values: Mapping[str, object] = field(default_factory=dict)
    ended: str = ""
    """The key of a sentence that says, with the same values, that it has been withdrawn; else `text` does."""


@dataclass(slots=True)
class Dialog(Beside):
    """A feature's part of the conversation. Its name is the prefix of its texts, queries and wire names."""

    name: str
    commands: dict[str, Handler] = field(default_factory=dict)
    listeners: list[Handler] = field(default_factory=list)
    presses: dict[str, Press] = field(default_factory=dict)
    offers: dict[str, Offer] = field(default_factory=dict)
    happenings: dict[Kind, Handler] = field(default_factory=dict)
    running: Callable[[Reads], Awaitable[Sequence[Running]]] | None = None
    withdraw: Callable[[Transaction], None] | None = None

    def said(self, words: str) -> Callable[[H], H]:
        """Runs when the whole message is one of these words: a text key that holds word lists."""

        def declare(handler: H) -> H:
            self.commands[words] = handler
            return handler

        return declare

    def heard(self, handler: H) -> H:
        """Runs for every message that is no command, in the order of the dialogs, until one answers."""
        self.listeners.append(handler)
        return handler

    def pressed(
        self, action: str, form: type[Form] = Unnamed, again: Handler | None = None
    ) -> Callable[[H], H]:
        """Runs when a button with this wire name is pressed, a dialog opened or sent.

        Cards already sent keep the name for ever. `again` shows how things stand when the same press
        comes a second time; without it the handler itself is asked, which must then change nothing.
        """

        def declare(handler: H) -> H:
            if not action.startswith(f"{self.name}."):
                raise ValueError(f"{action} should begin with {self.name}.")
            if action in self.presses:
                raise ValueError(f"{action} is declared twice")
            self.presses[action] = Press(handler, form, again)
            return handler

        return declare

    def offers_as(
        self, name: str
    ) -> Callable[[Callable[P, Awaitable[Reply | None]]], Callable[P, Awaitable[Reply | None]]]:
        """Lets other dialogs ask for this by name: `await turn.go(name, …)`."""

        def declare(offer: Offering[P]) -> Offering[P]:
            self.offers[name] = offer
            return offer

        return declare

    def on(self, kind: Kind) -> Callable[[H], H]:
        """Runs when this happens: `Kind.ARRIVED`, `LEFT`, `DELETED`, `RATED` or `SEARCHED`.

        With `EDITED` it runs before the new words are answered.
        """

        def declare(handler: H) -> H:
            self.happenings[kind] = handler
            return handler

        return declare

    def runs(
        self, running: Callable[[Reads], Awaitable[Sequence[Running]]]
    ) -> Callable[[Reads], Awaitable[Sequence[Running]]]:
        """Tells what runs for :person in :tenant at :now, before they delete what is stored about them."""
        self.running = running
        return running

    def withdraws(self, withdraw: Callable[[Transaction], None]) -> Callable[[Transaction], None]:
        """Ends what `runs` tells of, in the transaction that then deletes all rows about :person.

        It frees the seat and tells whoever waits. A press of the person asks for it, or a command of IT.
        """
        self.withdraw = withdraw
        return withdraw


class Router:
    """Asks the dialogs in their order."""

    def __init__(self, dialogs: Iterable[Dialog], texts: Texts) -> None:
        self.dialogs = tuple(dialogs)
        self.presses: dict[str, Press] = {}
        self.offers: dict[str, Offer] = {}
        self._commands: dict[str, tuple[Handler, str]] = {}
        for dialog in self.dialogs:
            self.presses |= dialog.presses
            self.offers |= dialog.offers
            for key, handler in dialog.commands.items():
                self._learn(key, handler, texts.words(key))

    def _learn(self, key: str, handler: Handler, words: Mapping[str, tuple[str, ...]]) -> None:
        """Each word says which handler it calls, and its language where only one has it."""
        for language in sorted(words):
            for word in map(bare, words[language]):
                known = self._commands.get(word)
                if known and known[0] is not handler:
                    raise TextsBroken(Path("texts.yaml"), "taken", word=word, name=key)
                self._commands[word] = (handler, "" if known else language[:2])

    async def answer(self, turn: Turn) -> Reply:
        """The reply of the first dialog that has one; a refusal becomes its kind text."""
        try:
            return await self._ask(turn)
        except AlreadyDone as refusal:
            return self.refuse(turn, refusal) if turn.message.action else Reply()
        except Refusal as refusal:
            return self.refuse(turn, refusal)
        except DatabaseAway:
            return self.refuse(turn, Unavailable())

    def refuse(self, turn: Turn, refusal: Refusal) -> Reply:
        """The refusal's text, where the person looks for it."""
        sentence = turn.t(refusal.text, **refusal.values)
        if turn.message.waits:
            return Reply(notice=sentence)
        return turn.say(refusal.text, **refusal.values)

    async def _ask(self, turn: Turn) -> Reply:
        match turn.message.kind:
            case Kind.SAID:
                return await self._said(turn)
            case Kind.EDITED:
                forgotten = await self._happened(turn, Kind.EDITED)
                return forgotten.joined(await self._said(turn))
            case Kind.PRESSED | Kind.OPENED | Kind.SUBMITTED:
                return await self._pressed(turn)
            case Kind.UNKNOWN:
                unknown = "fallback.unknown_request"
                return Reply(notice=turn.t(unknown)) if turn.message.place.shared else turn.say(unknown)
            case kind:
                return await self._happened(turn, kind)

    async def _said(self, turn: Turn) -> Reply:
        command = self.command(turn.message.text)
        if command:
            handler, language = command
            if language and language != turn.tongue and not turn.wishes.language:
                turn.speak(language)
            if reply := await handler(turn):
                return reply
        for dialog in self.dialogs:
            for listener in dialog.listeners:
                if reply := await listener(turn):
                    return reply
        return turn.say("fallback.not_understood")

    def command(self, text: str) -> tuple[Handler, str] | None:
        """The handler that a message calls by name, and the language of that word ("" where shared)."""
        return self._commands.get(bare(text)) if len(text) < 80 else None

    async def _pressed(self, turn: Turn) -> Reply:
        press = self.presses.get(turn.message.action)
        if press is None:
            raise Stale
        try:
            turn.form = press.form.model_validate(turn.message.form)
        except ValidationError as error:
            raise Stale from error
        if turn.repeated:
            return await self._again(turn, press)
        try:
            return await press.handler(turn) or Reply()
        except AlreadyDone:
            turn.repeated = True
            return await self._again(turn, press)

    async def _again(self, turn: Turn, press: Press) -> Reply:
        """The card as it now stands; nothing is sent and nothing changed a second time."""
        reply = await (press.again or press.handler)(turn) or Reply()
        reply = replace(reply, messages=(), afterwards=())
        if turn.message.waits and reply == Reply():
            raise AlreadyDone
        return reply

    async def _happened(self, turn: Turn, kind: Kind) -> Reply:
        reply = Reply()
        for dialog in self.dialogs:
            if handler := dialog.happenings.get(kind):
                reply = reply.joined(await handler(turn) or Reply())
        return reply

    async def go(self, turn: Turn, name: str, values: Mapping[str, Any]) -> Reply | None:
        """What the dialog that offers `name` has to say; None when no dialog does."""
        offer = self.offers.get(name)
        return await offer(turn, **values) if offer else None


def bare(text: str) -> str:
    """A message as commands are compared: lower case, letters and digits only, single spaces."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))
