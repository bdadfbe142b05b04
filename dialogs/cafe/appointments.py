"""One's own appointments at the IT-Café: how they stand, giving them up, and what comes afterwards."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from bot.cafe import Cafes
from bot.router import Running
from bot.turn import Reads, Reply, Transaction, Turn
from dialogs.cafe import cards, seats, slot_rows
from dialogs.cafe.declared import dialog, in_private
from dialogs.cafe.forms import About, Helped, Page, Which
from dialogs.cafe.rules import Own, State
from dialogs.cafe.views import shown, stranded
from dialogs.cafe.wording import when


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
    if tx.run("cafe_say_about", slot=slot, guest=slot_rows.me(tx), about=about):
        slot_rows.tell_host(tx, slot)


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
    if tx.run("cafe_drop", slot=slot, guest=slot_rows.me(tx), state=State.PAST):
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
