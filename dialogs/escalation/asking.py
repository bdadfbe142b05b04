"""Who is asked: up to three Lotsen at a time, by turns; whom the bot can't reach is passed by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from bot.roster import AT_A_TIME, Line, Lotse, Roster, is_entra_id, next_in_line
from bot.turn import Letter, Transaction, post, reachable
from dialogs.escalation.records import Kept, absent, asker_of, roster_of
from dialogs.escalation.table import Effect


def asked(
    tx: Transaction,
    kept: Kept,
    effect: Effect,
    chosen: Sequence[str] = (),
    actor: str | None = None,
    most: int = AT_A_TIME,
) -> bool:
    """Ask those whose turn it is at this step; False where there is nobody."""
    roster = roster_of(tx)
    before = set(tx.all("escalation_asked", str, id=kept.id))
    passed_by = {asker_of(tx, kept), actor or ""} | before
    if chosen:
        people = [person for person in chosen if _reaches(tx, roster, person)]
    else:
        people = _in_line(tx, kept, roster, passed_by, deputies=effect is Effect.ASK_DEPUTIES)[:most]
    for person in people:
        sits_down(tx, kept, person)
    if people and not chosen and effect is not Effect.ASK_DEPUTIES:
        tx.run("escalation_keep_last", topic=kept.topic, last=people[-1])
    return bool(people)


def sits_down(tx: Transaction, kept: Kept, person: str) -> None:
    """This Lotse has the case in front of them from now on; who had it already keeps their card."""
    if tx.run("escalation_ask", id=kept.id, to=person):
        post(tx, Letter("escalation.request", to=person, form={"case": kept.id}, mark=kept.mark))


def _in_line(
    tx: Transaction, kept: Kept, roster: Roster, passed_by: Iterable[str], *, deputies: bool
) -> list[str]:
    away = absent(tx, roster)
    last = tx.one("escalation_last", str, topic=kept.topic) or ""
    gone = set(passed_by)
    _tell_of_strangers(tx, roster)
    while True:
        line = Line(kept.topic, kept.department, away, frozenset(gone), last)
        people = next_in_line(roster, line, tx.now, deputies=deputies)
        lost = {person for person in people if not _reaches(tx, roster, person)}
        if not lost:
            return people
        gone |= lost


def _reaches(tx: Transaction, roster: Roster, person: str) -> bool:
    """Whether the bot can write to this Lotse; the admins are told, once a day, where it can't."""
    if reachable(tx, person):
        return True
    if lotse := roster.by_id(person):
        once = f"{lotse.person} {tx.now.date()}"
        _tell_admins(tx, roster, "escalation.unreached", {"lotse": short(lotse)}, once)
    return False


def _tell_of_strangers(tx: Transaction, roster: Roster) -> None:
    """The admins hear of Lotsen whom the bot has not met: once, until the file names others by UPN."""
    if roster.strangers:
        named = " ".join(sorted(lotse.person for lotse in roster if not is_entra_id(lotse.person)))
        _tell_admins(tx, roster, "escalation.strangers", {}, hashlib.sha256(named.encode()).hexdigest())


def tell_of_channel(tx: Transaction, roster: Roster) -> None:
    """The admins hear, once a day, that the bot is not in the channel that questions end up in."""
    once = f"{roster.fallback.channel} {tx.now.date()}"
    _tell_admins(tx, roster, "escalation.no_channel", {}, once)


def _tell_admins(tx: Transaction, roster: Roster, action: str, form: Mapping[str, str], once: str) -> None:
    for admin in sorted(roster.admins):
        if reachable(tx, admin):
            post(tx, Letter(action, to=admin, form=form, key=f"{action} {admin} {once}"))


def short(lotse: Lotse) -> str:
    """By which a letter names a Lotse without naming them: 16 hex digits."""
    return hashlib.sha256(lotse.person.encode()).hexdigest()[:16]
