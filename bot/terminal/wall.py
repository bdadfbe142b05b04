"""What stands in the chat: its cards, and the numbers that press their buttons.

A number means one button for the whole conversation, so what is read further up can still be pressed. As
Teams keeps a chat, the wall is kept in a file: it is there again after a restart. Its cards hold what was
asked, so they stay no longer than the questions that the bot itself keeps.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.reply import Card
from bot.terminal.drawing import Button, Drawing, drawn

FOLDER = "terminal"
"""Within the bot's data: a file for each person."""
MOST = 30
"""Cards that stay; older ones fall off."""
KEPT = timedelta(days=90)
"""How long a card stays."""


def today() -> date:
    """The day in UTC."""
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Shown:
    """A card that stands in the chat."""

    id: str
    """The id of its message."""
    card: Card
    first: int
    """The number of its first button."""
    day: str
    """When it was hung, as 2026-04-03."""
    opened: bool = False
    """Whether it is a dialog, which closes when it is sent."""

    @property
    def drawing(self) -> Drawing:
        """Its lines and buttons."""
        return drawn(self.card, self.first)


@dataclass(slots=True)
class Wall:
    """All cards of one person's chat, oldest first."""

    file: Path | None = None
    """Where it is kept; None keeps it in memory only."""
    cards: list[Shown] = field(default_factory=list)
    next: int = 1
    """The number of the next button."""
    clock: Callable[[], date] = today

    @classmethod
    def load(cls, file: Path, clock: Callable[[], date] = today) -> Wall:
        """The wall as it was left; an empty one where there is none, or none that can be read."""
        try:
            kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            return cls(file, [Shown(**one) for one in kept["cards"]], int(kept["next"]), clock)
        except (OSError, ValueError, KeyError, TypeError):
            return cls(file, clock=clock)

    def put(self, card: Card, message: str = "", *, opened: bool = False) -> Shown:
        """Hang a card: in the place of the one with this message id, else as a new one below."""
        places = [place for place, other in enumerate(self.cards) if other.id == message]
        day = self.cards[places[0]].day if places else self.clock().isoformat()
        shown = Shown(message or secrets.token_hex(8), card, self.next, day, opened)
        self.next += len(shown.drawing.buttons)
        if places:
            self.cards[places[0]] = shown
        else:
            self.cards = [*self.cards, shown][-MOST:]
        self._keep()
        return shown

    def remove(self, message: str) -> None:
        """Take the card with this message id down, if it is there."""
        self.cards = [shown for shown in self.cards if shown.id != message]
        self._keep()

    def clear(self) -> None:
        """Take every card down. The numbers go on, so that none of those further up means something else."""
        self.cards = []
        self._keep()

    def forget_old(self) -> None:
        """Take down what has lived its time; with the last card the file goes, too."""
        oldest = (self.clock() - KEPT).isoformat()
        kept = [shown for shown in self.cards if shown.day >= oldest]
        if self.file is not None and not kept:
            self.file.unlink(missing_ok=True)
        elif kept != self.cards:
            self.cards = kept
            self._keep()

    def button(self, number: int) -> tuple[Shown, Button] | None:
        """The button with this number and its card; None where there is none, or not any more."""
        for shown in self.cards:
            if button := shown.drawing.buttons.get(number):
                return shown, button
        return None

    def _keep(self) -> None:
        """Written beside and moved into place, so a crash leaves the old or the new; for its owner only."""
        if self.file is None:
            return
        self.file.parent.mkdir(parents=True, exist_ok=True)
        beside = self.file.with_suffix(".new")
        beside.touch(mode=0o600)
        kept = {"next": self.next, "cards": [asdict(shown) for shown in self.cards]}
        beside.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        beside.replace(self.file)


def forget_old(folder: Path, clock: Callable[[], date] = today) -> None:
    """Take down what has lived its time in everybody's chat, and what a crash has left half-written."""
    for file in folder.glob("*.new"):
        file.unlink(missing_ok=True)
    for file in folder.glob("*.json"):
        Wall.load(file, clock).forget_old()
