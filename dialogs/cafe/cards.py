"""Looks of the IT-Café for guests. Slots are in `slot_cards.py`, those for hosts in `host_cards.py`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from bot import cards
from bot.turn import Card, Turn
from dialogs.cafe.rules import Free
from dialogs.cafe.slot_cards import by_day
from dialogs.cafe.wording import Here, Shown, clock_of, day_of, facts, outlook, when

MOST_MINE = 5


# ---------------------------------------------------------------- one's own


def booked(here: Here, shown: Shown, note: str = "") -> Card:
    """The appointment: when, where, with whom; the calendar, and what it is about."""
    own = shown.own
    about: dict[str, Any] = {"slot": own.id}
    return cards.card(
        cards.heading(here.t("cafe.booked_title", cafe=cards.escape(shown.title(here)))),
        cards.text(f"**{when(here, own.starts_at, own.ends_at, shown.town)}**"),
        cards.text(facts(here, shown)) if facts(here, shown) else None,
        cards.text(note, apart=True) if note else None,
        cards.text_input(
            "about",
            here.t("cafe.about_label"),
            hint=here.t("cafe.about_hint"),
            error=here.t("cafe.about_error"),
            value=own.about,
            most=300,
        ),
        cards.text(here.t("cafe.about_privacy"), subtle=True, small=True),
        actions=[
            cards.button(here.t("cafe.about_button"), "cafe.about", **about),
            *_calendar(here, shown),
            cards.button(here.t("cafe.move_button"), "cafe.move", checks=False, **about),
            cards.button(here.t("cafe.cancel_button"), "cafe.cancel", checks=False, **about),
        ],
    )


def _calendar(here: Here, shown: Shown) -> list[cards.Piece]:
    links = [cards.link(here.t("cafe.outlook_button"), outlook(here, shown))]
    if shown.site:
        file = f"{shown.site}/cafe/{shown.own.token}.ics?language={here.tongue}"
        links.append(cards.link(here.t("cafe.file_button"), file))
    return links


def waiting(here: Here, shown: Shown, ahead: int) -> Card:
    """The place in line, and what happens next."""
    own = shown.own
    return cards.card(
        cards.heading(here.t("cafe.waiting_title", place=ahead + 1)),
        cards.text(
            f"**{cards.escape(shown.title(here))}**, {when(here, own.starts_at, own.ends_at, shown.town)}"
        ),
        cards.text(here.t("cafe.waiting")),
        actions=[
            cards.button(here.t("cafe.free_button"), "cafe.offer", primary=True),
            cards.button(here.t("cafe.leave_button"), "cafe.cancel", slot=own.id),
        ],
    )


def offered(here: Here, shown: Shown) -> Card:
    """A seat came free and is held for this person, for a time."""
    own = shown.own
    return cards.card(
        cards.heading(here.t("cafe.offered_title")),
        cards.text(
            f"**{cards.escape(shown.title(here))}**, {when(here, own.starts_at, own.ends_at, shown.town)}"
        ),
        cards.text(here.t("cafe.offered", until=_until(here, shown))),
        actions=[
            cards.button(here.t("cafe.accept_button"), "cafe.accept", primary=True, slot=own.id),
            cards.button(here.t("cafe.decline_button"), "cafe.cancel", slot=own.id),
        ],
    )


def _until(here: Here, shown: Shown) -> str:
    due = shown.own.due_at
    day, time = day_of(here, due, shown.town), clock_of(here, due, shown.town)
    if day == day_of(here, here.now, shown.town):
        return here.t("cafe.until_today", time=time)
    return here.t("cafe.until", day=day, time=time)


def mine(here: Here, every: Sequence[Shown], page: int = 0) -> Card:
    """All that a person has booked or waits for, page by page; each line leads to its card."""
    first = page * MOST_MINE if page * MOST_MINE < len(every) else 0
    turn = "cafe.more_button" if first + MOST_MINE < len(every) else "cafe.first_button"
    lines = [
        cards.choice(
            f"{when(here, one.own.starts_at, one.own.ends_at, one.town)} · "
            f"{cards.escape(one.title(here))} · {here.t(f'cafe.state_{one.own.state}')}",
            "cafe.show",
            slot=one.own.id,
        )
        for one in every[first : first + MOST_MINE]
    ]
    return cards.card(
        cards.heading(here.t("cafe.mine_title")),
        cards.text(here.t("cafe.mine" if lines else "cafe.mine_none")),
        *lines,
        actions=[
            cards.button(here.t(turn), "cafe.mine_page", page=first // MOST_MINE + 1)
            if len(every) > MOST_MINE
            else cards.button(here.t("cafe.free_button"), "cafe.offer", primary=not lines)
        ],
    )


# ---------------------------------------------------------------- what is told


def note(
    here: Here,
    title: str,
    words: str,
    frees: Sequence[Free] = (),
    town: ZoneInfo | None = None,
    **about: Any,
) -> Card:
    """How something ended, and what to do next: other slots, where there are some."""
    return cards.card(
        cards.heading(title),
        cards.text(words),
        cards.text(here.t("cafe.others"), apart=True) if frees else None,
        *(by_day(here, frees, town, about) if town else ()),
        actions=[
            cards.button(here.t("cafe.free_button"), "cafe.offer"),
            cards.button(here.t("cafe.mine_button"), "cafe.mine"),
        ],
    )


def reminder(here: Here, shown: Shown) -> Card:
    """The appointment is near: where, and what to do if it doesn't suit."""
    own = shown.own
    return cards.card(
        cards.heading(here.t("cafe.reminder_title", cafe=cards.escape(shown.title(here)))),
        cards.text(f"**{when(here, own.starts_at, own.ends_at, shown.town)}**"),
        cards.text(facts(here, shown)) if facts(here, shown) else None,
        cards.text(here.t("cafe.reminder"), subtle=True, small=True),
        actions=[
            cards.button(here.t("cafe.absent_button"), "cafe.cancel", slot=own.id),
            cards.button(here.t("cafe.move_button"), "cafe.move", slot=own.id),
            *_calendar(here, shown)[:1],
        ],
    )


