"""What Lotsen do with a case, from its card. Rights are looked up at each press."""

from __future__ import annotations

from bot.roster import Lotse, RosterShelf
from bot.turn import Outgoing, Reply, Transaction, Turn, reachable
from dialogs.escalation import lotse_cards
from dialogs.escalation.dialog import dialog
from dialogs.escalation.moves import happen, write
from dialogs.escalation.names import blanked
from dialogs.escalation.records import Kept, absent, load, roster_of
from dialogs.escalation.rules import (
    About,
    Handed,
    LotseAway,
    NoLotse,
    NotYours,
    Said,
    Sent,
    Taken,
    WordsMissing,
)
from dialogs.escalation.table import Event, State
from dialogs.escalation.view import View, view_of
from faq import Shelf

FOUND = 3
"""Entries that a search shows."""


# ---------------------------------------------------------------- looking


async def stands(turn: Turn) -> Reply:
    """The card as the case stands now."""
    return await _shown(turn)


@dialog.pressed("escalation.show", form=About)
async def show(turn: Turn) -> Reply:
    """Back to the case."""
    return await _shown(turn)


@dialog.pressed("escalation.show_below", form=About)
async def show_below(turn: Turn) -> Reply:
    """The case as a new message below, from the list of what one has; from now on this card is kept up."""
    if turn.message.place.shared:
        return await _shown(turn)
    found = await _seen(turn)
    if found is None:
        return Reply(notice=turn.t("escalation.gone"))
    card = lotse_cards.request(turn, found, turn.person.id)
    shown = Outgoing(card=card, summary=turn.t("escalation.owned_below"), mark=found.kept.mark)
    return Reply((shown,), notice=turn.t("escalation.owned_below"))


async def _shown(turn: Turn, note: str = "") -> Reply:
    found = await _seen(turn)
    if found is None:
        return turn.replace_card(lotse_cards.gone(turn))
    viewer = "" if turn.message.place.shared else turn.person.id
    return turn.replace_card(lotse_cards.request(turn, found, viewer, note=note))


async def _seen(turn: Turn) -> View | None:
    """The case of the card, for who may see it; None where it is gone. Raises `NoLotse` and `NotYours`."""
    found = await view_of(turn, turn.form.case)
    roster = turn.get(RosterShelf).roster
    lotse, admin = roster.by_id(turn.person.id), turn.person.id in roster.admins
    if not lotse and not admin:
        raise NoLotse
    if found is None or found.kept.state in (State.CLOSED, State.FALLBACK) or admin:
        return found
    if turn.person.id not in await turn.db.all("escalation_asked", str, id=found.kept.id):
        raise NotYours
    return found


# ---------------------------------------------------------------- taking and answering


@dialog.pressed("escalation.take", form=About, again=stands)
async def take(turn: Turn) -> Reply:
    """Take the case: one of all who press wins, the others are told who."""
    await turn.transact(take_it, case=turn.form.case, apart=turn.message.place.shared)
    return await _shown(turn)


@dialog.pressed("escalation.answer", form=Said, again=stands)
async def answer(turn: Turn) -> Reply:
    """Answer; the asker gets it in the bot."""
    await turn.transact(write_and, form=turn.form, kind="answer", event=Event.ANSWER)
    return await _shown(turn)


@dialog.pressed("escalation.ask_back", form=Said, again=stands)
async def ask_back(turn: Turn) -> Reply:
    """Ask the asker something."""
    await turn.transact(write_and, form=turn.form, kind="question", event=Event.ASK_BACK)
    return await _shown(turn)


@dialog.pressed("escalation.pick", form=Sent)
async def pick(turn: Turn) -> Reply:
    """Choose an entry of the FAQ: the guesses, or what a search finds."""
    found = await _seen(turn)
    if found is None:
        return turn.replace_card(lotse_cards.gone(turn))
    search: str = turn.form.search
    hits = turn.get(Shelf).matcher.find(search, FOUND) if search else []
    entries = [hit.entry for hit in hits] if search else list(found.guesses)
    return turn.replace_card(lotse_cards.pick(turn, found, entries, search))


