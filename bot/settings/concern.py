"""What doesn't fit together in the settings of the Sorgenbox."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.addresses import GRANT_PATH, is_private, split_url

if TYPE_CHECKING:
    from bot.settings.town import Fault, Settings

SHORTEST = 32
"""Characters of a secret that two processes share."""


def concern_faults(settings: Settings) -> list[Fault]:
    """Nobody reads alone; a page that nobody serves must not be named; and the file has one owner."""
    found: list[Fault] = []
    if len(settings.concern_readers) == 1:
        found.append(("concern_readers", "settings.concern_alone", {}))
    elif not settings.concern_readers:
        alone = ("concern_listen", "concern_domain", "concern_desk", "concern_url", "concern_secret")
        found += [(name, "settings.concern_readers", {}) for name in alone if getattr(settings, name)]
    for name in ("concern_domain", "concern_desk"):
        if getattr(settings, name) and not (settings.concern_listen or settings.concern_url):
            found.append((name, "settings.concern_listen", {}))
    return [*found, *_desk_faults(settings), *_handing_faults(settings)]


def owner_faults(settings: Settings) -> list[Fault]:
    """What keeps a process from owning the Sorgenbox for others."""
    found: list[Fault] = []
    if not settings.concern_readers:
        found.append(("concern_readers", "settings.concern_readers", {}))
    if settings.concern_listen is None:
        found.append(("concern_listen", "settings.concern_listen", {}))
    if not settings.concern_secret:
        found.append(("concern_secret", "settings.concern_no_secret", {}))
    if settings.concern_url:
        found.append(("concern_url", "settings.concern_owner", {}))
    return found


def _desk_faults(settings: Settings) -> Iterator[Fault]:
    """Readers sign in to an app that can prove itself, at an address that nobody else uses."""
    if not settings.concern_desk:
        return
    yield from _address_faults("concern_desk", settings.concern_desk)
    url = split_url(settings.concern_desk)
    if url and url.hostname and url.hostname == settings.concern_domain.partition(":")[0]:
        yield ("concern_desk", "settings.concern_same", {})
    if settings.concern_url:
        return  # who is handed over to signs people in
    if not settings.app_id or settings.app_type != "single-tenant":
        yield ("concern_desk", "settings.concern_sign_in", {})
    if settings.token_endpoint and not settings.token_endpoint.endswith(GRANT_PATH):
        yield ("token_endpoint", "settings.concern_token", {"path": GRANT_PATH})


def _handing_faults(settings: Settings) -> Iterator[Fault]:
    """Who hands over proves it by a secret, and owns no box itself."""
    if settings.concern_url:
        yield from _address_faults("concern_url", settings.concern_url)
        if settings.concern_listen:
            yield ("concern_listen", "settings.concern_both", {})
        if not settings.concern_secret:
            yield ("concern_secret", "settings.concern_no_secret", {})
    elif settings.concern_secret and not settings.concern_listen:
        yield ("concern_url", "settings.concern_whereto", {})
    if 0 < len(settings.concern_secret) < SHORTEST or not settings.concern_secret.isascii():
        yield ("concern_secret", "settings.concern_short", {"least": SHORTEST})


def _address_faults(name: str, address: str) -> Iterator[Fault]:
    url = split_url(address)
    if not is_private(address):
        yield (name, "settings.needs_https", {})
    elif url and (url.path.strip("/") or url.query or url.fragment or "@" in url.netloc):
        yield (name, "settings.concern_url", {})
