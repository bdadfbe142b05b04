"""Meeting the bot: welcome, help, language, small talk, starting over.

Reads downwards as people meet them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from bot.router import Dialog, Form
from bot.turn import Card, Kind, Reply, Transaction, Turn
from dialogs.welcome import cards, rules
from faq import Shelf

dialog = Dialog("welcome")


class Choice(Form):
    """The language that was pressed."""

    language: Literal["de", "en"]


# ---------------------------------------------------------------- arriving


@dialog.on(Kind.ARRIVED)
async def arrive(turn: Turn) -> Reply | None:
    """Say hello once: to the person in their own chat, to everyone in a shared one."""
    first = await turn.transact(welcome_once, shared=turn.message.place.shared)
    return turn.card(_welcome(turn), turn.t("welcome.title")) if first else None


def welcome_once(tx: Transaction, shared: bool) -> bool:
    """Whether nobody was welcomed here before. Teams tells of one installation by two events."""
    return tx.one("welcome_greet_place" if shared else "person_welcome", str) is not None


@dialog.on(Kind.LEFT)
async def leave(turn: Turn) -> None:
    """Where the bot is removed, it forgets; coming back is a new beginning."""
    await turn.transact(forget, shared=turn.message.place.shared)


def forget(tx: Transaction, shared: bool) -> None:
    """Forget that this place was welcomed, or what this person chose."""
    tx.run("welcome_forget_place" if shared else "person_forget")


# ---------------------------------------------------------------- commands


@dialog.said("welcome.start_words")
async def start(turn: Turn) -> Reply:
    """Show the welcome again."""
    return turn.card(_welcome(turn), turn.t("welcome.title"))


@dialog.said("welcome.help_words")
async def help_(turn: Turn) -> Reply:
    """Show what one can write."""
    return turn.card(cards.help_(turn, _examples(turn)), turn.t("welcome.help_title"))


@dialog.pressed("welcome.help")
async def help_pressed(turn: Turn) -> Reply:
    """The same, from a button: as a new message below."""
    reply = await help_(turn)
    return Reply(reply.messages, notice=turn.t("welcome.below"))


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
    chosen = turn.wishes.language
    turn.speak("en" if chosen == "en" else "de")
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
    """Remember the language of this person."""
    tx.run("person_set_language", language=language)


@dialog.said("welcome.restart_words")
async def restart(turn: Turn) -> Reply:
    """Forget what the person chose, and begin as on the first day."""
    await turn.transact(begin_anew)
    if turn.wishes.language:
        client = turn.message.locale[:2].lower()
        turn.speak(client if client in ("de", "en") else turn.town.language)
    again = turn.say("welcome.restarted")
    return again.joined(turn.card(_welcome(turn), turn.t("welcome.title")))


def begin_anew(tx: Transaction) -> None:
    """Forget the choices; the welcome has been said already."""
    tx.run("person_forget")
    tx.one("person_welcome", str)


# ---------------------------------------------------------------- what is no question


@dialog.heard
async def without_words(turn: Turn) -> Reply | None:
    """A file, a picture, a sticker, an emoji, nothing at all: say what to do instead."""
    message = turn.message
    if not rules.wordless(message.text):
        return None
    return _lead_back(turn, "welcome.file" if message.files else "welcome.wordless")


@dialog.heard
async def small_talk(turn: Turn) -> Reply | None:
    """Hello, thanks, a call for help, a yes: a kind word that leads back."""
    phrases = rules.longest_first(
        tuple((talk, turn.texts.every_word(f"welcome.{talk}_phrases")) for talk in rules.TALKS)
    )
    talk = rules.small_talk(turn.message.text, phrases, turn.texts.every_word("welcome.filler_words"))
    if talk is None:
        return None
    if talk == "help":
        return await help_(turn)
    if talk in ("thanks", "bye"):
        return turn.say(f"welcome.{talk}")
    return _lead_back(turn, f"welcome.{talk}")


@dialog.heard
async def without_a_question(turn: Turn) -> Reply | None:
    """Words that say nothing of what is asked ("Wie geht das?", "1"): ask for one that does."""
    text = turn.message.text
    if rules.says_something(text) or turn.get(Shelf).matcher.decide(text).kind != "unknown":
        return None
    if await turn.go("concern.offer", text=text):
        return None  # "Ich kann nicht mehr" is made of such words
    return _lead_back(turn, "welcome.no_question")


def _lead_back(turn: Turn, key: str) -> Reply:
    sentence = turn.t(key)
    return turn.card(cards.lead_back(turn, sentence, _examples(turn)), sentence)


def _examples(turn: Turn) -> list[str]:
    shelf = turn.get(Shelf)
    wished = turn.texts.words("welcome.examples")[turn.tongue]
    return rules.examples(wished, shelf.catalog, shelf.matcher, turn.tongue)


def _welcome(turn: Turn) -> Card:
    return cards.welcome(turn, _examples(turn))
