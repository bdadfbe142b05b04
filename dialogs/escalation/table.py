"""A case: its states, what can happen to it, and what follows. One pure table, walked by `transition`.

The picture in docs/lotsen.md is made from it: `diagram`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.hours import Hours


class State(StrEnum):
    """Where a case stands. Every one but CLOSED has a time at which it goes on by itself."""

    ASKED = "asked"
    """The first Lotsen have it in front of them; nobody has taken it."""
    REMINDED = "reminded"
    """They have been reminded."""
    WIDENED = "widened"
    """The next Lotsen were asked as well."""
    DEPUTIES = "deputies"
    """The topic's deputies were asked as well."""
    FALLBACK = "fallback"
    """The channel has it, or the asker was given the hotline; any Lotse may still take it."""
    TAKEN = "taken"
    """One Lotse has it."""
    OVERDUE = "overdue"
    """They have been reminded."""
    ASKED_BACK = "asked_back"
    """The Lotse has asked the asker something."""
    NUDGED = "nudged"
    """The asker has been reminded of that."""
    ANSWERED = "answered"
    """The answer is with the asker."""
    CLOSED = "closed"


class Event(StrEnum):
    """What can happen to a case."""

    TAKE = "take"
    ANSWER = "answer"
    ASK_BACK = "ask_back"
    HAND_OVER = "hand_over"
    LOSE = "lose"
    """Its Lotse is gone: absent, unreachable, or withdrawn."""
    NOBODY = "nobody"
    """There was nobody to ask at this step."""
    SAY = "say"
    """The asker adds words, replies, or asks on."""
    HELPED = "helped"
    NOT_HELPED = "not_helped"
    STILL_NOT = "still_not"
    """It did not help, and had been reopened before."""
    WITHDRAW = "withdraw"
    DUE = "due"
    """Its time has come."""


class Outcome(StrEnum):
    """How a case ended."""

    HELPED = "helped"
    UNHELPED = "unhelped"
    SILENT = "silent"
    WITHDRAWN = "withdrawn"


class Urgency(StrEnum):
    """How long it may take, in the asker's words."""

    NOW = "now"
    TODAY = "today"
    RELAXED = "relaxed"


class Effect(StrEnum):
    """What has to be done beside moving the case; the cards of its Lotsen always show the new state."""

    ASK_FIRST = "ask_first"
    ASK_NEXT = "ask_next"
    ASK_DEPUTIES = "ask_deputies"
    ASK_CHOSEN = "ask_chosen"
    ASK_FALLBACK = "ask_fallback"
    REMIND_ASKED = "remind_asked"
    REMIND_OWNER = "remind_owner"
    REMIND_ASKER = "remind_asker"
    BRING_ANSWER = "bring_answer"
    BRING_QUESTION = "bring_question"
    BRING_WORDS = "bring_words"
    """The asker's new words reach the Lotsen."""
    THANK = "thank"
    TELL = "tell"
    """The asker is told in one line how it stands."""
    FORGET = "forget"
    """Who asked and who answered is forgotten, and the key of a nameless case destroyed."""


class Wait(StrEnum):
    """How long until a case goes on by itself."""

    RUNG = "rung"
    """A quarter of what its urgency promises, in working time."""
    OWNER = "owner"
    """Half of it."""
    NUDGE = "nudge"
    """Two working days."""
    SILENCE = "silence"
    """Seven days."""


class Owner(StrEnum):
    """Who has the case afterwards."""

    KEEP = "keep"
    ACTOR = "actor"
    NOBODY = "nobody"


PROMISE: Mapping[Urgency, timedelta] = {
    Urgency.NOW: timedelta(hours=2),
    Urgency.TODAY: timedelta(hours=8),
    Urgency.RELAXED: timedelta(hours=24),
}
"""Working time within which a Lotse answers, or the fallback has the case. Eight hours are a working day."""
NUDGE = timedelta(hours=16)
SILENCE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Move:
    """One cell of the table."""

    to: State
    effects: tuple[Effect, ...] = ()
    wait: Wait | None = None
    """None: the time that was set stays."""
    owner: Owner = Owner.KEEP
    outcome: Outcome | None = None
    reopens: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """What the table knows of a case."""

    state: State
    due_at: datetime
    urgency: Urgency = Urgency.TODAY
    owner: str | None = None
    reopened: bool = False
    outcome: Outcome | None = None