def feedback(here: Here, shown: Shown) -> Card:
    """Did it help? Nameless, with the topic where one likes to choose it."""
    topics = shown.cafe.topics if shown.cafe else ()
    label, error = here.t("cafe.topic_label"), here.t("cafe.topic_error")
    picked = cards.choices("topic", label, [(topic, topic) for topic in topics], error=error)
    about: dict[str, Any] = {"slot": shown.own.id}
    return cards.card(
        cards.heading(here.t("cafe.helped_title", cafe=cards.escape(shown.title(here)))),
        cards.text(here.t("cafe.helped")),
        picked if topics else None,
        actions=[
            cards.button(here.t("cafe.yes_button"), "cafe.helped", primary=True, helped=True, **about),
            cards.button(here.t("cafe.no_button"), "cafe.helped", helped=False, **about),
        ],
    )


def thanked(here: Here, helped: bool) -> Card:
    """Thanks; and for whom it did not help the next way."""
    return cards.card(
        cards.heading(here.t("cafe.thanks_title")),
        cards.text(here.t("cafe.thanks" if helped else "cafe.sorry")),
        actions=[]
        if helped
        else [
            cards.button(here.t("cafe.human_button"), "escalation.ask", primary=True),
            cards.button(here.t("cafe.free_button"), "cafe.offer"),
        ],
    )


def elsewhere(turn: Turn) -> Card:
    """Where others read along nobody books: the way to the personal chat."""
    bot = turn.message.place.bot or f"28:{turn.town.app_id}"
    address = f"https://teams.microsoft.com/l/chat/0/0?users={quote(bot, safe=':')}"
    return cards.card(
        cards.heading(turn.t("cafe.private_title")),
        cards.text(turn.t("cafe.private")),
        actions=[cards.link(turn.t("cafe.private_button"), address)],
    )
