"""Questions and answers: sure, unsure, not known; and what people thought of them.

Reads downwards: asking, choosing, how it is shown, thumbs.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

from bot.cards import shortened
from bot.router import Dialog
from bot.turn import Kind, Message, Reply, Transaction, Turn, Unavailable
from dialogs.answer import cards
from dialogs.answer.rules import (
    MOST_KEPT,
    AboutEntry,
    Choice,
    EntryGone,
    Example,
    Missing,
    Outcome,
    Related,
    Suggested,
)
from faq import Entry, Shelf

dialog = Dialog("answer")


# ---------------------------------------------------------------- asking


@dialog.heard
async def answer(turn: Turn) -> Reply:
    """Answer what is sure, offer what is likely, and say so when neither is."""
    text = turn.message.text
    decision = turn.get(Shelf).matcher.decide(text)
    worry = await turn.go("concern.offer", text=text)
    likely = [hit.entry for hit in decision.hits] if decision.kind != "unknown" else []
    if turn.message.place.shared and (worry or any(entry.shy for entry in likely)):
        return turn.card(cards.under_four_eyes(turn), turn.t("answer.private_title"))
    asked = "" if worry else shortened(text, MOST_KEPT)
    if decision.kind == "answer":
        return _forgetting(turn, _sure(turn, likely[0], asked))
    if worry:
        return _forgetting(turn, worry)
    if decision.kind == "suggest":
        return await _unsure(turn, likely, asked)
    return await _unknown(turn, asked)


def _sure(turn: Turn, entry: Entry, asked: str) -> Reply:
    card = cards.answer(turn, entry, asked=asked, related=_related(turn, entry))
    return turn.card(card, entry.said(turn.tongue).question)


async def _unsure(turn: Turn, entries: Sequence[Entry], asked: str) -> Reply:
    kept = secrets.token_hex(16)
    reply = turn.card(cards.suggestions(turn, entries, asked, kept), turn.t("answer.did_you_mean"))
    return reply.then(keep_question, kept=kept, words=asked, language=turn.tongue, outcome=Outcome.SUGGESTED)


async def _unknown(turn: Turn, asked: str) -> Reply:
    """What is promised is kept first: the card says so only when the question is in the database."""
    kept = secrets.token_hex(16)
    try:
        await turn.transact(
            keep_question, kept=kept, words=asked, language=turn.tongue, outcome=Outcome.UNKNOWN
        )
    except Unavailable:
        kept = ""
    return turn.card(cards.unknown(turn, asked, kept=bool(kept)), turn.t("answer.unknown_title"))


def _forgetting(turn: Turn, reply: Reply) -> Reply:
    """An edited message may have been kept before; what it says now needs no keeping."""
    return reply.then(forget_question) if turn.message.kind is Kind.EDITED else reply


def keep_question(tx: Transaction, kept: str, words: str, language: str, outcome: Outcome) -> None:
    """Keep a question for the FAQ's authors, without the person; an edited one in the place of the old."""
    forget_question(tx)
    tx.run("answer_keep_question", id=kept, words=words, language=language, outcome=outcome)
    tx.run("answer_keep_trace", id=kept)


def settle_question(tx: Transaction, kept: str, outcome: Outcome, entry: str | None = None) -> None:
    """Keep how a question went on that had been answered by suggestions."""
    tx.run("answer_settle_question", id=kept, outcome=outcome, entry=entry)


def forget_question(tx: Transaction) -> None:
    """Forget what was kept of this turn's message."""
    tx.run("answer_forget_question")
    tx.run("answer_forget_trace")


@dialog.on(Kind.DELETED)
async def deleted(turn: Turn) -> Reply:
    """What was kept of a deleted message is deleted, silently."""
    return Reply().then(forget_question)


@dialog.pressed("answer.ask", form=Example)
async def ask_example(turn: Turn) -> Reply:
    """Ask what a card offers to ask; the answer stands below."""
    question: str = turn.form.question
    turn.message = _asking(turn.message, question)
    reply = await answer(turn)
    return Reply(reply.messages, notice=turn.t("answer.below"), afterwards=reply.afterwards)


def _asking(message: Message, question: str) -> Message:
    return replace(message, text=question)


# ---------------------------------------------------------------- choosing


@dialog.pressed("answer.choose", form=Choice)
async def choose(turn: Turn) -> Reply:
    """The suggestion that was pressed becomes the answer."""
    entry = _entry(turn, turn.form.entry)
    card = cards.answer(turn, entry, asked=turn.form.asked, related=_related(turn, entry))
    reply = turn.replace_card(card)
    return reply.then(settle_question, kept=turn.form.kept, outcome=Outcome.CHOSEN, entry=entry.id)


async def none_stands(turn: Turn) -> Reply:
    """None of the suggestions was right; the question has been kept."""
    return turn.replace_card(cards.unknown(turn, turn.form.asked, kept=bool(turn.form.kept)))


@dialog.pressed("answer.none", form=Suggested, again=none_stands)
async def none_of_these(turn: Turn) -> Reply:
    """None of the suggestions was right: the authors will see that."""
    await turn.transact(settle_question, kept=turn.form.kept, outcome=Outcome.NONE_OF_THESE)
    return await none_stands(turn)


