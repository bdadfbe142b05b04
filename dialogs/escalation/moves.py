"""A case moves: the table decides, and what it asks for is done in the same transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot import sealed
from bot.roster import Roster
from bot.turn import Letter, Transaction, change, places, post
from dialogs.escalation import table
from dialogs.escalation.asking import asked, sits_down, tell_of_channel
from dialogs.escalation.names import as_entry, blanked
from dialogs.escalation.records import Kept, asker_of, roster_of, ticket_of, words_of
from dialogs.escalation.rules import NotNow, Wish
from dialogs.escalation.table import Effect, Event, Impossible, State, Urgency

ASKING = frozenset({Effect.ASK_FIRST, Effect.ASK_NEXT, Effect.ASK_DEPUTIES, Effect.ASK_CHOSEN})
"""Effects that may find nobody."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What the asker is told: which case it is, and by when they hear."""

    case: str
    promised_at: datetime


class Moved(Exception):
    """Somebody else has moved the case in the same moment; the transaction is to be tried anew."""


def ask(tx: Transaction, wish: Wish, name: str) -> Promise:
    """Open a case for :person, who is called `name`, and ask the first Lotsen."""
    roster, person = roster_of(tx), str(tx.bound["person"])
    urgency = Urgency(wish.urgency)
    case, effects = table.opened(urgency, tx.now, roster.hours)
    lock = sealed.fresh_key() if wish.nameless else None
    found = secrets.token_hex(16)
    promised_at = table.promised(urgency, tx.now, roster.hours)
    tx.run(
        "escalation_add",
        id=found,
        asker=None if lock else person,
        asker_name=None if lock else name,
        sealed=sealed.seal(lock, person) if lock else None,
        nameless=wish.nameless,
        topic=wish.topic if wish.topic in roster.topics else "",
        department=wish.department if wish.department in roster.departments and not lock else "",
        urgency=urgency,
        question=blanked(wish.question, [name]) if lock else wish.question,
        state=case.state,
        due_at=case.due_at,
        promised_at=promised_at,
        today=tx.now.date(),
    )
    if lock:
        tx.run("escalation_keep_lock", id=found, lock=lock)
    if wish.detail:
        write(tx, found, "detail", blanked(wish.detail, [name]) if lock else wish.detail)
    (kept,) = tx.all("escalation_load", Kept, id=found)
    _carry_out(tx, kept, case, effects)
    return Promise(found, promised_at)


def write(tx: Transaction, case: str, kind: str, words: str, signed: str = "") -> int:
    """Add words to a case; their number."""
    (seq,) = tx.all("escalation_write", int, id=case, kind=kind, words=words, signed=signed)
    return seq


def happen(
    tx: Transaction,
    kept: Kept,
    event: Event,
    *,
    actor: str | None = None,
    chosen: Sequence[str] = (),
    topic: str | None = None,
    seq: int = 0,
    apart: bool = False,
) -> Kept:
    """The case after this event. Raises `NotNow` where it can't happen in its state.

    `actor` is the Lotse who does it, `chosen` are those whom it is handed to, `seq` the words it is about;
    `apart`: they do it elsewhere than on the card in their own chat.
    """
    try:
        case, effects = table.transition(kept.case, event, tx.now, roster_of(tx).hours, actor)
    except Impossible as error:
        raise NotNow from error
    if topic is not None:
        kept = replace(kept, topic=topic)
    return _carry_out(tx, kept, case, effects, actor=actor, chosen=chosen, seq=seq, apart=apart)


# ---------------------------------------------------------------- carrying out


def _carry_out(
    tx: Transaction,
    kept: Kept,
    case: table.Case,
    effects: Iterable[Effect],
    *,
    actor: str | None = None,
    chosen: Sequence[str] = (),
    seq: int = 0,
    apart: bool = False,
) -> Kept:
    roster, effects = roster_of(tx), tuple(effects)
    # before anybody new is asked: who gets the card now sees the new state in it anyway
    change(tx, kept.mark, "escalation.request", {"case": kept.id}, but="" if apart else actor or "")
    while asking := next((one for one in effects if one in ASKING), None):
        if asked(tx, kept, asking, chosen, actor):
            break
        case, effects = table.transition(case, Event.NOBODY, tx.now, roster.hours)
    asker, ticket = asker_of(tx, kept), ticket_of(tx, kept)
    owner = kept.owner or ""
    if case.state is State.CLOSED:
        _close(tx, kept, case, roster)
    else:
        _move(tx, kept, case)
    after = replace(
        kept,
        state=case.state,
        owner=case.owner,
        due_at=case.due_at,
        reopened=case.reopened,
        outcome=case.outcome,
        version=kept.version + 1,
    )
    if actor and case.owner == actor:
        sits_down(tx, after, actor)
    to_asker = Recipient(asker, {"ticket": ticket})
    for effect in effects:
        _effect(tx, effect, after, to_asker, roster, owner=owner, seq=seq)
    return after


