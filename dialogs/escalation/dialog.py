"""From the bot to a person, as whoever asks meets it: the form, my questions, the answer.

What Lotsen do with a case is in desk.py, what the bot says by itself in letters.py.
"""

from __future__ import annotations

from dataclasses import replace

from bot.roster import RosterShelf
from bot.router import Dialog
from bot.turn import Card, Reply, Transaction, Turn
from bot.turn import Dialog as TaskDialog
from dialogs.escalation import asker_cards, cards, rules
from dialogs.escalation.moves import ask, happen, write
from dialogs.escalation.names import blanked
from dialogs.escalation.records import Kept, Owned, asker_of, load, mine_now
from dialogs.escalation.rules import About, Asked, NotYours, Said, Wish, WordsMissing
from dialogs.escalation.table import Event, State
from dialogs.escalation.view import View, clock_time, topic_titles, view_of
from faq import Shelf

dialog = Dialog("escalation")


# ---------------------------------------------------------------- asking


@dialog.said("escalation.words")
async def offer(turn: Turn) -> Reply:
    """Show the form; where others read along, or where there are no Lotsen, who helps."""
    return turn.card(_way_to_a_human(turn, Asked()), turn.t("escalation.title"))


@dialog.pressed("escalation.ask", form=Asked)
async def offer_pressed(turn: Turn) -> Reply:
    """The same, from a button: as a new message below, with the question to take along."""
    reply = turn.card(_way_to_a_human(turn, turn.form), turn.t("escalation.title"))
    return Reply(reply.messages, notice=turn.t("escalation.below"))


@dialog.said("escalation.contact_words")
async def contact(turn: Turn) -> Reply:
    """Name the people who help, and how to reach them."""
    return turn.card(_who_helps(turn, Asked()), turn.t("escalation.title"))


@dialog.pressed("escalation.hotline", form=Wish)
async def hotline(turn: Turn) -> Reply:
    """The same, from the form; the form stays."""
    reply = turn.card(_who_helps(turn, Asked(question=turn.form.question)), turn.t("escalation.title"))
    return Reply(reply.messages, notice=turn.t("escalation.below"))


def _way_to_a_human(turn: Turn, asked: Asked) -> Card:
    catalog, roster = turn.get(Shelf).catalog, turn.get(RosterShelf).roster
    entry = catalog.by_id.get(asked.entry)
    private = entry is not None and entry.shy
    if not roster or private or turn.message.place.shared:
        return _who_helps(turn, asked)
    hits = turn.get(Shelf).matcher.find(asked.question, 1) if asked.question and not entry else []
    guess = entry or (hits[0].entry if hits else None)
    topic = guess.topic if guess and guess.topic in roster.topics else ""
    wish = Wish(question=asked.question, topic=topic)
    return cards.ask(turn, wish, roster.topics, roster.departments, shown=topic_titles(turn))


def _who_helps(turn: Turn, asked: Asked) -> Card:
    catalog, facts = turn.get(Shelf).catalog, turn.town.facts
    entry = catalog.by_id.get(asked.entry)
    courage = rules.takes_courage(entry, unhappy=asked.unhappy)
    if entry and entry.owner:
        owner = rules.owner_of(entry.owner, facts, turn.tongue)
        return cards.owner(turn, owner, asked.question, courage=courage)
    others = rules.owners(catalog, facts, turn.tongue)
    return cards.people(turn, others, asked.question, courage=courage)


async def _show_mine(turn: Turn) -> Reply:
    return turn.replace_card(await _mine(turn))


@dialog.pressed("escalation.send", form=Wish, again=_show_mine)
async def send(turn: Turn) -> Reply:
    """Ask the Lotsen; the person hears who is asked and by when they get an answer."""
    wish: Wish = turn.form
    if not wish.question:
        raise WordsMissing
    if in_danger := await turn.go("concern.danger", text=f"{wish.question}\n{wish.detail}"):
        return in_danger  # a person in danger needs somebody now, and nothing of it is kept
    promise = await turn.transact(ask, wish=wish, name=turn.person.name)
    roster = turn.get(RosterShelf).roster
    by = clock_time(turn, promise.promised_at, roster.hours.zone)
    topic = wish.topic if wish.topic in roster.topics else ""
    return turn.replace_card(cards.on_its_way(turn, topic, by, nameless=wish.nameless))


