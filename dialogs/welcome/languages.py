"""The language that somebody chooses, by a card or by a word."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from bot.router import Form
from bot.turn import Reply, Transaction, Turn
from dialogs.welcome import cards
from dialogs.welcome.declared import dialog


class Choice(Form):
    """The language that was pressed; "" follows the question."""

    language: Literal["de", "en", ""]


@dialog.said("welcome.language_words")
async def languages(turn: Turn) -> Reply:
    """Offer the languages."""
    return turn.card(cards.languages(turn), turn.t("welcome.language_title"))


@dialog.pressed("welcome.languages")
async def languages_pressed(turn: Turn) -> Reply:
    """The same, from a button: as a new message below."""
    reply = await languages(turn)
    return Reply(reply.messages, notice=turn.t("welcome.below"))


async def language_stands(turn: Turn) -> Reply:
    """The language that is in use, whichever was pressed on an old view."""
    if turn.wishes.language:
        turn.speak(turn.wishes.language)
    return turn.replace_card(cards.language_chosen(turn))


@dialog.pressed("welcome.language", form=Choice, again=language_stands)
async def choose_language(turn: Turn) -> Reply:
    """Keep the language for this person."""
    await turn.transact(keep_language, language=turn.form.language)
    turn.wishes = replace(turn.wishes, language=turn.form.language)
    return await language_stands(turn)


@dialog.said("welcome.german_words")
async def speak_german(turn: Turn) -> Reply:
    """Keep German for this person."""
    return await _speak(turn, "de")


@dialog.said("welcome.english_words")
async def speak_english(turn: Turn) -> Reply:
    """Keep English for this person."""
    return await _speak(turn, "en")


async def _speak(turn: Turn, language: Literal["de", "en"]) -> Reply:
    await turn.transact(keep_language, language=language)
    turn.speak(language)
    return turn.say("welcome.language_chosen")


def keep_language(tx: Transaction, language: str) -> None:
    """Remember the language of this person; "" follows their messages again."""
    tx.run("person_set_language", language=language or None)
