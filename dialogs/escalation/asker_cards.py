"""Looks of a case as its asker sees it: how it stands, the answer, the end."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot import cards
from bot.hours import BERLIN
from bot.turn import Card, Turn
from dialogs.escalation.fields import words
from dialogs.escalation.records import Owned
from dialogs.escalation.table import State
from dialogs.escalation.view import View, Voice, clock_time, day_words
from faq import Entry

# ---------------------------------------------------------------- my questions


def mine(
    turn: Turn,
    views: Sequence[View],
    owned: Sequence[Owned] | None = None,
    zone: ZoneInfo = BERLIN,
    *,
    count: int = 0,
) -> Card:
    """My open questions, each to look at; of a Lotse also what they have taken (None: of nobody else).

    `count`: how many open questions there are, shown or not.
    """
    views = views[: cards.MOST_ACTIONS - min(len(owned or ()), cards.MOST_ACTIONS // 2)]
    more = count - len(views)
    return cards.card(
        cards.heading(turn.t("escalation.mine_title")),
        cards.text(turn.t("escalation.mine_some" if views else "escalation.mine_none")),
        *(
            cards.choice(
                cards.escape(cards.shortened(one.kept.question, 120)), "escalation.look", case=one.kept.id
            )
            for one in views
        ),
        cards.text(turn.t("escalation.mine_more", count=more), subtle=True) if more > 0 else None,
        *([] if owned is None else _owned(turn, owned, zone, cards.MOST_ACTIONS - len(views))),
    )


def _owned(turn: Turn, owned: Sequence[Owned], zone: ZoneInfo, most: int) -> list[cards.Piece | None]:
    if not owned:
        return [cards.text(turn.t("escalation.owned_none"), apart=True)]
    made: list[cards.Piece | None] = [cards.text(turn.t("escalation.owned_title"), apart=True)]
    for one in owned[:most]:
        due, day = clock_time(turn, one.promised_at, zone), day_words(turn, one.day)
        line = turn.t(f"escalation.owned_{one.state}", day=day, due=due)
        made.append(cards.choice(quoted(one.question), "escalation.show_below", case=one.id))
        made.append(cards.text(line, subtle=True, small=True))
    more = len(owned) - most
    return [*made, cards.text(turn.t("escalation.owned_more", count=more), subtle=True) if more > 0 else None]


def my_case(turn: Turn, view: View, *, note: str = "") -> Card:
    """How one of my questions stands; to add to it, or to take it back."""
    kept = view.kept
    return cards.card(
        cards.heading(cards.escape(cards.shortened(kept.question, 300))),
        cards.text(state_line(turn, view)),
        cards.text(note, apart=True) if note else None,
        *exchange(turn, view),
        words(turn, "words", "escalation.add_label", hint="escalation.add_hint"),
        actions=[
            cards.button(turn.t("escalation.add_button"), "escalation.add", primary=True, case=kept.id),
            cards.button(
                turn.t("escalation.withdraw_button"), "escalation.withdraw", checks=False, case=kept.id
            ),
        ],
    )


def told(voice: Voice, sentence: str) -> Card:
    """One sentence on how it stands, and the way to my questions."""
    return cards.card(
        cards.text(sentence),
        actions=[cards.button(voice.t("escalation.mine_button"), "escalation.mine")],
    )


# ---------------------------------------------------------------- the answer


def answer(voice: Voice, view: View, seq: int, entry: Entry | None = None) -> Card:
    """The answer with the question above it, who gave it, and what the asker thinks of it."""
    kept, word = view.kept, view.word(seq)
    signed = word.signed if word else ""
    told = voice.t("escalation.answer_from", name=cards.escape(signed)) if signed else ""
    return cards.card(
        cards.heading(voice.t("escalation.answer_title")),
        cards.text(cards.escape(cards.shortened(kept.question, 1_000)), subtle=True),
        *_answer_words(voice, word.words if word else "", entry),
        cards.text(told, subtle=True, apart=True) if told else None,
        cards.text(voice.t("escalation.did_it_help"), apart=True),
        words(voice, "words", "escalation.answer_words", hint="escalation.answer_words_hint"),
        actions=[
            cards.button(
                voice.t("escalation.helped_button"), "escalation.helped", primary=True, case=kept.id
            ),
            cards.button(voice.t("escalation.follow_up_button"), "escalation.follow_up", case=kept.id),
            cards.button(voice.t("escalation.not_helped_button"), "escalation.not_helped", case=kept.id),
        ],
    )


def _answer_words(voice: Voice, words: str, entry: Entry | None) -> list[cards.Piece | None]:
    if entry is None:
        return [cards.text(cards.markdown(words))] if words else []
    said = entry.said(voice.tongue)
    links = "\n".join(f"- [{cards.escape(link.text)}]({link.url})" for link in said.links)
    return [
        cards.text(f"**{cards.escape(said.question)}**"),
        cards.text(cards.markdown(said.answer)),
        cards.text(links) if links else None,
    ]


def question_back(voice: Voice, view: View, seq: int) -> Card:
    """What the Lotse wants to know, and room for the reply."""
    word = view.word(seq)
    return cards.card(
        cards.heading(voice.t("escalation.back_title")),
        cards.text(cards.escape(cards.shortened(view.kept.question, 1_000)), subtle=True),
        cards.text(cards.markdown(word.words)) if word else None,
        words(voice, "words", "escalation.reply_label", required=True),
        actions=[
            cards.button(
                voice.t("escalation.reply_button"), "escalation.reply", primary=True, case=view.kept.id
            ),
            cards.button(
                voice.t("escalation.withdraw_button"), "escalation.withdraw", checks=False, case=view.kept.id
            ),
        ],
    )


def thanked(turn: Turn, sentence: str, *, hotline: bool = False) -> Card:
    """The end, in one sentence; with the hotline where it did not help."""
    return cards.card(
        cards.text(sentence),
        cards.text(turn.t("escalation.reach")) if hotline else None,
    )


# ---------------------------------------------------------------- pieces


def state_line(voice: Voice, view: View) -> str:
    """How a case stands, in one sentence for its asker."""
    kept = view.kept
    by = clock_time(voice, kept.promised_at, view.zone)
    if kept.state is State.FALLBACK and view.fallback:
        return voice.t("escalation.stand_fallback_own", by=by, text=cards.escape(view.fallback))
    return voice.t(f"escalation.stand_{kept.state}", by=by)


def exchange(voice: Voice, view: View, *, notes: bool = False) -> list[cards.Piece]:
    """What was written so far, each with who wrote it; `notes` shows what Lotsen wrote to each other."""
    shown = []
    for word in view.words[-6:]:
        if word.kind != "entry" and (notes or word.kind != "note"):
            title = voice.t(f"escalation.wrote_{word.kind}")
            said = (
                cards.markdown(word.words)
                if word.kind in ("answer", "question")
                else cards.escape(word.words)
            )
            shown.append(cards.section(title, cards.shortened(said, 1_500)))
    return shown


def quoted(words: str) -> str:
    """People's words within a sentence of the bot's."""
    return cards.escape(cards.shortened(" ".join(words.split()), 120))


# ---------------------------------------------------------------- the Lotsen


def lotsen(turn: Turn, lines: Sequence[tuple[str, str]]) -> Card:
    """Each topic with its Lotsen."""
    listed = "\n".join(f"- **{cards.escape(topic)}**: {names}" for topic, names in lines)
    return cards.card(
        cards.heading(turn.t("escalation.lotsen_title")),
        cards.text(cards.shortened(listed, 8_000)) if listed else cards.text(turn.t("escalation.no_lotsen")),
        cards.text(turn.t("escalation.lotsen_how"), subtle=True, apart=True),
        actions=[cards.button(turn.t("escalation.human_button"), "escalation.ask")],
    )


def away(turn: Turn, sentence: str) -> Card:
    """An absence that is kept, and the way back."""
    return cards.card(
        cards.text(sentence),
        actions=[cards.button(turn.t("escalation.back_again_button"), "escalation.back")],
    )


def said(sentence: str) -> Card:
    """One sentence."""
    return cards.card(cards.text(sentence))
