"""Looks of the IT-Café's slots, to choose one from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from bot import cards
from bot.cafe import Cafe
from bot.turn import Card
from dialogs.cafe.forms import EVERYTHING, FULL, MORE
from dialogs.cafe.rules import Free
from dialogs.cafe.wording import Here, day_of, time_of, when


def offer(
    here: Here,
    frees: Sequence[Free],
    town: ZoneInfo,
    *,
    several: Sequence[Cafe] = (),
    more: bool = False,
    full: int = 0,
    **about: Any,
) -> Card:
    """Slots to choose from, by day; `more` follow, `full` so many have a line only, `several` go alone.

    `about` is what a press carries along: page, café, and the slot that is to be replaced.
    """
    title, choose = _told(about)
    alone = frees[0].cafe if frees and (about.get("cafe") or not several) else None
    kept = {"instead": about["instead"]} if about.get("instead") else {}
    ways = [*_ways(here, several, more, full, about)]
    if ways:
        words = here.t("cafe.show_button") if len(ways) > 1 else ways[0][1]
        action = cards.button(words, "cafe.page", **about)
    else:
        action = cards.button(here.t("cafe.mine_button"), "cafe.mine")
    return cards.card(
        cards.heading(here.t(title if frees else "cafe.none_title")),
        cards.text(cards.escape(alone.described(here.tongue))) if alone and alone.about else None,
        cards.text(here.t("cafe.fact_audience", value=cards.escape(alone.audience)))
        if alone and alone.audience
        else None,
        cards.text(here.t(choose if frees else "cafe.none"), subtle=True),
        *by_day(here, frees, town, kept),
        cards.choices(
            "only", here.t("cafe.only_label"), ways, error=here.t("cafe.only_error"), value=ways[0][0]
        )
        if len(ways) > 1
        else None,
        actions=[action],
    )


def _told(about: Mapping[str, Any]) -> tuple[str, str]:
    """The title of a page of slots, and what a press on one does there."""
    if about.get("was_full"):
        return "cafe.full_list_title", "cafe.choose_full"
    if about.get("instead"):
        return "cafe.instead_title", "cafe.choose_instead"
    return "cafe.free_title", "cafe.choose"


def _ways(
    here: Here, several: Sequence[Cafe], more: bool, full: int, about: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Where one can go from a page of slots, what is nearest first: what the form sends, and its words."""
    if more or about.get("page"):
        yield MORE, here.t("cafe.later_button" if more else "cafe.first_button")
    if about.get("cafe") or about.get("was_full"):
        yield EVERYTHING, here.t("cafe.everything")
    for cafe in several:
        if cafe.id != about.get("cafe"):
            yield cafe.id, here.t("cafe.only", cafe=cafe.title(here.tongue))
    if full and not about.get("was_full"):
        yield FULL, here.t("cafe.only_full", count=full)


def by_day(
    here: Here, frees: Sequence[Free], town: ZoneInfo, about: Mapping[str, Any]
) -> Iterator[cards.Piece]:
    """Lines to press, under the days they are on."""
    for day, there in groupby(frees, key=lambda free: day_of(here, free.slot.starts_at, town)):
        yield cards.text(f"**{day}**", apart=True)
        for free in there:
            action = "cafe.book" if free.left else "cafe.wait"
            yield cards.choice(_line(here, free, town), action, checks=False, slot=free.slot.id, **about)


def _line(here: Here, free: Free, town: ZoneInfo) -> str:
    parts = [
        time_of(here, free.slot.starts_at, free.slot.ends_at, town),
        cards.escape(free.title(here.tongue)),
    ]
    if not free.left:
        parts.append(here.t("cafe.line_only"))
    elif free.slot.seats > 1:
        parts.append(here.t("cafe.seats_left", count=free.left))
    return " · ".join(parts)


def full(here: Here, wanted: Free, ahead: int, frees: Sequence[Free], town: ZoneInfo, **about: Any) -> Card:
    """Somebody was quicker: the line, or another slot. `ahead` people wait there already."""
    slot = wanted.slot
    return cards.card(
        cards.heading(here.t("cafe.full_title")),
        cards.text(when(here, slot.starts_at, slot.ends_at, town)),
        cards.text(here.t("cafe.full", place=ahead + 1), apart=True),
        cards.text(here.t("cafe.others"), apart=True) if frees else None,
        *by_day(here, frees, town, about),
        actions=[
            cards.button(here.t("cafe.wait_button"), "cafe.wait", primary=True, slot=slot.id),
            cards.button(here.t("cafe.free_button"), "cafe.offer"),
        ],
    )
