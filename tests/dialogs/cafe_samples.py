"""Every card of the IT-Café on the longest and most hostile content, for the rules that all cards keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.cafe import Cafe, Dates, Host, Slot
from bot.hours import BERLIN
from bot.turn import Card, Turn
from dialogs.cafe import cards, host_cards, slot_cards
from dialogs.cafe.rules import Free, Guest, Own, State
from dialogs.cafe.views import Line
from dialogs.cafe.wording import Shown

BEGIN = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
"""An hour that comes twice, in another year."""
DAY = date(2027, 10, 31)

Make = Callable[[Turn], Card]


def samples(hostile: str, *, of_hosts: bool = False) -> Mapping[str, Mapping[str, Make]]:
    """By the names of the functions that make them; of guests, or of hosts and admins."""
    host = Host(hostile[:120], "00000003-0000-4000-8000-000000000000")
    cafe = Cafe(
        "it-cafe",
        hostile[:120],
        (host,) * 5,
        (Dates(BEGIN.time(), BEGIN.time()),),
        name_en=hostile[:120],
        about=hostile,
        about_en=hostile,
        place=hostile[:120],
        link="https://teams.example/" + "x" * 300,
        topics=tuple(f"{number} {hostile[:100]}" for number in range(12)),
        seats=12,
    )

    def free(left: int) -> Free:
        slot = Slot("it-cafe", BEGIN, BEGIN + timedelta(minutes=90), 12, host.id)
        return Free(slot, left, cafe)

    def shown(state: State = State.BOOKED, *, known: bool = True) -> Shown:
        about = hostile[:300]
        own = Own(
            free(1).slot.id,
            "it-cafe",
            BEGIN,
            BEGIN + timedelta(minutes=20),
            host.id,
            state,
            3,
            about,
            "0" * 32,
            0,
            BEGIN,
            hostile[:120],
        )
        return Shown(own, cafe if known else None, BERLIN, "https://lotse.musterstadt.example")

    guest = Guest("p", hostile[:200], State.BOOKED, hostile[:300], "0" * 32, 0)
    line = Line(free(1), host.id, (guest,) * 40, 2)
    alone = Line(Free(Slot("it-cafe", BEGIN, BEGIN, 1, host.id), 0, cafe), host.id, (guest,), 1)
    instead: dict[str, Any] = {"instead": free(1).slot.id}
    guests: dict[str, Mapping[str, Make]] = {
        "cafe.offer": {
            "full": lambda t: slot_cards.offer(
                t,
                [free(3)] * 4 + [free(0)],
                BERLIN,
                several=[cafe] * 4,
                more=True,
                full=9,
                page=1,
                cafe="it-cafe",
                **instead,
            ),
            "empty": lambda t: slot_cards.offer(t, [], BERLIN),
        },
        "cafe.full": {"full": lambda t: slot_cards.full(t, free(0), 7, [free(1)] * 3, BERLIN, **instead)},
        "cafe.booked": {
            "full": lambda t: cards.booked(t, shown(), t.t("cafe.moved")),
            "of a café that is gone": lambda t: cards.booked(t, shown(known=False)),
        },
        "cafe.waiting": {"full": lambda t: cards.waiting(t, shown(State.WAITING), 4)},
        "cafe.offered": {"full": lambda t: cards.offered(t, shown(State.OFFERED))},
        "cafe.mine": {
            "full": lambda t: cards.mine(t, [shown(), shown(State.STRANDED), shown(State.OFFERED)] * 5),
            "empty": lambda t: cards.mine(t, []),
        },
        "cafe.note": {
            "with others": lambda t: cards.note(
                t,
                t.t("cafe.stranded_title", cafe="IT-Café"),
                t.t("cafe.stranded", when="…"),
                [free(1)] * 3,
                BERLIN,
                **instead,
            ),
            "without": lambda t: cards.note(t, t.t("cafe.not_yours_title"), t.t("cafe.not_yours")),
        },
        "cafe.reminder": {"full": lambda t: cards.reminder(t, shown())},
        "cafe.feedback": {
            "full": lambda t: cards.feedback(t, shown(State.PAST)),
            "without topics": lambda t: cards.feedback(t, shown(State.PAST, known=False)),
        },
        "cafe.thanked": {
            "helped": lambda t: cards.thanked(t, True),
            "not yet": lambda t: cards.thanked(t, False),
        },
        "cafe.elsewhere": {"full": lambda t: cards.elsewhere(t)},
    }
    hosts: dict[str, Mapping[str, Make]] = {
        "cafe.sheet": {
            "full": lambda t: host_cards.sheet(
                t, DAY, [line, alone] * 20, BERLIN, t.t("cafe.closed", guests=3)
            ),
            "empty": lambda t: host_cards.sheet(t, DAY, [], BERLIN),
        },
        "cafe.desk": {"full": lambda t: host_cards.desk(t, line, BERLIN, DAY, t.t("cafe.walked_in"))},
        "cafe.ill": {"full": lambda t: host_cards.ill(t, DAY, [line] * 3, [host] * 9, BERLIN)},
        "cafe.adding": {"full": lambda t: host_cards.adding(t, DAY, [cafe] * 5)},
        "cafe.feed": {
            "made": lambda t: host_cards.feed(
                t, f"https://lotse.musterstadt.example/cafe/feed/{'0' * 40}.ics"
            ),
            "there": lambda t: host_cards.feed(t, there=True),
            "none": lambda t: host_cards.feed(t),
        },
        "cafe.edit": {
            "asked": lambda t: host_cards.edit(t, [hostile[:80]] * 40, 40, "0" * 64),
            "done": lambda t: host_cards.edit(t, [], 0, "0" * 64, "taken"),
            "decided": lambda t: host_cards.edit(t, [], 0, "0" * 64, "decided"),
            "left": lambda t: host_cards.edit(t, [], 0, "0" * 64, "left"),
        },
    }
    return hosts if of_hosts else guests
