"""What a handler is given when somebody confides: the form, the words of the house, and nobody.

There is no field for a person, a conversation or an activity, and none of the fields leads to one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, Generic, Literal, TypeVar

from bot.concern.desk import Published
from bot.concern.hints import Hint, unseen
from bot.concern.keeping import Full, Keeping, Unsure
from bot.concern.rules import Concern
from bot.reply import Dialog as Window
from bot.router import Dialog, Form
from bot.storage import StorageError
from bot.texts import Texts

F = TypeVar("F", bound=Form)
F_co = TypeVar("F_co", bound=Form, covariant=True)


class NotSent(Enum):
    """Why there is no receipt."""

    AWAY = "away"
    """The box can't be reached: nothing was kept."""
    FULL = "full"
    """No more is taken today: nothing was kept."""
    UNSURE = "unsure"
    """No answer came. It may have been kept; the same form sent again makes sure of it, and is kept once."""


@dataclass(frozen=True, slots=True)
class Confided(Generic[F_co]):
    """A form that was opened or sent, by whomever."""

    form: F_co
    nonce: str
    """The random value of this window of the form; it is kept nowhere."""
    day: date
    """The town's day."""
    language: str
    """`de`, `de-du` or `en`."""
    texts: Texts
    box: Keeping
    full: bool
    """Whether no more is taken today."""

    @property
    def tongue(self) -> Literal["de", "en"]:
        """`de` or `en`, whatever the form of address."""
        return "en" if self.language == "en" else "de"

    def t(self, key: str, **values: object) -> str:
        """The text of this key in the language of this form."""
        return self.texts.text(key, self.language, **values)

    def hints(self, words: str, seen: str) -> list[Hint]:
        """What to say of these words before they are sent; nothing where all of it was seen before."""
        return unseen(words, seen, self.texts)

    async def send(self, concern: Concern) -> str | NotSent:
        """Keep it; its receipt, or why there is none."""
        try:
            if self.full:
                return await self.box.again(self.nonce, concern)
            return await self.box.put(self.nonce, concern, self.day)
        except StorageError as error:
            self.box.faults[type(error).__name__] += 1
            match error:
                case Full():
                    return NotSent.FULL
                case Unsure():
                    return NotSent.UNSURE
                case _:
                    return NotSent.AWAY

    async def published(self) -> list[Published] | None:
        """Sorgen & Antworten; None where the box can't be reached."""
        try:
            return await self.box.published()
        except StorageError:
            return None


@dataclass(frozen=True, slots=True)
class Shown:
    """What the window of the form shows next. It is all that a handler can answer: nothing goes to a chat."""

    window: Window
    sent: bool = False
    """Whether something was kept."""


Handler = Callable[[Confided[F]], Awaitable[Shown]]


@dataclass(frozen=True, slots=True)
class Confidence:
    """Who answers a wire name, and what it reads."""

    handler: Callable[[Confided[Any]], Awaitable[Shown]]
    form: type[Form]


@dataclass(slots=True)
class ConfidingDialog(Dialog):
    """A dialog with handlers that never learn who it is. See `bot.concern.edge`."""

    confidences: dict[str, Confidence] = field(default_factory=dict, kw_only=True)

    def confided(self, action: str, form: type[F]) -> Callable[[Handler[F]], Handler[F]]:
        """Runs when the window of this wire name is opened or sent."""

        def declare(handler: Handler[F]) -> Handler[F]:
            if not action.startswith(f"{self.name}."):
                raise ValueError(f"{action} should begin with {self.name}.")
            self.confidences[action] = Confidence(handler, form)
            return handler

        return declare


def confidences(dialogs: tuple[Dialog, ...]) -> Mapping[str, Confidence]:
    """All of them, by wire name."""
    return {
        action: one
        for dialog in dialogs
        if isinstance(dialog, ConfidingDialog)
        for action, one in dialog.confidences.items()
    }
