"""Talking about the Lotsen themselves: who they are, who is here today, and when one of them is away."""

from __future__ import annotations

from datetime import date

from bot import cards as pieces
from bot.roster import RosterShelf
from bot.turn import Reply, Transaction, Turn
from dialogs.escalation import asker_cards
from dialogs.escalation.absence import Absence, absence_in, says_back
from dialogs.escalation.dialog import dialog
from dialogs.escalation.moves import happen
from dialogs.escalation.records import load
from dialogs.escalation.table import Event, State
from dialogs.escalation.view import day_words

MOST_NAMED = 30
"""Lotsen whom the card names: it stays a page that one can read."""


@dialog.said("escalation.who_words")
async def who(turn: Turn) -> Reply:
    """Name the Lotsen by topic, and who is here today."""
    roster = turn.get(RosterShelf).roster
    if not roster:
        return turn.say("escalation.no_lotsen")
    day = roster.next_day(turn.now)
    away = frozenset(await turn.db.all("escalation_absent", str, day_asked=day))
    lines = []
    for topic in roster.topics:
        names = [
            turn.t(
                "escalation.here" if roster.here(lotse, turn.now, away) else "escalation.away",
                name=pieces.escape(lotse.name),
            )
            for lotse in roster
            if topic in lotse.topics
        ]
        lines.append((topic, ", ".join(names[:MOST_NAMED])))
    return turn.card(asker_cards.lotsen(turn, lines), turn.t("escalation.lotsen_title"))


@dialog.heard
async def absent(turn: Turn) -> Reply | None:
    """«Ich bin bis Montag weg», from a Lotse in their own chat: nobody waits for them."""
    roster = turn.get(RosterShelf).roster
    if turn.message.place.shared or roster.by_id(turn.person.id) is None:
        return None
    if says_back(turn.message.text):
        await turn.transact(come_back)
        return turn.say("escalation.welcome_back")
    found = absence_in(turn.message.text, roster.hours.day(turn.now))
    if found is None:
        return None
    handed = await turn.transact(go_away, absence=found, today=roster.hours.day(turn.now))
    values = {"first": day_words(turn, found.first), "last": day_words(turn, found.last)}
    said = turn.t("escalation.away_kept", **values)
    return turn.card(
        asker_cards.away(turn, said + (f" {turn.t('escalation.away_handed')}" if handed else "")), said
    )


@dialog.pressed("escalation.back")
async def back(turn: Turn) -> Reply:
    """Back again, from a button."""
    await turn.transact(come_back)
    return turn.replace_card(asker_cards.said(turn.t("escalation.welcome_back")))


def go_away(tx: Transaction, absence: Absence, today: date) -> int:
    """Keep the absence; where it has begun, give away what :person has. How many cases that were."""
    tx.run("escalation_keep_absence", first_day=absence.first, last_day=absence.last)
    if absence.first > today:
        return 0
    handed = 0
    for case in tx.all("escalation_owned", str):
        kept = load(tx, case)
        if kept and kept.owner == tx.bound["person"] and kept.state is not State.ANSWERED:
            happen(tx, kept, Event.LOSE)
            handed += 1
    return handed


def come_back(tx: Transaction) -> None:
    """:person is here again."""
    tx.run("escalation_end_absence")
