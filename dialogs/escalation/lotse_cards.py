"""Looks of a case as its Lotsen see it: they answer from the card, without leaving Teams."""

from __future__ import annotations

from collections.abc import Sequence

from bot import cards
from bot.turn import Card
from dialogs.escalation.asker_cards import exchange, quoted
from dialogs.escalation.fields import words
from dialogs.escalation.table import UNOWNED, State
from dialogs.escalation.view import View, Voice, clock_time
from faq import Entry


def request(voice: Voice, view: View, viewer: str, *, note: str = "") -> Card:
    """The case with all that can be done; for `viewer`, the Entra id of who looks at it ("" in a channel)."""
    kept = view.kept
    if kept.state is State.CLOSED:
        return over(voice, kept.id, kept.question)
    others = kept.owner is not None and kept.owner != viewer
    return cards.card(
        cards.heading(_title(voice, view)),
        cards.text(cards.escape(cards.shortened(kept.question, 2_000))),
        cards.text(_facts(voice, view), subtle=True, small=True),
        cards.text(_stand(voice, view, viewer), apart=True),
        cards.text(note, apart=True) if note else None,
        *exchange(voice, view, notes=True),
        *([] if others or kept.state is State.ANSWERED else _guesses(voice, view)),
        *([] if others or not viewer else _fields(voice)),
        actions=[] if others else _actions(voice, view) if viewer else [_take(voice, kept.id)],
    )


def over(voice: Voice, case: str, question: str) -> Card:
    """A case that is closed, and which one it was; what helped may become an entry of the FAQ."""
    return cards.card(
        cards.text(voice.t("escalation.over")),
        cards.text(quoted(question), subtle=True),
        actions=[cards.button(voice.t("escalation.propose_button"), "escalation.propose", case=case)],
    )


def gone(voice: Voice) -> Card:
    """A case that was taken back: nothing of it is left."""
    return cards.card(cards.text(voice.t("escalation.gone")))


def thanks(voice: Voice, view: View, words: str) -> Card:
    """Thanks, from person to person; what can be done with the answer stands on the card of its case."""
    return cards.card(
        cards.heading(voice.t("escalation.thanks_title")),
        cards.text(cards.escape(words)) if words else None,
        cards.text(
            voice.t("escalation.thanks_for", question=cards.escape(cards.shortened(view.kept.question, 200))),
            subtle=True,
        ),
    )


def pick(voice: Voice, view: View, entries: Sequence[Entry], search: str = "") -> Card:
    """Which FAQ entry answers it: the guesses, or what a search finds."""
    return cards.card(
        cards.heading(voice.t("escalation.pick_title")),
        cards.text(cards.escape(cards.shortened(view.kept.question, 500)), subtle=True),
        cards.text(voice.t("escalation.pick_some" if entries else "escalation.pick_none")),
        *(
            cards.choice(
                cards.escape(entry.said(voice.tongue).question),
                "escalation.send_entry",
                case=view.kept.id,
                entry=entry.id,
            )
            for entry in entries[:3]
        ),
        words(voice, "search", "escalation.pick_search", value=search, lines=False, most=300),
        actions=[
            cards.button(voice.t("escalation.pick_button"), "escalation.pick", case=view.kept.id),
            cards.button(
                voice.t("escalation.back_button"), "escalation.show", checks=False, case=view.kept.id
            ),
        ],
    )


def hand_over(voice: Voice, view: View, lotsen: Sequence[str], topics: Sequence[str]) -> Card:
    """To whom it goes on: one Lotse, or those of a topic, with a word."""
    error = voice.t("escalation.ask_error")
    return cards.card(
        cards.heading(voice.t("escalation.hand_title")),
        cards.text(cards.escape(cards.shortened(view.kept.question, 500)), subtle=True),
        cards.choices(
            "to",
            voice.t("escalation.hand_to"),
            [("-", voice.t("escalation.hand_by_topic")), *((name, name) for name in lotsen)],
            value="-",
            error=error,
        ),
        cards.choices(
            "topic",
            voice.t("escalation.hand_topic"),
            [("-", voice.t("escalation.hand_same_topic")), *((topic, topic) for topic in topics)],
            value="-",
            error=error,
        ),
        words(voice, "words", "escalation.hand_words", error="escalation.ask_error", most=1_000),
        actions=[
            cards.button(
                voice.t("escalation.hand_button"), "escalation.hand_on", primary=True, case=view.kept.id
            ),
            cards.button(
                voice.t("escalation.back_button"), "escalation.show", checks=False, case=view.kept.id
            ),
        ],
    )


# ---------------------------------------------------------------- pieces


def _title(voice: Voice, view: View) -> str:
    kept = view.kept
    if kept.nameless or not kept.asker_name:
        return voice.t("escalation.request_nameless")
    return voice.t("escalation.request_title", name=cards.escape(kept.asker_name))


def _facts(voice: Voice, view: View) -> str:
    kept = view.kept
    due = clock_time(voice, kept.promised_at, view.zone)
    parts = [
        cards.escape(kept.topic) if kept.topic else voice.t("escalation.no_topic"),
        voice.t(f"escalation.urgency_{kept.urgency}"),
        voice.t("escalation.deadline", due=due),
    ]
    return " · ".join(parts)


def _stand(voice: Voice, view: View, viewer: str) -> str:
    kept = view.kept
    if kept.state in UNOWNED:
        return voice.t("escalation.desk_open")
    if kept.owner == viewer and kept.owner:
        return voice.t(f"escalation.desk_{kept.state}")
    if not view.owner:
        return voice.t("escalation.desk_somebody")
    return voice.t("escalation.desk_other", name=cards.escape(view.owner))


def _guesses(voice: Voice, view: View) -> list[cards.Piece]:
    if not view.guesses:
        return []
    lines = "\n".join(f"- {cards.escape(entry.said(voice.tongue).question)}" for entry in view.guesses)
    return [cards.section(voice.t("escalation.guesses"), lines)]


def _fields(voice: Voice) -> list[cards.Piece]:
    error = voice.t("escalation.words_missing")
    return [
        words(voice, "words", "escalation.lotse_words", hint="escalation.lotse_words_hint", most=4_000),
        cards.toggle(
            "signed", voice.t("escalation.sign"), voice.t("escalation.sign_box"), error=error, on=True
        ),
    ]


def _actions(voice: Voice, view: View) -> list[cards.Piece]:
    case = view.kept.id
    made = [
        _take(voice, case) if view.kept.owner is None else None,
        cards.button(voice.t("escalation.answer_button"), "escalation.answer", primary=True, case=case),
        cards.button(voice.t("escalation.entry_button"), "escalation.pick", checks=False, case=case),
        cards.button(voice.t("escalation.ask_back_button"), "escalation.ask_back", case=case),
        cards.button(voice.t("escalation.hand_over_button"), "escalation.hand", checks=False, case=case),
        cards.button(voice.t("escalation.propose_button"), "escalation.propose", checks=False, case=case)
        if view.kept.state is State.ANSWERED
        else None,
    ]
    return [one for one in made if one is not None]


def _take(voice: Voice, case: str) -> cards.Piece:
    return cards.button(voice.t("escalation.take_button"), "escalation.take", checks=False, case=case)
