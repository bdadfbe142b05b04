"""What goes between a bot and the owner of the Sorgenbox: a concern, its receipt, and how far releases are.

There is no field for a person, a conversation, an activity or a time, and no message takes another field.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.concern.desk import PUBLISHED
from bot.concern.receipts import is_nonce, typed
from bot.concern.rules import LONGEST, Concern, Topic, cleaned

PATH = "/uebergabe"
"""Below it the owner is spoken to. No location of the two pages begins like it."""
CONCERN, AGAIN = f"{PATH}/sorge", f"{PATH}/sorge/nochmal"
PUBLIC, RELEASE = f"{PATH}/antworten", f"{PATH}/weitergabe"


def _exactly(said: str) -> str:
    if cleaned(said) != said:
        raise ValueError("not as it is kept")
    return said


def _nonce(nonce: str) -> str:
    if not is_nonce(nonce):
        raise ValueError("no nonce")
    return nonce


def _receipt(receipt: str) -> str:
    if not receipt or typed(receipt) != receipt:
        raise ValueError("no receipt")
    return receipt


Shown = Annotated[str, Field(max_length=LONGEST)]
Words = Annotated[str, Field(min_length=1, max_length=LONGEST), AfterValidator(_exactly)]


class Exact(BaseModel):
    """Nothing is guessed at, and nothing unknown passes."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Handed(Exact):
    """A concern on its way."""

    nonce: Annotated[str, AfterValidator(_nonce)]
    topic: Topic
    words: Words
    wants_answer: bool

    @property
    def concern(self) -> Concern:
        """What it tells."""
        return Concern(self.topic, self.words, self.wants_answer)


class Kept(Exact):
    """It is kept."""

    receipt: Annotated[str, AfterValidator(_receipt)]


class Voice(Exact):
    """A worry and its answer, in a reader's words."""

    id: Annotated[str, Field(max_length=64)]
    worry: Shown
    answer: Shown
    week: Annotated[str, Field(pattern=r"^\d{4}-W\d{2}$")]


class Voices(Exact):
    """Sorgen & Antworten."""

    published: Annotated[list[Voice], Field(max_length=PUBLISHED)]


class Releases(Exact):
    """How far they are."""

    looked: date | None
    untold: date | None


class Told(Exact):
    """The readers know of the release of this day."""

    day: date