@dataclass(frozen=True, slots=True)
class Recipient:
    """The asker as letters know them."""

    person: str
    form: Mapping[str, str]


def _effect(
    tx: Transaction, effect: Effect, kept: Kept, asker: Recipient, roster: Roster, *, owner: str, seq: int
) -> None:
    match effect:
        case Effect.REMIND_ASKED:
            for person in tx.all("escalation_asked", str, id=kept.id):
                _to_lotse(tx, "escalation.reminder", person, kept, once_more=False)
        case Effect.REMIND_OWNER:
            _to_lotse(tx, "escalation.reminder", kept.owner or "", kept, once_more=False)
        case Effect.BRING_WORDS:
            people = [kept.owner] if kept.owner else tx.all("escalation_asked", str, id=kept.id)
            for person in people:
                _to_lotse(tx, "escalation.words", person or "", kept, seq=seq)
        case Effect.ASK_FALLBACK:
            if roster.fallback.channel in places(tx):
                form = {"case": kept.id}
                post(
                    tx, Letter("escalation.request", place=roster.fallback.channel, form=form, mark=kept.mark)
                )
            elif roster.fallback.channel:
                tell_of_channel(tx, roster)
        case Effect.THANK:
            if owner:
                _to_lotse(tx, "escalation.thanked", owner, kept, seq=seq)
        case Effect.BRING_ANSWER | Effect.BRING_QUESTION:
            _to_asker(tx, effect, asker, seq=seq)
        case Effect.REMIND_ASKER:
            _to_asker(tx, effect, asker)
        case Effect.TELL:
            _to_asker(tx, effect, asker, what=kept.outcome or kept.state)


_ASKER_LETTERS = {
    Effect.BRING_ANSWER: "escalation.answer",
    Effect.BRING_QUESTION: "escalation.question",
    Effect.REMIND_ASKER: "escalation.nudge",
    Effect.TELL: "escalation.told",
}


def _to_asker(tx: Transaction, effect: Effect, asker: Recipient, **about: str | int) -> None:
    if asker.person:
        once_more = effect in (Effect.BRING_ANSWER, Effect.BRING_QUESTION)
        form: dict[str, str | int] = {**asker.form, **about}
        post(tx, Letter(_ASKER_LETTERS[effect], to=asker.person, form=form, once_more=once_more))


def _to_lotse(
    tx: Transaction, action: str, person: str, kept: Kept, *, seq: int = 0, once_more: bool = True
) -> None:
    if person:
        mark = kept.mark if action == "escalation.words" else ""  # from now on this is the card that changes
        form: dict[str, str | int] = {"case": kept.id, "seq": seq}
        post(tx, Letter(action, to=person, form=form, mark=mark, once_more=once_more))


def _move(tx: Transaction, kept: Kept, case: table.Case) -> None:
    moved = tx.run(
        "escalation_move",
        id=kept.id,
        version=kept.version,
        state=case.state,
        owner=case.owner,
        reopened=case.reopened,
        outcome=case.outcome,
        due_at=case.due_at,
        topic=kept.topic,
        today=tx.now.date(),
    )
    if not moved:
        raise Moved


def _close(tx: Transaction, kept: Kept, case: table.Case, roster: Roster) -> None:
    """The end: what helped stays for the FAQ's authors without a name; who it was is forgotten."""
    if case.outcome is table.Outcome.WITHDRAWN:
        tx.run("escalation_drop", id=kept.id)
        return
    closed = tx.run(
        "escalation_close", id=kept.id, version=kept.version, outcome=case.outcome, today=tx.now.date()
    )
    if not closed:
        raise Moved
    answers = [word.words for word in words_of(tx, kept.id) if word.kind == "answer"]
    if case.outcome is table.Outcome.HELPED and answers:
        names = [*(lotse.name for lotse in roster), kept.asker_name or ""]
        tx.run(
            "escalation_keep",
            id=secrets.token_hex(16),
            topic=kept.topic,
            question=blanked(kept.question, names),
            answer=as_entry(answers[-1], names),
            today=tx.now.date(),
        )
    for query in ("escalation_forget_asked", "escalation_forget_key", "escalation_forget_signed"):
        tx.run(query, id=kept.id)
