"""Questions and answers: sure, unsure, not known.

Reads downwards: asking, choosing. How it is shown, and thumbs: opinions.py.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.cards import shortened
from bot.turn import Card, Kind, Reply, Turn, Unavailable
from dialogs.answer import cards, opinions
from dialogs.answer.cards import NOTHING
from dialogs.answer.declared import dialog, entry_of, offers_cafe, related_to
from dialogs.answer.keeping import (
    forget_question,
    keep_question,
    learn,
    settle_question,
)
from dialogs.answer.recent import Moment, Recent
from dialogs.answer.rules import (
    MOST_KEPT,
    Choice,
    Example,
    Origin,
    Outcome,
    Related,
    Suggested,
    asked_again,
    asked_in,
    carried,
    tells_a_fault,
    tells_of_oneself,
)
from faq import SUGGEST_FROM, Decision, Entry, Shelf
from faq.german import content
from faq.learning import blanked

__all__ = ["dialog", "opinions"]


# ---------------------------------------------------------------- asking


@dialog.heard
async def answer(turn: Turn, *, keeps: bool = True) -> Reply:
    """Answer what is sure, offer what is likely, and say so when neither is.

    `keeps`: whether words of it may be kept, as they may while the message is there to be deleted.
    """
    if in_danger := await turn.go("concern.danger", text=turn.message.text):
        return in_danger  # before anything else, also where others read along: it repeats no word
    recent = turn.get(Recent)
    before = recent.of(turn)
    decision = turn.get(Shelf).matcher.decide(turn.message.text, before.thread if before else "")
    _speak_as_asked(turn, decision)
    worry = await turn.go("concern.offer", text=turn.message.text, nobody_in_danger=True)
    timid = None if worry else await turn.go("concern.encourage", text=turn.message.text)
    felt = worry or timid or await _annoyed(turn)
    shy = any(hit.entry.shy and hit.confidence >= SUGGEST_FROM for hit in decision.hits)
    for_a_lotse = None if felt else await turn.go("escalation.typed")
    if for_a_lotse and decision.kind != "answer":
        return for_a_lotse
    recent.forget(turn)
    if turn.message.place.shared and (felt or shy):
        return turn.card(cards.under_four_eyes(turn), turn.t("answer.private_title"))
    origin = NOTHING if felt or shy or not keeps else Origin(carried(turn.message.text), turn.trace)
    likely = [hit.entry for hit in decision.hits] if decision.kind != "unknown" else []
    if decision.kind == "answer" and not (worry and shy and _confides(turn)):
        sure = _all_sure(turn, decision, origin, before)
        return sure.joined(for_a_lotse) if for_a_lotse else sure
    if felt:
        return felt
    if decision.kind == "suggest":
        return _unsure(turn, likely, origin, decision.thread)
    return await _unknown(turn, origin, decision.thread)


dialog.offers_as("answer.question")(answer)


async def _annoyed(turn: Turn) -> Reply | None:
    """A kind word for who lets off steam; not where something is asked or fails, however crossly told."""
    text, asking = turn.message.text, turn.texts.every_word("answer.asking_words")
    return None if tells_a_fault(text) else await turn.go("concern.calm", text=text, asking=asking)


def _confides(turn: Turn) -> bool:
    """Whether the person tells of themselves and asks for nothing: a kind word is due before any advice."""
    every_word = turn.texts.every_word
    return tells_of_oneself(
        turn.message.text, every_word("answer.own_words"), every_word("answer.asking_words")
    )


def _speak_as_asked(turn: Turn, decision: Decision) -> None:
    """«passwort vergessen» has no word that tells its language; the entry that it found does."""
    if turn.message.kind is Kind.PRESSED or turn.wishes.language or decision.language or not decision.hits:
        return
    if tongue := asked_in(turn.message.text, decision.hits[0].entry):
        turn.speak(tongue)


def _all_sure(turn: Turn, decision: Decision, origin: Origin, before: Moment | None) -> Reply:
    """The answer to each question of the message; and what this tells of the one before, if it had none."""
    reply = Reply()
    for one in (decision, *decision.also):
        part = replace(origin, asked=carried(one.asked)) if origin.asked and decision.also else origin
        reply = reply.joined(_sure(turn, one.hits[0].entry, part))
    if not origin.asked:
        return reply
    turn.get(Recent).keep(turn, decision.thread)
    if before and before.kept and asked_again(before.asked, turn.message.text):
        entry = decision.hits[0].entry.id
        reply = reply.then(settle_question, kept=before.kept, outcome=Outcome.CHOSEN, entry=entry)
    return reply


def _sure(turn: Turn, entry: Entry, origin: Origin) -> Reply:
    return turn.card(_answered(turn, entry, origin), cards.summary(turn, entry))


def _answered(turn: Turn, entry: Entry, origin: Origin) -> Card:
    about, cafe = related_to(turn, entry), offers_cafe(turn, entry)
    return cards.answer(turn, entry, origin=origin, related=about, cafe=cafe)


def _unsure(turn: Turn, entries: Sequence[Entry], origin: Origin, thread: str) -> Reply:
    kept = secrets.token_hex(16) if origin.asked else ""
    reply = turn.card(cards.suggestions(turn, entries, origin, kept), turn.t("answer.did_you_mean"))
    if not kept:
        return reply
    turn.get(Recent).keep(turn, thread, kept)
    return reply.then(keep_question, **_question(turn, kept, Outcome.SUGGESTED))


async def _unknown(turn: Turn, origin: Origin, thread: str) -> Reply:
    """What is promised is kept first: the card says so only when the question is in the database."""
    if _confides(turn):
        return turn.card(cards.not_a_question(turn), turn.t("answer.no_question_title"))
    kept = await _kept(turn) if content(origin.asked) else ""
    if kept:
        turn.get(Recent).keep(turn, thread, kept)
    return turn.card(cards.unknown(turn, origin.asked, kept=bool(kept)), turn.t("answer.unknown_title"))


async def _kept(turn: Turn) -> str:
    """The id under which the question has been kept, "" where it has not."""
    if turn.message.kind is Kind.PRESSED:
        return ""  # an example of ours, not a person's own words
    kept = secrets.token_hex(16)
    try:
        await turn.transact(keep_question, **_question(turn, kept, Outcome.UNKNOWN))
    except Unavailable:
        return ""
    return kept


def _question(turn: Turn, kept: str, outcome: Outcome) -> dict[str, Any]:
    asked = shortened(turn.message.text, MOST_KEPT)
    return {"kept": kept, "asked": asked, "language": turn.tongue, "outcome": outcome}


@dialog.on(Kind.EDITED)
async def edited(turn: Turn) -> Reply:
    """What was kept of a message goes before its new words are answered, whatever they are."""
    turn.get(Recent).forget(turn)
    try:
        await turn.transact(forget_question)
    except Unavailable:
        return Reply().then(forget_question)
    return Reply()


@dialog.on(Kind.DELETED)
async def deleted(turn: Turn) -> Reply:
    """What was kept of a deleted message is deleted, silently."""
    turn.get(Recent).forget(turn)
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
    entry = entry_of(turn, turn.form.entry)
    origin = Origin(turn.form.asked, turn.form.trace)
    reply = turn.replace_card(_answered(turn, entry, origin))
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
    entry = entry_of(turn, turn.form.show)
    return replace(_sure(turn, entry, NOTHING), notice=turn.t("answer.below"))


@dialog.offers_as("answer.learn")
async def learn_from(turn: Turn, question: str, entry: str) -> Reply | None:
    """Learn from who named the entry that answers a question, such as a Lotse; a human decides later."""
    if question and entry in turn.get(Shelf).catalog.by_id:
        asked = shortened(blanked(question), MOST_KEPT)
        learnt = secrets.token_hex(16)
        return Reply().then(learn, learnt=learnt, asked=asked, language=turn.tongue, entry=entry)
    return None


@dialog.offers_as("answer.insert")
async def to_insert(turn: Turn, entry: Entry) -> Reply:
    """An answer as a card that a person puts into a chat of theirs."""
    return turn.card(cards.inserted(turn, entry))
