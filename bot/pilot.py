"""The bot itself: answers one message after the other, whatever channel it came by."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from bot import guards
from bot.beside import House
from bot.concern.confided import confidences
from bot.concern.edge import Edge
from bot.concern.keeping import Keeping
from bot.concern.whose import keeping
from bot.delivery import Delivery, Seal, bound, mark
from bot.guards import Opening
from bot.later import book
from bot.later.carrier import Carrier
from bot.later.declared import Declarations
from bot.later.engine import Engine
from bot.later.engines import engine_for
from bot.later.outbox import Outbox
from bot.later.sweeper import Sweeper
from bot.reads import BoundReads
from bot.reply import Directory
from bot.router import Dialog, Router
from bot.settings import Settings
from bot.storage import Database, DatabaseAway, Transaction
from bot.texts import Texts
from bot.turn import AlreadyDone, Channel, Kind, Message, Reply, Stale, Town, Turn, Unavailable
from faq import Shelf
from faq.language import language_of

T = TypeVar("T")
Clock = Callable[[], datetime]


@dataclass(slots=True)
class Bot:
    """Everything that answers a message, whatever channel it came by."""

    settings: Settings
    texts: Texts
    database: Database
    shelf: Shelf
    seal: Seal
    clock: Clock
    dialogs: tuple[Dialog, ...]
    """The features, in asking order."""
    parts: Mapping[type, object]
    """Parts of the house by their type, for dialogs to `get`; what transactions may ask for is `shared`."""
    shared: Collection[type] = ()
    box: Keeping = field(init=False)
    confiding: Edge = field(init=False)
    """What passes by everything below, and leaves no trace here."""
    router: Router = field(init=False)
    delivery: Delivery = field(init=False)
    later: Engine = field(init=False)
    """What happens later; `async with bot.later.connected(post)` gives it its way out."""
    carrier: Carrier = field(init=False, repr=False)
    seen: guards.Seen = field(init=False, repr=False)
    flood: guards.Flood = field(init=False, repr=False, default_factory=guards.Flood)

    def __post_init__(self) -> None:
        self.box = keeping(self.settings)
        self.confiding = Edge(self.box, confidences(self.dialogs), self.texts, self.town, self.clock)
        self.router = Router(self.dialogs, self.texts)
        self.delivery = Delivery(self.seal, self.database)
        self.parts = {**self.parts, Shelf: self.shelf, Keeping: self.box}
        self.seen = guards.Seen(self)
        self.later = self._engine()

    def _engine(self) -> Engine:
        declared = Declarations.of(self.router.dialogs)
        carrier = Carrier(self.database, declared, self.seal, self.texts, self.town, self.parts, self.clock)
        self.carrier = carrier
        sweeper = Sweeper(self.database, declared.dues, self.clock)
        engine = engine_for(self.settings.database_url, carrier, sweeper, self.clock)
        self.database.parts |= {Outbox: Outbox(engine)} | {part: self.parts[part] for part in self.shared}
        return engine

    async def answer(self, message: Message, channel: Channel) -> Reply:
        """Answer one message: everything is sent through the channel, but for what a waiting client gets.

        A fault of ours is answered by an apology with an incident number.
        """
        if message.place.shared and message.kind in (Kind.SAID, Kind.EDITED) and not message.mentioned:
            return Reply()

        if self.confiding.takes(message):
            return await self.confiding.answer(message)

        async def deliver(turn: Turn, reply: Reply) -> Reply:
            return await self.delivery(turn, reply, channel)

        async def delivered(turn: Turn, answer: guards.Answer) -> Reply:
            return await deliver(turn, await answer(turn))

        chain = guards.nested(
            [
                guards.apology(deliver),
                self.seen,
                delivered,
                self.flood,
                guards.language(language_of, self.router.command),
            ],
            self.router.answer,
        )
        return await chain(self._turn(message))

    def directory(self) -> Directory | None:
        """Where people can be looked up now; None where no channel is connected that knows them."""
        post = self.carrier.post
        return post if isinstance(post, Directory) else None

    @property
    def house(self) -> House:
        """What there is without a turn."""
        return House(self.database, self.texts, self.town, self.parts, self.clock, self.router.dialogs)

    def notice(self, name: str, message: Message) -> str:
        """The channel's own few words (`notice.<name>`), as card, client or town would have them said."""
        known = (message.spoken, message.locale[:2].lower(), self.settings.language)
        tongue = next(one for one in known if one in ("de", "en"))
        formal = tongue != "de" or self.settings.address != "du"
        return self.texts.text(f"notice.{name}", tongue if formal else "de-du")

    def town(self) -> Town:
        """What the words of a reply may know of the house."""
        return Town(
            language=self.settings.language,
            address=self.settings.address,
            app_id=self.settings.app_id,
            facts=self.texts.facts,
        )

    def _turn(self, message: Message) -> Turn:
        town, reads = self.town(), BoundReads(self.database, {})
        turn = Turn(message=message, now=self.clock(), db=reads, texts=self.texts, town=town, machine=self)
        reads.values = bound(turn, self.seal)
        turn.speak(town.language)
        return turn

    # -- what a turn can ask of the machinery

    async def transact(self, turn: Turn, body: Callable[..., T], values: Mapping[str, Any]) -> T:
        """See `Turn.transact`."""
        if turn.repeated:
            raise AlreadyDone
        press = turn.message.kind in (Kind.PRESSED, Kind.SUBMITTED)
        if press and not self.press_key(turn):
            raise Stale

        message = turn.message
        alone = not message.place.shared and message.kind is not Kind.LEFT

        def once(tx: Transaction) -> T:
            if alone:
                book.meet(tx, message)  # so that what the body posts to this person finds its way
            if press and not (mark(tx, "activity_hash") and mark(tx, "nonce_hash")):
                raise AlreadyDone
            return body(tx, **values)

        try:
            return await self.database.transact(once, bound=bound(turn, self.seal))
        except DatabaseAway as error:
            raise Unavailable from error

    async def go(self, turn: Turn, name: str, values: Mapping[str, Any]) -> Reply | None:
        """See `Turn.go`."""
        return await self.router.go(turn, name, values)

    def trace(self, turn: Turn) -> str:
        """See `Turn.trace`."""
        return self.seal.trace(turn.message)

    def own(self, turn: Turn, label: str) -> str:
        """See `Turn.own`."""
        return self.seal.digest(label, turn.message.nonce, turn.person.id)

    # -- what the guards ask

    def activity_key(self, turn: Turn) -> str:
        """See `guards.Ledger`."""
        return self.seal.activity(turn.message)

    def press_key(self, turn: Turn) -> str:
        """See `guards.Ledger`."""
        return self.seal.press(turn.message)

    def order_key(self, turn: Turn) -> str:
        """See `guards.Ledger`."""
        return self.seal.order(turn.message)

    async def opening(self, turn: Turn) -> Opening:
        """See `guards.Ledger`."""
        (opening,) = await turn.db.all("turn_opening", Opening)
        return opening
