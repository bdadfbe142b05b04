"""IT-Café for guests: offer slots, book one, one's own appointments, the line for a full one.

Reads downwards as people meet it. Hosts are in `hosting.py`, what happens by itself in `later.py`, the
live edit of `cafe.yaml` in `editing.py`, calendars in `files.py`.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from bot.cafe import Cafe, Cafes, Slot
from bot.router import Running
from bot.turn import Card, Reads, Reply, Transaction, Turn
from dialogs.cafe import cards, editing, feed, files, hosting, later, rules, seats
from dialogs.cafe.declared import dialog, in_private
from dialogs.cafe.rules import (
    About,
    Free,
    Helped,
    Known,
    Own,
    Page,
    SlotGone,
    SlotTaken,
    State,
    Wanted,
    Which,
)
from dialogs.cafe.views import choices, shown, stranded
from dialogs.cafe.wishes import wish
from dialogs.cafe.wording import when

__all__ = ["dialog", "editing", "feed", "files", "hosting", "later"]


# ---------------------------------------------------------------- choosing


@dialog.said("cafe.words")
@in_private
async def offer(turn: Turn) -> Reply:
    """The next free slots, nearest first."""
    return turn.card(await _offer(turn, Page()), turn.t("cafe.free_title"))


@dialog.pressed("cafe.offer")
@in_private
async def offer_pressed(turn: Turn) -> Reply:
    """The same, from a button: as a new message below."""
    reply = turn.card(await _offer(turn, Page()), turn.t("cafe.free_title"))
    return Reply(reply.messages, notice=turn.t("cafe.below"))


@dialog.pressed("cafe.page", form=Page)
@in_private
async def turn_page(turn: Turn) -> Reply:
    """Other slots in the place of these."""
    return turn.replace_card(await _offer(turn, turn.form.next()))


@dialog.pressed("cafe.move", form=Which)
@in_private
async def move(turn: Turn) -> Reply:
    """Slots to choose another one from; until then the appointment stands."""
    return turn.replace_card(await _offer(turn, Page(instead=turn.form.slot)))


async def _offer(turn: Turn, asked: Page) -> Card:
    cafes = turn.get(Cafes)
    every = await choices(turn, turn.db, asked.cafe)
    listed = [free for free in every if bool(free.left) != asked.was_full]
    first = asked.page * rules.PAGE
    if first >= len(listed):
        asked, first = asked.model_copy(update={"page": 0}), 0
    there = {cafe.id for cafe in cafes.in_use.cafes if cafe.dates}
    several = [cafe for cafe in cafes.in_use.cafes if cafe.id in there]
    return cards.offer(
        turn,
        listed[first : first + rules.PAGE],
        cafes.zone,
        several=several if len(several) > 1 else (),
        more=len(listed) > first + rules.PAGE,
        full=0 if asked.instead else sum(not free.left for free in every),
        **{key: value for key, value in asked.model_dump(exclude={"only", "full"}).items() if value},
    )


# ---------------------------------------------------------------- booking


async def stands(turn: Turn, note: str = "") -> Reply:
    """How it stands between this person and the slot of the pressed card."""
    own = await turn.db.one("cafe_own", Own, slot=turn.form.slot, guest=turn.person.id)
    if own is None or own.state is State.PAST:
        return turn.replace_card(cards.note(turn, turn.t("cafe.not_yours_title"), turn.t("cafe.not_yours")))
    seen = shown(turn, own)
    if own.state is State.BOOKED:
        return turn.replace_card(cards.booked(turn, seen, note))
    if own.state is State.OFFERED:
        return turn.replace_card(cards.offered(turn, seen))
    if own.state is State.WAITING:
        ahead = await turn.db.one("cafe_ahead", int, slot=own.id, line=own.line)
        return turn.replace_card(cards.waiting(turn, seen, ahead or 0))
    return turn.replace_card(await stranded(turn, seen))


async def wanted(turn: Turn) -> tuple[Slot, Cafe]:
    """The slot of the pressed card and its café. Raises SlotGone where there is none, whatever was sent."""
    cafes, name = turn.get(Cafes), turn.form.slot
    known = await turn.db.one("cafe_known_slot", Known, slot=name)
    slot = rules.slot_of(known) if known and (known.added or cafes.slot(name)) else cafes.slot(name)
    cafe = cafes.cafe(name)
    if slot is None or cafe is None or not rules.bookable(cafe, slot, turn.now):
        raise SlotGone
    return slot, cafe


@dialog.pressed("cafe.book", form=Wanted, again=stands)
@in_private
async def book(turn: Turn) -> Reply:
    """Book the slot that was pressed; who comes a moment too late can wait for it."""
    slot, cafe = await wanted(turn)
    about = {"name": turn.person.name, "token": secrets.token_hex(16), "instead": turn.form.instead}
    try:
        await turn.transact(seats.book, slot=slot, cafe=cafe, **about)
    except SlotTaken:
        return turn.replace_card(await _full(turn, slot, cafe))
    return await stands(turn, turn.t("cafe.moved") if turn.form.instead else "")


async def _full(turn: Turn, slot: Slot, cafe: Cafe) -> Card:
    ahead = await turn.db.one("cafe_ahead", int, slot=slot.id, line=rules.LINE_END)
    frees = rules.others(await choices(turn, turn.db), slot.cafe)
    town, instead = turn.get(Cafes).zone, turn.form.instead
    about = {"instead": instead} if instead else {}
    return cards.full(turn, Free(slot, 0, cafe), ahead or 0, frees, town, **about)


@dialog.pressed("cafe.wait", form=Which, again=stands)
@in_private
async def wait(turn: Turn) -> Reply:
    """Stand in line; who finds a seat free by now has it."""
    slot, cafe = await wanted(turn)
    await turn.transact(seats.wait, slot=slot, cafe=cafe, name=turn.person.name, token=secrets.token_hex(16))
    return await stands(turn)


@dialog.pressed("cafe.accept", form=Which, again=stands)
@in_private
async def accept(turn: Turn) -> Reply:
    """Take the seat that is held."""
    cafe = turn.get(Cafes).cafe(turn.form.slot)
    if cafe is None:
        raise SlotGone
    await turn.transact(seats.accept, slot=turn.form.slot, cafe=cafe)
    return await stands(turn)


# ---------------------------------------------------------------- one's own appointments


@dialog.said("cafe.mine_words")
@in_private
async def mine(turn: Turn) -> Reply:
    """Everything that this person has booked or waits for."""
    every = await turn.db.all("cafe_owns", Own, guest=turn.person.id)
    return turn.card(cards.mine(turn, [shown(turn, own) for own in every]), turn.t("cafe.mine_title"))


@dialog.pressed("cafe.mine")
@in_private
async def mine_pressed(turn: Turn) -> Reply:
    """The same, from a button: as a new message below."""
    return Reply((await mine(turn)).messages, notice=turn.t("cafe.below"))


@dialog.pressed("cafe.mine_page", form=Page)
@in_private
async def turn_mine(turn: Turn) -> Reply:
    """The next of them in the place of these, the first again after the last."""
    every = await turn.db.all("cafe_owns", Own, guest=turn.person.id)
    return turn.replace_card(cards.mine(turn, [shown(turn, own) for own in every], turn.form.page))


@dialog.pressed("cafe.show", form=Which)
@in_private
async def show(turn: Turn) -> Reply:
    """One of them."""
    return await stands(turn)


@dialog.pressed("cafe.about", form=About)
@in_private
async def say_about(turn: Turn) -> Reply:
    """Keep what it is about, for whoever prepares it."""
    await turn.transact(keep_about, slot=turn.form.slot, about=turn.form.about)
    return await stands(turn, turn.t("cafe.about_kept"))


def keep_about(tx: Transaction, slot: str, about: str) -> None:
    """The last words count."""
    if tx.run("cafe_say_about", slot=slot, guest=seats.me(tx), about=about):
        seats.tell_host(tx, slot)


@dialog.pressed("cafe.cancel", form=Which, again=stands)
@in_private
async def cancel(turn: Turn) -> Reply:
    """Give up the appointment, the offer or the place in line, by one press."""
    was = await turn.transact(seats.leave, slot=turn.form.slot)
    if was is None:
        return await stands(turn)
    cafes = turn.get(Cafes)
    return turn.replace_card(
        cards.note(
            turn,
            turn.t(f"cafe.gave_up_{was.state}_title"),
            turn.t(f"cafe.gave_up_{was.state}", when=when(turn, was.starts_at, was.ends_at, cafes.zone)),
        )
    )


# ---------------------------------------------------------------- afterwards


async def thanked(turn: Turn) -> Reply:
    """It has been said."""
    return turn.replace_card(cards.thanked(turn, turn.form.helped))


@dialog.pressed("cafe.helped", form=Helped, again=thanked)
@in_private
async def helped(turn: Turn) -> Reply:
    """Keep the answer without the person, and with it the booking goes."""
    cafe = turn.get(Cafes).cafe(turn.form.slot)
    topic = turn.form.topic if cafe and turn.form.topic in cafe.topics else ""
    await turn.transact(
        keep_feedback, slot=turn.form.slot, kept=secrets.token_hex(16), helped=turn.form.helped, topic=topic
    )
    return await thanked(turn)


def keep_feedback(tx: Transaction, slot: str, kept: str, helped: bool, topic: str) -> None:
    """Nothing is kept of who was never there."""
    if tx.run("cafe_drop", slot=slot, guest=seats.me(tx), state=State.PAST):
        cafe, day = slot.partition("@")[0], tx.now.date()
        tx.run("cafe_keep_feedback", id=kept, cafe=cafe, helped=helped, topic=topic, day=day)


# ---------------------------------------------------------------- one's data


@dialog.runs
async def running(db: Reads) -> Sequence[Running]:
    """Appointments and places in line."""
    found = await db.all("cafe_running", str)
    return [Running("cafe.running", {"count": len(found)}, ended="cafe.withdrawn")] if found else []


@dialog.withdraws
def withdraw(tx: Transaction) -> None:
    """Give every seat back; whoever waits gets it."""
    for slot in sorted(tx.all("cafe_running", str)):
        seats.leave(tx, slot)


# ---------------------------------------------------------------- how one comes here from elsewhere


@dialog.heard
async def wished(turn: Turn) -> Reply | None:
    """A whole sentence that asks for a slot, or for one's own; where others read along the FAQ answers it."""
    if turn.message.place.shared or not turn.get(Cafes).there:
        return None
    every_word = turn.texts.every_word
    names, own, fillers = map(every_word, ("cafe.names", "cafe.own_words", "cafe.filler_words"))
    found = wish(turn.message.text, names, own, fillers)
    if found is None:
        return None
    return await (mine if found == "mine" else offer)(turn)


@dialog.offers_as("cafe.invite")
async def invite(turn: Turn) -> Reply | None:
    """The next free slots, for who was not helped otherwise; None where there is none."""
    if turn.message.place.shared or not any(free.left for free in await choices(turn, turn.db)):
        return None
    return await offer(turn)
