"""The answer to an invoke whose client waits no longer: it comes into the chat, as was promised."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.turn import Channel, Kind, Message, Outgoing, Reply

PROMISED = frozenset({Kind.PRESSED, Kind.UNKNOWN})
"""Whose late answers come into the chat; a dialog's and a search's are asked for again instead."""


async def catch_up(
    message: Message,
    reply: Reply,
    done: str,
    *,
    used: bool,
    here: Channel,
    alone: Callable[[], Awaitable[Channel]],
) -> None:
    """Show what the invoke's answer would have shown; `done` is said where that was nothing.

    `used` tells that the turn has sent messages itself. What only the presser was to see goes `alone`
    to them where others would see it. Raises the facts of `bot.unsent.NotSent`.
    """
    words = reply.notice or done
    shared = message.place.shared
    if reply.replace is None:
        if not used:
            await (await alone() if shared else here).send(Outgoing(text=words))
    elif shared and reply.private:
        await (await alone()).send(Outgoing(card=reply.replace, text=words))
    elif not message.card:
        await here.send(Outgoing(card=reply.replace, text=words))
    elif not shared:  # where others see the card, the turn itself has replaced it for all
        await here.edit(message.card, Outgoing(card=reply.replace, text=words))