@dialog.pressed("escalation.send_entry", form=Sent, again=stands)
async def send_entry(turn: Turn) -> Reply:
    """Answer with an entry of the FAQ."""
    entry = turn.get(Shelf).catalog.by_id.get(turn.form.entry)
    if entry is None:
        raise NotYours
    said = Said(case=turn.form.case, words=entry.id, signed=True)
    kept = await turn.transact(write_and, form=said, kind="entry", event=Event.ANSWER)
    shown = await _shown(turn)
    names = [*(lotse.name for lotse in turn.get(RosterShelf).roster), kept.asker_name or ""]
    learnt = await turn.go("answer.learn", question=blanked(kept.question, names), entry=entry.id)
    return shown.joined(learnt) if learnt else shown


# ---------------------------------------------------------------- handing over


@dialog.pressed("escalation.hand", form=About)
async def hand(turn: Turn) -> Reply:
    """Choose to whom it goes on."""
    found = await _seen(turn)
    if found is None:
        return turn.replace_card(lotse_cards.gone(turn))
    roster = turn.get(RosterShelf).roster
    names = [lotse.name for lotse in roster if roster.id_of(lotse) not in ("", turn.person.id)]
    return turn.replace_card(lotse_cards.hand_over(turn, found, names, roster.topics))


@dialog.pressed("escalation.hand_on", form=Handed, again=stands)
async def hand_on(turn: Turn) -> Reply:
    """It goes on, with a word for who gets it."""
    await turn.transact(hand_it_on, form=turn.form)
    return await _shown(turn, turn.t("escalation.handed_on"))


# ---------------------------------------------------------------- transactions


def at_desk(tx: Transaction, case: str) -> tuple[Kept, str]:
    """The case, if :person may act on it as a Lotse, and their first name ("" for an admin).

    Raises `NoLotse`, `NotYours`, and `Taken` where another one has it.
    """
    roster, person = roster_of(tx), str(tx.bound["person"])
    lotse: Lotse | None = roster.by_id(person)
    if lotse is None and person not in roster.admins:
        raise NoLotse
    kept = load(tx, case)
    if kept is None:
        raise NotYours
    asked = tx.all("escalation_asked", str, id=case)
    if kept.state is not State.FALLBACK and person not in asked and person not in roster.admins:
        raise NotYours
    if kept.owner not in (None, person):
        owner = roster.by_id(kept.owner or "")
        raise Taken(name=owner.first_name if owner else "?")
    return kept, lotse.first_name if lotse else ""


def take_it(tx: Transaction, case: str, apart: bool = False) -> Kept:
    """:person has the case from now on; `apart`: by the channel's card. Raises as `at_desk`, and `NotNow`."""
    kept, _ = at_desk(tx, case)
    person = str(tx.bound["person"])
    return kept if kept.owner == person else happen(tx, kept, Event.TAKE, actor=person, apart=apart)


def write_and(tx: Transaction, form: Said, kind: str, event: Event) -> Kept:
    """:person writes to the asker. Raises the same, and `WordsMissing`."""
    kept, name = at_desk(tx, form.case)
    if not form.words:
        raise WordsMissing
    seq = write(tx, kept.id, kind, form.words, name if form.signed else "")
    return happen(tx, kept, event, actor=str(tx.bound["person"]), seq=seq)


def hand_it_on(tx: Transaction, form: Handed) -> Kept:
    """The case goes on to whom the form names. Raises the same, and `LotseAway`."""
    kept, _ = at_desk(tx, form.case)
    roster, person = roster_of(tx), str(tx.bound["person"])
    chosen: list[str] = []
    if form.to not in ("", "-"):
        lotse = roster.by_name(form.to)
        there = lotse is not None and roster.here(lotse, tx.now, absent(tx, roster))
        if lotse is None or not there or not reachable(tx, roster.id_of(lotse)):
            raise LotseAway
        chosen = [roster.id_of(lotse)]
    topic = form.topic if form.topic in roster.topics else None
    if form.words:
        write(tx, kept.id, "note", form.words)
    return happen(tx, kept, Event.HAND_OVER, actor=person, chosen=chosen, topic=topic)
