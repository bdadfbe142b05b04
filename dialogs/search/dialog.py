"""Searching the FAQ from the message box: type, choose, and the answer stands in the chat.

Each pause in typing is a question of its own, so this is quick, and keeps nothing of it.
"""

from __future__ import annotations

import asyncio

from bot.beside import House
from bot.router import Dialog
from bot.turn import Kind, Preview, Reply, Turn
from dialogs.search import cards
from dialogs.search.rules import Lexicon, found
from faq import Catalog, Entry, Shelf

dialog = Dialog("search")


@dialog.on(Kind.SEARCHED)
async def search(turn: Turn) -> Reply:
    """What the typed letters find; a first choice where there are none, and a tip where nothing is found."""
    typed = turn.message.text
    if in_danger := await turn.go("concern.danger", text=typed):
        return Reply(notice=in_danger.messages[0].summary)
    if turn.message.form.get("skip"):
        return Reply(results=())  # the list is never longer than its first page
    shelf = turn.get(Shelf)
    entries = found(typed, shelf, await _lexicon(shelf.catalog))
    hits = [hit for entry in entries if (hit := await _hit(turn, entry))]
    return Reply(results=tuple(hits)) if hits else Reply(notice=turn.t("search.nothing"))


async def _hit(turn: Turn, entry: Entry) -> Preview | None:
    answer = await turn.go("answer.insert", entry=entry)
    card = answer.messages[0].card if answer else None
    return cards.hit(turn, entry, card) if card else None


_read: list[Lexicon] = []
"""The words of the catalog that was searched last; another catalog is another object."""


@dialog.look
async def read(house: House) -> None:
    """Read the words of a catalog as soon as it is in use, so that nobody's letter waits for it."""
    await _lexicon(house.get(Shelf).catalog)


async def _lexicon(catalog: Catalog) -> Lexicon:
    if not _read or _read[0].catalog is not catalog:
        _read[:] = [await asyncio.to_thread(Lexicon, catalog)]
    return _read[0]
