"""A Lotse has asked something, and the person types into the chat: is it the reply, or a new question?

The bot asks, since it can't know. Nothing of the words is stored by that: they are in the chat already, and
stand in a field of the card.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from bot.roster import RosterShelf
from bot.turn import AlreadyDone, Kind, Reply, Stale, Transaction, Turn, Unavailable
from dialogs.escalation import asker_cards
from dialogs.escalation.dialog import dialog, own, stands
from dialogs.escalation.moves import happen, write
from dialogs.escalation.records import Kept, asked_last, mine, words_of
from dialogs.escalation.rules import MOST_WRITTEN, NotYours, Typed, TypedReply, WordsMissing
from dialogs.escalation.table import Event, State
from dialogs.escalation.view import View, view_of

LABEL = "escalation.typed"


@dialog.offers_as("escalation.typed")
async def typed(turn: Turn) -> Reply | None:
    """Ask whether these words are for a Lotse who waits for them; None where nobody waits.

    For words that the FAQ has no sure answer to; whether they sound like a worry has been asked before.
    """
    message = turn.message
    said = message.kind in (Kind.SAID, Kind.EDITED) and not message.action
    if not said or message.place.shared or len(message.text) > MOST_WRITTEN:
        return None
    if not turn.get(RosterShelf).roster:
        return None
    try:
        cases = await turn.transact(waiting)
    except Unavailable:
        return None  # the FAQ goes on from memory
    views = [one for case in cases if (one := await view_of(turn, case))]
    if not views:
        return None
    form = Typed(typed=message.id, words=message.text)
    return turn.card(asker_cards.typed(turn, form, views), turn.t("escalation.typed_title"))


@dialog.pressed("escalation.pass_on", form=TypedReply, again=stands)
async def pass_on(turn: Turn) -> Reply:
    """It is the reply: the Lotse gets it. Where nobody waits for it any more, it can still be a question."""
    form: TypedReply = turn.form
    try:
        passed = await turn.transact(pass_it_on, form=form, press=turn.own(LABEL))
    except NotYours:
        return turn.replace_card(asker_cards.typed(turn, form, []))
    if passed:
        return turn.replace_card(asker_cards.told(turn, turn.t("escalation.replied")))
    found = await view_of(turn, form.case)
    views: list[View] = [found] if found else []
    return turn.replace_card(asker_cards.typed(turn, form, views, anew=bool(views)))


async def settled(turn: Turn) -> Reply:
    """One of the two buttons had its effect before."""
    return turn.replace_card(asker_cards.told(turn, turn.t("escalation.typed_settled")))


@dialog.pressed("escalation.new_question", form=Typed, again=settled)
async def new_question(turn: Turn) -> Reply:
    """It is a new question: from here on this turn is that message, and the FAQ answers it as always.

    So what is kept of the question is forgotten with the message, and its answer changes with it.
    """
    form: Typed = turn.form
    if turn.message.place.shared:
        raise Stale  # the card stands in nobody's group, and there it could name another one's message
    if not form.words:
        raise WordsMissing
    still_asked = False
    with suppress(Unavailable):
        still_asked = await turn.transact(keep_as_new, press=turn.own(LABEL))
    left = turn.t("escalation.typed_as_new" if still_asked else "escalation.typed_as_new_only")
    done = turn.replace_card(asker_cards.told(turn, left))
    turn.message = replace(turn.message, kind=Kind.SAID, id=form.typed or turn.message.id, text=form.words)
    answered = await turn.go("answer.question")
    return done.joined(answered) if answered else done


# ---------------------------------------------------------------- transactions


def waiting(tx: Transaction) -> list[str]:
    """Ids of the cases of :person in which a Lotse waits for their reply."""
    kept = [tx.one("escalation_case", Kept, id=case) for case in mine(tx)]
    return [one.id for one in kept if one and one.state in (State.ASKED_BACK, State.NUDGED)]


def pass_it_on(tx: Transaction, form: TypedReply, press: str) -> bool:
    """Give the words to the Lotse; False where another question came in between, which they may not fit.

    The same words never go twice, not even when they were sent by the field of the question meanwhile.
    Raises `NotYours` where the case is over, `WordsMissing`, and `AlreadyDone` after either button.
    """
    kept = own(tx, form.case)
    if not form.words:
        raise WordsMissing
    only_once(tx, press)
    said = words_of(tx, kept.id)
    asked = asked_last(said)
    if asked and asked.seq > form.seq:
        return False
    if not any(word.kind == "added" and word.seq > form.seq and word.words == form.words for word in said):
        happen(tx, kept, Event.SAY, seq=write(tx, kept.id, "added", form.words))
    return True


def keep_as_new(tx: Transaction, press: str) -> bool:
    """Write down that the words went to the FAQ; whether a Lotse still waits. Raises `AlreadyDone`."""
    only_once(tx, press)
    return bool(waiting(tx))


def only_once(tx: Transaction, press: str) -> None:
    """One of a card's two buttons has its effect, once. Raises `AlreadyDone`."""
    if tx.one("turn_mark_seen", str, hash=press) is None:
        raise AlreadyDone
