"""IT-Café for guests: offer slots, book one, stand in line for a full one.

Reads downwards as people meet it. One's own appointments are in `appointments.py`, hosts in `hosting.py` and
`illness.py`, what happens by itself in `later.py`, the live edit of `cafe.yaml` in `editing.py`, calendars in
`files.py`.
"""

from __future__ import annotations

import secrets

from bot.cafe import Cafe, Cafes, Slot
from bot.turn import Card, Reply, Turn
from dialogs.cafe import appointments, editing, feed, files, hosting, illness, later, rules, seats, slot_cards
from dialogs.cafe.appointments import mine, stands
from dialogs.cafe.declared import dialog, in_private
from dialogs.cafe.forms import Page, Wanted, Which
from dialogs.cafe.rules import Free, Known, SlotGone, SlotTaken
from dialogs.cafe.views import choices
from dialogs.cafe.wishes import wish, words_of

__all__ = ["appointments", "dialog", "editing", "feed", "files", "hosting", "illness", "later"]
WISHING = tuple(
    f"cafe.{kind}"
    for kind in (
        *("names", "common_names", "own_words", "filler_words"),
        *("how_words", "stating_words", "wanting_words"),
    )
)
"""The lists of words by which a wish is heard."""


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
    several = [cafe for cafe in cafes.in_use.cafes if cafe.dates]
    return slot_cards.offer(
        turn,
        listed[first : first + rules.PAGE],
        cafes.zone,
        several=several if len(several) > 1 else (),
        more=len(listed) > first + rules.PAGE,
        full=0 if asked.instead else sum(not free.left for free in every),
        **{key: value for key, value in asked.model_dump(exclude={"only", "full"}).items() if value},
    )


# ---------------------------------------------------------------- booking


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
    return slot_cards.full(turn, Free(slot, 0, cafe), ahead or 0, frees, town, **about)


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


# ---------------------------------------------------------------- how one comes here from elsewhere


@dialog.heard
async def wished(turn: Turn) -> Reply | None:
    """A whole sentence that asks for a slot, or for one's own; where others read along the FAQ answers it."""
    if turn.message.place.shared or not turn.get(Cafes).there:
        return None
    found = wish(turn.message.text, words_of(*map(turn.texts.every_word, WISHING)))
    if found is None:
        return None
    return await (mine if found == "mine" else offer)(turn)


@dialog.offers_as("cafe.invite")
async def invite(turn: Turn) -> Reply | None:
    """The next free slots, for who was not helped otherwise; None where there is none."""
    if turn.message.place.shared or not any(free.left for free in await choices(turn, turn.db)):
        return None
    return await offer(turn)
