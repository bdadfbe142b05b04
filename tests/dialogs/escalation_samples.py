"""Every card of a case on the longest and most hostile content, for the rules that all cards keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.turn import Card, Turn
from dialogs.escalation import asker_cards, draft_cards, lotse_cards, typed_cards
from dialogs.escalation.records import Kept, Owned, Word
from dialogs.escalation.rules import Proposal, Typed
from dialogs.escalation.table import UNOWNED, WITH_OWNER, Outcome, State, Urgency
from dialogs.escalation.view import View
from faq import Entry

LOTSE = "00000003-0000-4000-8000-000000000000"
DUE = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
KINDS = ("detail", "added", "answer", "entry", "question", "note", "thanks")

Make = Callable[[Turn], Card]


def samples(hostile: str, entry: Entry) -> Mapping[str, Mapping[str, Make]]:
    """By the names of the functions that make them."""
    name, long = hostile[:120], hostile * 4
    markdown = long.replace("**", "_")[:4_000]
    """What Lotsen write may be marked up, and no more than that."""
    words = tuple(
        Word(seq, kind, markdown if kind in ("answer", "question") else long, name)
        for seq, kind in enumerate(KINDS, 1)
    )
    kept = Kept(
        id="0" * 32,
        asker="p",
        asker_name=name,
        sealed=None,
        nameless=False,
        topic=name,
        department=name,
        urgency=Urgency.RELAXED,
        question=long,
        state=State.ASKED,
        owner=None,
        reopened=True,
        outcome=None,
        due_at=DUE,
        promised_at=DUE,
        version=9,
    )
    zone = ZoneInfo("Europe/Berlin")
    full = View(kept, words, name, zone, hostile, (replace(entry, id="1"), replace(entry, id="2"), entry))
    bare = View(replace(kept, topic="", nameless=True, asker=None, asker_name=None), (), "", zone, "")

    answered = replace(full, words=words[:3])

    def seen(state: State, owner: str | None = None) -> View:
        outcome = Outcome.SILENT if state is State.CLOSED else None
        return replace(full, kept=replace(kept, state=state, owner=owner, outcome=outcome))

    def own(state: State) -> Make:
        return lambda t: asker_cards.my_case(t, seen(state, LOTSE))

    def at_desk(state: State, owner: str | None) -> Make:
        return lambda t: lotse_cards.request(t, seen(state, owner), LOTSE, note=t.t("escalation.asker_wrote"))

    owned = [Owned("0" * 32, long, state, DUE, DUE.date()) for state in WITH_OWNER * 2]
    typed = Typed(typed="1" * 20, words=long[:4_000])
    proposal = Proposal(
        draft="0" * 32, topic=name, question=hostile[:300], variants=long[:1_500], answer=long[:4_000]
    )
    return {
        "escalation.mine": {
            "six": lambda t: asker_cards.mine(t, [full] * 6),
            "none": lambda t: asker_cards.mine(t, []),
            "of many": lambda t: asker_cards.mine(t, [full] * 6, count=900),
            "of a Lotse": lambda t: asker_cards.mine(t, [full] * 6, owned, count=900),
            "of a Lotse who asks nothing": lambda t: asker_cards.mine(t, [], owned),
            "of an idle Lotse": lambda t: asker_cards.mine(t, [], []),
        },
        "escalation.my_case": {
            **{state: own(state) for state in State if state is not State.CLOSED},
            "bare, with a note": lambda t: asker_cards.my_case(t, bare, note=t.t("escalation.added")),
        },
        "escalation.told": {"full": lambda t: asker_cards.told(t, t.t("escalation.replied"))},
        "escalation.answer": {
            "in words": lambda t: asker_cards.answer(t, full, 3),
            "by an entry": lambda t: asker_cards.answer(t, full, 4, entry),
            "gone": lambda t: asker_cards.answer(t, bare, 3),
        },
        "escalation.question_back": {
            "full": lambda t: asker_cards.question_back(t, full, 5),
            "gone": lambda t: asker_cards.question_back(t, bare, 5),
        },
        "escalation.typed": {
            "for one": lambda t: typed_cards.typed(t, typed, [full]),
            "for many": lambda t: typed_cards.typed(t, typed, [full] * 9),
            "asked anew": lambda t: typed_cards.typed(t, typed, [full], anew=True),
            "answered since": lambda t: typed_cards.typed(t, typed, [answered], anew=True),
            "with a file": lambda t: typed_cards.typed(t, typed, [full], with_file=True),
            "with a file, without a name": lambda t: typed_cards.typed(t, typed, [bare], with_file=True),
            "for nobody": lambda t: typed_cards.typed(t, typed, []),
        },
        "escalation.thanked": {
            "with the hotline": lambda t: asker_cards.thanked(t, t.t("escalation.unhelped"), hotline=True),
            "without": lambda t: asker_cards.thanked(t, t.t("escalation.helped")),
        },
        "escalation.lotsen": {
            "many": lambda t: asker_cards.lotsen(t, [(name, "Lotte, " * 100)] * 40),
            "none": lambda t: asker_cards.lotsen(t, []),
        },
        "escalation.away": {"full": lambda t: asker_cards.away(t, t.t("escalation.away_handed"))},
        "escalation.said": {"full": lambda t: asker_cards.said(t.t("escalation.welcome_back"))},
        "escalation.request": {
            **{state: at_desk(state, None) for state in (*UNOWNED, State.CLOSED)},
            **{f"{state}, own": at_desk(state, LOTSE) for state in WITH_OWNER},
            **{f"{state}, another's": at_desk(state, "another") for state in WITH_OWNER},
            "in a channel": lambda t: lotse_cards.request(t, full, ""),
            "bare": lambda t: lotse_cards.request(t, bare, LOTSE),
        },
        "escalation.over": {"full": lambda t: lotse_cards.over(t, kept.id, long)},
        "escalation.gone": {"full": lambda t: lotse_cards.gone(t)},
        "escalation.thanks": {
            "in words": lambda t: lotse_cards.thanks(t, full, long),
            "without": lambda t: lotse_cards.thanks(t, full, ""),
        },
        "escalation.pick": {
            "guesses": lambda t: lotse_cards.pick(t, full, full.guesses),
            "nothing found": lambda t: lotse_cards.pick(t, full, [], hostile[:300]),
        },
        "escalation.hand_over": {
            "full": lambda t: lotse_cards.hand_over(t, full, [hostile[:60]] * 30, [hostile[:60]] * 30),
            "to nobody": lambda t: lotse_cards.hand_over(t, bare, [], []),
        },
        "escalation.form": {
            "in the chat": lambda t: draft_cards.form(t, proposal, dict.fromkeys(map(str, range(12)), name)),
            "in a dialog": lambda t: draft_cards.form(t, Proposal(), {}, in_dialog=True),
        },
        "escalation.to_decide": {
            "full": lambda t: draft_cards.to_decide(t, proposal, {name: name, hostile[:60]: name})
        },
        "escalation.done": {"full": lambda t: draft_cards.done(t, "escalation.draft_sent")},
        "escalation.decided": {
            "accepted": lambda t: draft_cards.decided(t, "accepted"),
            "declined": lambda t: draft_cards.decided(t, "declined"),
        },
        "escalation.live": {"full": lambda t: draft_cards.live(t, long, entry, kept.id)},
    }
