"""Meeting the bot: welcome, help, starting over, small talk.

Reads downwards as people meet them. Choosing a language is in `languages.py`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from pydantic import Field, StringConstraints

from bot.cafe import Cafes
from bot.concern.keeping import Keeping
from bot.roster import RosterShelf
from bot.router import Form
from bot.turn import Card, Kind, Reply, Stale, Transaction, Turn
from dialogs.welcome import cards, languages, rules
from dialogs.welcome.declared import dialog
from dialogs.welcome.rules import Offer
from faq import Shelf

__all__ = ["dialog", "languages"]

TOPICS_IN_HELP = 4
"""With its two buttons they make six actions, which is all that Teams shows."""


class Page(Form):
    """Which page of topics, or of a topic's questions, from 0."""

    topic: Annotated[str, StringConstraints(max_length=300)] = ""
    page: Annotated[int, Field(ge=0, le=10_000)] = 0


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
    catalog, shared = turn.get(Shelf).catalog, turn.message.place.shared
    some = rules.topics(catalog, turn.tongue, shared=shared)[:TOPICS_IN_HELP]
    return turn.card(cards.help_(turn, some, [] if shared else _offers(turn)), turn.t("welcome.help_title"))


def _offers(turn: Turn) -> list[Offer]:
    roster, cafes, box = turn.get(RosterShelf).roster, turn.get(Cafes), turn.get(Keeping)
    person = turn.person.id
    there: dict[Offer, bool] = {
        "questions": bool(roster),
        "cafe": cafes.there,
        "box": box.there,
        "lotse": roster.by_id(person) is not None,
        "host": person in cafes.in_use.hosts(),
        "reader": box.there and person.lower() in box.readers,
        "admin": person in roster.admins,
    }
    return [offer for offer, here in there.items() if here]


@dialog.pressed("welcome.help")
async def help_pressed(turn: Turn) -> Reply:
    """The same, from a button: as a new message below."""
    reply = await help_(turn)
    return Reply(reply.messages, notice=turn.t("welcome.below"))


@dialog.pressed("welcome.topics", form=Page)
async def topics(turn: Turn) -> Reply:
    """Show the FAQ's topics below."""
    return replace(turn.card(_topics(turn), turn.t("welcome.topics_title")), notice=turn.t("welcome.below"))


@dialog.pressed("welcome.more_topics", form=Page)
async def more_topics(turn: Turn) -> Reply:
    """Turn the page, for the presser."""
    return replace(turn.replace_card(_topics(turn)), private=True)


def _topics(turn: Turn) -> Card:
    page: int = turn.form.page
    every = rules.topics(turn.get(Shelf).catalog, turn.tongue, shared=turn.message.place.shared)
    some, more = rules.leaf(every, page)
    if not some:
        raise Stale
    return cards.topics(turn, some, page=page, more=more)


@dialog.pressed("welcome.topic", form=Page)
async def questions(turn: Turn) -> Reply:
    """Show a topic's questions below."""
    reply = turn.card(_questions(turn), turn.t("welcome.topics_title"))
    return replace(reply, notice=turn.t("welcome.below"))


@dialog.pressed("welcome.more_questions", form=Page)
async def more_questions(turn: Turn) -> Reply:
    """Turn the page, for the presser."""
    return replace(turn.replace_card(_questions(turn)), private=True)


def _questions(turn: Turn) -> Card:
    form: Page = turn.form
    every = rules.questions(turn.get(Shelf).catalog, form.topic, shared=turn.message.place.shared)
    some, more = rules.leaf(every, form.page)
    if not some:
        raise Stale
    return cards.questions(turn, form.topic, some, page=form.page, more=more)


# ---------------------------------------------------------------- starting over


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
    signs = set(rules.gesture(message.text))
    for gesture in ("thumbs_up", "thumbs_down"):
        if signs and signs <= set(turn.texts.every_word(f"welcome.{gesture}_signs")):
            return await turn.go("escalation.typed") or turn.say(f"welcome.{gesture}")
    return _lead_back(turn, "welcome.file" if message.files else "welcome.wordless")


@dialog.heard
async def small_talk(turn: Turn) -> Reply | None:
    """Hello, thanks, a call for help, a yes: a kind word that leads back."""
    talk = _talk(turn)
    if talk is None:
        return None
    if talk == "help":
        return await help_(turn)
    if talk in ("yes_no", "thanks") and (for_a_lotse := await turn.go("escalation.typed")):
        return for_a_lotse  # «ja» and «passt» may well be what a Lotse waits for
    if talk in ("thanks", "bye"):
        return turn.say(f"welcome.{talk}")
    if talk == "insult" and await turn.go("concern.offer", text=turn.message.text):
        return None
    return _lead_back(turn, f"welcome.{talk}", human=talk == "insult")


def _talk(turn: Turn) -> rules.Talk | None:
    """What kind of small talk this is; rude words, with whatever else one calls a bot, come last."""
    every_word, text = turn.texts.every_word, turn.message.text
    phrases = tuple((talk, every_word(f"welcome.{talk}_phrases")) for talk in rules.TALKS)
    fillers = every_word("welcome.filler_words")
    rude = fillers + every_word("welcome.rude_filler_words")
    if not rules.may_be_talk(text, phrases, rude):
        return None
    talk = rules.small_talk(text, rules.longest_first(phrases), fillers)
    return talk or rules.small_talk(text, rules.longest_first(phrases[-1:]), rude)


@dialog.heard
async def without_a_question(turn: Turn) -> Reply | None:
    """Words that say nothing of what is asked ("Wie geht das?", "1", "asdfgh"): ask for one that does."""
    text = turn.message.text
    nonsense = rules.nonsense(text)
    if rules.says_something(text) and not nonsense:
        return None
    if turn.get(Shelf).matcher.decide(text).kind != "unknown":
        return None
    for feeling in ("concern.offer", "concern.encourage", "concern.calm"):
        if await turn.go(feeling, text=text):
            return None  # "Ich kann nicht mehr" is made of such words
    if for_a_lotse := await turn.go("escalation.typed"):
        return for_a_lotse
    return _lead_back(turn, "welcome.nonsense" if nonsense else "welcome.no_question")


@dialog.offers_as("welcome.no_question")
async def no_question(turn: Turn) -> Reply | None:
    """The reply to words that ask nothing: a sign, small talk, too few of them; None for all others."""
    return await without_words(turn) or await small_talk(turn) or await without_a_question(turn)


def _lead_back(turn: Turn, key: str, *, human: bool = False) -> Reply:
    sentence = turn.t(key)
    return turn.card(cards.lead_back(turn, sentence, _examples(turn), human=human), sentence)


def _examples(turn: Turn) -> list[str]:
    shelf = turn.get(Shelf)
    wished = turn.texts.words("welcome.examples")[turn.tongue]
    return rules.examples(wished, shelf.catalog, shelf.matcher, turn.tongue)


def _welcome(turn: Turn) -> Card:
    return cards.welcome(turn, _examples(turn))
