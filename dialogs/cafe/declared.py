"""The dialog that all parts of this feature declare their handlers on, and the guard before most of them."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable

from bot.router import Dialog
from bot.turn import Reply, Turn
from dialogs.cafe import cards

Handler = Callable[[Turn], Awaitable[Reply]]

dialog = Dialog("cafe")


def in_private(handler: Handler) -> Handler:
    """Where others read along nothing is booked or shown; the way to the personal chat is."""

    @functools.wraps(handler)
    async def guarded(turn: Turn) -> Reply:
        if turn.message.place.shared:
            return turn.card(cards.elsewhere(turn), turn.t("cafe.private_title"))
        return await handler(turn)

    return guarded
