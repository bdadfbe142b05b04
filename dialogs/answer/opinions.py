"""How an answer is shown, and what people thought of it: Einfache Sprache, thumbs, what was missing."""

from __future__ import annotations

from dataclasses import replace

from bot.turn import Reply, Turn
from dialogs.answer import cards
from dialogs.answer.cards import NOTHING
from dialogs.answer.declared import dialog, entry_of, offers_cafe, related_to
from dialogs.answer.keeping import keep_missing, keep_rating, keep_simple
from dialogs.answer.rules import AboutEntry, Missing, OfEntry

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
    cafe = await turn.go("cafe.invite") is not None
    card = cards.missing(turn, entry_of(turn, turn.form.entry), turn.own("rating"), cafe=cafe)
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
    entry = entry_of(turn, form.entry)
    origin = form.origin if isinstance(form, AboutEntry) else NOTHING
    about, cafe = related_to(turn, entry), offers_cafe(turn, entry)
    card = cards.answer(turn, entry, origin=origin, related=about, rated=rated, note=note, cafe=cafe)
    return replace(turn.replace_card(card), private=True)