@dialog.pressed("answer.related", form=Related)
async def related(turn: Turn) -> Reply:
    """Show a related answer below; the card itself stays as it is."""
    entry = _entry(turn, turn.form.show)
    return replace(_sure(turn, entry, ""), notice=turn.t("answer.below"))


# ---------------------------------------------------------------- how it is shown


@dialog.said("answer.simple_words")
async def simple_from_now_on(turn: Turn) -> Reply:
    """Answer this person in Einfache Sprache from now on."""
    return await _wish_in_chat(turn, simple=True)


@dialog.said("answer.full_words")
async def full_from_now_on(turn: Turn) -> Reply:
    """Answer this person in full again."""
    return await _wish_in_chat(turn, simple=False)


async def _wish_in_chat(turn: Turn, *, simple: bool) -> Reply:
    await turn.transact(keep_simple, simple=simple)
    return turn.say("answer.simple_chosen" if simple else "answer.full_chosen")


def keep_simple(tx: Transaction, simple: bool) -> None:
    """Remember how this person likes to read."""
    tx.run("person_set_simple", simple=simple)


async def simple_stands(turn: Turn) -> Reply:
    """The card in Einfache Sprache."""
    return _shown(turn, simple=True)


@dialog.pressed("answer.simple", form=AboutEntry, again=simple_stands)
async def in_simple_words(turn: Turn) -> Reply:
    """Say this answer, and all that follow, in Einfache Sprache."""
    await turn.transact(keep_simple, simple=True)
    return await simple_stands(turn)


async def full_stands(turn: Turn) -> Reply:
    """The card in full."""
    return _shown(turn, simple=False)


@dialog.pressed("answer.full", form=AboutEntry, again=full_stands)
async def in_full(turn: Turn) -> Reply:
    """Say this answer, and all that follow, in full again."""
    await turn.transact(keep_simple, simple=False)
    return await full_stands(turn)


def _shown(turn: Turn, *, simple: bool) -> Reply:
    turn.wishes = replace(turn.wishes, simple=simple)
    entry = _entry(turn, turn.form.entry)
    return turn.replace_card(cards.answer(turn, entry, asked=turn.form.asked, related=_related(turn, entry)))


# ---------------------------------------------------------------- thumbs


async def helped_stands(turn: Turn) -> Reply:
    """The answer, with thanks in the place of the thumbs."""
    return _rated(turn, "answer.thanks_helpful")


@dialog.pressed("answer.helpful", form=AboutEntry, again=helped_stands)
async def helpful(turn: Turn) -> Reply:
    """It helped."""
    await turn.transact(keep_rating, kept=turn.message.nonce, entry=turn.form.entry, helpful=True, asked="")
    return await helped_stands(turn)


async def not_helped_stands(turn: Turn) -> Reply:
    """What was missing?"""
    entry = _entry(turn, turn.form.entry)
    return turn.replace_card(cards.missing(turn, entry, turn.form.asked, turn.message.nonce))


@dialog.pressed("answer.not_helpful", form=AboutEntry, again=not_helped_stands)
async def not_helpful(turn: Turn) -> Reply:
    """It did not help: ask what was missing."""
    form: AboutEntry = turn.form
    await turn.transact(
        keep_rating, kept=turn.message.nonce, entry=form.entry, helpful=False, asked=form.asked
    )
    return await not_helped_stands(turn)


def keep_rating(tx: Transaction, kept: str, entry: str, helpful: bool, asked: str) -> None:
    """Keep a rating under its card's nonce, without the person; words only where the answer did not help."""
    tx.run("answer_keep_rating", id=kept, entry=entry, helpful=helpful, asked=asked)


async def missing_stands(turn: Turn) -> Reply:
    """The answer, with thanks for having said what was missing."""
    return _rated(turn, "answer.thanks_missing" if turn.form.missing else "answer.thanks_not_helpful")


@dialog.pressed("answer.missing", form=Missing, again=missing_stands)
async def say_missing(turn: Turn) -> Reply:
    """Keep what was missing, if anything was said."""
    await turn.transact(
        keep_missing, rating=turn.form.rating, entry=turn.form.entry, missing=turn.form.missing
    )
    return await missing_stands(turn)


def keep_missing(tx: Transaction, rating: str, entry: str, missing: str) -> None:
    """Add to a rating what was missing."""
    if missing:
        tx.run("answer_keep_missing", id=rating, entry=entry, missing=missing)


def _rated(turn: Turn, thanks: str) -> Reply:
    entry = _entry(turn, turn.form.entry)
    card = cards.answer(
        turn, entry, asked=turn.form.asked, related=_related(turn, entry), thanks=turn.t(thanks)
    )
    return turn.replace_card(card)


# ---------------------------------------------------------------- the FAQ


def _entry(turn: Turn, entry: str) -> Entry:
    found = turn.get(Shelf).catalog.by_id.get(entry)
    if found is None:
        raise EntryGone
    return found


def _related(turn: Turn, entry: Entry) -> list[Entry]:
    by_id = turn.get(Shelf).catalog.by_id
    return [by_id[other] for other in entry.followups if other in by_id]
