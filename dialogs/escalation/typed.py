"""A Lotse has asked something, and the person types into the chat: is it the reply, or a new question?

The bot asks, since it can't know. Nothing of the words is stored by that: they are in the chat already, and
stand in a field of the card.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from bot.roster import RosterShelf
from bot.turn import AlreadyDone, DatabaseAway, Kind, Reply, Stale, Transaction, Turn, Unavailable
from dialogs.escalation import asker_cards, typed_cards
from dialogs.escalation.dialog import dialog, kept_back, own, stands, unsigned
from dialogs.escalation.moves import happen, write
from dialogs.escalation.records import heard_last, waiting, waiting_now, words_of
from dialogs.escalation.rules import MOST_WRITTEN, NotYours, Typed, TypedReply, WordsMissing
from dialogs.escalation.table import Event
from dialogs.escalation.view import View, view_of

LABEL = "escalation.typed"


class Overtaken(Exception):
    """The Lotse has written again since the card was made; nothing was passed on, and nothing changed."""


@dialog.offers_as("escalation.typed")
async def typed(turn: Turn) -> Reply | None:
    """Ask whether these words are for a Lotse who waits for them; None where nobody waits.

    Whether they sound like a worry has been asked before. A sure answer of the FAQ may stand above.
    """
    message = turn.message
    said = message.kind in (Kind.SAID, Kind.EDITED) and not message.action
    if not said or message.place.shared or len(message.text) > MOST_WRITTEN:
        return None
    if not turn.get(RosterShelf).roster:
        return None
    try:
        cases = await waiting_now(turn.db, turn.person.id)
        views = [one for case in cases if (one := await view_of(turn, case))]
    except DatabaseAway:
        return None  # the FAQ goes on from memory
    if not views:
        return None
    form = Typed(typed=message.id, words=message.text)
    card = typed_cards.typed(turn, form, views, with_file=bool(message.files))
    return turn.card(card, turn.t("escalation.typed_title"))


@dialog.pressed("escalation.pass_on", form=TypedReply, again=stands)
async def pass_on(turn: Turn) -> Reply:
    """It is the reply: the Lotse gets it. Where nobody waits for it any more, it can still be a question.

    From then on the card belongs to no message: one that is edited is answered anew, below.
    """
    form: TypedReply = turn.form
    if turn.message.place.shared:
        raise Stale  # the card stands in nobody's group, and there it could name another one's message
    if in_danger := await kept_back(turn):
        return in_danger
    try:
        await turn.transact(pass_it_on, form=form, name=turn.person.name, press=turn.own(LABEL))
    except NotYours:
        return turn.replace_card(typed_cards.typed(turn, form, []))
    except Overtaken:
        found = await view_of(turn, form.case)
        views: list[View] = [found] if found else []
        return turn.replace_card(typed_cards.typed(turn, form, views, anew=True))
    done = turn.replace_card(asker_cards.told(turn, turn.t("escalation.replied")))
    turn.message = replace(turn.message, id=form.typed or turn.message.id)
    return done.then(let_stand)


async def settled(turn: Turn) -> Reply:
    """One of the two buttons had its effect before."""
    return turn.replace_card(asker_cards.told(turn, turn.t("escalation.typed_settled")))


@dialog.pressed("escalation.new_question", form=Typed, again=settled)
async def new_question(turn: Turn) -> Reply:
    """It is a new question: from here on this turn is that message, and it is answered as always.

    So what is kept of the question is forgotten with the message, and its answer changes with it. Of one
    that has been deleted before, nothing is kept.
    """
    form: Typed = turn.form
    if turn.message.place.shared:
        raise Stale  # as above
    if not form.words:
        raise WordsMissing
    still_asked = False
    with suppress(Unavailable):
        still_asked = await turn.transact(keep_as_new, press=turn.own(LABEL))
    left = turn.t("escalation.typed_as_new" if still_asked else "escalation.typed_as_new_only")
    done = turn.replace_card(asker_cards.told(turn, left))
    pressed = turn.message
    turn.message = replace(pressed, kind=Kind.SAID, id=form.typed or pressed.id, text=form.words)
    there = False
    with suppress(Unavailable):
        there = await turn.transact(is_there)
    if not there:
        turn.message = replace(turn.message, id=pressed.id)
    answered = await turn.go("welcome.no_question") or await turn.go("answer.question", keeps=there)
    return done.joined(answered) if answered else done


# ---------------------------------------------------------------- transactions


def pass_it_on(tx: Transaction, form: TypedReply, name: str, press: str) -> None:
    """Give the words of the asker, who is called `name`, to the Lotse.

    The same words never go twice, not even when they were sent by the field of the question meanwhile.
    Raises `NotYours` where the case is over, `WordsMissing`, `AlreadyDone` after either button, and
    `Overtaken` where another question or an answer came in between, which the words may not fit.
    """
    kept = own(tx, form.case)
    if not form.words:
        raise WordsMissing
    only_once(tx, press)
    said = words_of(tx, kept.id)
    heard = heard_last(said)
    if heard and heard.seq > form.seq:
        raise Overtaken
    words = unsigned(kept, form.words, name)
    if not any(word.kind == "added" and word.seq > form.seq and word.words == words for word in said):
        happen(tx, kept, Event.SAY, seq=write(tx, kept.id, "added", words))


def let_stand(tx: Transaction) -> None:
    """What was said to this turn's message stays as it is, whatever becomes of the message."""
    tx.run("turn_drop_reply")


def keep_as_new(tx: Transaction, press: str) -> bool:
    """Write down that the words went to the FAQ; whether a Lotse still waits. Raises `AlreadyDone`."""
    only_once(tx, press)
    return bool(waiting(tx))


def is_there(tx: Transaction) -> bool:
    """Whether this turn's message has not been deleted: then its answer would be forgotten."""
    return tx.one("turn_reply_to", str) is not None


def only_once(tx: Transaction, press: str) -> None:
    """One of a card's two buttons has its effect, once. Raises `AlreadyDone`."""
    if tx.one("turn_mark_seen", str, hash=press) is None:
        raise AlreadyDone