class Impossible(Exception):
    """This can't happen to a case in this state; nothing was changed."""


S, E, F, W, O = State, Event, Effect, Wait, Owner  # noqa: E741 - a table is read by its columns
UNOWNED = (S.ASKED, S.REMINDED, S.WIDENED, S.DEPUTIES, S.FALLBACK)
"""The states in which anybody who was asked may take the case."""
WITH_OWNER = (S.TAKEN, S.OVERDUE, S.ASKED_BACK, S.NUDGED, S.ANSWERED)

_WIDEN = Move(S.WIDENED, (F.ASK_NEXT, F.TELL), W.RUNG, O.NOBODY)
_TO_DEPUTIES = Move(S.DEPUTIES, (F.ASK_DEPUTIES, F.TELL), W.RUNG)
_TO_FALLBACK = Move(S.FALLBACK, (F.ASK_FALLBACK, F.TELL), W.SILENCE)
_SILENT = Move(S.CLOSED, (F.TELL, F.FORGET), owner=O.NOBODY, outcome=Outcome.SILENT)
_BACK_TO_OWNER = Move(S.TAKEN, (F.BRING_WORDS,), W.OWNER)

TABLE: Mapping[tuple[State, Event], Move] = {
    # nobody has it yet
    **{(s, E.TAKE): Move(S.TAKEN, (F.TELL,), W.OWNER, O.ACTOR) for s in UNOWNED},
    **{(s, E.SAY): Move(s, (F.BRING_WORDS,)) for s in UNOWNED},
    (S.ASKED, E.DUE): Move(S.REMINDED, (F.REMIND_ASKED,), W.RUNG),
    (S.REMINDED, E.DUE): _WIDEN,
    (S.WIDENED, E.DUE): _TO_DEPUTIES,
    (S.DEPUTIES, E.DUE): _TO_FALLBACK,
    (S.FALLBACK, E.DUE): _SILENT,
    (S.ASKED, E.NOBODY): _TO_DEPUTIES,
    (S.WIDENED, E.NOBODY): _TO_DEPUTIES,
    (S.DEPUTIES, E.NOBODY): _TO_FALLBACK,
    # somebody has it
    (S.TAKEN, E.DUE): Move(S.OVERDUE, (F.REMIND_OWNER,), W.RUNG),
    (S.OVERDUE, E.DUE): _WIDEN,
    **{(s, E.SAY): Move(s, (F.BRING_WORDS,)) for s in (S.TAKEN, S.OVERDUE)},
    **{(s, E.LOSE): _WIDEN for s in (S.TAKEN, S.OVERDUE, S.ASKED_BACK, S.NUDGED)},
    (S.ANSWERED, E.LOSE): Move(S.ANSWERED, owner=O.NOBODY),
    # the asker is asked
    (S.ASKED_BACK, E.DUE): Move(S.NUDGED, (F.REMIND_ASKER,), W.SILENCE),
    (S.NUDGED, E.DUE): _SILENT,
    (S.ASKED_BACK, E.SAY): _BACK_TO_OWNER,
    (S.NUDGED, E.SAY): _BACK_TO_OWNER,
    # the answer is there
    (S.ANSWERED, E.SAY): _BACK_TO_OWNER,
    (S.ANSWERED, E.HELPED): Move(S.CLOSED, (F.THANK, F.FORGET), owner=O.NOBODY, outcome=Outcome.HELPED),
    (S.ANSWERED, E.NOT_HELPED): Move(S.WIDENED, (F.ASK_NEXT, F.TELL), W.RUNG, O.NOBODY, reopens=True),
    (S.ANSWERED, E.STILL_NOT): Move(S.CLOSED, (F.FORGET,), owner=O.NOBODY, outcome=Outcome.UNHELPED),
    (S.ANSWERED, E.DUE): _SILENT,
    # at any time before its end
    **{
        (s, E.ANSWER): Move(S.ANSWERED, (F.BRING_ANSWER,), W.SILENCE, O.ACTOR)
        for s in (*UNOWNED, *WITH_OWNER)
    },
    **{
        (s, E.ASK_BACK): Move(S.ASKED_BACK, (F.BRING_QUESTION,), W.NUDGE, O.ACTOR)
        for s in (*UNOWNED, *WITH_OWNER)
    },
    **{
        (s, E.HAND_OVER): Move(S.ASKED, (F.ASK_CHOSEN, F.TELL), W.RUNG, O.NOBODY)
        for s in (*UNOWNED, S.TAKEN, S.OVERDUE, S.ASKED_BACK, S.NUDGED)
    },
    **{
        (s, E.WITHDRAW): Move(S.CLOSED, (F.FORGET,), owner=O.NOBODY, outcome=Outcome.WITHDRAWN)
        for s in (*UNOWNED, *WITH_OWNER)
    },
}


