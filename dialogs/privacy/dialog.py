"""Meine Daten: show what is stored, ask once more, delete. Reads downwards as people meet it."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable

from bot.privacy import Kept, Privacy
from bot.router import Dialog, Form
from bot.turn import Card, Reply, Turn
from dialogs.privacy import cards, rules

dialog = Dialog("privacy")
Handler = Callable[[Turn], Awaitable[Reply]]


class Page(Form):
    """Which page of what is stored, counted from 0."""

    page: int = 0


class Sure(Form):
    """What the person was shown before they said yes."""

    withdraw: bool = False
    """Whether they saw that something still runs, and that it is withdrawn."""


def in_private(handler: Handler) -> Handler:
    """Where others read along nothing is shown and nothing deleted; the way to the personal chat is."""

    @functools.wraps(handler)
    async def guarded(turn: Turn) -> Reply:
        if turn.message.place.shared:
            return turn.card(cards.elsewhere(turn), turn.t("privacy.private_title"))
        return await handler(turn)

    return guarded


@dialog.said("privacy.words")
@in_private
async def show(turn: Turn) -> Reply:
    """Show everything that is stored about this person."""
    kept = await turn.get(Privacy).kept(turn.db)
    return turn.card(cards.mine(turn, rules.pages(kept)), turn.t("privacy.title"))


@dialog.pressed("privacy.mine")
@in_private
async def show_pressed(turn: Turn) -> Reply:
    """The same, from a button: as a new message below."""
    reply = await show(turn)
    return Reply(reply.messages, notice=turn.t("privacy.below"))


@dialog.pressed("privacy.more", form=Page)
@in_private
async def show_more(turn: Turn) -> Reply:
    """The next page, as a new message below; the last one where there are fewer by now."""
    return await _below(turn, cards.more)


@dialog.pressed("privacy.technical", form=Page)
@in_private
async def show_technical(turn: Turn) -> Reply:
    """What only machines read of this page, as a new message below."""
    return await _below(turn, cards.technical)


async def _below(turn: Turn, show_page: Callable[[Turn, list[list[Kept]], int], Card]) -> Reply:
    pages = rules.pages(await turn.get(Privacy).kept(turn.db))
    if not pages:
        return await show_pressed(turn)
    page = min(max(turn.form.page, 0), len(pages) - 1)
    return Reply(turn.card(show_page(turn, pages, page)).messages, notice=turn.t("privacy.below"))


@dialog.pressed("privacy.delete")
@in_private
async def ask(turn: Turn) -> Reply:
    """Show what would go, and what still runs and would be withdrawn."""
    privacy = turn.get(Privacy)
    kept, running = await privacy.kept(turn.db), await privacy.running(turn.db)
    if not kept:
        return turn.replace_card(cards.mine(turn, []))
    return turn.replace_card(cards.sure(turn, kept, running))


@dialog.pressed("privacy.keep")
@in_private
async def keep(turn: Turn) -> Reply:
    """Leave everything as it is."""
    return turn.replace_card(cards.unchanged(turn))


async def stands(turn: Turn) -> Reply:
    """What is stored now: after a deletion, what came since then."""
    kept = await turn.get(Privacy).kept(turn.db)
    return turn.replace_card(cards.mine(turn, rules.pages(kept)))


@dialog.pressed("privacy.erase", form=Sure, again=in_private(stands))
@in_private
async def erase(turn: Turn) -> Reply:
    """Withdraw what runs and delete everything; what the person has not been shown is shown first."""
    privacy = turn.get(Privacy)
    running = await privacy.running(turn.db)
    if running and not turn.form.withdraw:
        return await ask(turn)
    gone = await turn.transact(privacy.delete)
    return turn.replace_card(cards.deleted(turn, gone, running))
