"""Where the person is dropped: an invoke of the Sorgenbox passes by every guard that would write it down.

No row, no log line, no address book: of the message only the form, the nonce and the language go further.
Who it was is looked at once, for the flood cap, which keeps a mark under a key that nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import ValidationError

from bot import cards
from bot.concern.confided import Confided, Confidence, Shown
from bot.concern.keeping import Keeping
from bot.concern.receipts import fresh_nonce, is_nonce
from bot.reply import Dialog as Window
from bot.router import Form
from bot.texts import Texts
from bot.turn import Kind, Message, Refusal, Reply, Stale, Town


@dataclass(frozen=True, slots=True)
class Edge:
    """Answers what is confided; everything else is not its business."""

    box: Keeping
    confidences: Mapping[str, Confidence]
    texts: Texts
    town: Callable[[], Town]
    clock: Callable[[], datetime]

    def takes(self, message: Message) -> bool:
        """Whether a window of the Sorgenbox was opened or sent."""
        return message.kind in (Kind.OPENED, Kind.SUBMITTED) and message.action in self.confidences

    async def answer(self, message: Message) -> Reply:
        """What the window shows; nothing goes into the chat, whatever happens."""
        language, day = self._language(message), self.box.day(self.clock())
        who = (message.person.tenant, message.person.id)
        full = self.box.flood.full(day, *who)
        confidence = self.confidences[message.action]
        try:
            form = confidence.form.model_validate(message.form)
            told = self._confided(form, message, language, full=full)
        except ValidationError:
            return Reply(notice=self.texts.text(Stale.text, language))
        try:
            shown = await confidence.handler(told)
        except Refusal as refusal:
            return Reply(notice=self.texts.text(refusal.text, language, **refusal.values))
        except Exception as error:
            self.box.faults[type(error).__name__] += 1
            return Reply(notice=self.texts.text("notice.failed", language))
        if shown.sent:
            self.box.flood.count(day, *who)
        return Reply(dialog=self._stamped(shown, told.nonce, language))

    def _confided(self, form: Form, message: Message, language: str, *, full: bool) -> Confided[Form]:
        """A window has one nonce from its opening on, so that sent again and again it is one concern.

        It is never that of the card in the chat which has opened it.
        """
        sent = message.kind is Kind.SUBMITTED and is_nonce(message.nonce)
        nonce, day = message.nonce if sent else fresh_nonce(), self.box.day(self.clock())
        return Confided(form, nonce, day, language, self.texts, self.box, full)

    def _stamped(self, shown: Shown, nonce: str, language: str) -> Window:
        return replace(shown.window, card=cards.stamped(shown.window.card, nonce, language[:2]))

    def _language(self, message: Message) -> str:
        town = self.town()
        spoken = (message.spoken, message.locale[:2].lower(), town.language)
        tongue = next((one for one in spoken if one in ("de", "en")), "de")
        return "de-du" if tongue == "de" and town.address == "du" else tongue
