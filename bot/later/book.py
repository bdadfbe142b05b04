"""The address book: how the bot reaches people and places by itself, kept up to date by what happens anyway.

It has no memory of its own: within a commit that takes place in any case one look at an index tells whether
there is something to write, on every replica alike.
"""

from __future__ import annotations

from bot.message import Kind, Message
from bot.storage import Transaction, Value

TOLD = frozenset({Kind.SAID, Kind.ARRIVED})
"""What shows that a person wants to hear the bot (again)."""


def meet(tx: Transaction, message: Message) -> None:
    """Learn from a message how to reach its person, or its place; letters that were held go on.

    :tenant, :person and :now must be bound.
    """
    if not message.place.service_url:
        return  # a terminal, which nobody can be reached at
    _meet_place(tx, message) if message.place.shared else _meet_person(tx, message)


def part(tx: Transaction, message: Message) -> None:
    """Forget how to reach them: the bot was removed."""
    if message.place.shared:
        tx.run("later_forget_place", ground=ground(message))
    else:
        tx.run("later_forget_person")


def keep_card(tx: Transaction, message: Message, mark: str, activity: str) -> None:
    """Remember a message of a turn's reply by its mark, as if a letter had brought it."""
    shared = message.place.shared
    tx.run(
        "later_keep_card",
        mark=mark,
        lane=ground(message) if shared else message.person.id,
        to=None if shared else message.person.id,
        place=message.place.id,
        service_url=message.place.service_url,
        bot=message.place.bot,
        activity=activity,
        day=tx.now.date(),
    )


def ground(message: Message) -> str:
    """The conversation id of the place itself, without the thread."""
    return message.place.id.partition(";messageid=")[0]


def _meet_person(tx: Transaction, message: Message) -> None:
    tongue = message.locale[:2].lower()
    told: dict[str, Value] = {
        "account": message.person.account,
        "chat": message.place.id,
        "service_url": message.place.service_url,
        "bot": message.place.bot,
        "language": tongue if tongue in ("de", "en") and message.kind is not Kind.ARRIVED else "",
        "zone": message.zone,
    }
    if tx.one("later_meets", int, **told) is not None:
        return
    tx.run("later_meet", **told, day=tx.now.date())
    if tx.run("later_release", to=message.person.id):
        tx.run("later_wake_lane", lane=message.person.id, wake_at=tx.now)


def _meet_place(tx: Transaction, message: Message) -> None:
    told: dict[str, Value] = {
        "ground": ground(message),
        "service_url": message.place.service_url,
        "bot": message.place.bot,
    }
    if tx.one("later_meets_place", int, **told) is None:
        tx.run("later_meet_place", **told, day=tx.now.date())
