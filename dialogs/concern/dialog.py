"""A message that sounds like a worry is met kindly, and stored nowhere.

Four tones, the gravest first: a life in danger, a worry, mere shyness about asking or about a program, and
mere annoyance.
Where the town has a Sorgenbox, its card says what is stored and who could see what; the writing itself is in
`writing.py`, whose handlers are given nobody.
"""

from __future__ import annotations

from bot.beside import House
from bot.concern.confided import ConfidingDialog
from bot.concern.keeping import Keeping
from bot.turn import Letter, Outgoing, Reply, Sending, Transaction, Turn, post, reachable
from dialogs.concern import cards, rules, writing
from faq import SUGGEST_FROM, Entry, Shelf

dialog = ConfidingDialog("concern")
writing.declare(dialog)


@dialog.said("concern.words")
@dialog.pressed("concern.show")
async def show(turn: Turn) -> Reply:
    """What is stored, what is not, who could see what, and the ways; without a Sorgenbox who listens."""
    box = turn.get(Keeping)
    if turn.message.place.shared:
        return turn.say("concern.alone_please")
    made = cards.box(turn, box.url) if box.there else cards.heard(turn)
    return turn.card(made, turn.t("concern.box_title" if box.there else "concern.title"))


@dialog.offers_as("concern.danger")
async def offer_help(turn: Turn, text: str) -> Reply | None:
    """Who helps at once, when these words sound as if a life were in danger; None when they don't."""
    if not rules.sounds_like_worry(text, turn.texts.every_word("concern.danger_signs")):
        return None
    return turn.card(cards.in_danger(turn), turn.t("concern.danger_line"))


@dialog.offers_as("concern.offer")
async def offer(turn: Turn, text: str, *, nobody_in_danger: bool = False) -> Reply | None:
    """A kind word and the right people, when these words sound like a worry; None when they don't.

    Where they sound like a breach of law, the office that protects who reports one is told. A danger comes
    first, unless it has been asked for already and there is none.
    """
    if not nobody_in_danger and (in_danger := await offer_help(turn, text)):
        return in_danger
    law = rules.sounds_like_worry(text, turn.texts.every_word("concern.law_signs"))
    signs = turn.texts.every_word("concern.signs")
    if rules.sounds_like_worry(text, signs, apart=(*_timid(turn), *_harmless(turn))):
        made = cards.heard(turn, box=turn.get(Keeping).there, law=law)
        return turn.card(made, turn.t("concern.title"))
    return turn.card(cards.unlawful(turn), turn.t("concern.law_title")) if law else None


@dialog.offers_as("concern.encourage")
async def encourage(turn: Turn, text: str) -> Reply | None:
    """Courage, and where to begin, for who is shy or afraid of a program; None for everyone else."""
    if not rules.sounds_like_worry(text, _timid(turn), apart=_harmless(turn)):
        return None
    return turn.card(cards.encouraged(turn, _first_steps(turn, text)), turn.t("concern.timid_title"))


@dialog.offers_as("concern.calm")
async def calm(turn: Turn, text: str, asking: tuple[str, ...] = ()) -> Reply | None:
    """A kind word for who is merely annoyed; None for everyone else, and where one of `asking` asks, too."""
    if not rules.merely_annoyed(text, turn.texts.every_word("concern.annoyed_signs"), asking):
        return None
    made = cards.annoyed(turn, box=turn.get(Keeping).there)
    return turn.card(made, turn.t("concern.annoyed_title"))


def _first_steps(turn: Turn, text: str) -> list[Entry]:
    """Answers about the thing that is feared."""
    thing = rules.matter(text, turn.texts.every_word("concern.feeling_words"))
    hits = turn.get(Shelf).matcher.decide(thing).hits
    return [hit.entry for hit in hits if hit.confidence >= SUGGEST_FROM and not hit.entry.shy]


def _timid(turn: Turn) -> tuple[str, ...]:
    every_word = turn.texts.every_word
    return rules.about(every_word("concern.timid_signs"), every_word("concern.things"))


def _harmless(turn: Turn) -> tuple[str, ...]:
    return turn.texts.every_word("concern.harmless_signs")


# ---------------------------------------------------------------- readers


@dialog.said("concern.read_words")
async def read(turn: Turn) -> Reply:
    """For a reader the way to their page; for everybody else these words mean the Sorgenbox itself."""
    box, person = turn.get(Keeping), turn.person.id.lower()
    if turn.message.place.shared or person not in box.readers:
        return await show(turn)
    signed_in = f"{box.desk_url}/lesen" if box.desk_url else ""
    url = box.invite(person) if box.invite else signed_in
    return turn.card(cards.desk(turn, url, once=box.invite is not None), turn.t("concern.desk_title"))


@dialog.look
async def release(house: House) -> None:
    """Release what is ripe, and let the readers know: without a word of it, and not how much.

    What they are told follows from what they don't know yet, so a crash in between loses no notice; the
    letter's key lets none go twice, whichever replicas look at once. Where the bot can write to none of them,
    they still don't know, and the first whom it meets hears of it.
    """
    box = house.get(Keeping)
    day = await box.look(house.clock())
    if day is None:
        return

    def notify(tx: Transaction) -> int:
        met = [reader for reader in sorted(box.readers) if reachable(tx, reader)]
        for reader in met:
            key = f"concern.notice {day} {reader}"
            post(tx, Letter("concern.notice", to=reader, key=key, once_more=False))
        return len(met)

    tenants = sorted(box.tenants)
    if sum([await house.database.transact(notify, bound=house.bound(tenant)) for tenant in tenants]):
        await box.told(day)


@dialog.letter("concern.notice")
async def notice(sending: Sending) -> Outgoing:
    """There is something to read, and where."""
    box = sending.get(Keeping)
    made = cards.notice(sending, box.desk_url, by_word=box.invite is not None)
    return Outgoing(card=made, summary=sending.t("concern.notice_title"))
