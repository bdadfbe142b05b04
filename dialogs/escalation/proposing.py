"""The next FAQ entry: a Lotse proposes it. A second person decides, in `deciding.py`."""

from __future__ import annotations

import secrets

from bot.roster import Roster, RosterShelf
from bot.turn import Dialog, Letter, Reply, Transaction, Turn, post
from dialogs.escalation import draft_cards
from dialogs.escalation.dialog import dialog
from dialogs.escalation.names import as_entry, blanked
from dialogs.escalation.records import roster_of
from dialogs.escalation.rules import About, NoLotse, NothingToPropose, Proposal, WordsMissing
from dialogs.escalation.view import every_topic, view_of


@dialog.pressed("escalation.propose", form=About)
async def propose(turn: Turn) -> Reply:
    """Show the form, with what asker and Lotse wrote, names taken out."""
    roster = roster_for(turn)
    found = await view_of(turn, turn.form.case)
    answers = [word.words for word in found.words if word.kind == "answer"] if found else []
    if found is None or not answers:
        raise NothingToPropose
    names = [*(lotse.name for lotse in roster), found.kept.asker_name or ""]
    question = blanked(found.kept.question, names)[:300]
    proposal = Proposal(topic=found.kept.topic, question=question, answer=as_entry(answers[-1], names))
    form = draft_cards.form(turn, proposal, every_topic(turn))
    return Reply(
        turn.card(form, turn.t("escalation.draft_title")).messages, notice=turn.t("escalation.draft_below")
    )


@dialog.pressed("escalation.propose_message")
async def propose_message(turn: Turn) -> Reply:
    """«Als FAQ vorschlagen», on any message: the form, with the message as the answer. For Lotsen only."""
    roster = roster_for(turn)
    names = [*(lotse.name for lotse in roster), turn.person.name]
    proposal = Proposal(answer=as_entry(turn.message.text[:4_000], names))
    card = draft_cards.form(turn, proposal, every_topic(turn), in_dialog=True)
    return Reply(dialog=Dialog(turn.t("escalation.draft_title"), card, height=600))


async def _message_stands(turn: Turn) -> Reply:
    return Reply(notice=turn.t("escalation.draft_sent"))


@dialog.pressed("escalation.propose_message_send", form=Proposal, again=_message_stands)
async def propose_message_send(turn: Turn) -> Reply:
    """Ask a second person."""
    await propose_send(turn)
    return await _message_stands(turn)


async def proposed_stands(turn: Turn) -> Reply:
    """It has been proposed."""
    return turn.replace_card(draft_cards.done(turn, "escalation.draft_sent"))


@dialog.pressed("escalation.propose_send", form=Proposal, again=proposed_stands)
async def propose_send(turn: Turn) -> Reply:
    """Ask a second person."""
    roster_for(turn)
    if not turn.form.complete:
        raise WordsMissing
    topic = turn.form.topic if turn.form.topic in every_topic(turn) else ""
    await turn.transact(keep_proposal, proposal=turn.form.model_copy(update={"topic": topic}))
    return await proposed_stands(turn)


def roster_for(turn: Turn) -> Roster:
    """The roster, for a Lotse or an admin. Raises `NoLotse`."""
    roster = turn.get(RosterShelf).roster
    if roster.by_id(turn.person.id) is None and turn.person.id not in roster.admins:
        raise NoLotse
    return roster


def keep_proposal(tx: Transaction, proposal: Proposal) -> str:
    """Keep a proposal of :person, and show it to those who may decide; its id. Raises `NothingToPropose`."""
    roster, author = roster_of(tx), str(tx.bound["person"])
    topic = proposal.topic
    others = deciders(roster, topic) - {author}
    if not others:
        raise NothingToPropose
    draft = secrets.token_hex(16)
    tx.run(
        "escalation_propose",
        id=draft,
        topic=topic,
        question=proposal.question,
        variants="\n".join(proposal.wordings),
        answer=proposal.answer,
        today=tx.now.date(),
    )
    for person in sorted(others):
        post(tx, Letter("escalation.draft", to=person, form={"draft": draft}, mark=mark_of(draft)))
    return draft


def deciders(roster: Roster, topic: str) -> set[str]:
    """Entra ids of who may decide on a proposal: admins and Lotsen of the topic.

    Without a topic they are the admins, or where there are none, all Lotsen.
    """
    anyone = not topic and not roster.admins
    lotsen = {roster.id_of(lotse) for lotse in roster if anyone or topic in lotse.topics}
    return (lotsen | roster.admins) - {""}


def mark_of(draft: str) -> str:
    """The name under which the cards of a proposal are found again."""
    return f"escalation.draft.{draft}"
