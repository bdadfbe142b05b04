"""A host's own calendar address: made, made anew, revoked. `files.py` serves what is behind it."""

from __future__ import annotations

import hashlib
import secrets

from bot.beside import Site
from bot.turn import Reply, Transaction, Turn
from dialogs.cafe import host_cards
from dialogs.cafe.declared import dialog, in_private
from dialogs.cafe.hosting import own_cafes


@dialog.pressed("cafe.feed")
@in_private
async def feed(turn: Turn) -> Reply:
    """Whether there is an address, and how to get one."""
    own_cafes(turn)
    there = await turn.db.one("cafe_has_feed", int) is not None
    return Reply(turn.card(host_cards.feed(turn, there=there)).messages, notice=turn.t("cafe.below"))


async def feed_stands(turn: Turn) -> Reply:
    """The address was shown once."""
    there = await turn.db.one("cafe_has_feed", int) is not None
    return turn.replace_card(host_cards.feed(turn, there=there))


@dialog.pressed("cafe.feed_make", again=feed_stands)
@in_private
async def feed_make(turn: Turn) -> Reply:
    """A new address; the one before leads nowhere any more."""
    own_cafes(turn)
    site, token = turn.get(Site).url, secrets.token_hex(20)
    if not site:
        return Reply(notice=turn.t("cafe.no_site"))
    await turn.transact(keep_feed, token=token)
    return turn.replace_card(host_cards.feed(turn, f"{site}/cafe/feed/{token}.ics"))


def keep_feed(tx: Transaction, token: str) -> None:
    """Its hash only: who reads the database can't read the calendar by it."""
    tx.run("cafe_keep_feed", hash=hashed(token), day=tx.now.date())


def hashed(token: str) -> str:
    """SHA-256, hexadecimal: enough for 160 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


@dialog.pressed("cafe.feed_end", again=feed_stands)
@in_private
async def feed_end(turn: Turn) -> Reply:
    """Revoke the address."""
    await turn.transact(end_feed)
    return await feed_stands(turn)


def end_feed(tx: Transaction) -> None:
    """It leads nowhere any more."""
    tx.run("cafe_end_feed")
