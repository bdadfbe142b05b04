"""What a person asked a moment ago, so that "und auf dem Handy?" is understood. In memory, never stored."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.turn import Turn

REMEMBERED = timedelta(minutes=5)
MOST = 2_000
"""People at once; who asked longest ago is forgotten first."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The words, when they were asked, their trace, and the id of the question kept of them ("" if none).

    `thread` is what the next message is understood with, should it follow up: after "und auf dem Handy?" it
    is still the question that began it. Nothing is learnt from it, only from the words.
    """

    asked: str
    when: datetime
    trace: str
    thread: str
    kept: str = ""


class Recent:
    """The last question of each person in their own chat, and what it followed up, for five minutes.

    A restart forgets all.
    """

    def __init__(self) -> None:
        self._moments: OrderedDict[tuple[str, str], Moment] = OrderedDict()

    def of(self, turn: Turn) -> Moment | None:
        """What this person asked before; None where that is longer ago, and where others read along."""
        moment = self._moments.get(_who(turn))
        if moment is None or turn.message.place.shared or turn.now - moment.when > REMEMBERED:
            return None
        return moment

    def keep(self, turn: Turn, thread: str, kept: str = "") -> None:
        """Remember the words that were asked now, and their thread, in the place of what was before."""
        if turn.message.place.shared:
            return
        self._moments[_who(turn)] = Moment(turn.message.text, turn.now, turn.trace, thread, kept)
        self._moments.move_to_end(_who(turn))
        while len(self._moments) > MOST or self._stale(turn.now):
            self._moments.popitem(last=False)

    def forget(self, turn: Turn) -> None:
        """Forget what this person asked: it was a worry, or its message was edited or deleted."""
        self._moments.pop(_who(turn), None)

    def _stale(self, now: datetime) -> bool:
        first = next(iter(self._moments.values()), None)
        return first is not None and now - first.when > REMEMBERED


def _who(turn: Turn) -> tuple[str, str]:
    return turn.person.tenant, turn.person.id