# ---------------------------------------------------------------- from any message


@dialog.pressed("escalation.from_message")
async def from_message(turn: Turn) -> Reply:
    """«Als Frage an die Lotsen», on any message in a chat or channel: the form, in a dialog of one's own."""
    roster = turn.get(RosterShelf).roster
    if not roster:
        return Reply(notice=turn.t("escalation.no_lotsen"))
    words = turn.message.text[:2_000]
    wish, titles = Wish(question=words), topic_titles(turn)
    card = cards.ask(turn, wish, roster.topics, roster.departments, shown=titles, in_dialog=True)
    return Reply(dialog=TaskDialog(turn.t("escalation.ask_title"), card, height=600))


async def _message_stands(turn: Turn) -> Reply:
    return Reply(notice=turn.t("escalation.sent_title"))


@dialog.pressed("escalation.send_message", form=Wish, again=_message_stands)
async def send_from_message(turn: Turn) -> Reply:
    """The same as the form in the chat; the answer comes into the person's own chat."""
    sent = await send(turn)
    if sent.replace is None:
        return Reply(notice=sent.messages[0].summary)
    return Reply(dialog=TaskDialog(turn.t("escalation.ask_title"), sent.replace))


# ---------------------------------------------------------------- my questions


@dialog.said("escalation.mine_words")
async def my_questions(turn: Turn) -> Reply:
    """Show my open questions, and what I have taken as a Lotse."""
    if turn.message.place.shared:
        return turn.say("escalation.only_alone")
    return turn.card(await _mine(turn), turn.t("escalation.mine_title"))


@dialog.pressed("escalation.mine")
async def my_questions_pressed(turn: Turn) -> Reply:
    """The same, from a button: as a new message below."""
    reply = await my_questions(turn)
    return Reply(reply.messages, notice=turn.t("escalation.mine_below"))


async def _mine(turn: Turn) -> Card:
    ids = await mine_now(turn.db, turn.person.id)
    views = [one for case in ids[:6] if (one := await view_of(turn, case))]
    roster, person = turn.get(RosterShelf).roster, turn.person.id
    if roster.by_id(person) is None and person not in roster.admins:
        return asker_cards.mine(turn, views, count=len(ids))
    owned = await turn.db.all("escalation_owned_list", Owned)
    shown = owned if owned or roster.by_id(person) else None
    return asker_cards.mine(turn, views, shown, roster.hours.zone, count=len(ids))


@dialog.pressed("escalation.look", form=About)
async def look(turn: Turn) -> Reply:
    """Show how one of my questions stands."""
    return turn.replace_card(asker_cards.my_case(turn, await _own_view(turn)))


async def _own_view(turn: Turn) -> View:
    """The case of the card, if it is this person's and open. Raises `NotYours`."""
    if turn.form.case not in await mine_now(turn.db, turn.person.id):
        raise NotYours
    found = await view_of(turn, turn.form.case)
    if found is None:
        raise NotYours
    return found


async def stands(turn: Turn) -> Reply:
    """How the case of the card stands now."""
    try:
        return turn.replace_card(asker_cards.my_case(turn, await _own_view(turn)))
    except NotYours:
        return turn.replace_card(asker_cards.thanked(turn, turn.t("escalation.over")))


# ---------------------------------------------------------------- what the asker does


async def kept_back(turn: Turn) -> Reply | None:
    """Who helps at once, where the words sound as if a life were in danger: then nothing is passed on."""
    in_danger = await turn.go("concern.danger", text=turn.form.words)
    return replace(in_danger, notice=turn.t("escalation.kept_back")) if in_danger else None