def opened(urgency: Urgency, now: datetime, hours: Hours) -> tuple[Case, tuple[Effect, ...]]:
    """A new case, and what has to be done for it."""
    case = Case(State.ASKED, _until(Wait.RUNG, urgency, now, hours), urgency)
    return case, (Effect.ASK_FIRST,)


def promised(urgency: Urgency, now: datetime, hours: Hours) -> datetime:
    """By when a Lotse has answered, or the fallback has the case."""
    return hours.after(now, PROMISE[urgency])


def transition(
    case: Case, event: Event, now: datetime, hours: Hours, actor: str | None = None
) -> tuple[Case, tuple[Effect, ...]]:
    """The case after this event, and what has to be done. Raises `Impossible` where it can't happen.

    `actor` is the Lotse who does it. An asker whose Lotse is gone and who asks on is heard by others.
    """
    if event is Event.NOT_HELPED and case.reopened:
        event = Event.STILL_NOT
    move = TABLE.get((case.state, event))
    if move is None:
        raise Impossible(f"{event} in {case.state}")
    if event is Event.SAY and move.to is State.TAKEN and case.owner is None:
        move = _WIDEN
    owner = {Owner.KEEP: case.owner, Owner.ACTOR: actor, Owner.NOBODY: None}[move.owner]
    due_at = _until(move.wait, case.urgency, now, hours) if move.wait else case.due_at
    after = replace(
        case,
        state=move.to,
        due_at=due_at,
        owner=owner,
        reopened=case.reopened or move.reopens,
        outcome=move.outcome,
    )
    return after, move.effects


def _until(wait: Wait, urgency: Urgency, now: datetime, hours: Hours) -> datetime:
    match wait:
        case Wait.RUNG:
            return hours.after(now, PROMISE[urgency] / 4)
        case Wait.OWNER:
            return hours.after(now, PROMISE[urgency] / 2)
        case Wait.NUDGE:
            return hours.after(now, NUDGE)
        case Wait.SILENCE:
            return now + SILENCE


def diagram() -> str:
    """The table as a Mermaid state diagram; events that lead the same way share an arrow."""
    arrows: dict[tuple[str, str], list[str]] = {("[*]", State.ASKED): ["ask"]}
    for (state, event), move in TABLE.items():
        arrows.setdefault((state, move.to), []).append(event)
    for outcome in Outcome:
        arrows.setdefault((State.CLOSED, "[*]"), []).append(outcome)
    return "\n".join(["stateDiagram-v2", *(f"    {line}" for line in _lines(arrows))])


def _lines(arrows: Mapping[tuple[str, str], list[str]]) -> Iterator[str]:
    for (start, end), events in arrows.items():
        yield f"{start} --> {end}: {', '.join(events)}"
