"""What was proposed: a second person decides, and it answers the same question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bot.turn import Letter, Outgoing, Reply, Sending, Transaction, Turn, change, post
from dialogs.escalation import draft_cards
from dialogs.escalation.dialog import dialog
from dialogs.escalation.proposing import deciders, mark_of, roster_for
from dialogs.escalation.records import Kept, asker_of, by_ticket, load, ticket_of
from dialogs.escalation.rules import (
    CannotKeep,
    Decided,
    NoLotse,
    Proposal,
    TopicMissing,
    WordsMissing,
    same_question,
)
from dialogs.escalation.view import every_topic
from faq import Shelf
from faq.adding import NewEntry, add_entry
from faq.editing import CannotEdit

FILE = "lotsen.yaml"
"""Within the FAQ's folder: what Lotsen have added."""
SETTLING = timedelta(seconds=5)
"""After which a saved entry is in use for sure."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal as it is stored."""

    id: str
    author: str | None
    topic: str
    question: str
    variants: str
    answer: str
    state: str


class OfDraft(BaseModel):
    """A letter about a proposal."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    draft: str


class OfEntry(BaseModel):
    """A letter to an asker whose question the FAQ answers by now."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    ticket: str
    entry: str


# ---------------------------------------------------------------- deciding


async def decided_stands(turn: Turn) -> Reply:
    """How the proposal stands."""
    draft = await turn.db.one("escalation_draft", Draft, id=turn.form.draft)
    return turn.replace_card(draft_cards.decided(turn, draft.state if draft else "declined"))


@dialog.pressed("escalation.accept", form=Proposal, again=decided_stands)
async def accept(turn: Turn) -> Reply:
    """It becomes an entry: first in the file, then as decided, so that a crash in between loses nothing."""
    draft = await _to_decide(turn)
    if not turn.form.complete:
        raise WordsMissing
    topics = every_topic(turn)
    topic = next((one for one in (turn.form.topic, draft.topic) if one in topics), "")
    if topics and not topic:
        raise TopicMissing
    entry = NewEntry(
        f"lotsen-{draft.id[:12]}", topic, turn.form.question, turn.form.answer, turn.form.wordings
    )
    file = Path(turn.get(Shelf).folders[-1]) / FILE
    await turn.transact(
        enter, form=turn.form, entry=entry, file=file, heading=turn.t("escalation.draft_file")
    )
    return await decided_stands(turn)


@dialog.pressed("escalation.decline", form=Proposal, again=decided_stands)
async def decline(turn: Turn) -> Reply:
    """It does not become one."""
    await _to_decide(turn)
    await turn.transact(decide, form=turn.form, state="declined")
    return await decided_stands(turn)


async def _to_decide(turn: Turn) -> Draft:
    """The proposal, if this person may decide on it and nobody has. Raises `NoLotse` and `Decided`."""
    roster = roster_for(turn)
    draft = await turn.db.one("escalation_draft", Draft, id=turn.form.draft)
    if draft is None or draft.state != "open" or draft.author == turn.person.id:
        raise Decided
    if turn.person.id not in deciders(roster, draft.topic):
        raise NoLotse
    return draft


def enter(tx: Transaction, form: Proposal, entry: NewEntry, file: Path, heading: str) -> None:
    """Decide for it, and write it down as the only one who writes. Raises `Decided` and `CannotKeep`."""
    tx.run("answer_take_pen")
    decide(tx, form, state="accepted", entry=entry.id)
    try:
        add_entry(file, entry, heading, "Lotsen")
    except (CannotEdit, OSError) as error:
        raise CannotKeep from error


def decide(tx: Transaction, form: Proposal, state: str, entry: str = "") -> None:
    """Decide once; author and others hear of it, and who asked the same gets the answer. Raises `Decided`."""
    draft = tx.one("escalation_draft", Draft, id=form.draft)
    question = form.question or (draft.question if draft else "")
    changed = tx.run(
        "escalation_decide",
        id=form.draft,
        state=state,
        question=question,
        variants="\n".join(form.wordings),
        answer=form.answer,
    )
    if draft is None or not changed:
        raise Decided
    if draft.author:
        post(tx, Letter("escalation.decided", to=draft.author, form={"draft": draft.id}))
    change(tx, mark_of(draft.id), "escalation.draft", {"draft": draft.id}, but=str(tx.bound["person"]))
    for case in tx.all("escalation_open", str) if entry else ():
        kept = load(tx, case)
        if kept and same_question(kept.question, question):
            _tell_asker(tx, kept, entry)


def _tell_asker(tx: Transaction, kept: Kept, entry: str) -> None:
    asker, ticket = asker_of(tx, kept), ticket_of(tx, kept)
    if asker:
        form, key = {"ticket": ticket, "entry": entry}, f"escalation.live {entry} {ticket}"
        post(tx, Letter("escalation.live", to=asker, form=form, key=key, due=tx.now + SETTLING))


# ---------------------------------------------------------------- letters


@dialog.letter("escalation.draft", form=OfDraft)
async def shown(sending: Sending) -> Outgoing | None:
    """A proposal to look at, or what became of it."""
    draft = await sending.db.one("escalation_draft", Draft, id=sending.form.draft)
    if draft is None:
        return None
    if draft.state != "open":
        return Outgoing(card=draft_cards.decided(sending, draft.state))
    proposal = Proposal(
        draft=draft.id,
        topic=draft.topic,
        question=draft.question,
        variants=draft.variants,
        answer=draft.answer,
    )
    return Outgoing(
        card=draft_cards.to_decide(sending, proposal, every_topic(sending)),
        summary=sending.t("escalation.draft_new"),
    )


@dialog.letter("escalation.decided", form=OfDraft)
async def told_author(sending: Sending) -> Outgoing | None:
    """What became of one's proposal."""
    draft = await sending.db.one("escalation_draft", Draft, id=sending.form.draft)
    return Outgoing(card=draft_cards.decided(sending, draft.state)) if draft else None


@dialog.letter("escalation.live", form=OfEntry)
async def live(sending: Sending) -> Outgoing | None:
    """The FAQ answers by now what somebody has asked."""
    kept = await by_ticket(sending.db, sending.form.ticket)
    entry = sending.get(Shelf).catalog.by_id.get(sending.form.entry)
    if kept is None or entry is None or kept.outcome:
        return None
    card = draft_cards.live(sending, kept.question, entry, kept.id)
    return Outgoing(card=card, summary=sending.t("escalation.live_title"))