@dialog.pressed("escalation.add", form=Said, again=stands)
async def add(turn: Turn) -> Reply:
    """Add words to my question; its Lotsen read them."""
    if in_danger := await kept_back(turn):
        return in_danger
    await turn.transact(say, form=turn.form, name=turn.person.name)
    return turn.replace_card(
        asker_cards.my_case(turn, await _own_view(turn), note=turn.t("escalation.added"))
    )


@dialog.pressed("escalation.reply", form=Said, again=stands)
async def reply_to_lotse(turn: Turn) -> Reply:
    """Reply to what the Lotse asked."""
    if in_danger := await kept_back(turn):
        return in_danger
    await turn.transact(say, form=turn.form, name=turn.person.name)
    return turn.replace_card(asker_cards.told(turn, turn.t("escalation.replied")))


@dialog.pressed("escalation.follow_up", form=Said, again=stands)
async def follow_up(turn: Turn) -> Reply:
    """Ask on: the same Lotse reads it."""
    if in_danger := await kept_back(turn):
        return in_danger
    await turn.transact(say, form=turn.form, name=turn.person.name)
    return turn.replace_card(asker_cards.told(turn, turn.t("escalation.replied")))


@dialog.pressed("escalation.helped", form=Said, again=stands)
async def helped(turn: Turn) -> Reply:
    """It helped: the case ends, and the Lotse gets the thanks in the asker's words."""
    if in_danger := await kept_back(turn):
        return in_danger
    await turn.transact(say_thanks, form=turn.form, name=turn.person.name)
    return turn.replace_card(asker_cards.thanked(turn, turn.t("escalation.helped")))


@dialog.pressed("escalation.not_helped", form=Said, again=stands)
async def not_helped(turn: Turn) -> Reply:
    """It did not help: others are asked, once; then there is the hotline."""
    if in_danger := await kept_back(turn):
        return in_danger
    after = await turn.transact(say_no, form=turn.form, name=turn.person.name)
    if after.state is State.CLOSED:
        return turn.replace_card(asker_cards.thanked(turn, turn.t("escalation.unhelped"), hotline=True))
    return turn.replace_card(asker_cards.told(turn, turn.t("escalation.reopened")))


@dialog.pressed("escalation.withdraw", form=About, again=stands)
async def withdraw(turn: Turn) -> Reply:
    """Take my question back: nothing of it is left."""
    await turn.transact(take_back, case=turn.form.case)
    return turn.replace_card(asker_cards.thanked(turn, turn.t("escalation.withdrawn")))


# ---------------------------------------------------------------- transactions


def own(tx: Transaction, case: str) -> Kept:
    """The case, if :person has asked it and it is open. Raises `NotYours`."""
    kept = load(tx, case)
    if kept is None or asker_of(tx, kept) != tx.bound["person"]:
        raise NotYours
    return kept


def unsigned(kept: Kept, words: str, name: str) -> str:
    """What the Lotse may read of this: of a case without a name not that of the asker, who is `name`."""
    return blanked(words, [name]) if kept.nameless else words


def say(tx: Transaction, form: Said, name: str = "") -> Kept:
    """The asker adds, replies, or asks on."""
    kept = own(tx, form.case)
    if not form.words:
        raise WordsMissing
    return happen(tx, kept, Event.SAY, seq=write(tx, kept.id, "added", unsigned(kept, form.words, name)))


def say_thanks(tx: Transaction, form: Said, name: str = "") -> Kept:
    """It helped."""
    kept = own(tx, form.case)
    seq = write(tx, kept.id, "thanks", unsigned(kept, form.words, name)) if form.words else 0
    return happen(tx, kept, Event.HELPED, seq=seq)


def say_no(tx: Transaction, form: Said, name: str = "") -> Kept:
    """It did not help."""
    kept = own(tx, form.case)
    if form.words:
        write(tx, kept.id, "added", unsigned(kept, form.words, name))
    return happen(tx, kept, Event.NOT_HELPED)


def take_back(tx: Transaction, case: str) -> Kept:
    """The asker withdraws."""
    return happen(tx, own(tx, case), Event.WITHDRAW)
