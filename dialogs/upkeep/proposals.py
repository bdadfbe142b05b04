"""Phrasings that colleagues have used: an admin looks at one after the other, accepts or dismisses it.

What is accepted stands in the file of its entry, with comments and order kept, written under the database's
lock; the command line (`lotse faq proposals`) does the same. Who is an admin is looked up at every press.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.roster import RosterShelf
from bot.turn import AlreadyDone, Card, NotForYou, Reply, Transaction, Turn
from dialogs.upkeep import cards
from dialogs.upkeep.declared import dialog
from dialogs.upkeep.rules import AdminsOnly, ByHand, NotOurs, OfProposal, ProposalGone, State, next_after
from faq import Shelf, learning
from faq.editing import CannotEdit
from faq.learning import Asked, Proposal
from faq.phrasing import NotOwn


@dataclass(frozen=True, slots=True)
class Desk:
    """All proposals that the kept questions make, and the marks of those that have been decided on."""

    every: Sequence[Proposal]
    open: Sequence[Proposal]
    decided: frozenset[str]

    def of(self, mark: str) -> Proposal:
        """The proposal of this mark, decided on or not; raises ProposalGone."""
        found = next((one for one in self.every if one.mark == mark), None)
        if found is None:
            raise ProposalGone
        return found

    def state(self, one: Proposal) -> State:
        """How it stands: in the file, set aside, or open."""
        if one.mark not in self.decided:
            return "open"
        return "accepted" if learning.is_accepted(one) else "dismissed"


# ---------------------------------------------------------------- looking


@dialog.said("upkeep.proposals_words")
async def show(turn: Turn) -> Reply:
    """The first proposal, to an admin who is alone with the bot."""
    _admin(turn)
    if turn.message.place.shared:
        return turn.say("upkeep.proposals_alone")
    desk = await _desk(turn)
    if not desk.open:
        return turn.say("upkeep.no_proposals")
    card = cards.proposal(turn, desk.open[0], left=len(desk.open) - 1)
    return turn.card(card, turn.t("upkeep.proposal_title"))


@dialog.pressed("upkeep.later", form=OfProposal)
async def later(turn: Turn) -> Reply:
    """The next one takes its place; this one comes again another time."""
    _admin_alone(turn)
    return turn.replace_card(_following(turn, await _desk(turn), turn.form.mark))


# ---------------------------------------------------------------- deciding


async def stands(turn: Turn) -> Reply:
    """How the proposal stands."""
    _admin_alone(turn)
    desk = await _desk(turn)
    one = desk.of(turn.form.mark)
    match await asyncio.to_thread(desk.state, one):
        case "accepted":
            return turn.replace_card(cards.accepted(turn, one, Path(one.entry.file).name))
        case "dismissed":
            return turn.replace_card(cards.dismissed(turn, one))
        case _:
            return turn.replace_card(cards.proposal(turn, one, _left(desk, one)))


@dialog.pressed("upkeep.accept", form=OfProposal, again=stands)
async def accept(turn: Turn) -> Reply:
    """It becomes a variant of its entry, in the file; the next one follows."""
    return await _with_the_next(turn, await _carry_out(turn, "answer_dismiss", learning.accepted))


@dialog.pressed("upkeep.dismiss", form=OfProposal, again=stands)
async def dismiss(turn: Turn) -> Reply:
    """It is not proposed again; the next one follows."""
    return await _with_the_next(turn, await _carry_out(turn, "answer_dismiss"))


@dialog.pressed("upkeep.withdraw", form=OfProposal, again=stands)
async def withdraw(turn: Turn) -> Reply:
    """Out of the file again, and open again."""
    await _carry_out(turn, "answer_reopen", learning.withdrawn)
    return await stands(turn)


@dialog.pressed("upkeep.reopen", form=OfProposal, again=stands)
async def reopen(turn: Turn) -> Reply:
    """Open again."""
    await _carry_out(turn, "answer_reopen")
    return await stands(turn)


async def _with_the_next(turn: Turn, desk: Desk) -> Reply:
    """How the proposal stands now, and below it the one that comes after it on this desk."""
    reply = await stands(turn)
    return replace(reply, messages=turn.card(_following(turn, desk, turn.form.mark)).messages)


Effect = Callable[[Proposal, Path], Path]
"""What happens in the entry's file, within the town's own folder."""


async def _carry_out(turn: Turn, query: str, effect: Effect | None = None) -> Desk:
    """Decide, and change the file: both or neither; of two who press at once one does. The desk before."""
    _admin_alone(turn)
    desk = await _desk(turn)
    one = desk.of(turn.form.mark)
    own = turn.get(Shelf).folders[-1]
    values = {"entry": one.entry.id, "words": one.words}
    try:
        await turn.transact(settle, query=query, one=one, effect=effect, own=own)
    except NotOwn as error:
        raise NotOurs(**values) from error
    except (CannotEdit, OSError) as error:
        raise ByHand(**values) from error
    return desk


def settle(tx: Transaction, query: str, one: Proposal, effect: Effect | None, own: Path) -> None:
    """Write or delete the decision, then the words in the file. Raises AlreadyDone, CannotEdit, OSError."""
    tx.run("answer_take_pen")
    if not tx.run(query, mark=one.mark):
        raise AlreadyDone
    if effect:
        effect(one, own)


# ---------------------------------------------------------------- who, and what there is


def _admin(turn: Turn) -> None:
    if turn.person.id not in turn.get(RosterShelf).roster.admins:
        raise AdminsOnly


def _admin_alone(turn: Turn) -> None:
    _admin(turn)
    if turn.message.place.shared:
        raise NotForYou


async def _desk(turn: Turn) -> Desk:
    asked = await turn.db.all("answer_questions", Asked)
    decided = frozenset(await turn.db.all("answer_dismissed", str))
    return await asyncio.to_thread(_spread, asked, turn.get(Shelf), decided)


def _spread(asked: Sequence[Asked], shelf: Shelf, decided: frozenset[str]) -> Desk:
    """Thousands of questions are compared with each other: off the loop."""
    every = learning.proposed(asked, shelf.catalog)
    return Desk(every, learning.undecided(every, decided), decided)


def _following(turn: Turn, desk: Desk, mark: str) -> Card:
    one = next_after(desk.open, mark)
    return cards.proposal(turn, one, _left(desk, one)) if one else cards.no_more(turn)


def _left(desk: Desk, one: Proposal) -> int:
    marks = [other.mark for other in desk.open]
    return len(marks) - marks.index(one.mark) - 1 if one.mark in marks else 0
