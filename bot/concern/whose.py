"""Who owns the file of the Sorgenbox: nobody, this process, or the one that it hands over to."""

from __future__ import annotations

from bot.concern.box import Box
from bot.concern.keeping import Keeping, as_set
from bot.settings import Settings


def keeping(settings: Settings) -> Keeping:
    """The part of the house that fits these settings."""
    if not settings.concern_readers:
        return Keeping(**as_set(settings))
    if not settings.concern_url:
        return Box.of(settings)
    from bot.concern.handing import Handing  # it brings aiohttp, of no use to a chat in a terminal

    return Handing.of(settings)
