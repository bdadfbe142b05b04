"""Questions and answers: sure, unsure, not known; and what people thought of them.

Reads downwards: asking, choosing, how it is shown, thumbs.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.cards import shortened
from bot.router import Dialog
from bot.turn import Kind, Reply, Turn, Unavailable
from dialogs.answer import cards
from dialogs.answer.cards import NOTHING
from dialogs.answer.keeping import (
    forget_question,
    keep_missing,
    keep_question,
    keep_rating,
    keep_simple,
    settle_question,
)
from dialogs.answer.rules import (
    MOST_KEPT,
    AboutEntry,
    Choice,
    EntryGone,
    Example,
    Missing,
    OfEntry,
    Origin,
    Outcome,
    Related,
    Suggested,
    asked_in,
    carried,
    tells_of_oneself,
)
from faq import SUGGEST_FROM, Decision, Entry, Shelf
from faq.german import content

dialog = Dialog("answer")


# ---------------------------------------------------------------- asking


@dialog.heard
async def answer(turn: Turn) -> Reply:
    """Answer what is sure, offer what is likely, and say so when neither is."""
    if in_danger := await turn.go("concern.danger", text=turn.message.text):
        return in_danger  # before anything else, also where others read along: it repeats no word
    decision = turn.get(Shelf).matcher.decide(turn.message.text)
    _speak_as_asked(turn, decision)
    worry = await turn.go("concern.offer", text=turn.message.text)
    timid = None if worry else await turn.go("concern.encourage", text=turn.message.text)
    felt = worry or timid
    shy = any(hit.entry.shy and hit.confidence >= SUGGEST_FROM for hit in decision.hits)
    if turn.message.place.shared and (felt or shy):
        return turn.card(cards.under_four_eyes(turn), turn.t("answer.private_title"))
    origin = NOTHING if felt or shy else Origin(carried(turn.message.text), turn.trace)
    likely = [hit.entry for hit in decision.hits] if decision.kind != "unknown" else []
    if decision.kind == "answer":
        return _sure(turn, likely[0], origin)
    if felt:
        return felt
    if decision.kind == "suggest":
        return _unsure(turn, likely, origin)
    return await _unknown(turn, origin)


def _speak_as_asked(turn: Turn, decision: Decision) -> None:
    """«passwort vergessen» has no word that tells its language; the entry that it found does."""
    if turn.message.kind is Kind.PRESSED or turn.wishes.language or decision.language or not decision.hits:
        return
    if tongue := asked_in(turn.message.text, decision.hits[0].entry):
        turn.speak(tongue)


def _sure(turn: Turn, entry: Entry, origin: Origin) -> Reply:
    card = cards.answer(turn, entry, origin=origin, related=_related(turn, entry))
    return turn.card(card, cards.summary(turn, entry))


def _unsure(turn: Turn, entries: Sequence[Entry], origin: Origin) -> Reply:
    kept = secrets.token_hex(16) if origin.asked else ""
    reply = turn.card(cards.suggestions(turn, entries, origin, kept), turn.t("answer.did_you_mean"))
    if not kept:
        return reply
    return reply.then(keep_question, **_question(turn, kept, Outcome.SUGGESTED))


async def _unknown(turn: Turn, origin: Origin) -> Reply:
    """What is promised is kept first: the card says so only when the question is in the database."""
    every_word, text = turn.texts.every_word, turn.message.text
    if tells_of_oneself(text, every_word("answer.own_words"), every_word("answer.asking_words")):
        return turn.card(cards.not_a_question(turn), turn.t("answer.no_question_title"))
    kept = bool(content(origin.asked)) and await _kept(turn)
    return turn.card(cards.unknown(turn, origin.asked, kept=kept), turn.t("answer.unknown_title"))


async def _kept(turn: Turn) -> bool:
    if turn.message.kind is Kind.PRESSED:
        return False  # an example of ours, not a person's own words
    try:
        await turn.transact(keep_question, **_question(turn, secrets.token_hex(16), Outcome.UNKNOWN))
    except Unavailable:
        return False
    return True


def _question(turn: Turn, kept: str, outcome: Outcome) -> dict[str, Any]:
    asked = shortened(turn.message.text, MOST_KEPT)
    return {"kept": kept, "asked": asked, "language": turn.tongue, "outcome": outcome}


@dialog.on(Kind.EDITED)
async def edited(turn: Turn) -> Reply:
    """What was kept of a message goes before its new words are answered, whatever they are."""
    try:
        await turn.transact(forget_question)
    except Unavailable:
        return Reply().then(forget_question)
    return Reply()


@dialog.on(Kind.DELETED)
async def deleted(turn: Turn) -> Reply:
    """What was kept of a deleted message is deleted, silently."""
    return Reply().then(forget_question)


@dialog.pressed("answer.ask", form=Example)
async def ask_example(turn: Turn) -> Reply:
    """Ask what a card offers to ask; the answer stands below."""
    turn.message = replace(turn.message, text=turn.form.question)
    reply = await answer(turn)
    return Reply(reply.messages, notice=turn.t("answer.below"), afterwards=reply.afterwards)


# ---------------------------------------------------------------- choosing


@dialog.pressed("answer.choose", form=Choice)
async def choose(turn: Turn) -> Reply:
    """The suggestion that was pressed becomes the answer."""
    entry = _entry(turn, turn.form.entry)
    origin = Origin(turn.form.asked, turn.form.trace)
    card = cards.answer(turn, entry, origin=origin, related=_related(turn, entry))
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
    return replace(_sure(turn, entry, NOTHING), notice=turn.t("answer.below"))


@dialog.offers_as("answer.insert")
async def to_insert(turn: Turn, entry: Entry) -> Reply:
    """An answer as a card that a person puts into a chat of theirs."""
    return turn.card(cards.inserted(turn, entry))


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


async def wish_stands(turn: Turn) -> Reply:
    """The card as this person wants to read it, and how to have it otherwise."""
    form: AboutEntry = turn.form
    chosen = turn.t("answer.simple_chosen" if turn.wishes.simple else "answer.full_chosen")
    return _shown(turn, form, rated=form.rated, note=chosen)


@dialog.pressed("answer.simple", form=AboutEntry, again=wish_stands)
async def in_simple_words(turn: Turn) -> Reply:
    """Say this answer, and all that follow, in Einfache Sprache."""
    return await _wish_on_card(turn, simple=True)


@dialog.pressed("answer.full", form=AboutEntry, again=wish_stands)
async def in_full(turn: Turn) -> Reply:
    """Say this answer, and all that follow, in full again."""
    return await _wish_on_card(turn, simple=False)


async def _wish_on_card(turn: Turn, *, simple: bool) -> Reply:
    await turn.transact(keep_simple, simple=simple)
    turn.wishes = replace(turn.wishes, simple=simple)
    return await wish_stands(turn)


# ---------------------------------------------------------------- thumbs


async def helped_stands(turn: Turn) -> Reply:
    """The answer, with thanks in the place of the thumbs."""
    return _rated(turn, "helpful")


@dialog.pressed("answer.helpful", form=AboutEntry, again=helped_stands)
async def helpful(turn: Turn) -> Reply:
    """It helped."""
    rating = turn.own("rating")
    await turn.transact(keep_rating, rating=rating, entry=turn.form.entry, helpful=True, origin=NOTHING)
    return await helped_stands(turn)


async def not_helped_stands(turn: Turn) -> Reply:
    """What was missing? Only who pressed is asked."""
    card = cards.missing(turn, _entry(turn, turn.form.entry), turn.own("rating"))
    return replace(turn.replace_card(card), private=True)


@dialog.pressed("answer.not_helpful", form=AboutEntry, again=not_helped_stands)
async def not_helpful(turn: Turn) -> Reply:
    """It did not help: ask what was missing."""
    form: AboutEntry = turn.form
    rating = turn.own("rating")
    await turn.transact(keep_rating, rating=rating, entry=form.entry, helpful=False, origin=form.origin)
    return await not_helped_stands(turn)


async def missing_stands(turn: Turn) -> Reply:
    """The answer, with thanks for having said what was missing."""
    return _rated(turn, "missing" if turn.form.missing else "not_helpful")


@dialog.pressed("answer.missing", form=Missing, again=missing_stands)
async def say_missing(turn: Turn) -> Reply:
    """Keep what was missing, if anything was said; thank for it only if it is kept."""
    form: Missing = turn.form
    if worry := await turn.go("concern.offer", text=form.missing):
        # a worry is never kept, and where others read along it is not answered before their eyes
        messages = () if turn.message.place.shared else worry.messages
        return replace(_rated(turn, "not_helpful"), messages=messages)
    kept = await turn.transact(keep_missing, rating=form.rating, entry=form.entry, missing=form.missing)
    return _rated(turn, "missing" if kept else "not_helpful")


def _rated(turn: Turn, rated: str) -> Reply:
    return _shown(turn, turn.form, rated=rated)


def _shown(turn: Turn, form: OfEntry, *, rated: str, note: str = "") -> Reply:
    """The answer again, for the presser alone: what others rated, and how they like to read, is theirs."""
    entry = _entry(turn, form.entry)
    origin = form.origin if isinstance(form, AboutEntry) else NOTHING
    card = cards.answer(turn, entry, origin=origin, related=_related(turn, entry), rated=rated, note=note)
    return replace(turn.replace_card(card), private=True)


# ---------------------------------------------------------------- the FAQ


def _entry(turn: Turn, entry: str) -> Entry:
    found = turn.get(Shelf).catalog.by_id.get(entry)
    if found is None:
        raise EntryGone
    return found


def _related(turn: Turn, entry: Entry) -> list[Entry]:
    by_id = turn.get(Shelf).catalog.by_id
    return [by_id[other] for other in entry.followups if other in by_id]
